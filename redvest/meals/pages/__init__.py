"""Pages of meals."""
