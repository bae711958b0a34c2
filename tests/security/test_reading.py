"""Sensitive reads on all routes: masked unless asked for, and each look in full is one event.

The oracle does not read what it checks: the world's sealed cells are replaced by texts found
nowhere else, and an answer is searched for all of them. Whatever stands there in full must have
been revealed by that very request, and each revealing must have left exactly one event.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.core.fields import Sealed
from redvest.core.models import AnsweredRequest
from redvest.journal.models import Event
from tests.access import Place, Who, World, badges, clients_of
from tests.access.meals import stop_at
from tests.access.orders import order_at, photo
from tests.access.people import resident_at
from tests.access.records import certified
from tests.security.strolling import (
    Cell,
    Visit,
    build_everything,
    build_the_sealed,
    in_plain,
    plant,
    sealed_fields,
    through_the_doors,
)
from tests.test_access import MODULES, rows_of, undone
from tests.world import build_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# The addresses that open sealed text in full, each with who may and why. Reviewed by hand.
REVEALING = {
    "api:orders_reveal": "as orders:reveal",
    "desk_import_confirm": "the rows of a roster become invitations; they are not shown",
    "people:merge": "what one entry says is sealed again in the other; it is not shown",
    "people:merges": "as people:merge, by a second member of staff",
    "meals:paper": "the round's doors on paper, for the desk and the helper who agreed to go",
    "orders:badge_photo": "the face to approve, for the team and the station",
    "orders:visitor": "the face at the door, for whoever waits for the visit",
    "orders:photo": "as orders:reveal, for one picture of the visit",
    "orders:reveal": "the resident's own; the desk and those who agreed to go, with a reason",
    "people:close_code": "the phone number, to send the code to; it is not shown",
    "people:read_care": "the desk, with a reason, when the resident agreed",
    "people:read_own": "one's own",
    "people:read_resident": "the desk, with a reason",
    "records:certificate_file": "as records:printed, as PDF",
    "records:printed": "one's own certificate, for paper; nobody else's hands",
    "records:sheet_confirm": "the rows of a sheet are kept for the worker; they are not shown",
    "people:take_data": "one's own, to take along",
}
# Opened to be sealed again elsewhere; the walks above pass by them with forms they refuse.
NEVER_SHOWN = {"desk_import_confirm", "people:merge", "people:merges", "records:sheet_confirm"}
# A message is written for its receiver, who reads it; only its fill-ins are sealed.
THE_RECEIVERS = ("notices.message", "params")


class Readings(list[str]):
    """Counts what is revealed, from outside."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = Sealed.reveal

        def counted(cell: Sealed, **said: object) -> str:
            text = real(cell, **said)  # type: ignore[arg-type]
            self.append(text)
            return text

        monkeypatch.setattr(Sealed, "reveal", counted)


def readings_written() -> list[Cell]:
    rows = Event.objects.filter(kind="personal_data.read")
    return [(row.subject_type, row.subject_id, row.after["field"]) for row in rows]


def judge(visit: Visit, planted: dict[str, Cell], revealed: Readings) -> Iterator[str]:
    """What is wrong with one request."""
    revealed.clear()
    with undone():
        before = len(readings_written())
        text = in_plain(visit.ask())
        events = readings_written()[before:]
        kept = "".join(AnsweredRequest.objects.values_list("body", flat=True))
    if len(revealed) != len(events):
        yield f"{visit.label}: {len(revealed)} readings, {len(events)} events"
    for secret, cell in planted.items():
        if secret in text and cell not in events and (cell[0], cell[2]) != THE_RECEIVERS:
            yield f"{visit.label}: shows {cell[0]}.{cell[2]} in full without an event"
        if secret in kept:
            yield f"{visit.label}: {cell[0]}.{cell[2]} lies in the answers kept for repetition"
    if revealed and visit.name not in REVEALING:
        yield f"{visit.label}: reveals, but is not on the reviewed list"


def stage(*modules: str) -> tuple[World, dict[Who, Client], dict[str, Cell]]:
    """The world with what the rows of these modules speak of, and every sealed cell replaced."""
    world = build_world()
    for module in modules:
        build_everything(world, rows_of(module))
    build_the_sealed(world)
    return world, clients_of(world), plant()


# Where something can be read in full at all; the others with ALL=1.
READ = {name.partition(":")[0] for name in REVEALING} | {"badges", "order_desk", "orders_api"}
EVERY = [pytest.param(one, marks=() if one in READ else pytest.mark.long) for one in MODULES]


