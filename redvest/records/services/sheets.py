"""Sign-in sheets: looked at, confirmed, written row by row by the worker, undone as a whole."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.days import midnight
from redvest.core.jobs import kick
from redvest.core.tables import Table
from redvest.db import transact
from redvest.engines import signin_sheet
from redvest.engines.evidence import BACKFILL_MONTH_MAX, Entry, month_of
from redvest.engines.record_flow import State
from redvest.engines.signin_sheet import Fault, Line
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Account, Volunteer
from redvest.people.queries import actor_of
from redvest.people.services.inviting import confirm_import, preview_import, undo_import
from redvest.records.labels import SHEET_COLUMNS
from redvest.records.models import ServiceRecord, SheetImport
from redvest.records.queries import DESK, record_seen_by
from redvest.records.queries.filling import filled_in_since
from redvest.records.queries.sheets import sheet_seen_by, taken_spans, volunteers_numbered
from redvest.records.services.deciding import ask_revocation, deny_record
from redvest.records.services.filling import Times, check_times, organizer_of, write_record
from redvest.teams.models import Team

FAULTS_MAX, CHUNK_ROWS = 1_000, 50
JOB = "records.sheets"
COUNTING = sorted(state.value for state in (State.PUBLIC_NOTICE, State.EFFECTIVE, State.QUESTIONED))


@dataclass(frozen=True)
class Sheet:
    """What is said about a file when it is uploaded."""

    kind: str
    document: str
    category: str = "other"
    region: str = ""
    team_id: UUID | None = None


def times_of(line: Line) -> Times:
    """The two moments of a row, in the district's time."""
    begins = midnight(date.fromisoformat(line.day))
    minute = timedelta(minutes=1)
    return Times(begins + line.starts * minute, begins + line.ends * minute, line.rest)


def _checked(table: Table) -> tuple[list[Line], list[Fault]]:
    try:
        columns = signin_sheet.map_header(table.header)
    except signin_sheet.SheetError as error:
        names = "、".join(str(SHEET_COLUMNS.get(name, name)) for name in error.columns)
        text = (
            _("表头缺少：%(columns)s。请下载模板，按模板的列名填写。")
            if error.code == "missing_columns"
            else _("列“%(columns)s”出现了两次，请只保留一列。")
        ) % {"columns": names}
        raise Invalid(text, code=error.code, fields={"file": text}) from None
    return signin_sheet.check_rows(table.rows, columns, timezone.localdate(), table.first_row + 1)


def _against_what_is_known(
    actor: Actor, lines: list[Line], sheet: SheetImport
) -> tuple[list[Line], list[Fault]]:
    """Rows that name nobody here, their own uploader, time that is taken, or more than the cap."""
    known = volunteers_numbered(actor.district, (line.number for line in lines if line.number))
    taken: dict[UUID, list[tuple[datetime, datetime]]] = {}
    for row in taken_spans(actor.district, (one.id for one in known.values())):
        taken.setdefault(row.volunteer_id, []).append((row.starts_at, row.ends_at))
    months: dict[date, int] = {}
    good: list[Line] = []
    faults: list[Fault] = []
    for line in lines:
        found = _fault_of(actor, line, known, taken)
        if found is None and line.number and sheet.kind == "signin":
            first, end = month_of(date.fromisoformat(line.day))
            if first not in months:
                months[first] = filled_in_since(
                    actor.district, sheet.region, sheet.team_id, first, end
                )
            if months[first] + times_of(line).minutes > BACKFILL_MONTH_MAX:
                found = ("day", "month_full")
            else:
                months[first] += times_of(line).minutes
        if found is None:
            good.append(line)
        else:
            faults.append(Fault(line.row, *found))
    return good, faults


def _fault_of(
    actor: Actor,
    line: Line,
    known: dict[str, Volunteer],
    taken: dict[UUID, list[tuple[datetime, datetime]]],
) -> tuple[str, str] | None:
    times = times_of(line)
    try:
        check_times(times)
    except Invalid:
        return "day", "bad_day"
    if not line.number:
        return None
    volunteer = known.get(line.number)
    if volunteer is None:
        return "number", "unknown_number"
    if actor.account_id == volunteer.person.account_id or actor.person_id == volunteer.person_id:
        return "number", "own_hours"
    spans = taken.get(volunteer.id, [])
    if any(starts < times.ends_at and ends > times.starts_at for starts, ends in spans):
        return "starts", "taken"
    return None


