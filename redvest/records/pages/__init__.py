"""Pages of hours, by who looks at them."""
