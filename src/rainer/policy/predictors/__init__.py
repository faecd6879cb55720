"""Actuarial predictors of reoffending, and the screens that stand beside them. Each is dated and shows its parts."""
