"""Who was where, roughly: distance bands, and the moments at which somebody can be stamped at all.

A phone's place is easily lied about, so it never proves anything by itself: it only stands beside
the code on the wall, and only as one of three words. The coordinates themselves end here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from redvest.engines.service_minutes import Span, frame

INSIDE_M, NEAR_M = 150.0, 500.0
ACCURACY_TRUSTED_M = 100.0
"""What a phone says about its own accuracy is believed up to here."""
STEP = timedelta(seconds=30)
"""How long one rotating code is shown; its neighbors are accepted too."""
APART = timedelta(minutes=1)
"""So much lies between arriving and leaving: one code never does both."""


class Band(StrEnum):
    """How far from the place a phone said it was; stored instead of where."""

    INSIDE = "inside"
    NEAR = "near"
    FAR = "far"


class Refused(StrEnum):
    """Why somebody is not stamped; each has a sentence on the page."""

    EARLY = "early"
    OVER = "over"
    NOT_INSURED = "not_insured"


def band_of(distance_m: float, accuracy_m: float = 0.0) -> Band:
    """Return the band of a distance; what is within the phone's own error counts for the person.

    >>> [band_of(metres).value for metres in (0, 150, 151, 500, 501)]
    ['inside', 'inside', 'near', 'near', 'far']
    >>> band_of(560, accuracy_m=60).value, band_of(5000, accuracy_m=9999).value
    ('near', 'far')
    """
    least = distance_m - min(max(accuracy_m, 0.0), ACCURACY_TRUSTED_M)
    if least <= INSIDE_M:
        return Band.INSIDE
    return Band.NEAR if least <= NEAR_M else Band.FAR


def refusal(
    now: datetime,
    plan: Span,
    *,
    risky: bool = False,
    policy: tuple[date, date] | None = None,
    day: date | None = None,
) -> Refused | None:
    """Return why nobody is stamped now, or None.

    Parameters
    ----------
    now : datetime
        When somebody arrives or leaves.
    plan : Span
        The session; minutes are earned from half an hour before it until an hour after it.
    risky : bool
        Whether the work is dangerous, so that nobody serves without a policy.
    policy : pair of dates, optional
        From when to when the policy covers the people on the list.
    day : date, optional
        The local day of the session.
    """
    around = frame(plan)
    if now < around.start:
        return Refused.EARLY
    if now > around.end:
        return Refused.OVER
    if risky and (policy is None or day is None or not policy[0] <= day <= policy[1]):
        return Refused.NOT_INSURED
    return None


def middle_break(plan: Span, minutes: int) -> list[Span]:
    """Return where a break of so many minutes lies when nobody said when: in the middle.

    Whoever left before the middle or came after it had no break, and loses none.
    """
    length = min(timedelta(minutes=minutes), plan.length)
    if not length:
        return []
    start = plan.start + (plan.length - length) / 2
    return [Span(start, start + length)]
