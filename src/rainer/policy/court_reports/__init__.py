"""Court reports: the mix of types."""

from rainer.policy.court_reports.mix import (
    Mix,
    MixCounts,
    MixEstimate,
    MixPercents,
    mix_from_counts,
    mix_from_percent,
)

__all__ = ["Mix", "MixCounts", "MixEstimate", "MixPercents", "mix_from_counts", "mix_from_percent"]
