"""Rosters become invitations, never registrations."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.tables import Table
from redvest.db import transact
from redvest.districts.queries import policy_of, region_names
from redvest.engines import roster
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import ImportBatch, Invitation
from redvest.people.services import invitation_lines

FAULTS_SHOWN_MAX = 1_000
INVITERS = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN, Role.SYSTEM)
FAULT_TEXTS = {
    "bad_name": _("姓名缺失、过长或含有数字"),
    "bad_phone": _("手机号应为11位数字"),
    "bad_id_number": _("证件号不正确，请核对"),
    "unknown_community": _("本区没有这个社区，请填写社区全称或12位代码"),
    "duplicate": _("与第 %(other)s 行重复"),
}
COLUMN_TEXTS = {
    "name": _("姓名"),
    "phone": _("手机号"),
    "id_number": _("身份证号"),
    "community": _("社区"),
}


def fault_text(fault: roster.Fault) -> str:
    text = FAULT_TEXTS[fault.code]
    return str(text % {"other": fault.other} if fault.other else text)


def communities_in(district: str, scope: str) -> dict[str, str]:
    """12-digit code by code and by name for the communities inside a scope."""
    found: dict[str, str] = {}
    for code, name in region_names(district).items():
        if len(code) == 12 and code.startswith(scope):
            found |= {code: code, name: code, name.removesuffix("社区"): code}
    return found


def check_table(
    table: Table, district: str, scope: str
) -> tuple[list[roster.Entry], list[roster.Fault]]:
    """Good rows and faults of a table.

    Raises
    ------
    Invalid
        If the table lacks a column that a roster needs.
    """
    try:
        columns = roster.map_header(table.header)
    except roster.RosterError as error:
        names = "、".join(str(COLUMN_TEXTS.get(name, name)) for name in error.columns)
        text = (
            _("表头缺少：%(columns)s。请下载模板，按模板的列名填写。")
            if error.code == "missing_columns"
            else _("列“%(columns)s”出现了两次，请只保留一列。")
        ) % {"columns": names}
        raise Invalid(text, code=error.code, fields={"file": text}) from None
    today = timezone.localdate()
    places = communities_in(district, scope)
    return roster.check_rows(table.rows, columns, places, today, table.first_row + 1)


def _may_invite(actor: Actor, scope: str) -> None:
    if Role.SYSTEM in actor.roles:
        return
    if not any(actor.has(role, region=scope) for role in INVITERS):
        raise NotAllowed(_("您只能为自己的管辖范围导入名单。"), code="beyond_scope")


@transact
def preview_import(
    *, actor: Actor, table: Table, scope: str, file_name: str, content: bytes, team_id: UUID | None
) -> ImportBatch:
    """Check a roster and keep its good rows, sealed, until somebody confirms them."""
    _may_invite(actor, scope)
    entries, faults = check_table(table, actor.district, scope)
    batch = ImportBatch(
        district=actor.district,
        scope=scope,
        team_id=team_id,
        account_id=actor.account_id,
        file_name=Path(file_name).name[-200:],
        file_sha256=hashlib.sha256(content).hexdigest(),
        rows_total=len(table.rows),
        rows_good=len(entries),
        rows_bad=len({fault.row for fault in faults}),
        errors=[asdict(fault) for fault in faults[:FAULTS_SHOWN_MAX]],
    )
    batch.entries = json.dumps([entry._asdict() for entry in entries])
    batch.save(force_insert=True)
    record_event(actor=actor, kind="import.previewed", subject=batch, region=scope)
    return batch


def batch_seen_by(actor: Actor, batch_id: UUID, *, lock: bool = False) -> ImportBatch:
    """A batch inside the actor's scope."""
    rows = ImportBatch.objects.select_for_update() if lock else ImportBatch.objects
    batch = rows.filter(id=batch_id, district=actor.district).first()
    if batch is None or not any(actor.has(role, region=batch.scope) for role in INVITERS):
        raise NotSeen(_("没有找到这次导入。"))
    return batch


