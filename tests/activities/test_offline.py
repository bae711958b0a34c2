"""Phones without a network: what they hand in later, in any order, as often as they like."""

import base64
import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from redvest.activities.models import Activity, Phone, Position, Session, Shift, SignUp, Stamp
from redvest.activities.queries.attendance import story_of
from redvest.activities.services import Signed, add_phone, hand_in, revoke_phone
from redvest.engines.attendance_merge import Why
from redvest.errors import Conflict, Invalid, NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Account, Person, Volunteer
from redvest.people.queries import actor_of
from tests.activities.cast import Cast, an_activity, at, shift_of, stands
from tests.activities.gate import MINUTE, on_screen, signed
from tests.activities.phones import ZERO, InHand
from tests.activities.test_pages import browser
from tests.orders.cast import DISTRICT, HOME

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_wrong_codes_before() -> None:
    cache.clear()


def nobody_was_stamped(row: SignUp) -> bool:
    return not Stamp.objects.filter(signup=row).exists() and stands(row.id) == row.state


@pytest.mark.parametrize("ahead", [-2 * HOUR, 2 * HOUR])
def test_what_was_noted_without_a_network_counts_as_it_was(
    cast: Cast, time_machine: Any, ahead: timedelta
):
    _activity, [row] = signed(cast, "wang")
    start, end = row.starts_at, row.starts_at + 110 * MINUTE
    phone = InHand(cast.wang, ahead)
    came = phone.note(row, "in", start, on_screen(row, start))
    went = phone.note(row, "out", end, on_screen(row, end))
    time_machine.move_to(start + 20 * HOUR, tick=False)
    assert phone.send(came, went) == ["kept", "kept"]
    [stay] = story_of(row).stays
    assert (stay.stay.arrived, stay.stay.left) == (start, end)
    assert stands(row.id) == "checked_out"


def told(row: SignUp) -> tuple[Any, str]:
    """What the server makes of it: the stays and where the sign-up stands."""
    stays = [(one.stay.arrived, one.stay.left) for one in story_of(row).stays]
    return stays, stands(row.id)


def test_neither_order_nor_repetition_changes_what_the_server_makes_of_it(
    cast: Cast, time_machine: Any
):
    _activity, [row] = signed(cast, "wang")
    start = row.starts_at
    own, lead = InHand(cast.wang, HOUR), InHand(cast.zhao, -HOUR)
    notes = [
        (own, own.note(row, "in", start, on_screen(row, start))),
        (lead, lead.note(row, "in", start + 5 * MINUTE)),
        (lead, lead.note(row, "out", start + 60 * MINUTE)),
        (own, own.note(row, "in", start + 70 * MINUTE, on_screen(row, start + 70 * MINUTE))),
    ]
    time_machine.move_to(start + 20 * HOUR, tick=False)
    found = []
    for order in list(permutations(notes))[::5]:
        before = transaction.savepoint()
        for phone, entry in (*order, order[0]):
            assert phone.send(entry, entry) == ["kept", "kept"]
        found.append(told(row))
        assert Stamp.objects.filter(signup=row).count() == len(notes)
        transaction.savepoint_rollback(before)
    assert all(one == found[0] for one in found)
    assert found[0] == (
        [(start, start + 60 * MINUTE), (start + 70 * MINUTE, None)],
        "checked_in",
    )


def refused_entries(cast: Cast, row: SignUp) -> Iterator[tuple[str, InHand, Signed]]:
    """Everything a phone may try, with the answer it gets."""
    start, code = row.starts_at, on_screen(row, row.starts_at)
    soon = InHand(cast.wang)
    yield "early", soon, soon.note(row, "in", start - HOUR, on_screen(row, start - HOUR))
    wang, li, zhao = InHand(cast.wang), InHand(cast.li), InHand(cast.zhao)
    good = wang.note(row, "in", start, code)
    yield "", wang, Signed(good.text.replace('"in"', '"out"'), good.signature)
    yield "", wang, Signed(good.text, li.sign(good.text).signature)
    yield "not_found", li, li.note(row, "in", start, code)
    yield "wrong_code", wang, wang.note(row, "in", start, on_screen(row, start - MINUTE))
    yield "over", wang, wang.note(row, "in", start + 9 * HOUR, on_screen(row, start + 9 * HOUR))
    yield "clock_back", wang, wang.note(row, "in", start, code)
    yield "not_allowed", InHand(cast.wang), wang.note(row, "in", start)
    far = InHand(cast.wang, 3 * HOUR)
    yield "clock_far", far, far.note(row, "in", start, code)
    yield "later", zhao, zhao.note(row, "in", start + 30 * HOUR)


