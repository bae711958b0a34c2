"""补录 and 更正: what is written by hand, and therefore takes more hands to count."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import region_names
from redvest.engines.evidence import BACKFILL_MONTH_MAX, Entry, Level, month_of
from redvest.engines.record_flow import Action, State
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord
from redvest.records.queries import (
    DESK,
    record_seen_by,
    roles_towards,
)
from redvest.records.queries.filling import filled_in_since, volunteer_numbered
from redvest.records.services.deciding import tell_volunteer
from redvest.records.services.moving import (
    check_fresh,
    check_room,
    check_step,
    look,
    move,
    take_effect,
    trace_record,
)
from redvest.records.services.serials import next_serials
from redvest.records.services.superseding import supersede_certificates
from redvest.teams.models import Team

YEAR = timedelta(days=365)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Times:
    """When somebody served, and how much of it was rest."""

    starts_at: datetime
    ends_at: datetime
    rest: int = 0

    @property
    def minutes(self) -> int:
        return (self.ends_at - self.starts_at) // MINUTE - self.rest


@dataclass(frozen=True)
class FilledIn:
    """One service as an organizer writes it down afterwards."""

    volunteer_no: str
    title: str
    category: str
    times: Times
    document: str
    region: str = ""
    team_id: UUID | None = None


def check_times(times: Times) -> None:
    """Refuse times that are not over, too old, or of no length.

    Raises
    ------
    Invalid
        With what to change.
    """
    message = None
    if times.ends_at > timezone.now():
        message = _("只能补录已经结束的服务。")
    elif times.starts_at < timezone.now() - YEAR:
        message = _("一年以前的服务不能补录，请联系区中心。")
    elif times.minutes <= 0:
        message = _("结束要晚于开始，休息要比总时间短。")
    elif times.ends_at - times.starts_at > timedelta(hours=16):
        message = _("一次服务不超过16小时，请分开登记。")
    if message is not None:
        raise Invalid(message, fields={"ends_at": message})


def organizer_of(actor: Actor, team_id: UUID | None, region: str) -> tuple[Team | None, str, str]:
    """Whose activity it was: a team the actor leads, or a place of the actor's desk."""
    if team_id is not None:
        team = Team.objects.filter(district=actor.district, id=team_id, status="active").first()
        if team is None or not (
            team.id in actor.teams(Role.TEAM_ADMIN)
            or any(team.region.startswith(scope) for scope in actor.scopes(*DESK))
        ):
            message = _("请选择您负责的队伍。")
            raise Invalid(message, fields={"team": message})
        return team, team.region, team.name
    if not any(region.startswith(scope) for scope in actor.scopes(*DESK)):
        message = _("请选择您负责的地方。")
        raise Invalid(message, fields={"region": message})
    return None, region, region_names(actor.district).get(region, "")


def numbered_other(actor: Actor, number: str, own: object) -> Volunteer:
    """The volunteer of a number, who is somebody else; ``own`` says so in words.

    Raises
    ------
    Invalid, NotAllowed
        If nobody has the number; if it is the actor's own.
    """
    volunteer = volunteer_numbered(actor.district, number)
    if volunteer is None:
        message = _("没有这个编号的志愿者，请核对志愿者证上的编号。")
        raise Invalid(message, fields={"volunteer_no": message})
    if actor.account_id == volunteer.person.account_id or actor.person_id == volunteer.person_id:
        raise NotAllowed(own, code="own_hours", fields={"volunteer_no": own})
    return volunteer


@transact
def fill_in_record(*, actor: Actor, card: FilledIn) -> ServiceRecord:
    """Write down hours afterwards, with the paper that shows them. Two others must approve."""
    team, region, organizer = organizer_of(actor, card.team_id, card.region)
    volunteer = numbered_other(actor, card.volunteer_no, _("不能给自己补录工时，请由别人登记。"))
    check_times(card.times)
    if not card.title.strip() or not card.document.strip():
        message = _("请写明是什么服务，凭什么单据，单据存在哪里。")
        raise Invalid(message, fields={"document": message})
    return write_record(
        actor,
        volunteer,
        card.times,
        team=team,
        region=region,
        organizer=organizer,
        title=card.title.strip()[:60],
        category=card.category,
        document=card.document.strip()[:200],
    )