@transact
def preview_sheet(
    *, actor: Actor, table: Table, sheet: Sheet, file_name: str, content: bytes
) -> SheetImport:
    """Check a sheet and keep its good rows, sealed, until somebody confirms them."""
    team, region, organizer = organizer_of(actor, sheet.team_id, sheet.region)
    if not any(actor.has(role, region=region) for role in DESK):
        raise NotAllowed(_("您只能为自己的管辖范围导入。"), code="beyond_scope")
    if not sheet.document.strip():
        message = _("请写明凭什么单据，单据存在哪里。")
        raise Invalid(message, fields={"document": message})
    assert actor.account_id is not None
    lines, faults = _checked(table)
    row = SheetImport(
        district=actor.district,
        region=region,
        team_id=team.id if team else None,
        organizer=organizer,
        kind=sheet.kind,
        category=sheet.category,
        document=sheet.document.strip()[:200],
        account_id=actor.account_id,
        file_name=Path(file_name).name[-200:],
        file_sha256=hashlib.sha256(content).hexdigest(),
        created_at=timezone.now(),
    )
    good, more = _against_what_is_known(actor, lines, row)
    faults = sorted([*faults, *more], key=lambda fault: fault.row)
    row.rows_total, row.rows_good = len(table.rows), len(good)
    row.rows_bad = len({fault.row for fault in faults})
    row.errors = [asdict(fault) for fault in faults[:FAULTS_MAX]]
    row.entries = json.dumps([line._asdict() for line in good], ensure_ascii=False)
    row.save(force_insert=True)
    record_event(actor=actor, kind="sheet.previewed", subject=row, region=region)
    return row


def _lines_of(actor: Actor, row: SheetImport) -> list[Line]:
    kept = row.entries.reveal(actor=actor, reason="import") if row.entries else "[]"
    return [Line(**line) for line in json.loads(kept)]


@transact
def confirm_sheet(*, actor: Actor, sheet_id: UUID) -> SheetImport:
    """Let the worker write the good rows; invite those who have no number yet."""
    row = sheet_seen_by(actor, sheet_id, lock=True)
    if row.state != "previewed":
        raise Conflict(_("这份签到表已经处理过，请刷新页面查看结果。"), code="already_done")
    same = SheetImport.objects.filter(
        district=row.district,
        region=row.region,
        file_sha256=row.file_sha256,
        state__in=["running", "done"],
    )
    if same.exists():
        raise Conflict(_("同一份文件已经导入过。要重新导入，请先撤销那一次。"), code="same_file")
    lines = _lines_of(actor, row)
    _invite(actor, row, [line for line in lines if not line.number])
    rest = [line._asdict() for line in lines if line.number]
    row.entries, row.rows_good = json.dumps(rest, ensure_ascii=False), len(rest)
    row.state = "running" if rest else "done"
    # Whoever lets it run is who has written it.
    assert actor.account_id is not None
    row.account_id = actor.account_id
    changed = ["entries", "rows_good", "state", "account_id", "invited", "invitations"]
    row.save(update_fields=changed)
    record_event(
        actor=actor,
        kind="sheet.confirmed",
        subject=row,
        region=row.region,
        after={"rows": len(rest), "invited": row.invited, "level": row.kind},
    )
    kick(JOB)
    return row


def _invite(actor: Actor, row: SheetImport, lines: Iterable[Line]) -> None:
    people = {line.phone: line.name for line in lines}
    if not people:
        return
    cells = [[name, phone, row.region] for phone, name in people.items()]
    header = ["姓名", "手机号", "社区"] if len(row.region) == 12 else ["姓名", "手机号"]
    table = Table(header, [one[: len(header)] for one in cells])
    batch = preview_import(
        actor=actor,
        table=table,
        scope=row.region,
        file_name=row.file_name,
        content=row.file_sha256.encode(),
        team_id=row.team_id,
    )
    done = confirm_import(actor=actor, batch_id=batch.id)
    row.invitations, row.invited = batch.id, done.rows_good - done.rows_known


