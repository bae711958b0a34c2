"""Residents the station looks after: who is entered, who is seen, and what each look leaves."""

from datetime import date

import pytest

from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.people.models import BeneficiaryFile, Consent, MinorAccess, Person, ProxyLink
from redvest.people.queries.persons import person_seen_by
from redvest.people.services.families import add_child
from redvest.people.services.residents import (
    ask_minor_access,
    change_resident,
    decide_minor_access,
    read_file,
    read_in_full,
    register_resident,
    write_file,
)
from tests.people.cast import (
    DISTRICT,
    ELSEWHERE,
    HERE,
    NEXT_DOOR,
    a_resident,
    papers,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]


def a_granny(desk, **more):
    entered = {
        "name": "李桂兰",
        "phone": "0931-8401234",
        "home_community": HERE,
        "address": "畅家巷12号3单元501室",
        "consent_basis": "in_person",
        "consent_note": "本人到场",
        **more,
    }
    return register_resident(actor=desk, **entered)


def readings() -> list[tuple[str, str]]:
    events = Event.objects.filter(kind="personal_data.read").order_by("at", "id")
    return [(event.after["field"], event.reason) for event in events]


def test_the_station_enters_somebody_without_a_phone_and_stands_in():
    desk = staff(9)
    person = a_granny(desk, phone="")
    link = ProxyLink.objects.get()
    assert (link.resident_id, link.proxy_id) == (person.id, desk.account_id)
    assert (link.kind, link.consent_basis) == ("station", "in_person")
    assert person.account_id is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "李"}, "name"),
        ({"phone": "12345"}, "phone"),
        ({"home_community": "620102001"}, "home_community"),
        ({"consent_basis": ""}, "consent_basis"),
        ({"consent_basis": "code"}, "consent_basis"),
        ({"id_number": "620102198005010010"}, "id_number"),
        ({"care_categories": ["rich"]}, "care_categories"),
        ({"care_note": "长" * 501}, "care_note"),
    ],
)
def test_it_says_what_is_wrong_and_enters_nobody(wrong: dict[str, object], field: str):
    from django.db import transaction

    desk = staff(9)
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        a_granny(desk, **wrong)
    assert field in refusal.value.fields
    assert not Person.objects.exists()
    assert not ProxyLink.objects.exists()


def test_a_station_enters_only_its_own_place():
    with pytest.raises(NotAllowed):
        a_granny(staff(9), home_community=NEXT_DOOR)
    with pytest.raises(NotAllowed):
        a_granny(a_resident(1))
    assert Person.objects.filter(entered_via="station").count() == 0


def test_papers_known_here_are_not_entered_twice():
    a_resident(1)
    with pytest.raises(Invalid) as refusal:
        a_granny(staff(9), id_number=papers(date(1980, 5, 1), 1))
    assert refusal.value.code == "id_taken"


def test_only_the_desk_of_the_place_sees_the_entry():
    person = a_granny(staff(9))
    assert person_seen_by(staff(7, Role.CENTRE_ADMIN, DISTRICT), person.id)
    assert person_seen_by(staff(8, scope="620102001"), person.id)
    for stranger in (staff(6, scope=ELSEWHERE), staff(5, scope=NEXT_DOOR), a_resident(1)):
        with pytest.raises(NotSeen):
            person_seen_by(stranger, person.id)


def test_each_look_in_full_has_a_reason_and_an_event():
    desk = staff(9)
    person = a_granny(desk)
    with pytest.raises(Invalid):
        read_in_full(actor=desk, person_id=person.id, field="address", reason=" ")
    assert readings() == []
    text = read_in_full(actor=desk, person_id=person.id, field="address", reason="上门服务")
    assert text == "畅家巷12号3单元501室"
    assert readings() == [("address", "上门服务")]


@pytest.mark.parametrize("field", ["political_status", "id_index", "password", "account"])
def test_the_desk_does_not_read_everything(field: str):
    desk = staff(9)
    person = a_granny(desk)
    with pytest.raises((NotAllowed, NotSeen)):
        read_in_full(actor=desk, person_id=person.id, field=field, reason="看看")
    assert readings() == []


def test_looking_at_oneself_leaves_a_trace_too():
    actor = a_resident(1)
    assert read_in_full(actor=actor, person_id=actor.person_id, field="name") == "张小三"
    assert read_in_full(actor=actor, person_id=actor.person_id, field="phone") == "19900000001"
    assert readings() == [("name", "本人查看"), ("phone", "本人查看")]


def test_a_care_file_needs_the_residents_consent():
    desk = staff(9)
    person = a_granny(desk)
    with pytest.raises(Conflict):
        write_file(actor=desk, person_id=person.id, care_note="腿脚不便")
    assert not BeneficiaryFile.objects.exists()


