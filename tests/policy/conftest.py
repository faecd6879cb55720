"""Laws are tried without a clock: the first example of a run reads every parameter file, which no deadline allows for."""

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