def test_it_refuses_each_lie_of_a_phone_with_its_reason(cast: Cast, time_machine: Any):
    _activity, [row] = signed(cast, "wang")
    time_machine.move_to(row.starts_at - HOUR, tick=False)
    tried = list(refused_entries(cast, row))
    time_machine.move_to(row.starts_at + 20 * HOUR, tick=False)
    for answer, phone, entry in tried:
        assert phone.send(entry) == ["" if answer == "not_allowed" else answer], entry.text
    assert nobody_was_stamped(row)


def test_a_lost_phone_signs_nothing_more_and_what_it_noted_before_counts(
    cast: Cast, time_machine: Any
):
    _activity, [row] = signed(cast, "wang")
    start = row.starts_at
    phone = InHand(cast.wang)
    before = phone.note(row, "in", start, on_screen(row, start))
    stolen = start + 60 * MINUTE
    after = phone.note(row, "out", stolen, on_screen(row, stolen))
    time_machine.move_to(start + 30 * MINUTE, tick=False)
    revoke_phone(actor=cast.wang, phone_id=phone.row.id)
    time_machine.move_to(start + 20 * HOUR, tick=False)
    assert phone.send(before, after) == ["kept", "revoked"]
    assert stands(row.id) == "checked_in"
    with pytest.raises(NotSeen):
        revoke_phone(actor=cast.li, phone_id=phone.row.id)


def test_one_phone_is_one_accounts_and_another_persons_key_is_refused(cast: Cast):
    phone = InHand(cast.wang)
    with pytest.raises(Conflict) as caught:
        InHand(cast.li, mark=phone.mark)
    assert caught.value.code == "device_used"
    with pytest.raises(Invalid):
        add_phone(actor=cast.li, mark="m", public_key=b"\x00" * 91)
    with pytest.raises(NotSeen):
        hand_in(actor=cast.li, phone_id=phone.row.id, entries=[])
    assert Phone.objects.filter(account=cast.accounts["li"].id).count() == 0


def test_a_second_phone_of_one_person_is_kept_and_counts_for_nothing(cast: Cast, time_machine: Any):
    _activity, [row] = signed(cast, "wang")
    start, later = row.starts_at, row.starts_at + 60 * MINUTE
    first, second = InHand(cast.wang), InHand(cast.wang)
    entries = [
        (second, second.note(row, "out", later, on_screen(row, later))),
        (first, first.note(row, "in", start, on_screen(row, start))),
    ]
    time_machine.move_to(start + 20 * HOUR, tick=False)
    for phone, entry in entries:
        assert phone.send(entry) == ["kept"]
    assert [why for _id, why in story_of(row).dropped] == [Why.OTHER_DEVICE]
    assert stands(row.id) == "checked_in"


def test_what_comes_days_later_is_kept_for_the_desk_and_not_paid(cast: Cast, time_machine: Any):
    _activity, [row] = signed(cast, "wang")
    phone = InHand(cast.wang)
    entry = phone.note(row, "in", row.starts_at, on_screen(row, row.starts_at))
    time_machine.move_to(row.ends_at + 73 * HOUR, tick=False)
    assert phone.send(entry) == ["kept"]
    assert (story_of(row).stays, stands(row.id)) == ((), "confirmed")
    assert Stamp.objects.get(signup=row).is_late


def test_a_browser_gets_what_it_needs_and_hands_in_what_it_noted(cast: Cast, time_machine: Any):
    activity, [row] = signed(cast, "wang")
    time_machine.move_to(row.starts_at, tick=False)
    client = browser(cast, "wang")
    assert client.get(reverse("activities:offline")).status_code == 200
    data = client.get(reverse("activities:offline_data")).json()
    assert [one["signup"] for one in data["own"]] == [str(row.id)]
    assert data["led"] == []
    lead = browser(cast, "zhao").get(reverse("activities:offline_data")).json()
    [led] = lead["led"]
    assert led["people"][0]["number"] == cast.volunteers["wang"].volunteer_no
    assert "演员2" not in str(lead)
    assert data["who"] != lead["who"]
    mine = InHand(cast.li).key  # Any key of the right curve.
    public = mine.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    added = client.post(
        reverse("activities:offline_phone"),
        json.dumps({"key": base64.b64encode(public).decode()}),
        content_type="application/json",
    ).json()
    phone = Phone.objects.get(id=UUID(added["phone"]))
    assert phone.account == cast.accounts["wang"].id
    hand = object.__new__(InHand)
    hand.actor, hand.ahead, hand.key, hand.row, hand.highest = cast.wang, ZERO, mine, phone, None
    entry = hand.note(row, "in", row.starts_at, on_screen(row, row.starts_at))
    body = {
        "phone": added["phone"],
        "entries": [{"text": entry.text, "signature": base64.b64encode(entry.signature).decode()}],
    }
    for _twice in range(2):
        answer = client.post(
            reverse("activities:offline_entries"), json.dumps(body), content_type="application/json"
        )
        assert list(answer.json()["answers"].values()) == ["kept"]
    assert stands(row.id) == "checked_in"
    page = client.get(reverse("activities:phones")).content.decode()
    assert str(phone.id) in page
    client.post(reverse("activities:revoke_phone", args=[phone.id]))
    assert Phone.objects.get(id=phone.id).revoked_at is not None
    assert activity.title in client.get(reverse("activities:mine")).content.decode()


