"""Which records somebody sees, in which roles, and what they add up to."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from redvest.engines.evidence import MERIT, Level
from redvest.engines.record_flow import OPEN, State
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.journal.models import Event
from redvest.orders.models import Assignment
from redvest.people.actors import Actor
from redvest.records.models import RecordQuestion, ServiceRecord
from redvest.teams.queries import within

DESK = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
KEEPING = (*DESK, Role.TEAM_ADMIN)
WATCHING = (Role.AUDITOR,)
OPEN_STATES = sorted(state.value for state in OPEN)
MERITED = sorted(level.value for level in MERIT)


def roles_towards(actor: Actor, record: ServiceRecord) -> frozenset[Role]:
    """Every role the actor holds towards this one record, at this moment."""
    if actor.district != record.district:
        return frozenset()
    found = {
        grant.role
        for grant in actor.grants
        if grant.role in (*DESK, *WATCHING)
        and grant.team_id is None
        and grant.covers(record.region)
    }
    if record.team_id is not None and record.team_id in actor.teams(Role.TEAM_ADMIN):
        found.add(Role.TEAM_ADMIN)
    if Role.SYSTEM in actor.roles:
        found.add(Role.SYSTEM)
    if actor.volunteer_id == record.volunteer_id:
        found.add(Role.VOLUNTEER)
    elif leads_visit(actor, record):
        found.add(Role.LEAD)
    return frozenset(found)


def leads_visit(actor: Actor, record: ServiceRecord) -> bool:
    """Whether the actor led the visit that the record is about, and served it themselves."""
    if actor.volunteer_id is None or record.assignment_id is None:
        return False
    return Assignment.objects.filter(
        district=record.district,
        order__assignments__id=record.assignment_id,
        volunteer_id=actor.volunteer_id,
        is_lead=True,
        state__in=["accepted", "ended"],
        checked_in_at__isnull=False,
    ).exists()


def record_seen_by(
    actor: Actor, record_id: UUID, *, lock: bool = False
) -> tuple[ServiceRecord, frozenset[Role]]:
    """The record and the actor's roles towards it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether the record exists makes no difference.
    """
    rows = ServiceRecord.objects.select_related(
        "volunteer__person", "assignment__order", "team"
    ).filter(district=actor.district, id=record_id)
    record = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    roles = roles_towards(actor, record) if record is not None else frozenset()
    if record is None or not roles:
        raise NotSeen(_("没有找到这条工时，或它不在您能查看的范围内。"))
    return record, roles


def records_of(volunteer_id: UUID, district: str) -> QuerySet[ServiceRecord]:
    """All records of a volunteer, the latest service first."""
    return ServiceRecord.objects.filter(district=district, volunteer_id=volunteer_id).order_by(
        "-starts_at", "-id"
    )


@dataclass(frozen=True)
class Totals:
    """What somebody's records add up to, in minutes. ``merit`` counts towards stars."""

    effective: int = 0
    merit: int = 0
    filled_in: int = 0
    elsewhere: int = 0
    waiting: int = 0


def totals_of(volunteer_id: UUID, district: str) -> Totals:
    """The sums of one volunteer in one pass over their records."""
    now = Q(state=State.EFFECTIVE.value)
    found = ServiceRecord.objects.filter(district=district, volunteer_id=volunteer_id).aggregate(
        effective=Sum("minutes", filter=now & ~Q(level=Level.E.value)),
        merit=Sum("minutes", filter=now & Q(level__in=MERITED)),
        filled_in=Sum("minutes", filter=now & Q(level=Level.D.value)),
        elsewhere=Sum("minutes", filter=now & Q(level=Level.E.value)),
        waiting=Sum("minutes", filter=Q(state__in=[*OPEN_STATES, State.PUBLIC_NOTICE.value])),
    )
    return Totals(**{name: value or 0 for name, value in found.items()})


def to_confirm_by(actor: Actor) -> QuerySet[ServiceRecord]:
    """Hours of others on visits the actor led, which wait for the actor's word."""
    if actor.volunteer_id is None:
        return ServiceRecord.objects.none()
    led = Assignment.objects.filter(
        district=actor.district,
        volunteer_id=actor.volunteer_id,
        is_lead=True,
        state__in=["accepted", "ended"],
        checked_in_at__isnull=False,
    ).values("order_id")
    return (
        ServiceRecord.objects.filter(
            district=actor.district,
            state=State.PENDING_CONFIRM.value,
            assignment__order_id__in=led,
        )
        .exclude(volunteer_id=actor.volunteer_id)
        .select_related("volunteer__person")
        .order_by("starts_at")
    )


def records_in_scope(actor: Actor) -> QuerySet[ServiceRecord]:
    """Records of the actor's places and of the teams they lead."""
    mine = within("region", actor.scopes(*DESK, *WATCHING))
    mine |= Q(team_id__in=actor.teams(Role.TEAM_ADMIN))
    return ServiceRecord.objects.filter(mine, district=actor.district).select_related(
        "volunteer__person"
    )


def counts_by_state(actor: Actor) -> dict[str, int]:
    """How many records of the actor's places wait in each state."""
    from django.db.models import Count

    rows = records_in_scope(actor).order_by().values("state").annotate(count=Count("id"))
    return {row["state"]: row["count"] for row in rows}


def questions_of(record: ServiceRecord) -> QuerySet[RecordQuestion]:
    return RecordQuestion.objects.filter(district=record.district, record=record).order_by(
        "-asked_at"
    )


def question_seen_by(
    actor: Actor, question_id: UUID, *, lock: bool = False
) -> tuple[RecordQuestion, ServiceRecord, frozenset[Role]]:
    """A question about a record the actor sees; the record is locked first.

    Raises
    ------
    NotSeen
        If the record lies elsewhere.
    """
    message = _("没有找到这个问题，或它不在您能查看的范围内。")
    rows = RecordQuestion.objects.filter(district=actor.district, id=question_id)
    record_id = rows.values_list("record_id", flat=True).first()
    if record_id is None:
        raise NotSeen(message)
    record, roles = record_seen_by(actor, record_id, lock=lock)
    return rows.get(), record, roles


def history_of(record: ServiceRecord) -> QuerySet[Event]:
    """What happened to a record, the latest first."""
    return Event.objects.filter(
        district=record.district, subject_id=record.id, kind__startswith="record."
    ).order_by("-at", "-id")