def test_a_care_file_is_read_part_by_part_by_those_responsible():
    desk = staff(9)
    person = a_granny(
        desk,
        consent_basis="phone",
        care_categories=["elder_alone", "disabled"],
        care_note="腿脚不便",
        emergency_contact="女儿 13900001111",
    )
    assert Consent.objects.get(purpose="care").channel == "phone"
    with pytest.raises(Invalid):
        read_file(actor=desk, person_id=person.id, reason="")
    assert readings() == []
    plain = read_file(actor=desk, person_id=person.id, reason="入户探访")
    assert plain["emergency_contact"] == "女儿 13900001111"
    assert [field for field, _reason in readings()] == [
        "categories",
        "care_note",
        "emergency_contact",
    ]
    with pytest.raises(NotSeen):
        read_file(actor=staff(8, scope=ELSEWHERE), person_id=person.id, reason="看看")
    raw = BeneficiaryFile.objects.values_list("care_note", flat=True).get()
    assert "腿脚不便".encode() not in bytes(raw)


def test_an_entry_is_corrected_by_its_station_and_not_from_an_old_page():
    desk = staff(9)
    person = a_granny(desk)
    change_resident(actor=desk, person_id=person.id, phone="13900001111", version=1)
    with pytest.raises(Conflict):
        change_resident(actor=desk, person_id=person.id, phone="13900002222", version=1)
    with pytest.raises(NotAllowed):
        change_resident(actor=desk, person_id=a_resident(1).person_id, name="别人")
    with pytest.raises(NotAllowed):
        change_resident(actor=desk, person_id=person.id, home_community=ELSEWHERE)
    assert str(Person.objects.get(id=person.id).phone) == "139****1111"


# --- Children under 14 ---------------------------------------------------------------------------


@pytest.fixture
def child(time_machine):
    time_machine.move_to("2026-11-22T04:00:00Z", tick=False)
    guardian = a_resident(1)
    return add_child(
        actor=guardian,
        name="张小小",
        id_number=papers(date(2012, 11, 23), 501),  # 13 years and 364 days
        relation="mother",
        agrees=True,
    )


def test_a_childs_data_are_closed_to_staff_without_approval(child):
    desk, center = staff(9), staff(8, Role.CENTRE_ADMIN, DISTRICT)
    for reader in (desk, center):
        with pytest.raises(NotAllowed) as refusal:
            read_in_full(actor=reader, person_id=child.id, field="id_number", reason="核对")
        assert refusal.value.code == "minor_approval_needed"
    assert readings() == []


def test_an_approval_is_somebody_elses_for_seven_days_and_recorded(child, time_machine):
    desk, center = staff(9), staff(8, Role.CENTRE_ADMIN, DISTRICT)
    asked = ask_minor_access(actor=desk, person_id=child.id, reason="安全核对")
    own = ask_minor_access(actor=center, person_id=child.id, reason="自己看")
    with pytest.raises(NotAllowed):
        decide_minor_access(actor=center, access_id=own.id, approve=True)
    with pytest.raises(NotAllowed):
        decide_minor_access(actor=desk, access_id=asked.id, approve=True)
    assert not MinorAccess.objects.filter(approved=True).exists()
    decide_minor_access(actor=center, access_id=asked.id, approve=True)
    with pytest.raises(Conflict):
        decide_minor_access(actor=center, access_id=asked.id, approve=False)
    assert read_in_full(actor=desk, person_id=child.id, field="name", reason="核对") == "张小小"
    assert readings() == [("name", "核对")]
    time_machine.move_to("2026-11-29T04:00:01Z", tick=False)  # 14 by then, so an older law holds
    younger = Person.objects.get(id=child.id)
    younger.birth_date = "2016-01-01"
    younger.save(update_fields=["birth_date"])
    with pytest.raises(NotAllowed):
        read_in_full(actor=desk, person_id=child.id, field="name", reason="核对")
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"minor_access.asked", "minor_access.decided"} <= kinds


def test_the_day_somebody_turns_14_the_ordinary_rule_holds(child, time_machine):
    desk = staff(9)
    time_machine.move_to("2026-11-23T04:00:00Z", tick=False)
    assert read_in_full(actor=desk, person_id=child.id, field="name", reason="核对") == "张小小"


def test_a_guardian_reads_the_child_with_a_reason(child):
    guardian = Person.objects.get(account__isnull=False)
    from tests.people.cast import acting

    actor = acting(guardian.account)
    text = read_in_full(actor=actor, person_id=child.id, field="name", reason="监护人查看")
    assert text == "张小小"
    assert readings() == [("name", "监护人查看")]
