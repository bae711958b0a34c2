"""The words of signing in, known to the worker too."""

from redvest.notices import codes

__all__ = ["codes"]
