"""A clock that is set, for a year that is gone through in minutes.

Every service asks ``django.utils.timezone.now``, and no statement asks the database for the time.
So the year is told by standing in for that one function, in this process only: other processes
on the same database keep their own time. Keys of rows go on telling when they were really made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

from django.utils import timezone

TICK = timedelta(milliseconds=1)


class Clock:
    """The simulated moment. It moves on by a millisecond whenever somebody looks, so that what
    happens later bears a later time, and otherwise only where it is told to go. It tells UTC, as
    the function does that it stands in for."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        self.at += TICK
        return self.at

    def set(self, at: datetime) -> None:
        """Go to a moment, or stay where one is when it is past already: never back."""
        self.at = max(self.at, at.astimezone(UTC))


def moment(day: date, minutes: int) -> datetime:
    """So many minutes into a day of business time."""
    start = datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
    return start + timedelta(minutes=minutes)


@contextmanager
def standing_in(at: datetime) -> Iterator[Clock]:
    """Within it, every service lives at the simulated moment."""
    clock = Clock(at)
    with patch.object(timezone, "now", clock.now):
        yield clock
