"""Minors, guardians, and relatives who stand in."""

from datetime import date

import pytest

from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen, TooMany
from redvest.people.models import Consent, Guardianship, OneTimeCode, Person, ProxyLink, Volunteer
from redvest.people.purposes import Purpose
from redvest.people.queries.persons import person_seen_by, shown_name
from redvest.people.services.consenting import withdraw_consent
from redvest.people.services.families import (
    add_child,
    answer_as_guardian,
    ask_guardian,
    end_guardianship,
    end_guardianships_of_adults,
)
from redvest.people.services.standing_in import (
    ask_to_stand_in,
    confirm_in_person,
    confirm_with_code,
    end_proxy,
)
from redvest.people.services.volunteering import make_pledge, register_volunteer
from tests.people.cast import (
    DISTRICT,
    ELSEWHERE,
    HERE,
    a_candidate,
    a_resident,
    acting,
    an_account,
    papers,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]


@pytest.fixture(autouse=True)
def in_november(time_machine):
    time_machine.move_to("2026-11-22T04:00:00Z", tick=False)


def a_child(guardian, born=date(2016, 3, 1), number=501):
    return add_child(
        actor=guardian,
        name="张小小",
        id_number=papers(born, number),
        relation="mother",
        agrees=True,
    )


def a_youth(number=2, born=date(2010, 1, 1)):
    """Somebody of 16 who registered and waits for the guardian."""
    actor = a_candidate(number, born)
    register_volunteer(actor=actor)
    make_pledge(actor=actor)
    return actor


def test_a_guardian_enters_a_child_and_registers_it_from_eight_on():
    guardian = a_resident(1)
    child = a_child(guardian)
    volunteer = register_volunteer(actor=guardian, person_id=child.id)
    volunteer = make_pledge(actor=guardian, volunteer_id=volunteer.id)
    assert volunteer.status == "active"
    assert child.account_id is None
    little = a_child(guardian, born=date(2019, 3, 1), number=502)
    with pytest.raises(Invalid) as refusal:
        register_volunteer(actor=guardian, person_id=little.id)
    assert refusal.value.code == "too_young"
    assert Volunteer.objects.count() == 1


@pytest.mark.parametrize(
    ("born", "taken"), [(date(2012, 11, 23), True), (date(2012, 11, 22), False)]
)
def test_a_child_is_under_14_to_the_day(born: date, taken: bool):
    guardian = a_resident(1)
    if taken:
        assert a_child(guardian, born=born)
        return
    with pytest.raises(Invalid) as refusal:
        a_child(guardian, born=born)
    assert refusal.value.code == "not_a_child"
    assert Person.objects.count() == 1


def test_a_guardian_is_a_verified_adult_who_agrees():
    youth = a_resident(2, born=date(2010, 1, 1))
    nameless = acting(an_account(3))
    for actor in (youth, nameless):
        with pytest.raises(DomainError):
            a_child(actor)
    adult = a_resident(1)
    with pytest.raises(Invalid) as refusal:
        add_child(
            actor=adult,
            name="张小小",
            id_number=papers(date(2016, 3, 1)),
            relation="mother",
            agrees=False,
        )
    assert refusal.value.code == "consent_needed"
    assert not Guardianship.objects.exists()
    assert Person.objects.count() == 2


def test_nobody_else_acts_for_the_child():
    child = a_child(a_resident(1))
    for actor in (a_resident(2), staff(9)):
        with pytest.raises((NotSeen, NotAllowed)):
            register_volunteer(actor=actor, person_id=child.id)
    assert not Volunteer.objects.exists()


def test_a_youth_waits_for_the_guardian_who_answers_with_their_own_login():
    youth = a_youth()
    assert Volunteer.objects.get().status == "guardian_pending"
    tie = ask_guardian(actor=youth, phone="19900000001", relation="father")
    guardian = a_resident(1)
    stranger = a_resident(3)
    with pytest.raises(NotSeen):
        answer_as_guardian(actor=stranger, tie_id=tie.id, agrees=True)
    assert Volunteer.objects.get().status == "guardian_pending"
    answer_as_guardian(actor=guardian, tie_id=tie.id, agrees=True)
    assert Volunteer.objects.get().status == "active"
    consent = Consent.objects.get(purpose="minor")
    assert consent.given_by_account == guardian.account_id
    assert Guardianship.objects.get().consent_id == consent.id


