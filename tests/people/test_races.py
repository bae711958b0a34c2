"""Two at one desk at once: the protected file, the calendar, one's own consent."""

from datetime import date
from uuid import UUID

import pytest

from redvest.districts.models import HolidayOverride
from redvest.districts.services import holidays as holidays_module
from redvest.districts.services import import_holidays
from redvest.engines.holiday_table import DayRow
from redvest.journal.models import Event
from redvest.people.actors import Actor, system
from redvest.people.models import BeneficiaryFile, Consent, Volunteer
from redvest.people.purposes import Purpose
from redvest.people.services import residents
from redvest.people.services.consenting import give_consent, withdraw_consent
from redvest.people.services.profiles import enter_profile
from redvest.people.services.volunteering import register_volunteer
from tests.people.browsing import browser, text_of
from tests.people.cast import (
    DISTRICT,
    HERE,
    a_candidate,
    a_place,
    a_resident,
    acting,
    an_account,
    papers,
    staff,
)
from tests.racing import at_once, meeting_after

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _place(committed_db: str) -> None:
    a_place()


def cared_for() -> tuple[Actor, UUID]:
    desk = staff(1)
    granny = residents.register_resident(
        actor=desk, name="李桂兰", phone="0931-8401234", home_community=HERE,
        consent_basis="in_person", care_note="独居",
    )  # fmt: skip
    BeneficiaryFile.objects.all().delete()
    return desk, granny.id


def files(monkeypatch: pytest.MonkeyPatch, *, locked: bool) -> list[str]:
    desk, person = cared_for()
    with meeting_after(monkeypatch, residents, "_cared_for", locked=locked):
        return at_once(
            *[
                lambda: residents.write_file(
                    actor=desk, person_id=person, care_note="独居", version=""
                )
            ]
            * 2
        )


def test_two_who_open_the_protected_file_open_one(monkeypatch: pytest.MonkeyPatch):
    assert sorted(files(monkeypatch, locked=True)) == ["done", "stale"]
    assert BeneficiaryFile.objects.count() == 1


def test_without_the_lock_the_second_meets_only_the_constraint(monkeypatch: pytest.MonkeyPatch):
    """The negative control: somebody at a desk would have met an error without words."""
    assert sorted(files(monkeypatch, locked=False)) == ["IntegrityError", "done"]


def calendars(monkeypatch: pytest.MonkeyPatch, *, locked: bool) -> list[str]:
    rows = [DayRow(day=date(2027, 1, 1), is_workday=False, name="元旦")]
    with meeting_after(monkeypatch, holidays_module, "district_locked", locked=locked):
        return at_once(*[lambda: import_holidays(actor=system(DISTRICT), rows=rows)] * 2)


def test_two_who_import_the_calendar_import_it_once(monkeypatch: pytest.MonkeyPatch):
    assert calendars(monkeypatch, locked=True) == ["done", "done"]
    assert HolidayOverride.objects.count() == 1
    assert Event.objects.filter(kind="holidays.imported").count() == 1


def test_without_the_lock_the_second_calendar_breaks(monkeypatch: pytest.MonkeyPatch):
    assert sorted(calendars(monkeypatch, locked=False)) == ["IntegrityError", "done"]


def test_one_person_enters_themselves_once_however_often_they_click():
    actor = acting(an_account(3))
    results = at_once(
        *[lambda: enter_profile(actor=actor, name="张三", id_number=papers(date(1980, 5, 1), 3))]
        * 2
    )
    assert results.count("done") == 1
    assert not set(results) & {"IntegrityError", "OperationalError"}


def test_one_person_is_one_volunteer():
    actor = a_candidate(4)
    results = at_once(*[lambda: register_volunteer(actor=actor)] * 2)
    assert results.count("done") >= 1
    assert not set(results) & {"IntegrityError", "OperationalError"}
    assert Volunteer.objects.count() == 1


def test_agreeing_twice_at_once_is_one_consent_and_taking_back_wins_or_loses_whole():
    actor = a_resident(5)
    purpose = Purpose.REAL_NAME
    results = at_once(*[lambda: give_consent(actor=actor, purpose=purpose)] * 2)
    assert not set(results) & {"IntegrityError", "OperationalError"}
    live = Consent.objects.filter(person_id=actor.person_id, withdrawn_at=None)
    assert live.filter(purpose=purpose.value).count() == 1
    results = at_once(
        lambda: give_consent(actor=actor, purpose=purpose),
        lambda: withdraw_consent(actor=actor, purpose=purpose),
    )
    assert not set(results) & {"IntegrityError", "OperationalError"}
    assert live.filter(purpose=purpose.value).count() <= 1


def test_an_empty_form_does_not_write_over_a_file_that_was_opened_since(settings):
    """Both opened the page while there was no file; the second is told of the first's."""
    settings.STAFF_MFA = False
    desk, person = cared_for()
    page = f"/desk/residents/{person}/care/"
    first = {"care_note": "青霉素过敏", "care_agreed": "on", "version": ""}
    assert browser(desk).post(page, first).status_code == 302
    answer = browser(staff(2)).post(page, first | {"care_note": "独居"})
    assert answer.status_code == 409
    assert "独居" in text_of(answer)
    assert BeneficiaryFile.objects.get().care_note.decide(str) == "青霉素过敏"
