"""What the record knows already of a question, with where it came from and how old it is: offered, never assumed."""

from rainer.assessments.known.answer import Known
from rainer.assessments.known.gather import known_beside, known_for

__all__ = ["Known", "known_beside", "known_for"]