def test_a_guardian_who_says_no_leaves_it_waiting():
    youth, guardian = a_youth(), a_resident(1)
    tie = ask_guardian(actor=youth, phone="19900000001", relation="father")
    answer_as_guardian(actor=guardian, tie_id=tie.id, agrees=False)
    assert Volunteer.objects.get().status == "guardian_pending"
    assert not Consent.objects.filter(purpose="minor").exists()


def test_a_youth_names_somebody_else():
    youth = a_youth()
    with pytest.raises(Invalid):
        ask_guardian(actor=youth, phone="19900000002", relation="father")
    with pytest.raises(Conflict):
        ask_guardian(actor=a_resident(1), phone="19900000003", relation="father")
    assert not Guardianship.objects.exists()


def test_taking_back_the_consent_stops_the_youth():
    youth, guardian = a_youth(), a_resident(1)
    tie = ask_guardian(actor=youth, phone="19900000001", relation="father")
    answer_as_guardian(actor=guardian, tie_id=tie.id, agrees=True)
    withdraw_consent(actor=guardian, purpose=Purpose.MINOR, person_id=youth.person_id)
    assert Volunteer.objects.get().status == "guardian_pending"


def test_ending_the_tie_stops_the_youth_too():
    youth, guardian = a_youth(), a_resident(1)
    tie = ask_guardian(actor=youth, phone="19900000001", relation="father")
    answer_as_guardian(actor=guardian, tie_id=tie.id, agrees=True)
    with pytest.raises(NotSeen):
        end_guardianship(actor=a_resident(3), tie_id=tie.id)
    end_guardianship(actor=guardian, tie_id=tie.id)
    assert Volunteer.objects.get().status == "guardian_pending"
    assert not Consent.objects.filter(purpose="minor", withdrawn_at=None).exists()


def test_coming_of_age_ends_guardianship_to_the_day(time_machine):
    youth, guardian = a_youth(born=date(2008, 11, 24)), a_resident(1)
    tie = ask_guardian(actor=youth, phone="19900000001", relation="father")
    answer_as_guardian(actor=guardian, tie_id=tie.id, agrees=True)
    time_machine.move_to("2026-11-23T15:59:59Z", tick=False)  # 23:59:59 of the last minor day
    assert end_guardianships_of_adults(district=DISTRICT) == 0
    assert person_seen_by(guardian, youth.person_id)
    time_machine.move_to("2026-11-23T16:00:00Z", tick=False)
    with pytest.raises(NotSeen):
        person_seen_by(guardian, youth.person_id)
    assert end_guardianships_of_adults(district=DISTRICT) == 1
    assert Volunteer.objects.get().status == "active"
    assert end_guardianships_of_adults(district=DISTRICT) == 0


def test_a_minors_name_is_shown_only_with_the_guardians_consent():
    guardian = a_resident(1)
    child = a_child(guardian)
    assert shown_name(child) == "张*小"
    withdraw_consent(actor=guardian, purpose=Purpose.MINOR, person_id=child.id)
    assert shown_name(child) == "未成年人"


# --- Standing in ---------------------------------------------------------------------------------


def test_a_guardian_hears_of_the_request_but_is_not_pestered(sent):
    youth = a_youth()
    for _try in range(3):
        ask_guardian(actor=youth, phone="19900000001", relation="father")
    assert [(m["phone"], m["kind"]) for m in sent] == [("19900000001", "guardian_asked")] * 3
    with pytest.raises(TooMany):
        ask_guardian(actor=youth, phone="19900000001", relation="father")
    assert len(sent) == 3
    assert Guardianship.objects.filter(ended_at=None).count() == 1


def test_the_daily_jobs_find_their_work(time_machine):
    from redvest.people import jobs

    youth, guardian = a_youth(born=date(2008, 11, 24)), a_resident(1)
    tie = ask_guardian(actor=youth, phone="19900000001", relation="father")
    answer_as_guardian(actor=guardian, tie_id=tie.id, agrees=True)
    assert jobs.come_of_age() == 0
    time_machine.move_to("2026-11-23T16:05:00Z", tick=False)
    assert jobs.come_of_age() == 1
    assert jobs.expire_old_invitations() == 0
    assert jobs.forget_unconfirmed_entries() == 0
    assert jobs.forget_codes() == 0


