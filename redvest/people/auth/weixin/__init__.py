"""Signing in with WeChat: inside its own browser, and by QR code on a computer."""
