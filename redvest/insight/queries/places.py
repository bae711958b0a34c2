"""Which place somebody looks at, what lies in it, and which periods there are to choose."""

from datetime import date

from redvest.districts.queries import live_regions, region_names
from redvest.engines.periods import Period, PeriodError, months_until, period
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.insight.queries.reach import today
from redvest.people.actors import Actor

READERS = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN, Role.SUPERVISOR, Role.AUDITOR)
NEXT_LEVEL = {6: 9, 9: 12}
YEARS_BACK, MONTHS_BACK = 4, 13


def place_for(actor: Actor, asked: str) -> str:
    """The region asked for, or the widest the actor may look at.

    Raises
    ------
    NotSeen
        If it lies outside everything the actor may look at, or does not exist.
    """
    scopes = sorted(actor.scopes(*READERS), key=len)
    if not scopes:
        raise NotSeen("no place to look at")
    if not asked:
        return scopes[0]
    known = asked == actor.district or asked in region_names(actor.district)
    if not known or not any(asked.startswith(scope) for scope in scopes):
        raise NotSeen(f"no region {asked}")
    return asked


def way_to(actor: Actor, region: str) -> list[str]:
    """The places above, as far up as the actor may look, and the region itself."""
    scopes = actor.scopes(*READERS)
    codes = [region[:digits] for digits in (6, 9, 12) if digits <= len(region)]
    return [code for code in codes if any(code.startswith(scope) for scope in scopes)]


def parts_of(district: str, region: str, digits: int) -> list[str]:
    """The places of the next level, by code."""
    return [
        one.code
        for one in live_regions(district, today())
        if len(one.code) == digits and one.code.startswith(region)
    ]


def period_for(asked: str) -> Period:
    """The period asked for, or this year.

    Raises
    ------
    NotSeen
        If it is none.
    """
    try:
        return period(asked or f"{today():%Y}")
    except PeriodError:
        raise NotSeen(f"no period {asked}") from None


def periods_offered(on: date) -> list[str]:
    """Years, the quarters of this year and the last months, newest first."""
    years = [f"{on.year - back}" for back in range(YEARS_BACK)]
    quarters = [f"{on.year}Q{number}" for number in range((on.month + 2) // 3, 0, -1)]
    until = on.replace(day=28)
    months = [one.key for one in reversed(months_until(until, MONTHS_BACK))]
    return [*years, *quarters, *months]
