"""Pages of orders, by who looks at them."""
