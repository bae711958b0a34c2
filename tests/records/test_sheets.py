"""Imported sheets: previewed, written by the worker, reviewed by others, undone as a whole."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from redvest.core.exporting import as_xlsx
from redvest.core.tables import Table
from redvest.engines.evidence import Level
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.people.models import Invitation, RoleGrant
from redvest.records.models import ServiceRecord, SheetImport
from redvest.records.queries import totals_of
from redvest.records.services.deciding import approve_record
from redvest.records.services.sheets import (
    CHUNK_ROWS,
    Sheet,
    confirm_sheet,
    preview_sheet,
    undo_sheet,
    write_sheet_rows,
    write_sheets,
)
from tests.orders.cast import DISTRICT, HOME, Cast
from tests.records.cast import a_visit, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEADER = ["志愿者编号", "姓名", "手机号", "服务名称", "日期", "开始", "结束", "休息分钟"]
DAY = timezone.localdate() - timedelta(days=40)
PAPER = Sheet("signin", "签到表，社区档案柜", region=HOME)


def row_of(cast: Cast, name: str, hour: int, day: int = 0, **more: str) -> list[str]:
    on = (DAY - timedelta(days=day)).isoformat()
    number = more.get("number", cast.volunteers[name].volunteer_no if name else "")
    who = [number, more.get("called", ""), more.get("phone", "")]
    return [*who, "河道清理", on, f"{hour}:00", f"{hour + 1}:00", "0"]


def previewed(cast: Cast, *rows: list[str], sheet: Sheet = PAPER, who: str = "desk") -> SheetImport:
    return preview_sheet(
        actor=cast.actor(who),
        table=Table(HEADER, list(rows)),
        sheet=sheet,
        file_name="3月.xlsx",
        content=repr(rows).encode(),
    )


def imported(cast: Cast, *rows: list[str], sheet: Sheet = PAPER) -> SheetImport:
    row = previewed(cast, *rows, sheet=sheet)
    confirm_sheet(actor=cast.desk, sheet_id=row.id)
    write_sheets()
    return SheetImport.objects.get(id=row.id)


def codes(row: SheetImport) -> list[tuple[int, str]]:
    return [(fault["row"], fault["code"]) for fault in row.errors]


def test_the_preview_writes_nothing_and_names_every_wrong_row(cast: Cast):
    done = recorded(a_visit(cast, "confirmed"))
    start = timezone.localtime(done.starts_at)
    same = [
        cast.volunteers["wang"].volunteer_no,
        "",
        "",
        "河道清理",
        start.date().isoformat(),
        f"{start:%H:%M}",
        f"{start + timedelta(minutes=30):%H:%M}",
        "0",
    ]
    row = previewed(
        cast,
        row_of(cast, "wang", 9),
        row_of(cast, "", 9, number="V-NOBODY"),
        same,
        row_of(cast, "wang", 9),
        ["", "", "", "", "", "", "", ""],
    )
    assert codes(row)[:3] == [(3, "unknown_number"), (4, "taken"), (5, "same_time")]
    assert (row.rows_total, row.rows_good) == (5, 1)
    assert ServiceRecord.objects.count() == 1
    assert "V-NOBODY" not in str(row.errors)


def test_rows_become_hours_of_level_d_that_take_two_more_people(cast: Cast):
    row = imported(cast, row_of(cast, "wang", 9), row_of(cast, "li", 9))
    assert (row.state, row.rows_done, row.entries or "") == ("done", 2, "")
    records = list(ServiceRecord.objects.filter(sheet_id=row.id))
    assert {(one.level, one.state) for one in records} == {("D", "pending_review")}
    assert all("第" in one.document for one in records)
    assert totals_of(cast.volunteers["wang"].id, DISTRICT).effective == 0
    with pytest.raises(NotAllowed):
        approve_record(actor=cast.desk, record_id=records[0].id)
    approve_record(actor=cast.centre, record_id=records[0].id)
    assert ServiceRecord.objects.get(id=records[0].id).state == "pending_review"


def test_hours_from_elsewhere_are_of_level_e_and_count_nowhere(cast: Cast):
    row = imported(
        cast, row_of(cast, "wang", 9), sheet=Sheet("elsewhere", "别处的单子", region=HOME)
    )
    record = ServiceRecord.objects.get(sheet_id=row.id)
    assert record.level == Level.E.value
    approve_record(actor=cast.centre, record_id=record.id)
    totals = totals_of(cast.volunteers["wang"].id, DISTRICT)
    assert (totals.effective, totals.merit, totals.elsewhere) == (0, 0, 60)


def test_who_has_no_number_is_invited_and_nothing_else(cast: Cast):
    row = imported(
        cast,
        row_of(cast, "", 9, number="", called="新来的", phone="13911112222"),
        row_of(cast, "li", 9),
    )
    assert row.invited == 1
    assert Invitation.objects.filter(status="invited").count() == 1
    assert ServiceRecord.objects.filter(sheet_id=row.id).count() == 1
    undo_sheet(actor=cast.desk, sheet_id=row.id, reason="传错了")
    assert not Invitation.objects.filter(status="invited").exists()


def test_undoing_takes_back_what_waits_and_freezes_what_counts(cast: Cast):
    row = imported(cast, row_of(cast, "wang", 9), row_of(cast, "li", 9))
    first, second = ServiceRecord.objects.filter(sheet_id=row.id).order_by("number")
    ServiceRecord.objects.filter(id=first.id).update(
        state="effective",
        first_approver=cast.accounts["other_desk"].id,
        approver=cast.accounts["centre"].id,
    )
    with pytest.raises(Invalid, match="原因"):
        undo_sheet(actor=cast.desk, sheet_id=row.id, reason=" ")
    with pytest.raises(NotSeen):
        undo_sheet(actor=cast.other_desk, sheet_id=row.id, reason="传错了")
    assert ServiceRecord.objects.get(id=first.id).state == "effective"
    assert undo_sheet(actor=cast.desk, sheet_id=row.id, reason="传错了") == 2
    assert ServiceRecord.objects.get(id=first.id).state == "frozen"
    assert ServiceRecord.objects.get(id=second.id).state == "rejected"
    with pytest.raises(Conflict, match="已经撤销"):
        undo_sheet(actor=cast.desk, sheet_id=row.id, reason="传错了")
    assert Event.objects.filter(kind="sheet.undone").count() == 1


def test_the_month_of_an_organizer_is_full_for_sheets_too(cast: Cast):
    rows = [
        [*row_of(cast, "wang", 7, day=0)[:4], day, "7:00", "19:00", "0"] for day in month_days()
    ]
    row = previewed(cast, *rows)
    assert row.rows_good == 3
    assert {code for _row, code in codes(row)} == {"month_full"}


def month_days() -> list[str]:
    """Five days of one month."""
    first = DAY.replace(day=1)
    return [first.replace(day=number).isoformat() for number in range(1, 6)]


def test_the_same_file_is_written_once_and_a_killed_worker_goes_on(cast: Cast):
    rows = [row_of(cast, "wang", 7 + n % 12, day=n // 12) for n in range(30)]
    rows += [row_of(cast, "li", 7 + n % 12, day=n // 12) for n in range(30)]
    cheap = [[*row[:6], f"{row[5].split(':')[0]}:01", "0"] for row in rows]
    row = previewed(cast, *cheap)
    assert row.rows_good == 60
    confirm_sheet(actor=cast.desk, sheet_id=row.id)
    with pytest.raises(Conflict, match="已经处理过"):
        confirm_sheet(actor=cast.desk, sheet_id=row.id)
    twin = previewed(cast, *cheap)
    with pytest.raises(Conflict, match="同一份文件"):
        confirm_sheet(actor=cast.desk, sheet_id=twin.id)
    assert write_sheet_rows(row.id) == CHUNK_ROWS
    half = SheetImport.objects.get(id=row.id)
    assert (half.state, half.rows_done) == ("running", CHUNK_ROWS)
    assert write_sheets() == 60 - CHUNK_ROWS
    assert ServiceRecord.objects.filter(sheet_id=row.id).count() == 60


def test_whoever_lost_the_role_meanwhile_writes_nothing_more(cast: Cast):
    row = previewed(cast, row_of(cast, "wang", 9))
    confirm_sheet(actor=cast.desk, sheet_id=row.id)
    RoleGrant.objects.filter(account=cast.accounts["desk"]).update(ends_at=timezone.now())
    assert write_sheets() == 0
    assert SheetImport.objects.get(id=row.id).state == "undone"
    assert not ServiceRecord.objects.filter(sheet_id=row.id).exists()


def test_nobody_imports_their_own_hours_or_for_another_place(cast: Cast):
    cast.volunteers["wang"].person.account_id = None
    person = cast.volunteers["wang"].person
    person.account_id = cast.accounts["desk"].id
    person.save(update_fields=["account_id"])
    assert codes(previewed(cast, row_of(cast, "wang", 9))) == [(2, "own_hours")]
    with pytest.raises(Invalid, match="负责的地方"):
        previewed(cast, row_of(cast, "li", 9), who="other_desk")
    assert Role.VENUE_ADMIN in cast.desk.roles


def bomb() -> bytes:
    """A workbook whose one sheet unpacks to far more than it weighs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            made.writestr(name, b" " * (20 << 20) if "sheet1" in name else b"<x/>")
    return out.getvalue()


