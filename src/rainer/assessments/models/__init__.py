"""Assessments, the scores made from them, and the plans made with people."""

from rainer.assessments.models.scored import Assessment, PredictorScore

__all__ = ["Assessment", "PredictorScore"]
