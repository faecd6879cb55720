"""The demo world: Northmarch, an invented region with invented people. Refuses to run outside demo mode."""
