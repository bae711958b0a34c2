"""Activities of the fixed cast: zhao's team organises, the desk approves, wang and li come."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.services import (
    PlanCard,
    PositionCard,
    SessionCard,
    approve_activity,
    create_activity,
    publish_activity,
    submit_activity,
)
from redvest.engines.activity_rules import Declared
from redvest.people.models import Guardianship, Person, Volunteer
from tests.orders.cast import HOME, Cast, the_cast

__all__ = ["Cast", "the_cast"]


def at(days: int = 3, hour: int = 9, minute: int = 0) -> datetime:
    """A local time some days ahead: never at night, never today."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def plan(cast: Cast, **changes: object) -> PlanCard:
    card = PlanCard(
        title="周五清河边",
        kind="service",
        description="捡拾河边垃圾",
        risk_statement="河边路滑，请穿防滑鞋。",
        place="河滨公园东门",
        lead_no=cast.volunteers["zhao"].volunteer_no,
        declared=[one.value for one in Declared],
    )
    return replace(card, **changes)  # type: ignore[arg-type]


def a_draft(
    cast: Cast,
    *,
    starts: datetime | None = None,
    hours: int = 2,
    capacity: int = 2,
    position: dict[str, object] | None = None,
    **changes: object,
) -> Activity:
    begins = starts or at()
    return create_activity(
        actor=cast.zhao,
        card=plan(cast, **changes),
        session=SessionCard(begins, begins + timedelta(hours=hours)),
        position=PositionCard("捡垃圾", capacity, **(position or {})),  # type: ignore[arg-type]
        team_id=cast.team.id,
    )


def an_activity(cast: Cast, **more: object) -> Activity:
    """Published: drafted and submitted by the team, approved by the desk or the center."""
    activity = a_draft(cast, **more)  # type: ignore[arg-type]
    submit_activity(actor=cast.zhao, activity_id=activity.id)
    approve_activity(actor=cast.centre, activity_id=activity.id)
    publish_activity(actor=cast.zhao, activity_id=activity.id)
    return Activity.objects.get(id=activity.id)


def shift_of(activity: Activity) -> Shift:
    return Shift.objects.filter(activity=activity, closed_at=None).order_by("starts_at").first()  # type: ignore[return-value]


def a_child(cast: Cast, guardian: str, born: str) -> Volunteer:
    """A child of somebody, with a volunteer number."""
    person = Person(district=HOME[:6], name="小朋友", birth_date=born, home_community=HOME)
    person.save(force_insert=True)
    Guardianship.objects.create(
        district=HOME[:6],
        guardian=cast.persons[guardian],
        minor=person,
        relation="parent",
        confirmed_at=timezone.now(),
    )
    return Volunteer.objects.create(
        district=HOME[:6],
        person=person,
        volunteer_no=f"C{Volunteer.objects.count():06d}",
        status="active",
        home_community=HOME,
    )


def stands(signup_id: UUID) -> str:
    return SignUp.objects.get(id=signup_id).state


def counted(shift: Shift) -> bool:
    """Whether the count of a shift is what its sign-ups say, and within its capacity."""
    from redvest.activities.models.signups import HOLDING

    row = Shift.objects.get(id=shift.id)
    held = SignUp.objects.filter(shift=shift, state__in=HOLDING).count()
    return row.taken == held <= row.capacity
