"""转入: a volunteer brings hours along; a signature is checked, a desk decides, once."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.copying import copy_in
from redvest.core.days import midnight
from redvest.core.stepping import decide
from redvest.db import transact
from redvest.engines.evidence import Entry, Level
from redvest.engines.record_flow import State as RecordState
from redvest.engines.roles import Role
from redvest.engines.team_flow import CoreCategory
from redvest.engines.transfers import (
    STEPS,
    Action,
    Line,
    State,
    TransferError,
    lines_of,
    new_lines,
    paper_fits,
)
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.people.actors import Actor, strongest
from redvest.people.models import Volunteer
from redvest.records.labels import TRANSFER_FAULTS, TRANSFER_REASONS
from redvest.records.models import HoursTransfer, IssuerKey, ServiceRecord
from redvest.records.passport import FORMAT, signed_rightly
from redvest.records.queries.transfers import key_named, transfer_seen_by
from redvest.records.services.deciding import checked_reason
from redvest.records.services.moving import CLAIMING
from redvest.records.services.serials import next_serials
from redvest.records.services.superseding import tell_transferred

FILE_MAX = 5_000_000
CATEGORIES = {one.value for one in CoreCategory}
GONE = _("这份申请的状态已经变化，请刷新页面查看最新情况。")


def _own(actor: Actor) -> Volunteer:
    if actor.volunteer_id is None:
        raise NotAllowed(_("您在本区还不是志愿者。"), code="not_a_volunteer")
    rows = Volunteer.objects.select_related("person").select_for_update(of=("self",), no_key=True)
    return rows.get(district=actor.district, id=actor.volunteer_id)


def _wrong(code: str) -> Invalid:
    message = TRANSFER_FAULTS[code]
    return Invalid(message, code=code, fields={"file": message})


def _read(actor: Actor, data: bytes) -> tuple[IssuerKey, dict[str, Any], tuple[Line, ...]]:
    """The book of hours in a file, once its signature is found right."""
    if len(data) > FILE_MAX:
        raise _wrong("too_many")
    try:
        passport = json.loads(data)
        known = isinstance(passport, dict) and passport.get("format") == FORMAT
    except ValueError:
        known = False
    if not known:
        raise _wrong("malformed")
    key = key_named(actor.district, str(passport.get("key", "")))
    if key is None:
        raise _wrong("unknown_key")
    if not signed_rightly(passport, bytes.fromhex(key.public_key)):
        raise _wrong("false")
    if passport.get("district") != key.elsewhere:
        raise _wrong("not_theirs")
    try:
        return key, passport, lines_of(passport)
    except TransferError as error:
        raise _wrong(error.code) from None


@transact
def bring_hours(*, actor: Actor, data: bytes) -> HoursTransfer:
    """Bring a book of hours that another place has signed. The desk compares whose it is."""
    volunteer = _own(actor)
    key, passport, lines = _read(actor, data)
    number = str(passport.get("volunteer_no", ""))[:40]
    mark = f"{key.elsewhere}:{number}"
    theirs = HoursTransfer.objects.filter(
        district=actor.district, mark=mark, state__in=[State.ASKED.value, State.ACCEPTED.value]
    )
    if theirs.exclude(volunteer=volunteer).exists():
        raise Conflict(_("这份工时册已由别人带来，请联系站点核实。"), code="somebody_elses")
    if theirs.filter(state=State.ASKED.value).exists():
        raise Conflict(_("您已经申请过，请等站点核对。"), code="already_asked")
    days = [timezone.localdate(one.starts_at) for one in lines]
    return _asked(
        actor,
        volunteer,
        how="signed",
        key=key,
        issuer=key.name,
        mark=mark,
        outside_no=number,
        entries=[{**asdict(one), **_moments(one)} for one in lines],
        services=len(lines),
        minutes=sum(one.minutes for one in lines),
        first_on=min(days),
        last_on=max(days),
    )


def _moments(line: Line) -> dict[str, str]:
    return {"starts_at": line.starts_at.isoformat(), "ends_at": line.ends_at.isoformat()}


@dataclass(frozen=True)
class Paper:
    """A certificate on paper, as the volunteer copies it."""

    issuer: str
    number: str
    first_on: date
    last_on: date
    minutes: int


@transact
def bring_paper(*, actor: Actor, paper: Paper) -> HoursTransfer:
    """Bring a certificate on paper; the desk sees the original before it agrees."""
    volunteer = _own(actor)
    issuer, number = paper.issuer.strip()[:60], paper.number.strip()[:60]
    if not issuer or not number:
        message = _("请填写出具单位和证明编号。")
        raise Invalid(message, fields={"number": message})
    if paper.last_on > timezone.localdate():
        message = _("只能填已经过去的日子。")
        raise Invalid(message, fields={"last_on": message})
    if not paper_fits(paper.first_on, paper.last_on, paper.minutes):
        message = _("请核对日子和工时：一天不超过16小时，结束不早于开始。")
        raise Invalid(message, fields={"minutes": message})
    mark = f"paper:{hashlib.sha256(f'{issuer}|{number}'.encode()).hexdigest()[:32]}"
    same = HoursTransfer.objects.filter(district=actor.district, mark=mark)
    if same.exclude(state=State.REFUSED.value).exists():
        raise Conflict(_("这份证明已经登记过。"), code="already_asked")
    return _asked(
        actor,
        volunteer,
        how="paper",
        issuer=issuer,
        mark=mark,
        document=f"{issuer} {number}",
        services=1,
        minutes=paper.minutes,
        first_on=paper.first_on,
        last_on=paper.last_on,
    )


def _asked(actor: Actor, volunteer: Volunteer, **values: Any) -> HoursTransfer:
    row = HoursTransfer(
        district=actor.district,
        region=volunteer.home_community or actor.district,
        volunteer=volunteer,
        volunteer_account=actor.account_id,
        asked_at=timezone.now(),
        **values,
    )
    row.save(force_insert=True)
    record_event(
        actor=actor,
        kind="transfer.ask",
        subject=row,
        region=row.region,
        role=Role.VOLUNTEER,
        after={"how": row.how, "minutes": row.minutes, "services": row.services},
    )
    return row


@transact
def decide_transfer(
    *, actor: Actor, transfer_id: UUID, accept: bool, reason: str = "", version: object = None
) -> HoursTransfer:
    """The desk takes the hours in, or says why not. What came before or overlaps is left out."""
    row, roles = transfer_seen_by(actor, transfer_id, lock=True)
    if version is not None:
        check_version(version, row.version)
    action = Action.ACCEPT if accept else Action.REFUSE
    after = decide(STEPS, State(row.state), action, roles, GONE)
    key = row.key
    if actor.account_id in (None, row.volunteer_account):
        raise NotAllowed(_("不能办理自己的转入，请由别人办理。"), code="same_hand")
    if accept and key is not None and key.entered_by == actor.account_id:
        raise NotAllowed(_("公钥是您登记的，请由另一个人办理。"), code="same_hand")
    if accept and key is not None and key.withdrawn_at is not None:
        raise Conflict(_("这个单位的公钥已经撤下，不能再转入。"), code="key_withdrawn")
    if not accept:
        row.reason = checked_reason(reason, TRANSFER_REASONS)
    row.state, row.version = after.value, row.version + 1
    row.decided_at, row.decided_by = timezone.now(), actor.account_id
    if accept:
        row.taken_in, row.left_out = _take_in(actor, row, roles)
    changed = ("state", "version", "decided_at", "decided_by", "reason", "taken_in", "left_out")
    row.save(update_fields=list(changed))
    record_event(
        actor=actor,
        kind=f"transfer.{action.value}",
        subject=row,
        region=row.region,
        role=strongest(roles),
        reason=row.reason,
        before={"state": State.ASKED.value},
        after={"state": row.state, "taken_in": row.taken_in, "left_out": row.left_out},
    )
    tell_transferred(row)
    return row


def _take_in(actor: Actor, row: HoursTransfer, roles: frozenset[Role]) -> tuple[int, int]:
    """Write what is new as hours of level E, which are shown and count for nothing here."""
    Volunteer.objects.select_for_update(no_key=True).get(id=row.volunteer_id)
    lines = _lines(row)
    mine = ServiceRecord.objects.filter(
        district=row.district, volunteer_id=row.volunteer_id, state__in=CLAIMING
    )
    marks = {_outside(row, line): line.number for line in lines}
    known = ServiceRecord.objects.filter(district=row.district, outside__in=marks)
    numbers = [marks[one] for one in known.values_list("outside", flat=True)]
    # A paper says the sum of many services: their hours cannot be compared with any other.
    timed = mine.exclude(outside__startswith="paper:").exclude(level=Level.E.value, outside="")
    taken = timed if row.how == "signed" else timed.none()
    new, left = new_lines(lines, numbers, taken.values_list("starts_at", "ends_at"))
    records: list[ServiceRecord] = []
    for period in sorted({f"{timezone.localdate(one.starts_at):%Y%m}" for one in new}):
        some = [one for one in new if f"{timezone.localdate(one.starts_at):%Y%m}" == period]
        serials = next_serials(row.district, "record", period, len(some))
        for serial, line in zip(serials, some, strict=True):
            records.append(_record(actor, row, line, f"{period}-{serial:06d}"))
    copy_in(records)
    copy_in(
        [
            record_event(
                actor=actor,
                kind="record.transfer",
                subject=one,
                region=one.region,
                role=strongest(roles),
                after={"state": one.state, "version": 1, "minutes": one.minutes, "level": "E"},
                save=False,
            )
            for one in records
        ]
    )
    return len(new), len(left)


def _lines(row: HoursTransfer) -> list[Line]:
    if row.how == "signed":
        return [
            Line(
                **{
                    **one,
                    "starts_at": datetime.fromisoformat(one["starts_at"]),
                    "ends_at": datetime.fromisoformat(one["ends_at"]),
                }
            )
            for one in row.entries
        ]
    begin, end = (midnight(day) for day in (row.first_on, row.last_on + timedelta(days=1)))
    title = str(_("别处的服务（凭证明）"))
    return [Line(row.mark, title, "other", row.issuer, begin, end, row.minutes)]


def _outside(row: HoursTransfer, line: Line) -> str:
    return line.number if row.how == "paper" else f"{row.mark}:{line.number}"


def _record(actor: Actor, row: HoursTransfer, line: Line, number: str) -> ServiceRecord:
    now = timezone.now()
    return ServiceRecord(
        district=row.district,
        number=number,
        volunteer_id=row.volunteer_id,
        volunteer_account=row.volunteer_account,
        entry=Entry.IMPORT.value,
        title=line.title,
        category=line.category if line.category in CATEGORIES else CoreCategory.OTHER.value,
        region=row.region,
        organizer=line.organizer,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        service_on=timezone.localdate(line.starts_at),
        minutes=line.minutes,
        level=Level.E.value,
        document=(row.document or f"{row.issuer} {line.number}")[:200],
        outside=_outside(row, line),
        state=RecordState.EFFECTIVE.value,
        state_since=now,
        recorded_at=now,
        approver=actor.account_id,
        notice_until=now,
    )
