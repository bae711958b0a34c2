"""Reading meals."""
