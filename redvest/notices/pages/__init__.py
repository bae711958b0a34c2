"""Pages of messages to people and of webhooks to systems."""
