"""A sealed cell opens in its own place, whole and unchanged, or not at all."""

from dataclasses import replace
from itertools import permutations
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from redvest.core import cells, keyring
from redvest.core.keyring import Keyring
from redvest.core.sessions import SessionStore
from redvest.people.models import Account, BeneficiaryFile, Invitation, Person

TEXT = "畅家巷12号3单元501室 13812345678"


@pytest.fixture(params=keyring.CIPHERS)
def ring(request: pytest.FixtureRequest) -> Keyring:
    return replace(keyring.current(), cipher=request.param)


def opens(cell: bytes, where: str, ring: Keyring) -> bool:
    try:
        return cells.unseal(cell, where, ring=ring) is not None
    except cells.CellError:
        return False


def test_it_opens_where_it_was_sealed(ring: Keyring):
    assert cells.unseal(cells.seal(TEXT, "t.c/1", ring=ring), "t.c/1", ring=ring) == TEXT


def test_no_cell_opens_in_another_row_column_or_table(ring: Keyring):
    rows = [uuid4() for _ in range(8)]
    places = [f"{t}.{c}/{r}" for t in ("people_person", "orders") for c in "ab" for r in rows]
    sealed = {place: cells.seal(TEXT, place, ring=ring) for place in places}
    moved = list(permutations(places, 2))
    assert len(moved) == 32 * 31
    assert [pair for pair in moved if opens(sealed[pair[0]], pair[1], ring)] == []


def test_every_flipped_bit_is_noticed(ring: Keyring):
    cell = cells.seal(TEXT, "t.c/1", ring=ring)
    survived = []
    for position in range(len(cell)):
        for bit in range(8):
            changed = bytearray(cell)
            changed[position] ^= 1 << bit
            if opens(bytes(changed), "t.c/1", ring):
                survived.append((position, bit))
    assert survived == []


def test_every_shorter_or_longer_cell_is_noticed(ring: Keyring):
    cell = cells.seal(TEXT, "t.c/1", ring=ring)
    assert [n for n in range(len(cell)) if opens(cell[:n], "t.c/1", ring)] == []
    assert [n for n in range(1, len(cell)) if opens(cell[n:], "t.c/1", ring)] == []
    assert not opens(cell + b"\0", "t.c/1", ring)
    assert not opens(b"\0" + cell, "t.c/1", ring)


def test_a_key_that_is_gone_or_another_does_not_open_it(ring: Keyring):
    cell = cells.seal(TEXT, "t.c/1", ring=ring)
    assert not opens(cell, "t.c/1", replace(ring, keys={}))
    assert not opens(cell, "t.c/1", replace(ring, keys={ring.active: bytes(32)}))


def test_the_version_byte_cannot_turn_one_cipher_into_the_other(ring: Keyring):
    cell = cells.seal(TEXT, "t.c/1", ring=ring)
    other = bytes([cells.AES + cells.SM4 - cell[0]]) + cell[1:]
    assert not opens(other, "t.c/1", ring)


def test_the_same_text_never_looks_the_same_twice(ring: Keyring):
    assert len({cells.seal(TEXT, "t.c/1", ring=ring) for _ in range(1000)}) == 1000


def stored(model: type, column: str, row: object) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{column}" FROM "{model._meta.db_table}" WHERE id = %s',  # noqa: S608
            [row],
        )
        return bytes(cursor.fetchone()[0])


def put(model: type, column: str, row: object, cell: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET "{column}" = %s WHERE id = %s',  # noqa: S608
            [cell, row],
        )


@pytest.mark.django_db
def test_cells_swapped_inside_the_database_do_not_open():
    """Whoever can write to the database cannot make one person's data appear as another's."""
    one, other = (
        Person.objects.create(district="620102", name=name, phone=phone, address=TEXT)
        for name, phone in (("张小三", "13812345678"), ("李小四", "13912345678"))
    )
    account = Account.objects.create(login_name="x1", phone="13812345678")
    invited = Invitation.objects.create(
        district="620102", name="张小三", phone="13812345678", expires_at=timezone.now()
    )
    spots = [
        (model, column, row.id)
        for model, columns, row in (
            (Person, ("name", "phone", "address"), one),
            (Person, ("name", "phone", "address"), other),
            (Account, ("phone",), account),
            (Invitation, ("name", "phone"), invited),
        )
        for column in columns
    ]
    before = {spot: stored(*spot) for spot in spots}
    opened = []
    for source, target in permutations(spots, 2):
        put(*target, before[source])
        model, column, row = target
        try:
            str(getattr(model.objects.get(id=row), column))
            opened.append((source, target))
        except cells.CellError:
            pass
        put(*target, before[target])
    assert len(spots) == 9
    assert opened == []
    assert str(Person.objects.get(id=one.id).name) == "张*三"


@pytest.mark.django_db
def test_a_session_does_not_open_as_another():
    mine, yours = SessionStore(), SessionStore()
    mine["who"] = "me"
    mine.create()
    mine["who"] = "me"
    mine.save()
    yours.create()
    table = SessionStore.get_model_class().objects
    table.filter(session_key=yours.session_key).update(
        session_data=table.get(session_key=mine.session_key).session_data
    )
    assert SessionStore(yours.session_key).load() == {}
    assert SessionStore(mine.session_key).load() == {"who": "me"}


def test_a_care_file_is_sealed_whole():
    sealed = {field.name for field in BeneficiaryFile._meta.concrete_fields if not field.editable}
    assert {"categories", "care_note", "emergency_contact"} <= sealed