def write_record(
    actor: Actor, volunteer: Volunteer, times: Times, **values: object
) -> ServiceRecord:
    """Enter what an organizer wrote down, and send it on its way to be reviewed."""
    record = _new(actor, volunteer, times, **values)
    if record.entry == Entry.BACKFILL.value:
        _check_month(record)
    return _entered(actor, record)


def _new(actor: Actor, volunteer: Volunteer, times: Times, **values: object) -> ServiceRecord:
    now, day = timezone.now(), timezone.localdate(times.starts_at)
    period = f"{day:%Y%m}"
    (serial,) = next_serials(actor.district, "record", period, 1)
    return ServiceRecord(
        district=actor.district,
        number=f"{period}-{serial:06d}",
        volunteer=volunteer,
        volunteer_account=volunteer.person.account_id,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        service_on=day,
        minutes=times.minutes,
        away_minutes=times.rest,
        state=State.DRAFT.value,
        state_since=now,
        recorded_at=now,
        recorder=actor.account_id,
        **{"entry": Entry.BACKFILL.value, **values},
    )


def _check_month(record: ServiceRecord) -> None:
    """Refuse more than an organizer may fill in for one month.

    Raises
    ------
    Conflict
        With how much is left.
    """
    # The number's counter was taken above: two who fill in at once wait for each other here.
    first, end = month_of(record.service_on)
    so_far = filled_in_since(record.district, record.region, record.team_id, first, end)
    if so_far + record.minutes > BACKFILL_MONTH_MAX:
        left = max(BACKFILL_MONTH_MAX - so_far, 0)
        raise Conflict(
            _("这个月最多还能补录%(left)d分钟。平时请用签到，不要靠补录。") % {"left": left},
            code="month_full",
        )


def _entered(actor: Actor, record: ServiceRecord) -> ServiceRecord:
    look(record)
    record.save(force_insert=True)
    return move(
        Action.RECORD,
        actor,
        record,
        roles_towards(actor, record),
        after_={"minutes": record.minutes, "supersedes": str(record.supersedes_id or "")},
    )


COPIED = ("team", "region", "organizer", "title", "title_en", "category", "assignment", "signup")


@transact
def correct_record(
    *, actor: Actor, record_id: UUID, times: Times, document: str = "", version: object = None
) -> ServiceRecord:
    """Put another version in the place of a record; the old one stays readable.

    Fewer minutes keep their proof and hold at once. More minutes are hours written by hand: they
    need the paper and two approvals like any that are filled in, and the old record stands until
    then.
    """
    old, roles = record_seen_by(actor, record_id, lock=True)
    check_fresh(old, version)
    _after, role = check_step(Action.CORRECT, actor, old, roles)
    check_times(times)
    if old.successors.exclude(state=State.REJECTED.value).exists():
        raise Conflict(_("这条记录已有更正在审核。"), code="already_corrected")
    values = {name: getattr(old, name) for name in COPIED}
    if times.minutes > old.minutes or old.level == Level.D.value:
        if not document.strip():
            message = _("增加工时要写明凭什么单据，单据存在哪里。")
            raise Invalid(message, fields={"document": message})
        record = _new(actor, old.volunteer, times, document=document.strip()[:200], **values)
        record.supersedes = old
        return _entered(actor, record)
    record = _new(actor, old.volunteer, times, document=document.strip()[:200], **values)
    record.supersedes, record.entry = old, old.entry
    for name in ("arrival", "departed", "level", "planned_minutes", "vouched_by", "vouched_as"):
        setattr(record, name, getattr(old, name))
    record.vouched_at, record.notice_until = old.vouched_at, timezone.now()
    record.state = State.PUBLIC_NOTICE.value
    move(Action.CORRECT, actor, old, roles, after_={"minutes": times.minutes})
    supersede_certificates(old)
    check_room(record)
    record.save(force_insert=True)
    trace_record(actor, record, "record", role, "", after_={"supersedes": str(old.id)})
    tell_volunteer(old, "record_corrected")
    return take_effect(record)
