"""The pages of priorities."""
