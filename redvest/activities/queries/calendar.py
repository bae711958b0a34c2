"""The year: festivals, practice days, themes; which station has nothing in a week."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractMonth
from django.utils import timezone
from django.utils.functional import Promise

from redvest.activities.models import Activity, Campaign, LocalFestival, Project, Session
from redvest.activities.programme_labels import OCCASIONS
from redvest.activities.queries.projects import ACTIVE_STATES, campaigns_of
from redvest.activities.queries.sight import DESK
from redvest.core.days import midnight
from redvest.districts.queries import calendar_of, policy_of
from redvest.engines.cn_calendar import (
    FESTIVALS,
    Festival,
    Reckoning,
    festivals_in,
    practice_days,
)
from redvest.people.actors import Actor
from redvest.teams.queries import within
from redvest.venues.models import Venue

TAKES_PLACE = ("published", "full", "signup_closed", "ongoing", "ended", "settled", "archived")
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Occasion:
    """A day on which a district does something together."""

    day: date
    key: str
    name: Promise | str
    is_tradition: bool = False


@dataclass(frozen=True)
class Month:
    """One month of the year calendar."""

    first: date
    theme: Campaign | None
    campaigns: list[Campaign]
    festivals: list[Occasion]
    practice: list[date]
    times: int


def local_festivals(district: str) -> QuerySet[LocalFestival]:
    return LocalFestival.objects.filter(district=district, retired_at=None).order_by(
        "-is_lunar", "month", "day"
    )


def festivals_of(district: str) -> tuple[tuple[Festival, ...], dict[str, Promise | str]]:
    """The festivals a district keeps, and what each is called."""
    names: dict[str, Promise | str] = dict(OCCASIONS)
    table = list(FESTIVALS)
    for row in local_festivals(district):
        reckoning = Reckoning.LUNAR if row.is_lunar else Reckoning.SOLAR
        table.append(
            Festival(f"local:{row.id}", row.name, reckoning, row.month, row.day, is_tradition=True)
        )
        names[f"local:{row.id}"] = row.name
    return tuple(table), names


def festivals_between(district: str, first: date, last: date) -> list[Occasion]:
    table, names = festivals_of(district)
    return [
        Occasion(day, festival.key, names.get(festival.key, festival.name), festival.is_tradition)
        for year in range(first.year, last.year + 1)
        for day, festival in festivals_in(year, table)
        if first <= day <= last
    ]


def practice_between(district: str, first: date, last: date) -> list[date]:
    """The practice days of a district: holidays move or skip them."""
    weekday = policy_of(district).practice_weekday - 1
    return list(practice_days(first, last, calendar_of(district), weekday))


def occasions_between(district: str, first: date, last: date) -> list[Occasion]:
    """Festivals and practice days in the order of the days."""
    found = festivals_between(district, first, last)
    found += [
        Occasion(day, "practice_day", OCCASIONS["practice_day"])
        for day in practice_between(district, first, last)
    ]
    return sorted(found, key=lambda one: (one.day, one.key == "practice_day"))


def occasion_choices(district: str) -> list[tuple[str, Promise | str]]:
    """What a project may be meant for."""
    table, names = festivals_of(district)
    return [
        ("practice_day", OCCASIONS["practice_day"]),
        *((one.key, names.get(one.key, one.name)) for one in table),
    ]


def year_of(district: str, year: int) -> list[Month]:
    """The twelve months of a year, each with what falls into it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    festivals = festivals_between(district, first, last)
    practice = practice_between(district, first, last)
    campaigns = list(campaigns_of(district, first=first, last=last))
    times = dict(
        _sessions(district, first, last)
        .annotate(month=ExtractMonth("starts_at", tzinfo=timezone.get_current_timezone()))
        .order_by()
        .values_list("month")
        .annotate(n=Count("id"))
    )
    found = []
    for number in range(1, 13):
        begins = date(year, number, 1)
        ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        here = [one for one in campaigns if one.starts_on <= ends and one.ends_on >= begins]
        found.append(
            Month(
                begins,
                next((one for one in here if one.kind == "theme"), None),
                [one for one in here if one.kind == "campaign"],
                [one for one in festivals if one.day.month == number],
                [day for day in practice if day.month == number],
                times.get(number, 0),
            )
        )
    return found


def _sessions(district: str, first: date, last: date) -> QuerySet[Session]:
    """Sessions of activities that took or take place, public ones only."""
    return Session.objects.filter(
        ~Q(activity__published_at=None),
        district=district,
        cancelled_at=None,
        starts_at__gte=midnight(first),
        starts_at__lt=midnight(last + timedelta(days=1)),
        activity__status__in=TAKES_PLACE,
    )


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def quiet_stations(actor: Actor, monday: date) -> QuerySet[Venue]:
    """Open stations of the actor's places where nothing takes place in a week, by place."""
    week = _sessions(actor.district, monday, monday + WEEK - timedelta(days=1))
    there = Q(activity__region=OuterRef("region")) | Q(activity__venue=OuterRef("pk"))
    return (
        Venue.objects.filter(
            within("region", actor.scopes(*DESK)),
            ~Exists(week.filter(there)),
            district=actor.district,
            level="station",
            kind="venue",
            status="open",
        )
        .only("id", "name", "region", "district")
        .order_by("region", "id")
    )


def templates_for(district: str, keys: Iterable[str]) -> dict[str, list[Project]]:
    """By occasion, the district's own projects that are meant for it."""
    found: dict[str, list[Project]] = {}
    rows = Project.objects.filter(
        district=district, status__in=ACTIVE_STATES, occasion__in=set(keys) - {""}
    )
    for row in rows.order_by("-is_brand", "title"):
        found.setdefault(row.occasion, []).append(row)
    return found


def planned_on(actor: Actor, days: Iterable[date]) -> dict[date, int]:
    """How many activities of the actor's places begin on each of the days."""
    wanted = sorted(days) or [timezone.localdate()]
    rows = Activity.objects.filter(
        within("region", actor.scopes(*DESK)),
        district=actor.district,
        starts_at__gte=midnight(wanted[0]),
        starts_at__lt=midnight(wanted[-1] + timedelta(days=1)),
    ).exclude(status__in=["cancelled", "rejected"])
    return Counter(timezone.localdate(at) for at in rows.values_list("starts_at", flat=True))
