"""What people fill in about themselves and those they look after."""