@pytest.mark.parametrize("module", EVERY)
def test_what_an_answer_shows_in_full_was_read_with_an_event(
    module: str, monkeypatch: pytest.MonkeyPatch
):
    world, clients, planted = stage(module)
    revealed = Readings(monkeypatch)
    visits = list(through_the_doors(world, clients, module))
    faults = [fault for visit in visits for fault in judge(visit, planted, revealed)]
    assert visits
    assert faults == []


def lookings(world: World, clients: dict[Who, Client]) -> Iterator[Visit]:
    """The ways of reading in full, each with what it needs to be let through."""
    person, order = resident_at(world, Place.OWN), order_at(world, Place.OWN)
    fields = ("name", "phone", "address", "id_number", "birth_date")
    asked = [
        *(
            ("people:read_resident", Who.STATION, {"person_id": person.id, "field": f})
            for f in fields
        ),
        *(("people:read_own", Who.RESIDENT, {"field": f}) for f in fields),
        ("people:read_care", Who.STATION, {"person_id": person.id}),
        ("people:take_data", Who.RESIDENT, {}),
        ("people:close_code", Who.RESIDENT, {}),
        ("orders:photo", Who.STATION, photo(world, Place.OWN)),
        ("orders:reveal", Who.RESIDENT, {"order_id": order.id}),
        ("orders:reveal", Who.STATION, {"order_id": order.id}),
        ("api:orders_reveal", Who.STATION, {"order_id": order.id}),
        ("meals:paper", Who.STATION, {"round_id": stop_at(world, Place.OWN).round_id}),
        ("orders:badge_photo", Who.STATION, badges.photo(world, Place.OWN)),
        ("orders:visitor", Who.STATION, badges.coming(world, Place.OWN)),
        ("records:printed", Who.VOLUNTEER, certified(world, Place.OWN)),
        ("records:certificate_file", Who.VOLUNTEER, certified(world, Place.OWN)),
    ]
    for name, who, kwargs in asked:
        url, client = reverse(name, kwargs=kwargs), clients[who]
        data = {"reason": "回访核对", "_key": f"{name} {kwargs}"[-80:]}
        more: dict[str, Any] = {}
        if url.startswith("/api/"):
            more = {"content_type": "application/json", "headers": {"idempotency-key": "k"}}
        ask = partial(client.post, url, data, **more)
        yield Visit(name, f"{name} {kwargs}", who, ask)


def test_every_way_of_reading_in_full_leaves_one_event_for_each_cell(
    monkeypatch: pytest.MonkeyPatch,
):
    world, clients, planted = stage("people")
    revealed, faults, shown = Readings(monkeypatch), [], set()
    for visit in lookings(world, clients):
        faults += list(judge(visit, planted, revealed))
        if revealed:
            shown.add(visit.name)
        else:
            faults.append(f"{visit.label}: revealed nothing")
    assert faults == []
    assert shown | NEVER_SHOWN == REVEALING.keys()


def test_every_kind_of_sealed_cell_was_looked_for():
    _world, _clients, planted = stage(*MODULES)
    looked_for = {(label, field) for label, _pk, field in planted.values()}
    # Lists without a text of their own: they are codes, or they wait for somebody's confirming.
    codes = {
        ("people.beneficiaryfile", "categories"),
        ("people.importbatch", "entries"),
        ("records.sheetimport", "entries"),
    }
    assert sealed_fields() - codes == looked_for


def test_the_judge_finds_a_page_that_shows_too_much(monkeypatch: pytest.MonkeyPatch):
    """The control: the mask of phones shows everything."""
    from redvest.people.models import Person

    world, clients, planted = stage("people")
    monkeypatch.setattr(Person._meta.get_field("name"), "mask", lambda text: text)
    revealed = Readings(monkeypatch)
    visits = [v for v in through_the_doors(world, clients, "people") if v.name == "people:resident"]
    faults = [fault for visit in visits for fault in judge(visit, planted, revealed)]
    assert any("people.person.name in full without an event" in fault for fault in faults)


def test_the_judge_finds_a_reading_that_left_no_event(monkeypatch: pytest.MonkeyPatch):
    world, clients, planted = stage("people")
    monkeypatch.setattr("redvest.journal.services.record_reading", lambda **_said: None)
    revealed = Readings(monkeypatch)
    visit = next(lookings(world, clients))
    assert any("1 readings, 0 events" in fault for fault in judge(visit, planted, revealed))