def test_the_pages_preview_confirm_watch_and_refuse_hostile_files(cast: Cast, client: Client):
    client.force_login(cast.accounts["desk"])
    said = {
        "kind": "signin",
        "organizer": f"place:{HOME}",
        "category": "other",
        "document": "签到表",
    }
    for number, (name, content) in enumerate(
        {"a.xlsx": bomb(), "b.xlsx": b"MZ", "c.exe": b"MZ", "d.csv": b"a\0b"}.items()
    ):
        upload = SimpleUploadedFile(name, content)
        refused = client.post("/desk/hours/sheets/", {**said, "file": upload, "_key": f"h{number}"})
        assert refused.status_code == 200
        assert "签到表" in refused.content.decode()
    assert not SheetImport.objects.exists()
    rows = [row_of(cast, "wang", 9), row_of(cast, "", 9, number="V-NOBODY")]
    upload = SimpleUploadedFile("3月.xlsx", as_xlsx(HEADER, rows))
    assert (
        client.post("/desk/hours/sheets/", {**said, "file": upload, "_key": "k"}).status_code == 302
    )
    row = SheetImport.objects.get()
    url = f"/desk/hours/sheets/{row.id}/"
    assert "没有这个编号" in client.get(url).content.decode()
    assert client.get(f"{url}faults").content[:2] == b"PK"
    assert client.post(f"{url}confirm", {"_key": "c"}).status_code == 302
    assert "hx-get" in client.get(f"{url}progress").content.decode()
    write_sheets()
    assert "hx-get" not in client.get(f"{url}progress").content.decode()
    assert client.post(f"{url}undo", {"_key": "u", "reason": "传错了"}).status_code == 302
    assert ServiceRecord.objects.get().state == "rejected"