@transact
def write_sheet_rows(sheet_id: UUID) -> int:
    """The next rows of a sheet become records, in one transaction; a row that no longer fits is
    noted and left out."""
    row = (
        SheetImport.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(id=sheet_id, state="running")
        .first()
    )
    if row is None:
        return 0
    actor = actor_of(Account.objects.filter(id=row.account_id).first(), row.district)
    if not any(actor.has(role, region=row.region) for role in DESK):
        row.state = "undone"
        row.entries, row.undone_at = "", timezone.now()
        row.save(update_fields=["state", "entries", "undone_at"])
        record_event(actor=actor, kind="sheet.stopped", subject=row, region=row.region)
        return 0
    lines = _lines_of(actor, row)
    now, later = lines[:CHUNK_ROWS], lines[CHUNK_ROWS:]
    known = volunteers_numbered(row.district, (line.number for line in now))
    team = Team.objects.filter(id=row.team_id).first() if row.team_id else None
    good, faults = _against_what_is_known(actor, now, row)
    for line in good:
        try:
            _write(actor, row, line, known[line.number], team)
        except DomainError as refusal:
            why = "month_full" if refusal.code == "month_full" else "refused"
            faults.append(Fault(line.row, "day", why))
    row.rows_done += len(now)
    row.rows_bad += len({fault.row for fault in faults})
    row.errors = [*row.errors, *(asdict(fault) for fault in faults)][:FAULTS_MAX]
    row.entries = (
        json.dumps([line._asdict() for line in later], ensure_ascii=False) if later else ""
    )
    row.state = "running" if later else "done"
    row.save(update_fields=["rows_done", "rows_bad", "errors", "entries", "state"])
    return len(now)


def _write(
    actor: Actor, row: SheetImport, line: Line, volunteer: Volunteer, team: Team | None
) -> ServiceRecord:
    entry = Entry.BACKFILL if row.kind == "signin" else Entry.IMPORT
    return write_record(
        actor,
        volunteer,
        times_of(line),
        entry=entry.value,
        team=team,
        region=row.region,
        organizer=row.organizer,
        title=line.title,
        category=row.category,
        document=f"{row.document}（第{line.row}行）"[:200],
        sheet_id=row.id,
    )


def write_sheets() -> int:
    """Go on with every sheet that was confirmed."""
    done = 0
    for sheet_id in SheetImport.objects.filter(state="running").values_list("id", flat=True)[:20]:
        while count := write_sheet_rows(sheet_id):
            done += count
    return done


@transact
def undo_sheet(*, actor: Actor, sheet_id: UUID, reason: str) -> int:
    """Withdraw a whole sheet: what waits is not accepted, what counts stops counting at once.

    Hours that two others approved are frozen; somebody of the center decides about them as about
    any revocation. Returns how many records were touched.
    """
    row = sheet_seen_by(actor, sheet_id, lock=True)
    if row.state == "undone":
        raise Conflict(_("这次导入已经撤销。"), code="already_undone")
    if not reason.strip():
        raise Invalid(_("请填写撤销的原因。"), fields={"reason": _("请填写原因")})
    touched = 0
    rows = ServiceRecord.objects.filter(district=row.district, sheet_id=row.id)
    for record_id, state in list(rows.order_by("id").values_list("id", "state")):
        record_seen_by(actor, record_id)
        if state == State.PENDING_REVIEW.value:
            deny_record(actor=actor, record_id=record_id, reason="no_proof")
        elif state in COUNTING:
            ask_revocation(actor=actor, record_id=record_id, reason="false")
        else:
            continue
        touched += 1
    if row.invitations is not None:
        undo_import(actor=actor, batch_id=row.invitations, reason=reason)
    row.state, row.undone_at, row.entries = "undone", timezone.now(), ""
    row.save(update_fields=["state", "undone_at", "entries"])
    record_event(
        actor=actor,
        kind="sheet.undone",
        subject=row,
        region=row.region,
        reason=reason,
        after={"records": touched},
    )
    return touched
