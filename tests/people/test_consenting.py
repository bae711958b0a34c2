"""Consent is real: nothing is on by itself, a no costs nothing else, taking back counts at once."""

import hashlib
from datetime import UTC, date, datetime

import pytest

from redvest.errors import Invalid, NotAllowed, NotSeen
from redvest.people import purposes
from redvest.people.models import BeneficiaryFile, Consent, ConsentText, Volunteer
from redvest.people.purposes import SWITCHES, Purpose, Words, current_words, packaged
from redvest.people.queries.consents import (
    agrees_to_rules,
    has_consent,
    switches,
    waiting_for_answer,
)
from redvest.people.services.consenting import (
    agree_to_rules,
    give_consent,
    set_switches,
    withdraw_consent,
)
from redvest.people.services.residents import read_file, register_resident
from redvest.people.services.volunteering import make_pledge, register_volunteer
from tests.people.cast import HERE, a_candidate, a_resident, acting, an_account, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]
OPTIONAL = [p for p in SWITCHES if p is not Purpose.REAL_NAME]

# What was published stays as it was. Other words are a new version, never an edit.
PUBLISHED = "02156c57dfe9775b"


def bumped(monkeypatch: pytest.MonkeyPatch, purpose: Purpose) -> None:
    old = current_words(purpose)
    new = Words(
        purpose,
        old.version + 1,
        datetime(2026, 1, 2, tzinfo=UTC),
        old.title_zh,
        old.title_en,
        old.zh + "新增一条。",
        old.en + " One more line.",
    )
    monkeypatch.setattr(purposes, "packaged", lambda: (*packaged(), new))


def test_nothing_is_agreed_to_by_itself():
    actor = a_resident(1)
    assert not any(switch.is_on for switch in switches(actor.person_id, SWITCHES))
    assert not agrees_to_rules(actor.account_id)


@pytest.mark.parametrize("refused", OPTIONAL)
def test_refusing_a_purpose_costs_nothing_else(refused: Purpose):
    actor = a_candidate(1)
    for purpose in OPTIONAL:
        if purpose is not refused:
            give_consent(actor=actor, purpose=purpose)
    register_volunteer(actor=actor)
    volunteer = make_pledge(actor=actor)
    assert volunteer.status == "active"
    assert not has_consent(actor.person_id, refused)


def test_the_hash_of_the_words_is_kept_with_the_yes():
    actor = a_resident(1)
    given = give_consent(actor=actor, purpose=Purpose.NAME_PUBLICATION)
    words = current_words(Purpose.NAME_PUBLICATION)
    assert given.text.sha256 == words.sha256
    assert words.zh in given.text.text_zh
    assert words.en in given.text.text_en


def test_the_same_yes_twice_is_one():
    actor = a_resident(1)
    first = give_consent(actor=actor, purpose=Purpose.NAME_PUBLICATION)
    assert give_consent(actor=actor, purpose=Purpose.NAME_PUBLICATION).id == first.id
    assert Consent.objects.count() == 1


def test_other_words_ask_again(monkeypatch: pytest.MonkeyPatch):
    actor = a_resident(1)
    give_consent(actor=actor, purpose=Purpose.NAME_PUBLICATION)
    agree_to_rules(actor=actor)
    assert waiting_for_answer(actor) == []
    bumped(monkeypatch, Purpose.NAME_PUBLICATION)
    assert not has_consent(actor.person_id, Purpose.NAME_PUBLICATION)
    assert [words.purpose for words in waiting_for_answer(actor)] == [Purpose.NAME_PUBLICATION]
    [switch] = switches(actor.person_id, [Purpose.NAME_PUBLICATION])
    assert (switch.is_on, switch.outdated) == (False, True)
    give_consent(actor=actor, purpose=Purpose.NAME_PUBLICATION)
    assert has_consent(actor.person_id, Purpose.NAME_PUBLICATION)
    assert Consent.objects.filter(purpose="name_publication").count() == 2
    assert agrees_to_rules(actor.account_id)


def test_new_rules_ask_the_account_again(monkeypatch: pytest.MonkeyPatch):
    actor = acting(an_account(1))
    agree_to_rules(actor=actor)
    assert agrees_to_rules(actor.account_id)
    bumped(monkeypatch, Purpose.PRIVACY)
    assert not agrees_to_rules(actor.account_id)
    agree_to_rules(actor=actor)
    assert agrees_to_rules(actor.account_id)


