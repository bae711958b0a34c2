"""A small district with something of everything that figures count, spread over three years."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from redvest.activities.models import Activity, Position, Project, Session, Shift, SignUp
from redvest.engines.team_flow import Kind
from redvest.insight.models import Headcount
from redvest.journal.services import event_hash, record_event
from redvest.orders.models import Dispatch, Evaluation, ServiceOrder
from redvest.people.actors import system
from redvest.people.models import Person, Volunteer
from redvest.records.models import ServiceRecord
from redvest.teams.models import Team
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, ELSEWHERE, HOME, NEXT_DOOR, STREET, Cast, an_order, the_cast

PLACES = (HOME, NEXT_DOOR, ELSEWHERE)


def on(day: date, hour: int = 10) -> datetime:
    """Local time of a day. Hour 0 is still the day before in UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=8)


@dataclass
class Year:
    cast: Cast
    activities: list[Activity] = field(default_factory=list)
    numbers: int = 0

    def number(self) -> int:
        self.numbers += 1
        return self.numbers


def a_venue(region: str, level: str, kind: str = "venue", opened: date = date(2022, 3, 1)) -> Venue:
    return Venue.objects.create(
        district=DISTRICT,
        region=region,
        level=level,
        kind=kind,
        name=f"{level}{kind}{region}{Venue.objects.count()}",
        opened_on=opened,
    )


def a_volunteer(year: Year, joined: date, home: str = HOME) -> Volunteer:
    number = year.number()
    person = Person(district=DISTRICT, name=f"人{number}", home_community=home)
    person.save(force_insert=True)
    row = Volunteer.objects.create(
        district=DISTRICT,
        person=person,
        volunteer_no=f"Y{number:06d}",
        status="active",
        home_community=home,
    )
    Volunteer.objects.filter(id=row.id).update(joined_at=on(joined))
    return row


def a_project(year: Year, occasion: str, *, status: str = "running", region: str = HOME) -> Project:
    return Project.objects.create(
        district=DISTRICT,
        region=region,
        team=year.cast.team,
        title=f"项目{year.number()}",
        aim="帮邻居",
        occasion=occasion,
        kind="service",
        position="参加",
        status=status,
        status_since=on(date(2024, 2, 1)),
        created_at=on(date(2024, 2, 1)),
    )


def held(
    year: Year,
    day: date,
    *,
    kind: str = "service",
    category: str = "other",
    region: str = HOME,
    host: Venue | None = None,
    tags: tuple[str, ...] = (),
    sessions: int = 1,
    came: tuple[Volunteer, ...] = (),
    audience: int = 0,
    status: str = "ended",
    hour: int = 9,
    project: Project | None = None,
) -> Activity:
    """An activity that took place, with sessions a week apart."""
    row = Activity.objects.create(
        district=DISTRICT,
        region=region,
        team=None if host else year.cast.team,
        host=host,
        project=project,
        venue=host,
        lead=year.cast.volunteers["zhao"],
        kind=kind,
        category=category,
        title="一次活动",
        risk_statement="没有特别的风险",
        tags=list(tags),
        status=status,
        status_since=on(day),
        starts_at=on(day, hour),
        ends_at=on(day, hour) + timedelta(hours=2),
        created_at=on(day),
    )
    position = Position.objects.create(district=DISTRICT, activity=row, name="参加", capacity=50)
    for week in range(sessions):
        begins = on(day, hour) + timedelta(weeks=week)
        ends = begins + timedelta(hours=2)
        times = {"starts_at": begins, "ends_at": ends}
        session = Session.objects.create(district=DISTRICT, activity=row, **times)
        shift = Shift.objects.create(
            district=DISTRICT,
            activity=row,
            session=session,
            position=position,
            capacity=50,
            **times,
        )
        for one in came:
            SignUp.objects.create(
                district=DISTRICT,
                activity=row,
                shift=shift,
                volunteer=one,
                state="checked_out",
                queued_at=begins,
                state_since=ends,
                **times,
            )
        if audience:
            Headcount.objects.create(
                district=DISTRICT,
                session=session,
                people=audience,
                method="counted",
                counted_at=ends,
            )
    year.activities.append(row)
    return row


def hours(year: Year, volunteer: Volunteer, day: date, minutes: int, **more: Any) -> ServiceRecord:
    begins = on(day, 8)
    values: dict[str, Any] = {
        "district": DISTRICT,
        "number": f"R{year.number():06d}",
        "volunteer": volunteer,
        "entry": "system",
        "title": "陪老人聊天",
        "region": HOME,
        "organizer": "邻里帮帮队",
        "starts_at": begins,
        "ends_at": begins + timedelta(minutes=minutes),
        "service_on": day,
        "minutes": minutes,
        "level": "A",
        "document": "纸质签到表",
        "state": "effective",
        "state_since": begins,
        "recorded_at": begins,
    }
    return ServiceRecord.objects.create(**{**values, **more})


