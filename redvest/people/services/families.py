"""Families: children entered by a guardian, and guardians who agree."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.ages import AgeBand, is_minor
from redvest.errors import Conflict, Invalid, NotSeen, TooMany
from redvest.journal.services import record_event
from redvest.people.actors import Actor, system
from redvest.people.indexes import phone_index
from redvest.people.labels import RELATIONS
from redvest.people.models import Guardianship, Person
from redvest.people.purposes import Purpose
from redvest.people.queries.persons import (
    band_of,
    born_on,
    own_account,
    own_person_or_404,
)
from redvest.people.services import codes
from redvest.people.services.accounts import checked_phone
from redvest.people.services.checks import (
    checked_codes,
    checked_name,
    checked_papers,
    refuse_too_many,
    signed_in,
    today,
)
from redvest.people.services.consenting import give_consent, withdraw_consent
from redvest.people.services.profiles import save_person, set_papers
from redvest.people.services.volunteering import advance_volunteer

WARDS_MAX = 10
ASKED_PER_DAY_MAX = 3


@transact
def add_child(
    *,
    actor: Actor,
    name: str,
    id_kind: str = "resident_id",
    id_number: str = "",
    birth_date: date | None = None,
    sex: str = "0",
    relation: str,
    agrees: bool,
) -> Person:
    """A guardian enters a child under 14. The guardian's account holds the profile."""
    guardian = _adult_self(actor)
    if not agrees:
        message = _("请阅读并同意监护人须知。")
        raise Invalid(message, code="consent_needed", fields={"agrees": message})
    checked_codes(RELATIONS, [relation], "relation")
    refuse_too_many(
        Guardianship.objects.filter(district=actor.district, guardian=guardian, ended_at=None),
        WARDS_MAX,
    )
    child = Person(
        district=actor.district, entered_via="guardian", home_community=guardian.home_community
    )
    child.name = checked_name(name)
    kind, number = checked_papers(id_kind, id_number)
    set_papers(child, kind, number, birth_date, sex)
    if band_of(child) not in (AgeBand.COMPANION, AgeBand.CHILD):
        message = _("年满14周岁的请用自己的手机号注册，再请您确认同意。")
        raise Invalid(message, code="not_a_child", fields={"id_number": message})
    save_person(child, fresh=True)
    tie = Guardianship.objects.create(
        district=actor.district,
        guardian=guardian,
        minor=child,
        relation=relation,
        confirmed_at=timezone.now(),
    )
    _record(actor, tie, "guardianship.confirmed", child)
    _agree_for(actor, tie, child)
    return child


def _adult_self(actor: Actor) -> Person:
    signed_in(actor)
    person = own_person_or_404(actor, lock=True)
    if band_of(person) is not AgeBand.ADULT or person.real_name_verified_at is None:
        message = _("监护人须年满18周岁并已实名，请先在个人资料里填写证件号码。")
        raise Invalid(message, code="guardian_not_verified")
    return person


def _agree_for(actor: Actor, tie: Guardianship, minor: Person) -> None:
    """The guardian's yes: to the minor taking part, and to the real-name check that needs."""
    consent = give_consent(actor=actor, purpose=Purpose.MINOR, person_id=minor.id)
    if minor.account_id is None:
        give_consent(actor=actor, purpose=Purpose.REAL_NAME, person_id=minor.id)
    tie.consent_id = consent.id
    tie.save(update_fields=["consent_id"])


@transact
def ask_guardian(*, actor: Actor, phone: str, relation: str) -> Guardianship:
    """A minor of 14 to 17 names the phone of the guardian who will be asked.

    Whether that phone has an account is not told: the answer is the same either way.
    """
    minor = own_person_or_404(actor, lock=True)
    band = band_of(minor)
    if band is None or not is_minor(band):
        raise Conflict(_("您已成年，不需要监护人同意。"), code="adult")
    number = checked_phone(phone)
    checked_codes(RELATIONS, [relation], "relation")
    index = phone_index(number)
    if minor.phone_index is not None and bytes(minor.phone_index) == index:
        message = _("请填写监护人的手机号，不是您自己的。")
        raise Invalid(message, code="own_phone", fields={"phone": message})
    live = Guardianship.objects.filter(district=actor.district, minor=minor, ended_at=None)
    if live.filter(~Q(confirmed_at=None)).exists():
        raise Conflict(_("监护人已经同意。"), code="confirmed_already")
    _refuse_pestering(minor)
    live.update(ended_at=timezone.now())
    tie = Guardianship(district=actor.district, minor=minor, relation=relation)
    tie.guardian_phone, tie.guardian_phone_index = number, index
    tie.save(force_insert=True)
    _record(actor, tie, "guardianship.asked", minor)
    codes.deliver(phone=number, kind="guardian_asked", district=actor.district)
    return tie