def test_words_changed_after_somebody_agreed_are_found_out(monkeypatch: pytest.MonkeyPatch):
    actor = a_resident(1)
    give_consent(actor=actor, purpose=Purpose.NAME_PUBLICATION)
    old = current_words(Purpose.NAME_PUBLICATION)
    edited = Words(
        old.purpose, old.version, old.effective_from, old.title_zh, old.title_en, "换了", old.en
    )
    others = tuple(w for w in packaged() if w.purpose is not old.purpose)
    monkeypatch.setattr(purposes, "packaged", lambda: (*others, edited))
    with pytest.raises(RuntimeError, match="changed after people agreed"):
        give_consent(actor=a_resident(2), purpose=Purpose.NAME_PUBLICATION)


def test_published_words_are_never_edited():
    every = "".join(w.sha256 for w in packaged() if w.version == 1)
    assert hashlib.sha256(every.encode()).hexdigest()[:16] == PUBLISHED


def test_taking_back_counts_with_the_next_question():
    actor = a_candidate(1)
    give_consent(actor=actor, purpose=Purpose.AUTO_MATCHING)
    register_volunteer(actor=actor)
    assert Volunteer.objects.get().accepts_matching
    withdraw_consent(actor=actor, purpose=Purpose.AUTO_MATCHING)
    assert not has_consent(actor.person_id, Purpose.AUTO_MATCHING)
    assert not Volunteer.objects.get().accepts_matching
    withdraw_consent(actor=actor, purpose=Purpose.AUTO_MATCHING)
    assert Consent.objects.filter(purpose="auto_matching").count() == 1


def test_a_care_file_ends_with_its_consent():
    desk = staff(9)
    person = register_resident(
        actor=desk,
        name="李奶奶",
        home_community=HERE,
        consent_basis="in_person",
        care_categories=["elder_alone"],
        care_note="腿脚不便",
    )
    assert read_file(actor=desk, person_id=person.id, reason="安排入户")["care_note"] == "腿脚不便"
    withdraw_consent(actor=desk, purpose=Purpose.CARE, person_id=person.id)
    assert BeneficiaryFile.objects.get().care_note is None
    with pytest.raises(Exception, match="同意"):
        read_file(actor=desk, person_id=person.id, reason="安排入户")


def test_nobody_says_yes_for_somebody_else():
    actor = a_resident(1)
    with pytest.raises(NotSeen):
        give_consent(
            actor=a_resident(2), purpose=Purpose.NAME_PUBLICATION, person_id=actor.person_id
        )
    with pytest.raises(NotAllowed):
        give_consent(actor=staff(9), purpose=Purpose.NAME_PUBLICATION, person_id=actor.person_id)
    with pytest.raises(NotAllowed):
        give_consent(actor=actor, purpose=Purpose.MINOR)
    assert not Consent.objects.exists()


@pytest.mark.parametrize("purpose", [Purpose.EMERGENCY_ONCALL, Purpose.CREDIT_SHARING])
def test_what_is_for_adults_is_refused_to_minors(purpose: Purpose, time_machine):
    time_machine.move_to("2026-11-22T04:00:00Z")
    actor = a_resident(1, born=date(2010, 1, 1))
    with pytest.raises(Invalid):
        give_consent(actor=actor, purpose=purpose)
    assert not Consent.objects.exists()


def test_a_form_changes_only_the_switches_it_showed():
    actor = a_resident(1)
    give_consent(actor=actor, purpose=Purpose.NATIONAL_SHARING)
    changed = set_switches(
        actor=actor,
        wanted={Purpose.AUTO_MATCHING},
        shown={Purpose.AUTO_MATCHING, Purpose.NAME_PUBLICATION},
    )
    assert changed == 1
    assert has_consent(actor.person_id, Purpose.NATIONAL_SHARING)
    assert has_consent(actor.person_id, Purpose.AUTO_MATCHING)
    changed = set_switches(actor=actor, wanted=set(), shown=set(SWITCHES))
    assert changed == 2
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert ConsentText.objects.count() == 2
