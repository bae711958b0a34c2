"""Every indicator once more, from the rows themselves, in loops: shares no code with the program.

Shown here is what the words of the definitions say. Days are those of Beijing.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from redvest.activities.models import Activity, Project, Session, SignUp
from redvest.insight.models import Headcount
from redvest.journal.models import Event
from redvest.orders.models import Dispatch, Evaluation, ServiceOrder
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord
from redvest.teams.models import Team
from redvest.venues.models import Venue

Within = tuple[str, date, date]  # place, first day, last day


def local(moment: datetime) -> date:
    return (moment + timedelta(hours=8)).date()


def here(region: str, within: Within) -> bool:
    return region.startswith(within[0])


def then(day: date, within: Within) -> bool:
    return within[1] <= day <= within[2]


def took_place(activity: Activity) -> bool:
    return activity.status in {"ongoing", "ended", "settled", "archived"}


def is_at_center(activity: Activity) -> bool:
    venue = activity.host or activity.venue
    return venue is not None and venue.level == "center"


def venues(within: Within) -> list[Venue]:
    return [
        one
        for one in Venue.objects.all()
        if one.status in {"open", "temporarily_closed"}
        and here(one.region, within)
        and (one.opened_on or local(one.created_at)) <= within[2]
    ]


def volunteers(within: Within) -> int:
    return sum(
        1
        for one in Volunteer.objects.all()
        if here(one.home_community or one.district, within)
        and local(one.joined_at) <= within[2]
        and (one.closed_at is None or local(one.closed_at) > within[2])
    )


def teams(within: Within, kind: str = "") -> int:
    return sum(
        1
        for one in Team.objects.all()
        if one.status != "applied"
        and here(one.region, within)
        and kind in {"", one.kind}
        and local(one.created_at) <= within[2]
        and (one.ended_at is None or local(one.ended_at) > within[2])
    )


def activities(within: Within) -> list[Activity]:
    return [
        one
        for one in Activity.objects.all()
        if took_place(one) and here(one.region, within) and then(local(one.starts_at), within)
    ]


def sessions(within: Within) -> list[Session]:
    return [
        one
        for one in Session.objects.select_related("activity").all()
        if took_place(one.activity)
        and one.cancelled_at is None
        and here(one.activity.region, within)
        and then(local(one.starts_at), within)
    ]


def audience(within: Within, wanted: Callable[[Activity], bool]) -> int:
    ids = {one.id for one in sessions(within) if wanted(one.activity)}
    return sum(one.people for one in Headcount.objects.all() if one.session_id in ids)


def participations(within: Within) -> list[SignUp]:
    return [
        one
        for one in SignUp.objects.select_related("activity").all()
        if one.state in {"checked_in", "checked_out", "settled"}
        and took_place(one.activity)
        and here(one.activity.region, within)
        and then(local(one.starts_at), within)
    ]


def records(within: Within) -> list[ServiceRecord]:
    return [
        one
        for one in ServiceRecord.objects.all()
        if one.state == "effective" and here(one.region, within) and then(one.service_on, within)
    ]


def orders(within: Within) -> list[ServiceOrder]:
    return [
        one
        for one in ServiceOrder.objects.all()
        if one.state not in {"draft", "merged"}
        and here(one.community, within)
        and then(local(one.placed_at), within)
    ]


def first_times(action: str) -> dict[UUID, datetime]:
    found: dict[UUID, datetime] = {}
    for one in Event.objects.all():
        if one.kind == f"order.{action}" and one.subject_id is not None:
            found[one.subject_id] = min(one.at, found.get(one.subject_id, one.at))
    return found


def waits(within: Within) -> list[timedelta]:
    at = first_times("claim")
    return [at[one.id] - one.placed_at for one in orders(within) if one.id in at]


def stepped(within: Within, action: str) -> int:
    at = first_times(action)
    return sum(1 for one in orders(within) if one.id in at)


def grades(within: Within) -> list[int]:
    return [
        one.grade
        for one in Evaluation.objects.select_related("order").all()
        if here(one.order.community, within) and then(local(one.rated_at), within)
    ]


def offers(within: Within) -> list[str]:
    return [
        one.state
        for one in Dispatch.objects.select_related("order").all()
        if here(one.order.community, within) and then(local(one.offered_at), within)
    ]


def tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def percent(part: int, whole: int) -> Decimal | None:
    return tenth(Decimal(100) * part / whole) if whole else None


def mean_hours(found: Iterable[timedelta]) -> Decimal | None:
    minutes = [round(one.total_seconds() / 60) for one in found]
    return tenth(Decimal(sum(minutes)) / 60 / len(minutes)) if minutes else None


FESTIVE = {"spring", "qingming", "double_ninth"}


def tagged_with(tag: str, rows: list[Any]) -> int:
    found = 0
    for one in rows:
        activity = getattr(one, "activity", one)
        occasion = activity.project.occasion if activity.project else ""
        is_day = tag == "文明实践日" and occasion == "practice_day"
        is_festival = tag == "我们的节日" and occasion in FESTIVE
        found += tag in activity.tags or is_day or is_festival
    return found


NAIVE: dict[str, Callable[[Within], Any]] = {
    "venues": lambda w: len(venues(w)),
    "centers": lambda w: sum(v.level == "center" for v in venues(w)),
    "offices": lambda w: sum(v.level == "office" for v in venues(w)),
    "stations": lambda w: sum(v.level == "station" for v in venues(w)),
    "points": lambda w: sum(v.level == "point" for v in venues(w)),
    "bases": lambda w: sum(v.kind == "base" for v in venues(w)),
    "venue_levels": lambda w: len({v.level for v in venues(w)}),
    "volunteers": volunteers,
    "active_volunteers": lambda w: len({r.volunteer_id for r in records(w)}),
    "teams": teams,
    "specialty_teams": lambda w: teams(w, "specialty"),
    "sub_teams": lambda w: teams(w, "sub_team"),
    "projects": lambda w: sum(
        p.status in {"running", "completed", "evaluated", "template"}
        and here(p.region, w)
        and local(p.created_at) <= w[2]
        for p in Project.objects.all()
    ),
    "practice_day_sessions": lambda w: tagged_with("文明实践日", sessions(w)),
    "festival_activities": lambda w: tagged_with("我们的节日", activities(w)),
    "activities": lambda w: len(activities(w)),
    "sessions": lambda w: len(sessions(w)),
    "cultural_sessions": lambda w: sum(s.activity.category == "culture" for s in sessions(w)),
    "lectures": lambda w: sum(s.activity.kind == "lecture" for s in sessions(w)),
    "exhibitions": lambda w: sum(a.kind == "exhibition" for a in activities(w)),
    "online_episodes": lambda w: sum(s.activity.kind == "online" for s in sessions(w)),
    "center_sessions": lambda w: sum(is_at_center(s.activity) for s in sessions(w)),
    "participations": lambda w: len(participations(w)),
    "audience": lambda w: audience(w, lambda _a: True),
    "cultural_audience": lambda w: audience(w, lambda a: a.category == "culture"),
    "lecture_audience": lambda w: audience(w, lambda a: a.kind == "lecture"),
    "center_audience": lambda w: audience(w, is_at_center),
    "hours": lambda w: tenth(Decimal(sum(r.minutes for r in records(w))) / 60),
    "served": lambda w: len(records(w)),
    "orders": lambda w: len(orders(w)),
    "unmet_orders": lambda w: sum(o.state in {"unfulfilled", "escalated"} for o in orders(w)),
    "claimed_share": lambda w: percent(len(waits(w)), len(orders(w))),
    "claimed_soon_share": lambda w: percent(
        sum(wait <= timedelta(hours=5) for wait in waits(w)), len(orders(w))
    ),
    "hours_to_claim": lambda w: mean_hours(waits(w)),
    "served_share": lambda w: percent(stepped(w, "complete"), len(orders(w))),
    "declined_share": lambda w: percent(
        sum(s in {"declined", "timed_out"} for s in offers(w)), len(offers(w))
    ),
    "rated_share": lambda w: percent(stepped(w, "rate"), stepped(w, "complete")),
    "satisfied_share": lambda w: percent(sum(g >= 3 for g in grades(w)), len(grades(w))),
}
