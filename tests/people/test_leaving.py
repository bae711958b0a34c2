"""Claiming what others entered, taking one's data along, and leaving for good."""

import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from redvest.core.fields import SealedField
from redvest.core.personal_data import register
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen, TooMany
from redvest.journal.models import Event
from redvest.people.actors import system
from redvest.people.indexes import paper_index, phone_index
from redvest.people.models import (
    Account,
    BeneficiaryFile,
    Consent,
    Invitation,
    Person,
    ProxyLink,
    Volunteer,
)
from redvest.people.purposes import Purpose
from redvest.people.services import closing
from redvest.people.services.claiming import (
    attach_account,
    claim,
    claimable_by,
    decline_invitation,
    expire_invitations,
)
from redvest.people.services.closing import ask_closing_code, close_account, erase_again
from redvest.people.services.consenting import agree_to_rules, give_consent
from redvest.people.services.profiles import enter_profile
from redvest.people.services.residents import register_resident, write_file
from redvest.people.services.roles import revoke_role
from redvest.people.services.taking import export_mine
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

A_SYSTEMS_SECRET = "notices.Webhook"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]
BORN = date(1950, 2, 3)


def entered_by_station(phone: str = "19900000001", number: str = "") -> Person:
    return register_resident(
        actor=staff(90 + Person.objects.count()),
        name="李桂兰",
        phone=phone,
        home_community=HERE,
        id_number=number or papers(BORN, 2),
        consent_basis="in_person",
    )


def an_invitation(phone: str = "19900000001", number: str = "") -> Invitation:
    row = Invitation(
        district=DISTRICT,
        home_community=HERE,
        phone_index=phone_index(phone),
        expires_at=timezone.now() + timedelta(days=60),
    )
    row.name, row.phone = "李桂兰", phone
    if number:
        row.id_number, row.id_index = number, paper_index("resident_id", number)
    row.save(force_insert=True)
    return row


def test_an_entry_is_claimed_with_the_phone_and_the_last_four():
    person = entered_by_station()
    actor = acting(an_account(1))
    with pytest.raises(Invalid) as refusal:
        enter_profile(actor=actor, name="李桂兰", id_number=papers(BORN, 2))
    assert refusal.value.code == "id_taken"
    [found] = claimable_by(actor)
    assert (found.row.id, found.asks) == (person.id, "papers")
    assert claim(actor=actor, row_id=person.id, answer="0000") is None
    assert Person.objects.get(id=person.id).account_id is None
    claimed = claim(actor=actor, row_id=person.id, answer=papers(BORN, 2)[-4:].lower())
    assert claimed.id == person.id
    assert acting(Account.objects.get(id=actor.account_id)).person_id == person.id
    assert claimable_by(actor) == []


def test_a_different_phone_sees_nothing_to_claim():
    person = entered_by_station()
    actor = acting(an_account(2))
    assert claimable_by(actor) == []
    with pytest.raises(NotSeen):
        claim(actor=actor, row_id=person.id, answer=papers(BORN, 2)[-4:])
    assert Person.objects.get().account_id is None


def test_guessing_ends_after_five_wrong_answers():
    person = entered_by_station()
    actor = acting(an_account(1))
    for _try in range(5):
        assert claim(actor=actor, row_id=person.id, answer="9999") is None
    with pytest.raises(TooMany):
        claim(actor=actor, row_id=person.id, answer=papers(BORN, 2)[-4:])
    assert Person.objects.get().account_id is None
    assert Event.objects.filter(kind="claim.refused").count() == 5


def test_an_empty_profile_gives_way_but_one_with_papers_is_for_the_desk():
    person = entered_by_station()
    account = an_account(1)
    enter_profile(actor=acting(account), name="李桂兰")
    claimed = claim(actor=acting(account), row_id=person.id, answer=papers(BORN, 2)[-4:])
    assert claimed.id == person.id
    assert Person.objects.filter(closed_at=None).count() == 1
    other = entered_by_station(phone="19900000003", number=papers(BORN, 4))
    third = an_account(3)
    enter_profile(actor=acting(third), name="王五", id_number=papers(BORN, 6))
    with pytest.raises(Conflict) as refusal:
        claim(actor=acting(third), row_id=other.id, answer=papers(BORN, 4)[-4:])
    assert refusal.value.code == "needs_merging"
    assert Person.objects.get(id=other.id).account_id is None


def test_an_invitation_becomes_a_profile_only_by_accepting():
    invitation = an_invitation(number=papers(BORN, 2))
    actor = acting(an_account(1))
    assert not Person.objects.exists()
    person = claim(actor=actor, row_id=invitation.id, answer=papers(BORN, 2)[-4:])
    assert str(person.name) == "李*兰"
    assert person.home_community == HERE
    row = Invitation.objects.get()
    assert (row.status, row.person_id) == ("accepted", person.id)
    assert (row.name, row.phone, row.id_number, row.phone_index) == (None, None, None, None)


