"""The ground everything stands on: sealed cells, the append-only journal, once-only requests."""

import pytest
from django.db import connection, transaction
from django.test import Client

from redvest.core import cells
from redvest.core.keyring import blind_index
from redvest.errors import Invalid
from redvest.journal.models import Event
from redvest.people.actors import system
from redvest.people.models import Person

pytestmark = pytest.mark.django_db


def a_person() -> Person:
    person = Person(district="620102", name="张小三", phone="13812345678")
    person.save(force_insert=True)
    return Person.objects.get(id=person.id)


def test_a_sealed_value_prints_as_its_mask_and_reading_it_leaves_one_event():
    person = a_person()
    assert str(person.name) == "张*三"
    assert person.phone.reveal(actor=system("620102"), reason="test") == "13812345678"
    event = Event.objects.get()
    assert (event.kind, event.after, event.reason) == (
        "personal_data.read",
        {"field": "phone"},
        "test",
    )


def test_it_refuses_a_reading_without_a_reason():
    person = a_person()
    with pytest.raises(Invalid):
        person.phone.reveal(actor=system("620102"), reason=" ")
    assert not Event.objects.exists()


def test_the_table_holds_no_plain_text():
    person = a_person()
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_person::text FROM people_person WHERE id = %s", [person.id])
        row = cursor.fetchone()[0]
    assert b"13812345678".hex() not in row
    assert "张小三".encode().hex() not in row


def test_a_cell_moved_to_another_row_does_not_open():
    one, other = a_person(), a_person()
    stolen = one.__dict__["phone"]
    other.__dict__["phone"] = stolen
    with pytest.raises(cells.CellError):
        str(other.phone)


def test_the_journal_refuses_every_change():
    a_person().phone.reveal(actor=system("620102"), reason="test")
    for statement in (
        "UPDATE journal_event SET reason = 'x'",
        "DELETE FROM journal_event",
        "TRUNCATE journal_event CASCADE",
    ):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Event.objects.count() == 1


def test_blind_indexes_differ_by_column():
    assert blind_index("phone", "1") != blind_index("id", "1")


def test_display_choices_are_remembered_in_a_cookie():
    client = Client()
    answer = client.post("/display/elder", {"elder": "1", "next": "/health/live"})
    assert answer.status_code == 302
    assert answer["Location"] == "/health/live"
    assert client.cookies["elder"].value == "1"


def test_an_address_elsewhere_is_not_followed():
    answer = Client().post("/display/elder", {"elder": "1", "next": "//evil.example/"})
    assert answer["Location"] == "/"
