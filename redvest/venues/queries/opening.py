"""When a venue is open, at this very moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from redvest.districts import queries as districts
from redvest.engines.opening_hours import (
    Hours,
    OpeningState,
    ServiceDay,
    from_data,
    parse_day,
    state_at,
)
from redvest.engines.policy import Policy
from redvest.engines.venue_flow import VenueStatus
from redvest.venues.models import Venue


@dataclass
class Shown:
    """A venue together with what its page says about it right now."""

    venue: Venue
    street: str
    opening: OpeningState
    has_own_hours: bool
    distance_m: int | None = None
    walk_minutes: int | None = None


@dataclass(frozen=True)
class Today:
    """What every venue's opening depends on beside itself, read once per page."""

    now: datetime
    kind: ServiceDay
    common: Hours
    names: Mapping[str, str]
    policy: Policy


def today_in(district: str, now: datetime | None = None) -> Today:
    local = timezone.localtime(now or timezone.now())
    policy = districts.policy_of(district)
    kind = districts.day_kinds(district, [local.date()])[local.date()]
    names = districts.region_names(district)
    return Today(local, kind, common_hours(policy), names, policy)


def common_hours(policy: Policy) -> Hours:
    """The district's hours for venues that have none of their own."""
    workday, weekend = parse_day(policy.hours_workdays, 1), parse_day(policy.hours_weekends, 6)
    return Hours({day: workday if day < 6 else weekend for day in range(1, 8)})


def hours_of(venue: Venue, common: Hours) -> Hours:
    """A venue's own week, else the common one; the days it announced as closed hold for both."""
    own = from_data(venue.hours)
    if own.week:
        return own
    return Hours(common.week, own.open_on_holidays, own.closed_days)


def show(venue: Venue, today: Today) -> Shown:
    hours = hours_of(venue, today.common)
    state = state_at(hours, today.now, today.kind)
    if venue.status != VenueStatus.OPEN:
        state = OpeningState(False, (), why_closed=venue.status)
    street = today.names.get(venue.region[:9], "") if len(venue.region) > 6 else ""
    return Shown(venue, street, state, bool(venue.hours.get("week")))