def past_order(
    year: Year,
    placed: datetime,
    *,
    region: str = HOME,
    state: str = "closed",
    claimed_after: timedelta | None = None,
    grade: int | None = None,
    answer: str = "ended",
) -> ServiceOrder:
    """An order of the past with the events that brought it where it is."""
    cast = year.cast
    number = year.number()
    order = ServiceOrder(
        district=DISTRICT,
        number=f"DD{number:06d}",
        requester=cast.persons["granny"],
        community=region,
        item=cast.item,
        description="换灯泡",
        preferred_on=placed.date(),
        state=state,
        state_since=placed,
        placed_at=placed,
    )
    order.save(force_insert=True)
    if claimed_after is not None:
        Dispatch.objects.create(
            district=DISTRICT, order=order, team=cast.team, state=answer, offered_at=placed
        )
        moments = [("claim", placed + claimed_after), ("complete", placed + timedelta(days=2))]
        if grade is not None:
            rated = placed + timedelta(days=3)
            moments.append(("rate", rated))
            Evaluation(district=DISTRICT, order=order, grade=grade, rated_at=rated).save(
                force_insert=True
            )
        for action, at in moments:
            event = record_event(
                actor=system(DISTRICT),
                kind=f"order.{action}",
                subject=order,
                region=order.community,
                save=False,
            )
            event.at = at
            fields = [one.attname for one in event._meta.fields if one.name != "row_hash"]
            event.row_hash = event_hash({name: getattr(event, name) for name in fields})
            event.save(force_insert=True)
    return order


def a_busy_year() -> Year:
    """Something in each corner: the first and last hours of months, two streets, three years."""
    with connection.cursor() as cursor:  # A busy machine may keep a test waiting for long.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    cast = the_cast()
    year = Year(cast)
    center = a_venue(DISTRICT, "center")
    a_venue(STREET, "office")
    a_venue(HOME, "station", opened=date(2024, 6, 30))
    a_venue(ELSEWHERE, "station")
    a_venue(HOME, "point", "base", opened=date(2024, 12, 31))
    for kind in (Kind.SPECIALTY, Kind.SPECIALTY, Kind.SUB_TEAM):
        Team.objects.create(
            district=DISTRICT,
            name=f"队{year.number()}",
            kind=kind.value,
            region=HOME,
            status="active",
        )
    Team.objects.filter(kind="specialty").update(created_at=on(date(2023, 5, 1)))
    gone = Team.objects.filter(kind="specialty").first()
    assert gone is not None
    Team.objects.filter(id=gone.id).update(status="dissolved", ended_at=on(date(2024, 9, 1)))
    people = [
        a_volunteer(year, day, place)
        for day, place in (
            (date(2023, 2, 1), HOME),
            (date(2024, 1, 1), NEXT_DOOR),
            (date(2024, 12, 31), ELSEWHERE),
            (date(2024, 3, 31), ""),
        )
    ]
    Volunteer.objects.filter(id=people[0].id).update(closed_at=on(date(2024, 11, 5)))
    held(year, date(2024, 1, 1), hour=0, came=tuple(people[:2]))
    held(year, date(2024, 12, 31), hour=21, tags=("文明实践日",), region=NEXT_DOOR, sessions=1)
    held(year, date(2024, 2, 10), kind="performance", category="culture", audience=320, sessions=2)
    held(year, date(2024, 5, 4), kind="lecture", host=center, region=DISTRICT, audience=85)
    held(year, date(2024, 6, 10), tags=("我们的节日", "文明实践日"), region=ELSEWHERE)
    held(year, date(2024, 7, 1), kind="exhibition", status="settled")
    held(year, date(2024, 4, 4), project=a_project(year, "qingming"))
    held(year, date(2024, 4, 5), project=a_project(year, "lei_feng"), tags=("我们的节日",))
    a_project(year, "spring", status="dropped")
    day = a_project(year, "practice_day", region=ELSEWHERE)
    held(year, date(2024, 9, 6), project=day, tags=("文明实践日",), region=ELSEWHERE)
    held(
        year, date(2024, 8, 1), kind="online", status="ongoing", sessions=3, came=tuple(people[1:])
    )
    held(year, date(2024, 8, 2), status="cancelled", came=(people[1],), audience=1000)
    held(year, date(2023, 8, 2), category="culture", audience=40, came=(people[0],))
    called_off = Session.objects.filter(activity=year.activities[9]).order_by("starts_at")[0]
    Session.objects.filter(id=called_off.id).update(cancelled_at=on(date(2024, 7, 30)))
    hours(year, people[0], date(2024, 3, 1), 90)
    hours(year, people[0], date(2024, 3, 2), 45)
    hours(year, people[1], date(2024, 3, 1), 60, region=NEXT_DOOR, category="culture")
    hours(year, people[1], date(2023, 12, 31), 120, region=ELSEWHERE)
    hours(year, people[2], date(2024, 3, 3), 300, state="revoked")
    noon = on(date(2024, 4, 30), 12)
    past_order(year, noon, claimed_after=timedelta(minutes=30), grade=5)
    past_order(year, noon, claimed_after=timedelta(hours=5), grade=2)
    past_order(year, noon, claimed_after=timedelta(hours=30), region=ELSEWHERE)
    past_order(year, on(date(2024, 4, 30), 23), claimed_after=timedelta(days=9), grade=3)
    past_order(year, on(date(2024, 5, 1), 0), state="unfulfilled")
    past_order(year, on(date(2023, 5, 1), 0), state="merged")
    declined = past_order(year, noon, state="escalated", region=NEXT_DOOR)
    Dispatch.objects.create(
        district=DISTRICT, order=declined, team=cast.team, state="declined", offered_at=noon
    )
    an_order(cast, until="confirmed")
    an_order(cast, until="claimed")
    assert timezone.localdate() > date(2024, 12, 31)
    return year