PEOPLE, DAYS, SEED = 50, 3, 20261122


def fifty(cast: Cast) -> list[Actor]:
    """Volunteers with an account each."""
    actors = []
    for number in range(PEOPLE):
        account = Account.objects.create(home_district=DISTRICT)
        person = Person(district=DISTRICT, account=account, home_community=HOME, name="张三")
        person.save(force_insert=True)
        Volunteer.objects.create(
            district=DISTRICT, person=person, volunteer_no=f"S{number:05d}", status="active"
        )
        actors.append(actor_of(account, DISTRICT))
    return actors


def three_days(cast: Cast) -> list[Shift]:
    """One activity with a session on each of three days."""
    activity = an_activity(cast, capacity=PEOPLE, starts=at(1))
    first, position = shift_of(activity), Position.objects.get(activity=activity)
    shifts = [first]
    for day in range(1, DAYS):
        times = {
            "starts_at": first.starts_at + timedelta(days=day),
            "ends_at": first.ends_at + timedelta(days=day),
        }
        common = {"district": DISTRICT, "activity": activity, **times}
        session = Session.objects.create(**common)
        shifts.append(
            Shift.objects.create(**common, session=session, position=position, capacity=PEOPLE)
        )
    last = shifts[-1].ends_at
    Activity.objects.filter(id=activity.id).update(ends_at=last, status="ongoing")
    return shifts


@pytest.mark.slow
def test_fifty_phones_three_days_offline_end_where_the_model_ends(cast: Cast, time_machine: Any):
    """Each phone's clock is off by up to two hours, everything is handed in up to five times in
    one shuffled crowd; the model only ever saw the plan of the simulation."""
    rng = random.Random(SEED)
    shifts = three_days(cast)
    notes: list[tuple[InHand, Signed]] = []
    model: dict[UUID, tuple[list[tuple[datetime, datetime | None]], str]] = {}
    for actor in fifty(cast):
        phone = InHand(actor, timedelta(seconds=rng.randint(-7200, 7200)))
        for shift in shifts:
            row = SignUp.objects.create(
                district=DISTRICT,
                activity=shift.activity,
                shift=shift,
                volunteer_id=actor.volunteer_id,
                state="confirmed",
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
                queued_at=shift.starts_at,
                state_since=shift.starts_at,
            )
            came = shift.starts_at + rng.randint(-25, 20) * MINUTE
            went = shift.ends_at + rng.randint(-30, 30) * MINUTE
            forgets = rng.random() < 0.2
            notes.append((phone, phone.note(row, "in", came, on_screen(row, came))))
            if not forgets:
                notes.append((phone, phone.note(row, "out", went, on_screen(row, went))))
            stay = (came, None if forgets else went)
            model[row.id] = ([stay], "checked_in" if forgets else "checked_out")
    sent = [note for note in notes for _copy in range(rng.randint(1, 5))]
    rng.shuffle(sent)
    time_machine.move_to(shifts[-1].ends_at + HOUR, tick=False)
    crowd: dict[str, list[Signed]] = {}
    phones = {phone.mark: phone for phone, _entry in sent}
    for phone, entry in sent:
        crowd.setdefault(phone.mark, []).append(entry)
    turns = [mark for mark, some in crowd.items() for _turn in range(0, len(some), 4)]
    rng.shuffle(turns)
    for mark in turns:
        some, crowd[mark] = crowd[mark][:4], crowd[mark][4:]
        assert set(phones[mark].send(*some)) == {"kept"}
    assert Stamp.objects.count() == len(notes), "nothing lost, nothing double"
    assert {row.id: told(row) for row in SignUp.objects.filter(id__in=model)} == model
