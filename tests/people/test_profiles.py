"""Saying who one is: what is taken, what is refused, and that refusals change nothing."""

from datetime import date

import pytest
from django.utils import translation

from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.models import Event
from redvest.people.models import Person
from redvest.people.services.profiles import enter_profile, verify_in_person
from tests.people.cast import HERE, NEXT_DOOR, a_resident, acting, an_account, papers, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]
BORN = date(1980, 5, 1)


def test_papers_are_read_and_kept_sealed():
    account = an_account(1)
    typed = papers(BORN, 2).replace("620102", "６２０１０２ ")
    person = enter_profile(
        actor=acting(account), name=" 阿卜杜勒•买买提 ", id_number=typed, home_community=HERE
    )
    person = Person.objects.get(id=person.id)
    assert str(person.id_number) == f"620102********{papers(BORN, 2)[14:]}"
    assert person.sex == "2"
    assert person.birth_date.decide(str) == "1980-05-01"
    assert person.name.decide(str) == "阿卜杜勒·买买提"
    assert person.real_name_basis == "number"
    assert acting(account).person_id == person.id


def test_a_lower_case_x_is_the_same_number():
    number = next(papers(BORN, n) for n in range(1, 200) if papers(BORN, n).endswith("X"))
    enter_profile(actor=acting(an_account(1)), name="张三", id_number=number.lower())
    with pytest.raises(Invalid) as refusal:
        enter_profile(actor=acting(an_account(2)), name="李四", id_number=number)
    assert refusal.value.code == "id_taken"
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "code", "english"),
    [
        ("62010219800501001", "id_length", "18"),
        ("62010219800501ABCD", "id_characters", "digits"),
        ("990102198005010017"[:17] + "1", "id_check", "digit"),
        ("010102198005010011", "id_region", "region"),
        ("620102198013010011", "id_date", "date of birth"),
        (papers(BORN, 1)[:17] + ("0" if papers(BORN, 1)[17] != "0" else "1"), "id_check", "digit"),
        (papers(date(2030, 1, 1)), "id_date", "date of birth"),
    ],
)
def test_it_says_what_is_wrong_with_a_number(typed: str, code: str, english: str):
    actor = acting(an_account(1))
    with pytest.raises(Invalid) as refusal:
        enter_profile(actor=actor, name="张三", id_number=typed)
    assert refusal.value.code == code
    assert "id_number" in refusal.value.fields
    assert typed not in str(refusal.value)
    with translation.override("en"):
        assert english in str(refusal.value)
    assert not Person.objects.exists()


@pytest.mark.parametrize("name", ["", "张", "张3", "张😀三", "a" * 41, "<b>张三</b>", "张三\u202e"])
def test_it_refuses_what_is_no_name(name: str):
    with pytest.raises(Invalid) as refusal:
        enter_profile(actor=acting(an_account(1)), name=name)
    assert "name" in refusal.value.fields
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("home_community", "350102001001"),
        ("home_community", "620102001"),
        ("home_community", "620102999999"),
        ("address", "长" * 201),
        ("categories", ["emperor"]),
        ("political_status", "99"),
        ("id_kind", "library_card"),
    ],
)
def test_it_refuses_a_choice_nobody_offered(field: str, value: object):
    entered = {"name": "张三", "id_number": papers(BORN), field: value}
    with pytest.raises(Invalid) as refusal:
        enter_profile(actor=acting(an_account(1)), **entered)  # type: ignore[arg-type]
    assert field in refusal.value.fields
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("born", "taken"),
    [(date(2012, 11, 23), False), (date(2012, 11, 22), True), (date(2009, 11, 22), True)],
)
def test_an_account_is_for_14_and_older(born: date, taken: bool, time_machine):
    time_machine.move_to("2026-11-22T04:00:00Z")
    actor = acting(an_account(1))
    if taken:
        assert enter_profile(actor=actor, name="张三", id_number=papers(born))
        return
    with pytest.raises(Invalid) as refusal:
        enter_profile(actor=actor, name="张三", id_number=papers(born))
    assert refusal.value.code == "too_young"
    assert not Person.objects.exists()


def test_a_passport_needs_a_birthday_and_waits_for_the_desk():
    actor = acting(an_account(1))
    with pytest.raises(Invalid) as refusal:
        enter_profile(actor=actor, name="Jane Doe", id_kind="passport", id_number="e12345678")
    assert "birth_date" in refusal.value.fields
    person = enter_profile(
        actor=actor,
        name="Jane Doe",
        id_kind="passport",
        id_number="e12345678",
        birth_date=BORN,
        sex="2",
        home_community=HERE,
    )
    assert person.real_name_verified_at is None
    verified = verify_in_person(actor=staff(9), person_id=person.id, saw="护照")
    assert verified.real_name_basis == "in_person"


def test_what_is_left_blank_stays():
    actor = a_resident(1)
    enter_profile(actor=actor, home_community=NEXT_DOOR, version=1)
    person = Person.objects.get(id=actor.person_id)
    assert person.home_community == NEXT_DOOR
    assert str(person.name) == "张*三"
    assert str(person.address) == "酒泉路街道畅家巷12号"
    enter_profile(actor=actor, forget_address=True)
    assert Person.objects.get(id=actor.person_id).address is None


def test_it_refuses_a_form_that_is_behind():
    actor = a_resident(1)
    enter_profile(actor=actor, home_community=NEXT_DOOR, version=1)
    with pytest.raises(Conflict) as refusal:
        enter_profile(actor=actor, home_community=HERE, version=1)
    assert refusal.value.code == "stale"
    assert Person.objects.get(id=actor.person_id).home_community == NEXT_DOOR


def test_what_the_desk_has_seen_is_corrected_at_the_desk():
    actor = a_resident(1)
    verify_in_person(actor=staff(9), person_id=actor.person_id, saw="身份证")
    for change in ({"name": "李四"}, {"id_number": papers(BORN, 77)}):
        with pytest.raises(Invalid) as refusal:
            enter_profile(actor=actor, **change)
        assert refusal.value.code == "verified_in_person"
    person = Person.objects.get(id=actor.person_id)
    assert str(person.name) == "张*三"
    assert person.real_name_basis == "in_person"


def test_nobody_verifies_outside_their_place_or_themselves():
    actor = a_resident(1)
    for other in (staff(8, scope="620102002"), actor):
        with pytest.raises((NotAllowed, Exception)) as refusal:
            verify_in_person(actor=other, person_id=actor.person_id, saw="身份证")
        assert refusal.value.status in (403, 404)
    assert Person.objects.get(id=actor.person_id).real_name_basis == "number"


def test_the_journal_holds_no_particulars():
    a_resident(1)
    for event in Event.objects.all():
        line = f"{event.before}{event.after}{event.reason}"
        for secret in ("张小三", papers(BORN, 1), "1990000", "1980-05-01", "畅家巷12号"):
            assert secret not in line
