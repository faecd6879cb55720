"""What an assessment asks, how its answers are scored, and what follows from them."""
