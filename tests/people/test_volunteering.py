"""Becoming a volunteer, and everything that keeps somebody from it."""

from datetime import date

import pytest

from redvest.engines.identifiers import check_volunteer_number
from redvest.engines.roles import Role
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.people import queries
from redvest.people.models import Account, Volunteer
from redvest.people.purposes import Purpose
from redvest.people.services import volunteering
from redvest.people.services.consenting import give_consent, withdraw_consent
from redvest.people.services.profiles import enter_profile
from redvest.people.services.volunteering import (
    lift_restriction,
    make_pledge,
    pause_volunteer,
    record_death,
    register_volunteer,
    restrict_volunteer,
    resume_volunteer,
    set_service,
)
from tests.people.cast import (
    DISTRICT,
    HERE,
    a_candidate,
    a_resident,
    acting,
    an_account,
    papers,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]


def an_active(number: int = 1):
    actor = a_candidate(number)
    register_volunteer(actor=actor, skills=["haircut"], availability=0b101)
    make_pledge(actor=actor)
    return acting(Account.objects.get(id=actor.account_id))


def state(actor) -> str:
    return Volunteer.objects.get(person_id=actor.person_id).status


def test_somebody_with_papers_and_a_pledge_is_active_and_has_a_number():
    actor = an_active()
    volunteer = Volunteer.objects.get()
    assert volunteer.status == "active"
    assert check_volunteer_number(volunteer.volunteer_no) == volunteer.volunteer_no
    assert volunteer.volunteer_no.startswith(DISTRICT)
    assert actor.has(Role.VOLUNTEER)
    moves = Event.objects.filter(kind="volunteer.moved").order_by("at", "id")
    assert [e.after["status"] for e in moves] == [
        "phone_verified",
        "profile_complete",
        "real_name_verified",
        "active",
    ]


def test_it_waits_for_consent_to_the_real_name_check():
    actor = a_resident(1)
    register_volunteer(actor=actor)
    make_pledge(actor=actor)
    assert state(actor) == "profile_complete"
    give_consent(actor=actor, purpose=Purpose.REAL_NAME)
    assert state(actor) == "active"


def test_it_waits_for_a_home_and_moves_on_when_it_is_entered():
    account = an_account(1)
    enter_profile(actor=acting(account), name="张三", id_number=papers(date(1980, 5, 1)))
    actor = acting(account)
    give_consent(actor=actor, purpose=Purpose.REAL_NAME)
    register_volunteer(actor=actor)
    make_pledge(actor=actor)
    assert state(actor) == "phone_verified"
    enter_profile(actor=actor, home_community=HERE)
    assert state(actor) == "active"
    assert Volunteer.objects.get().home_community == HERE


def test_it_refuses_a_second_registration():
    actor = an_active()
    with pytest.raises(Conflict):
        register_volunteer(actor=actor)
    assert Volunteer.objects.count() == 1


def test_two_clicks_at_once_make_one_volunteer(monkeypatch):
    actor = an_active()
    monkeypatch.setattr(
        volunteering.Volunteer.objects, "filter", lambda **_: Volunteer.objects.none()
    )
    with pytest.raises(Conflict):
        register_volunteer(actor=actor)
    monkeypatch.undo()
    assert Volunteer.objects.count() == 1


def test_a_number_already_given_is_not_given_again(monkeypatch):
    drawn = iter([41, 41, 42])
    monkeypatch.setattr(volunteering.secrets, "randbelow", lambda _n: next(drawn))
    register_volunteer(actor=a_candidate(1))
    register_volunteer(actor=a_candidate(2))
    numbers = set(Volunteer.objects.values_list("volunteer_no", flat=True))
    assert len(numbers) == 2


def test_without_papers_there_is_no_registration():
    account = an_account(1)
    with pytest.raises(Invalid):
        register_volunteer(actor=acting(account))
    enter_profile(actor=acting(account), name="张三")
    with pytest.raises(Invalid):
        register_volunteer(actor=acting(account))
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"skills": ["magic"]},
        {"service_categories": ["magic"]},
        {"availability": 1 << 21},
        {"availability": -1},
    ],
)
def test_it_refuses_choices_nobody_offered(wrong: dict[str, object]):
    actor = a_candidate(1)
    with pytest.raises(Invalid):
        register_volunteer(actor=actor, **wrong)  # type: ignore[arg-type]
    assert not Volunteer.objects.exists()
    register_volunteer(actor=actor)
    with pytest.raises(Invalid):
        set_service(
            actor=actor, **{"skills": [], "service_categories": [], "availability": 0, **wrong}
        )
    assert Volunteer.objects.get().version == 2


def test_a_pause_and_back():
    actor = an_active()
    pause_volunteer(actor=actor)
    assert state(actor) == "paused"
    assert not acting(Account.objects.get(id=actor.account_id)).has(Role.VOLUNTEER)
    with pytest.raises(Conflict):
        pause_volunteer(actor=actor)
    resume_volunteer(actor=actor)
    assert state(actor) == "active"


def test_taking_back_the_real_name_pauses_and_needs_it_again():
    actor = an_active()
    withdraw_consent(actor=actor, purpose=Purpose.REAL_NAME)
    assert state(actor) == "paused"
    with pytest.raises(Conflict):
        resume_volunteer(actor=actor)
    assert state(actor) == "paused"
    give_consent(actor=actor, purpose=Purpose.REAL_NAME)
    resume_volunteer(actor=actor)
    assert state(actor) == "active"


def test_only_the_center_restricts_and_only_it_lifts():
    actor = an_active()
    volunteer = Volunteer.objects.get()
    station, center = staff(8), staff(9, Role.CENTRE_ADMIN, DISTRICT)
    for who, refusal in ((station, NotAllowed), (actor, NotAllowed), (a_resident(5), NotSeen)):
        with pytest.raises(refusal):
            restrict_volunteer(actor=who, volunteer_id=volunteer.id, reason="投诉属实")
    with pytest.raises(Invalid):
        restrict_volunteer(actor=center, volunteer_id=volunteer.id, reason=" ")
    assert state(actor) == "active"
    restrict_volunteer(actor=center, volunteer_id=volunteer.id, reason="投诉属实")
    with pytest.raises(DomainError):
        resume_volunteer(actor=actor)
    assert state(actor) == "restricted"
    lift_restriction(actor=center, volunteer_id=volunteer.id, reason="申诉成立")
    assert state(actor) == "active"


def test_the_dead_are_not_asked():
    actor = an_active()
    record_death(actor=staff(8), volunteer_id=Volunteer.objects.get().id, reason="家属告知")
    assert state(actor) == "deceased"
    with pytest.raises(Conflict):
        make_pledge(actor=actor)
    assert not queries.actor_of(Account.objects.get(id=actor.account_id), DISTRICT).has(
        Role.VOLUNTEER
    )


def test_an_old_form_does_not_overwrite():
    actor = an_active()
    version = Volunteer.objects.get().version
    set_service(actor=actor, skills=["law"], service_categories=[], availability=1, version=version)
    with pytest.raises(Conflict):
        set_service(actor=actor, skills=[], service_categories=[], availability=0, version=version)
    assert Volunteer.objects.get().skills == ["law"]
