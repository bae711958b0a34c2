"""Redvest (红马甲): what a city district runs its volunteer service on."""

__version__ = "0.1.0"