def asks(actor, phone="13900001111", **more):
    entered = {"name": "李奶奶", "phone": phone, "home_community": HERE, "address": "12号", **more}
    return ask_to_stand_in(actor=actor, **entered)


def test_a_relative_may_act_once_the_elder_read_out_the_code(sent):
    actor = a_resident(1)
    link = asks(actor)
    assert sent[0]["phone"] == "13900001111"
    with pytest.raises(NotSeen):
        person_seen_by(actor, link.resident_id)
    assert confirm_with_code(actor=actor, link_id=link.id, code="000000x") is None
    with pytest.raises(NotSeen):
        confirm_with_code(actor=a_resident(2), link_id=link.id, code=sent[0]["code"])
    assert ProxyLink.objects.get().confirmed_at is None
    assert confirm_with_code(actor=actor, link_id=link.id, code=sent[0]["code"])
    assert person_seen_by(actor, link.resident_id)


def test_a_code_dies_after_five_wrong_tries_and_after_five_minutes(sent, time_machine):
    actor = a_resident(1)
    link = asks(actor)
    for _try in range(5):
        assert confirm_with_code(actor=actor, link_id=link.id, code="0") is None
    assert confirm_with_code(actor=actor, link_id=link.id, code=sent[0]["code"]) is None
    asks(actor)
    time_machine.shift(5 * 60 + 1)
    assert confirm_with_code(actor=actor, link_id=link.id, code=sent[1]["code"]) is None
    assert ProxyLink.objects.get().confirmed_at is None
    asks(actor)
    time_machine.shift(5 * 60 - 1)
    assert confirm_with_code(actor=actor, link_id=link.id, code=sent[2]["code"])


def test_phones_are_not_pestered(sent):
    actor = a_resident(1)
    for _try in range(5):
        asks(actor)
    with pytest.raises(TooMany):
        asks(actor)
    with pytest.raises(TooMany):
        asks(actor, phone="13900002222")
    assert len(sent) == 5


def test_the_stored_code_is_not_the_code(sent):
    asks(a_resident(1))
    row = OneTimeCode.objects.get()
    assert sent[0]["code"].encode() not in bytes(row.code_hash)


def test_the_station_confirms_in_person_but_not_its_own_wish(sent):
    actor, desk = a_resident(1), staff(9)
    link = asks(actor, phone="0931-8401234")
    assert sent == []
    with pytest.raises(NotSeen):
        confirm_in_person(actor=staff(8, scope=ELSEWHERE), link_id=link.id, note="本人到场")
    with pytest.raises(Invalid):
        confirm_in_person(actor=desk, link_id=link.id, note=" ")
    own = asks(desk, phone="0931-8405678", name="王爷爷")
    with pytest.raises(NotAllowed):
        confirm_in_person(actor=desk, link_id=own.id, note="本人到场")
    assert not ProxyLink.objects.filter(confirmed_at__isnull=False).exists()
    confirm_in_person(actor=desk, link_id=link.id, note="本人到场")
    assert person_seen_by(actor, link.resident_id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "123"}, "phone"),
        ({"phone": "19900000001"}, "phone"),
        ({"name": "奶奶3"}, "name"),
        ({"home_community": "350102001001"}, "home_community"),
        ({"address": "长" * 201}, "address"),
    ],
)
def test_it_says_what_is_wrong_with_a_relative(wrong: dict[str, str], field: str, sent):
    with pytest.raises(Invalid) as refusal:
        asks(a_resident(1), **wrong)
    assert field in refusal.value.fields
    assert not ProxyLink.objects.exists()
    assert Person.objects.count() == 1
    assert sent == []


def test_the_proxy_the_resident_or_the_station_ends_it(sent):
    actor = a_resident(1)
    link = asks(actor)
    confirm_with_code(actor=actor, link_id=link.id, code=sent[0]["code"])
    with pytest.raises(NotSeen):
        end_proxy(actor=a_resident(2), link_id=link.id)
    end_proxy(actor=actor, link_id=link.id)
    with pytest.raises(NotSeen):
        person_seen_by(actor, link.resident_id)
