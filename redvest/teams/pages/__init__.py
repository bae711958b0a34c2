"""Pages of teams, by who looks at them."""
