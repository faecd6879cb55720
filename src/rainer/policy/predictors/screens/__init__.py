"""Screens that stand beside the predictors: who should be looked at more closely, and for what."""