@transact
def confirm_import(*, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Turn the good rows of a preview into invitations."""
    batch = batch_seen_by(actor, batch_id, lock=True)
    if batch.status != "previewed":
        raise Conflict(_("这份名单已经处理过，请刷新页面查看结果。"), code="already_done")
    kept = batch.entries.reveal(actor=actor, reason="import") if batch.entries else "[]"
    entries = [roster.Entry(**row) for row in json.loads(kept)]
    invited = write_invitations(entries, batch)
    batch.status, batch.entries = "done", ""
    batch.rows_known = len(entries) - invited
    batch.save(update_fields=["status", "entries", "rows_known"])
    after = {"invited": invited, "known": batch.rows_known, "refused": batch.rows_bad}
    record_event(
        actor=actor, kind="import.confirmed", subject=batch, region=batch.scope, after=after
    )
    return batch


@transact
def undo_import(*, actor: Actor, batch_id: UUID, reason: str) -> int:
    """Withdraw a whole batch: unanswered invitations close and lose their personal data."""
    batch = batch_seen_by(actor, batch_id, lock=True)
    if batch.status == "undone":
        raise Conflict(_("这次导入已经撤销。"), code="already_undone")
    if not reason.strip():
        raise Invalid(_("请填写撤销的原因。"), fields={"reason": _("请填写原因")})
    closed = Invitation.objects.filter(
        district=actor.district, batch=batch, status="invited"
    ).update(
        status="withdrawn",
        answered_at=timezone.now(),
        name=None,
        phone=None,
        phone_index=None,
        id_number=None,
        id_index=None,
    )
    batch.status, batch.undone_at, batch.entries = "undone", timezone.now(), ""
    batch.save(update_fields=["status", "undone_at", "entries"])
    record_event(
        actor=actor,
        kind="import.undone",
        subject=batch,
        region=batch.scope,
        reason=reason,
        after={"withdrawn": closed},
    )
    return closed


# Whom nobody invites: who has an account, is a person here, or has an open invitation.
KNOWN_PHONES = """
SELECT phone_index FROM people_account WHERE phone_index {these}
UNION ALL SELECT phone_index FROM people_person
 WHERE district = %(district)s AND closed_at IS NULL AND phone_index {these}
UNION ALL SELECT phone_index FROM people_invitation
 WHERE district = %(district)s AND status = 'invited' AND phone_index {these}
"""
KNOWN_PAPERS = """
SELECT id_index FROM people_person
 WHERE district = %(district)s AND closed_at IS NULL AND id_index {these}
UNION ALL SELECT id_index FROM people_invitation
 WHERE district = %(district)s AND status = 'invited' AND id_index {these}
"""


def _known(cursor: Any, district: str, part: invitation_lines.Lines | None) -> set[bytes]:
    """Indexes of the phones and papers of people already known.

    Of those in one part, or of everybody: a roster of many parts asks once, before it writes,
    since the database would go through the fresh rows of each part to answer for the next.
    """
    these = "= ANY(%(given)s)" if part else "IS NOT NULL"
    found: set[bytes] = set()
    for query, given in (
        (KNOWN_PHONES, part.phones if part else b""),
        (KNOWN_PAPERS, part.papers if part else b""),
    ):
        values = {"district": district, "given": invitation_lines.cut(given)}
        cursor.execute(query.format(these=these), values)
        found.update(bytes(row[0]) for row in cursor)
    return found


def write_invitations(
    entries: Sequence[roster.Entry],
    batch: ImportBatch,
    *,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write invitations for those not yet known. Returns how many were new.

    Imports of one district follow one another, so that two rosters with the same people cannot
    both find them unknown; nothing else writes invitations.
    """
    now, invited = timezone.now(), 0
    ends_at = now + timedelta(days=policy_of(batch.district).invitation_days)
    tail = "\t".join(
        (
            batch.district,
            str(batch.id),
            str(batch.team_id) if batch.team_id else "\\N",
            "invited",
            now.isoformat(),
            ends_at.isoformat(),
        )
    )
    columns = ", ".join(invitation_lines.COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import {batch.district}"])
        large = len(entries) > invitation_lines.CHUNK_ROWS
        known = _known(cursor, batch.district, None) if large else set()
        for part in invitation_lines.chunks(entries, tail):
            fresh, text = part.without(known if large else _known(cursor, batch.district, part))
            raw: Any = cursor.cursor
            with raw.copy(f"COPY {Invitation._meta.db_table} ({columns}) FROM STDIN") as copy:
                copy.write(text)
            invited += fresh
            if progress is not None:
                progress(len(part.phones) // invitation_lines.INDEX_BYTES)
    return invited
