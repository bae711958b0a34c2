"""Moments of a day in the district's time."""

from datetime import date, datetime, time

from django.utils import timezone


def at(day: date, clock: time) -> datetime:
    """That day at that time of the clock."""
    return timezone.make_aware(datetime.combine(day, clock))


def midnight(day: date) -> datetime:
    """The moment a day begins."""
    return at(day, time())