def test_declining_or_waiting_erases_an_invitation(time_machine):
    time_machine.move_to("2026-11-22T04:00:00Z", tick=False)
    invitation = an_invitation()
    actor = acting(an_account(1))
    assert claimable_by(actor)[0].asks == "name"
    assert claim(actor=actor, row_id=invitation.id, answer="李桂花") is None
    decline_invitation(actor=actor, invitation_id=invitation.id)
    an_invitation(phone="19900000007")
    time_machine.move_to("2027-01-22T04:00:00Z", tick=False)
    assert expire_invitations(district=DISTRICT) == 1
    for row in Invitation.objects.all():
        assert (row.name, row.phone, row.phone_index) == (None, None, None)
    assert not Person.objects.exists()


def test_the_desk_attaches_an_account_after_seeing_the_papers():
    person = entered_by_station(phone="")
    an_account(5)
    with pytest.raises(NotSeen):
        attach_account(
            actor=staff(91, scope=ELSEWHERE), person_id=person.id, phone="19900000005", saw="证"
        )
    for wrong in ({"saw": " "}, {"phone": "19900009999"}):
        with pytest.raises(Invalid):
            attach_account(
                actor=staff(92 + len(wrong.get("saw", ""))),
                person_id=person.id,
                **{"phone": "19900000005", "saw": "身份证", **wrong},
            )
    assert Person.objects.get(id=person.id).account_id is None
    attach_account(actor=staff(96), person_id=person.id, phone="19900000005", saw="身份证")
    assert Person.objects.get(id=person.id).account_id is not None


# --- The register, and taking everything along ----------------------------------------------------


def models_with_people() -> set[str]:
    """Models that point at a person, a volunteer or an account, by foreign key or bare id."""
    names = {"person_id", "account_id", "to_person_id", "to_account_id", "asked_by", "placed_by"}
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            related = getattr(field, "related_model", None)
            if related in (Person, Account, Volunteer) or field.attname in names:
                found.add(model._meta.label)
    return found | {"people.Person", "people.Account"}


def test_every_model_about_people_and_every_sealed_field_is_in_the_register():
    listed = {entry.model: entry for entry in register()}
    sealed = {
        model._meta.label: {
            field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)
        }
        for model in apps.get_models()
    }
    assert models_with_people() - set(listed) == set(), "models about people without an entry"
    assert {label for label, fields in sealed.items() if fields} - set(listed) == set()
    for label, entry in listed.items():
        assert set(entry.sealed) == sealed[label], label
        assert all(str(words) for words in (entry.title, entry.purpose, entry.retention))
        assert entry.by_person or entry.by_account or label == A_SYSTEMS_SECRET, label


CANARIES = {
    "name": "金丝雀",
    "address": "畅家巷12号3单元501室金丝",
    "id_number": papers(date(1980, 5, 1), 1),
    "phone": "19900000001",
    "birth_date": "1980-05-01",
    "care_note": "金丝雀怕猫",
    "emergency_contact": "金丝雀的女儿",
}


def a_canary():
    """Somebody with something in every drawer."""
    account = an_account(1, password="long enough 1")
    actor = acting(account)
    agree_to_rules(actor=actor)
    enter_profile(
        actor=actor,
        name=CANARIES["name"],
        id_number=CANARIES["id_number"],
        home_community=HERE,
        address=CANARIES["address"],
        political_status="13",
    )
    actor = acting(account)
    for purpose in (Purpose.REAL_NAME, Purpose.CARE, Purpose.AUTO_MATCHING):
        give_consent(actor=actor, purpose=purpose)
    register_volunteer(actor=actor, skills=["law"], availability=3)
    make_pledge(actor=actor)
    write_file(
        actor=staff(90),
        person_id=actor.person_id,
        categories=["elder_alone"],
        care_note=CANARIES["care_note"],
        emergency_contact=CANARIES["emergency_contact"],
    )
    return acting(account)


def test_the_export_holds_everything_and_each_opened_cell_is_one_event():
    actor = a_canary()
    taken = export_mine(actor=actor)
    text = json.dumps(taken, ensure_ascii=False)
    for canary in CANARIES.values():
        assert canary in text
    opened = sum(
        1
        for section in taken["sections"]
        for row in section["rows"]
        for name, value in row.items()
        if value and name in next(e.sealed for e in register() if e.model == section["model"])
    )
    events = Event.objects.filter(kind="personal_data.read", reason="本人导出")
    assert events.count() == opened > 8
    assert Event.objects.filter(kind="personal_data.exported").count() == 1


def test_the_export_holds_nobody_else():
    actor = a_canary()
    other = a_resident(2, name="别的人", address="别处99号")
    text = json.dumps(export_mine(actor=actor), ensure_ascii=False)
    for foreign in ("别的人", "别处99号", "19900000002", str(other.person_id)):
        assert foreign not in text


# --- Leaving --------------------------------------------------------------------------------


