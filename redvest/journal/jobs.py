"""What the worker does for the journal."""

from redvest.journal import sealing

__all__ = ["sealing"]