def _refuse_pestering(minor: Person) -> None:
    since = timezone.now() - timedelta(days=1)
    asked = Guardianship.objects.filter(district=minor.district, minor=minor, asked_at__gt=since)
    if asked.count() >= ASKED_PER_DAY_MAX:
        raise TooMany(_("今天已经请求多次，请明天再试，或请监护人到社区站点办理。"))


def _asked_tie(actor: Actor, tie_id: UUID) -> Guardianship:
    account = own_account(actor)
    tie = (
        Guardianship.objects.select_for_update(of=("self",))
        .select_related("minor")
        .filter(district=actor.district, id=tie_id, ended_at=None, confirmed_at=None)
        .first()
    )
    if (
        tie is None
        or account is None
        or account.phone_index is None
        or tie.guardian_phone_index is None
        or bytes(account.phone_index) != bytes(tie.guardian_phone_index)
    ):
        raise NotSeen(_("没有找到这条监护请求。"))
    return tie


@transact
def answer_as_guardian(*, actor: Actor, tie_id: UUID, agrees: bool) -> Guardianship:
    """The guardian answers with their own login."""
    tie = _asked_tie(actor, tie_id)
    minor = tie.minor
    if not agrees:
        tie.ended_at = timezone.now()
        tie.save(update_fields=["ended_at"])
        _record(actor, tie, "guardianship.refused", minor)
        return tie
    tie.guardian = _adult_self(actor)
    tie.confirmed_at = timezone.now()
    tie.save(update_fields=["guardian", "confirmed_at"])
    _record(actor, tie, "guardianship.confirmed", minor)
    _agree_for(actor, tie, minor)
    advance_volunteer(actor=actor, person=minor)
    return tie


@transact
def end_guardianship(*, actor: Actor, tie_id: UUID) -> Guardianship:
    """The guardian or the minor ends it; a minor volunteer then waits for a guardian again."""
    tie = (
        Guardianship.objects.select_for_update(of=("self",))
        .select_related("minor", "guardian")
        .filter(district=actor.district, id=tie_id, ended_at=None)
        .first()
    )
    mine = {p.account_id for p in (tie.minor, tie.guardian) if p is not None} if tie else set()
    if tie is None or actor.account_id is None or actor.account_id not in mine:
        raise NotSeen(_("没有找到这条监护关系。"))
    tie.ended_at = timezone.now()
    tie.save(update_fields=["ended_at"])
    _record(actor, tie, "guardianship.ended", tie.minor)
    others = Guardianship.objects.filter(
        ~Q(confirmed_at=None), district=actor.district, minor=tie.minor, ended_at=None
    )
    if not others.exists():
        withdraw_consent(
            actor=system(actor.district), purpose=Purpose.MINOR, person_id=tie.minor_id
        )
    return tie


@transact
def end_guardianships_of_adults(*, district: str) -> int:
    """Coming of age ends guardianship; run daily. Returns how many ended."""
    ended = 0
    ties = (
        Guardianship.objects.select_for_update(of=("self",))
        .select_related("minor")
        .filter(district=district, ended_at=None)
        .order_by("id")
    )
    for tie in ties:
        if born_on(tie.minor) is None or band_of(tie.minor, today()) is not AgeBand.ADULT:
            continue
        tie.ended_at = timezone.now()
        tie.save(update_fields=["ended_at"])
        _record(system(district), tie, "guardianship.came_of_age", tie.minor)
        advance_volunteer(actor=system(district), person=tie.minor)
        ended += 1
    return ended


def _record(actor: Actor, tie: Guardianship, kind: str, minor: Person) -> None:
    record_event(
        actor=actor,
        kind=kind,
        subject=tie,
        region=minor.home_community,
        after={"minor": str(minor.id), "relation": tie.relation},
    )