def test_leaving_erases_the_person_and_keeps_the_number():
    actor = a_canary()
    number = Volunteer.objects.get().volunteer_no
    events = Event.objects.count()
    assert close_account(actor=actor, password="long enough 1")
    person, account = Person.objects.get(), Account.objects.get(id=actor.account_id)
    for field in ("name", "id_number", "birth_date", "phone", "address", "political_status"):
        assert getattr(person, field) is None
    assert (person.id_index, person.phone_index) == (None, None)
    assert (account.phone, account.phone_index, account.is_active) == (None, None, False)
    volunteer = Volunteer.objects.get()
    assert (volunteer.status, volunteer.volunteer_no) == ("closed", number)
    assert BeneficiaryFile.objects.get().care_note is None
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert Event.objects.count() > events
    assert not acting(account).roles


def test_the_phone_and_the_papers_are_free_again():
    actor = a_canary()
    close_account(actor=actor, password="long enough 1")
    again = a_resident(1)
    assert again.person_id != actor.person_id


def test_leaving_ends_every_session():
    account = an_account(1, password="long enough 1")
    client = Client()
    client.force_login(account)
    assert close_account(actor=acting(account), password="long enough 1")
    assert "_auth_user_id" in client.session
    from django.contrib.auth import get_user

    request = type("Request", (), {"session": client.session, "META": {}})()
    assert not get_user(request).is_authenticated


def test_a_wrong_password_leaves_everything_and_is_counted():
    actor = a_canary()
    for _try in range(5):
        assert close_account(actor=actor, password="wrong") is False
    with pytest.raises(TooMany):
        close_account(actor=actor, password="long enough 1")
    assert Account.objects.get(id=actor.account_id).is_active
    assert str(Person.objects.get().name) == "金*雀"


def test_a_code_to_ones_own_phone_will_do(sent):
    actor = a_resident(1)
    ask_closing_code(actor=actor)
    assert sent[0]["phone"] == "19900000001"
    assert close_account(actor=actor, code="nope") is False
    assert close_account(actor=actor, code=sent[0]["code"])


def test_whoever_holds_a_role_is_relieved_first():
    account = an_account(7, password="long enough 1")
    from redvest.people.services.roles import grant_role

    grant = grant_role(
        actor=system(DISTRICT), account_id=account.id, role=Role.VENUE_ADMIN, scope=HERE
    )
    with pytest.raises(Conflict) as refusal:
        close_account(actor=acting(account), password="long enough 1")
    assert refusal.value.code == "still_open"
    assert Account.objects.get(id=account.id).is_active
    revoke_role(actor=system(DISTRICT), grant_id=grant.id, reason="离任")
    assert close_account(actor=acting(account), password="long enough 1")


def test_what_is_still_open_in_another_app_blocks(monkeypatch: pytest.MonkeyPatch):
    actor = a_canary()
    monkeypatch.setattr(closing, "BLOCKERS", [*closing.BLOCKERS, lambda _person: ["还有1个订单"]])
    with pytest.raises(Conflict, match="还有1个订单"):
        close_account(actor=actor, password="long enough 1")
    assert str(Person.objects.get().name) == "金*雀"


def test_what_other_apps_keep_is_erased_too(monkeypatch: pytest.MonkeyPatch):
    actor, erased = a_canary(), []
    monkeypatch.setattr(closing, "ERASERS", [lambda person, account: erased.append(bool(person))])
    close_account(actor=actor, password="long enough 1")
    assert sorted(erased) == [False, True]


def test_an_old_backup_is_erased_again():
    actor = a_resident(1)
    assert erase_again(district=DISTRICT, person_ids=[actor.person_id]) == 1
    assert Person.objects.get().name is None
    assert erase_again(district=DISTRICT, person_ids=[actor.person_id]) == 0


def test_relatives_entered_without_consent_are_forgotten(sent, time_machine):
    from redvest.people.services.closing import forget_unconfirmed
    from redvest.people.services.standing_in import ask_to_stand_in, confirm_with_code

    time_machine.move_to("2026-11-22T04:00:00Z", tick=False)
    actor = a_resident(1)
    links = [
        ask_to_stand_in(actor=actor, name="李奶奶", phone=f"1390000111{n}", home_community=HERE)
        for n in range(2)
    ]
    confirm_with_code(actor=actor, link_id=links[0].id, code=sent[0]["code"])
    time_machine.move_to("2026-11-30T04:00:00Z", tick=False)
    assert forget_unconfirmed(district=DISTRICT) == 1
    assert Person.objects.get(id=links[1].resident_id).name is None
    assert Person.objects.get(id=links[0].resident_id).name is not None
    assert ProxyLink.objects.get(id=links[1].id).ended_at is not None


def test_nobody_signed_in_takes_or_closes_nothing():
    from redvest.people.actors import Actor

    nobody = Actor(None, DISTRICT)
    for service in (export_mine, close_account):
        with pytest.raises(NotAllowed):
            service(actor=nobody)
    assert not a_candidate(1).grants
