"""What somebody of an age may do by themselves, and what needs a guardian.

Sources: Civil Code articles 17 to 20 (minors, limited and no capacity); Personal Information
Protection Law articles 28 and 31 and Regulation on the Protection of Minors in Cyberspace
article 36 (data of children under 14); volunteer registration rules of 2014 (14 to 18 with the
consent of a legal representative).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from redvest.engines.identifiers import age_on

COMPANION_UNTIL = 8
CHILD_UNTIL = 14
ADULT_FROM = 18
OLDEST = 130
"""Years of age beyond which a day of birth is a slip of the pen."""


class AgeBand(StrEnum):
    """The four ages the rules tell apart."""

    COMPANION = "companion"
    """Under 8: comes along with the guardian, no account, no volunteer number."""
    CHILD = "child"
    """8 to 13: the guardian's account holds the profile."""
    YOUTH = "youth"
    """14 to 17: an own account, and the guardian's consent."""
    ADULT = "adult"


def age_band(born_on: date, today: date) -> AgeBand:
    """Return the band somebody belongs to on a day.

    Raises
    ------
    ValueError
        If nobody born on that day can be alive today.
    """
    years = age_on(born_on, today)
    if not 0 <= years <= OLDEST:
        raise ValueError("born_on")
    if years < COMPANION_UNTIL:
        return AgeBand.COMPANION
    if years < CHILD_UNTIL:
        return AgeBand.CHILD
    return AgeBand.YOUTH if years < ADULT_FROM else AgeBand.ADULT


def is_minor(band: AgeBand) -> bool:
    return band is not AgeBand.ADULT


def may_hold_account(band: AgeBand) -> bool:
    """Whether somebody of this age registers in person; children are entered by a guardian."""
    return band in (AgeBand.YOUTH, AgeBand.ADULT)


def may_volunteer(band: AgeBand) -> bool:
    """Whether a volunteer number may be given at all, with or without a guardian."""
    return band is not AgeBand.COMPANION


def needs_approval_to_read(band: AgeBand) -> bool:
    """Whether staff need the approval of a responsible person to read the data (under 14)."""
    return band in (AgeBand.COMPANION, AgeBand.CHILD)


def may_do_dangerous_work(band: AgeBand) -> bool:
    """Rescue, disaster relief, night duty and home visits alone are for adults only."""
    return band is AgeBand.ADULT


def comes_of_age_on(born_on: date) -> date:
    """Return the first day as an adult; somebody born on 29 February waits for 1 March."""
    try:
        return born_on.replace(year=born_on.year + ADULT_FROM)
    except ValueError:
        return date(born_on.year + ADULT_FROM, 3, 1)
