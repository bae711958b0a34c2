"""Rosters become invitations: checked row by row, undone as a whole, nobody registered."""

from datetime import date
from uuid import RFC_4122, UUID

import pytest
from django.db import connection
from django.utils import timezone

from redvest.core import cells
from redvest.core.tables import Table
from redvest.districts.models import DistrictPolicy
from redvest.engines import roster
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.ids import uuid7_texts
from redvest.people import indexes
from redvest.people.actors import Actor, Grant, system
from redvest.people.models import Account, ImportBatch, Invitation, Person, Volunteer
from redvest.people.services import invitation_lines
from redvest.people.services.accounts import open_account
from redvest.people.services.inviting import confirm_import, preview_import, undo_import
from tests.world import HERE, Place, small_district

TODAY = date(2026, 11, 22)
ID_OK = "620102199001010011"


def table(*rows: list[str], header: list[str] | None = None) -> Table:
    return Table(header or ["姓名", "手机号", "身份证号", "社区"], list(rows))


def station(scope: str = Place.OWN) -> Actor:
    return Actor(None, HERE, grants=(Grant(Role.VENUE_ADMIN, scope),))


def preview(found: Table, actor: Actor | None = None, scope: str = Place.OWN) -> ImportBatch:
    return preview_import(
        actor=actor or station(),
        table=found,
        scope=scope,
        file_name="名单.xlsx",
        content=b"x",
        team_id=None,
    )


def check(*rows: list[str]) -> tuple[list[roster.Entry], list[roster.Fault]]:
    columns = roster.map_header(["姓名", "手机号", "身份证号", "社区"])
    return roster.check_rows(rows, columns, {"畅家巷": Place.OWN}, TODAY)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["", "13800001234", "", ""], "name", "bad_name"),
        (["张3", "13800001234", "", ""], "name", "bad_name"),
        (["张" * 41, "13800001234", "", ""], "name", "bad_name"),
        (["张三", "12345", "", ""], "phone", "bad_phone"),
        (["张三", "", "", ""], "phone", "bad_phone"),
        (["张三", "13800001234", "620102199001010012", ""], "id_number", "bad_id_number"),
        (["张三", "13800001234", "620102201502290015", ""], "id_number", "bad_id_number"),
        (["张三", "13800001234", "", "火星社区"], "community", "unknown_community"),
    ],
)
def test_a_faulty_row_says_which_column_and_why(row: list[str], column: str, code: str):
    entries, faults = check(row)
    assert entries == []
    assert [(f.row, f.column, f.code) for f in faults] == [(2, column, code)]


def test_a_row_typed_sloppily_is_good():
    entries, faults = check([" 张 三 ", "+86 138-0000-1234", " 62010219900101001１ ", "畅家巷"])
    assert faults == []
    assert entries == [roster.Entry(2, "张 三", "13800001234", ID_OK, Place.OWN)]


def test_the_second_of_two_rows_with_one_phone_or_paper_names_the_first():
    _entries, faults = check(
        ["张三", "13800001234", ID_OK, ""],
        ["李四", "１３８００００１２３４", "", ""],
        ["王五", "13800001235", ID_OK, ""],
    )
    assert [(f.row, f.code, f.other) for f in faults] == [(3, "duplicate", 2), (4, "duplicate", 2)]


@pytest.mark.parametrize(
    "header", [["姓名"], ["手机号", "地址"], ["a", "b"], ["姓名", "姓名", "手机"]]
)
def test_a_table_with_the_wrong_columns_is_refused(header: list[str]):
    with pytest.raises(roster.RosterError):
        roster.map_header(header)


@pytest.mark.django_db
def test_nobody_is_registered_by_an_import():
    small_district(HERE)
    batch = preview(table(["张三", "13800001234", ID_OK, Place.OWN], ["李四", "1", "", ""]))
    assert not Invitation.objects.exists()
    confirm_import(actor=station(), batch_id=batch.id)
    invitation = Invitation.objects.get()
    assert (str(invitation.name), str(invitation.phone)) == ("张*", "138****1234")
    assert not Account.objects.exists()
    assert not Person.objects.exists()
    assert not Volunteer.objects.exists()
    batch.refresh_from_db()
    assert (batch.status, batch.rows_good, batch.rows_bad, batch.rows_known) == ("done", 1, 1, 0)
    assert batch.entries is None


