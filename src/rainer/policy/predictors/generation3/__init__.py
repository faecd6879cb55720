"""Predictors of the third generation, kept to read old records and to explain tiers that rest on them."""