@pytest.mark.django_db
def test_the_database_holds_nothing_readable_of_a_roster():
    small_district(HERE)
    batch = preview(table(["张三", "13800001234", ID_OK, ""]))
    confirm_import(actor=station(), batch_id=batch.id)
    with connection.cursor() as cursor:
        for name in ("people_importbatch", "people_invitation", "journal_event"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {name} t")  # noqa: S608
            text = cursor.fetchone()[0]
            for plain in ("13800001234", ID_OK, "张三"):
                assert plain not in text
                assert plain.encode().hex() not in text


@pytest.mark.django_db
def test_those_already_known_are_not_invited_again():
    small_district(HERE)
    open_account(phone="13800001234", district=HERE)
    rows = table(["张三", "13800001234", "", ""], ["李四", "13800001235", "", ""])
    confirm_import(actor=station(), batch_id=preview(rows).id)
    again = preview(rows)
    confirm_import(actor=station(), batch_id=again.id)
    again.refresh_from_db()
    assert Invitation.objects.count() == 1
    assert again.rows_known == 2


@pytest.mark.django_db
def test_a_roster_of_many_parts_leaves_out_the_same_people(monkeypatch: pytest.MonkeyPatch):
    small_district(HERE)
    open_account(phone="13800000001", district=HERE)
    numbers = [ID_OK, "", "11010519491231002X", ""]
    confirm_import(
        actor=station(), batch_id=preview(table(["赵一", "13800000009", numbers[2], ""])).id
    )
    monkeypatch.setattr(invitation_lines, "CHUNK_ROWS", 2)
    rows = [[f"钱{'甲乙丙丁'[n]}", f"1380000000{n}", numbers[n], ""] for n in range(4)]
    batch = preview(table(*rows))
    confirm_import(actor=station(), batch_id=batch.id)
    batch.refresh_from_db()
    written = Invitation.objects.filter(batch=batch)
    assert batch.rows_known == 2  # One by the phone of an account, one by an invited paper.
    fresh = {indexes.phone_index("13800000000"), indexes.phone_index("13800000003")}
    assert {bytes(row.phone_index) for row in written} == fresh


@pytest.mark.django_db
def test_a_second_confirmation_is_refused_and_changes_nothing():
    small_district(HERE)
    batch = preview(table(["张三", "13800001234", "", ""]))
    confirm_import(actor=station(), batch_id=batch.id)
    with pytest.raises(Conflict):
        confirm_import(actor=station(), batch_id=batch.id)
    assert Invitation.objects.count() == 1


@pytest.mark.django_db
def test_undoing_a_batch_takes_the_personal_data_with_it():
    small_district(HERE)
    batch = preview(table(["张三", "13800001234", ID_OK, ""]))
    confirm_import(actor=station(), batch_id=batch.id)
    with pytest.raises(Invalid):
        undo_import(actor=station(), batch_id=batch.id, reason=" ")
    assert undo_import(actor=station(), batch_id=batch.id, reason="名单错了") == 1
    left = Invitation.objects.get()
    assert (left.status, left.name, left.phone, left.id_index) == ("withdrawn", None, None, None)
    with pytest.raises(Conflict):
        undo_import(actor=station(), batch_id=batch.id, reason="再撤")


@pytest.mark.django_db
def test_nobody_imports_beyond_their_scope_or_touches_a_foreign_batch():
    small_district(HERE)
    rows = table(["张三", "13800001234", "", ""])
    with pytest.raises(NotAllowed):
        preview(rows, scope=Place.PARENT)
    assert not ImportBatch.objects.exists()
    foreign = preview(rows, actor=system(HERE), scope=Place.OTHER_STREET)
    with pytest.raises(NotSeen):
        confirm_import(actor=station(), batch_id=foreign.id)
    with pytest.raises(NotSeen):
        undo_import(actor=station(), batch_id=foreign.id, reason="x")
    assert not Invitation.objects.exists()


def test_the_ways_for_many_agree_with_the_ways_for_one():
    ids = [UUID(text) for text in uuid7_texts(500)]
    assert {found.version for found in ids} == {7}
    assert {found.variant for found in ids} == {RFC_4122}
    assert len(set(ids)) == 500
    for number in ("13800001234", "", "一二三", ID_OK):
        assert indexes.phone_indexer()(number) == indexes.phone_index(number)
        assert indexes.paper_indexer("k")(number) == indexes.paper_index("k", number)
    seal = cells.sealer("t.c")
    sealed = {seal("张三", "row") for _ in range(2500)}
    assert len(sealed) == 2500
    assert {cells.unseal(cell, "t.c/row") for cell in sealed} == {"张三"}


@pytest.mark.django_db
def test_an_invitation_lasts_as_long_as_the_district_says():
    small_district(HERE)
    DistrictPolicy.objects.create(
        district=HERE, version=1, data={"invitation_days": 7}, effective_from=timezone.now()
    )
    batch = preview(table(["张三", "13800001234", "", ""]))
    confirm_import(actor=station(), batch_id=batch.id)
    found = Invitation.objects.get()
    assert (found.expires_at - found.invited_at).days == 7
