"""Becoming a volunteer, serving, pausing, leaving."""

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines import volunteer_flow as flow
from redvest.engines.ages import is_minor, may_volunteer
from redvest.engines.identifiers import VOLUNTEER_SEQUENCE_MAX, volunteer_number
from redvest.engines.roles import Role
from redvest.engines.volunteer_flow import VolunteerAction, VolunteerState
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor, system
from redvest.people.labels import LANGUAGES, SERVICE_CATEGORIES, SKILLS, SLOT_COUNT
from redvest.people.models import Person, Volunteer
from redvest.people.purposes import Purpose
from redvest.people.queries.consents import guardian_agreed, has_consent
from redvest.people.queries.persons import (
    band_of,
    desk_covers,
    is_guardian,
    own_person,
    person_seen_by,
    volunteer_seen_by,
)
from redvest.people.services.checks import check_version, checked_codes, checked_community

NUMBER_TRIES = 20


@transact
def register_volunteer(
    *,
    actor: Actor,
    skills: Iterable[str] = (),
    service_categories: Iterable[str] = (),
    availability: int = 0,
    languages: Iterable[str] = (),
    person_id: UUID | None = None,
) -> Volunteer:
    """Register oneself, or as a guardian one's child from 8 to 13.

    The registration goes as far as is known: papers, guardian, real name, pledge. What is
    missing keeps it waiting, and entering it moves it on.
    """
    person = _candidate(actor, person_id)
    known = Volunteer.objects.filter(district=person.district, person=person).first()
    if known is not None:
        raise Conflict(_("您已经登记为志愿者。"), code="registered_already")
    band = band_of(person)
    if band is None:
        message = _("请先在个人资料里填写姓名和证件号码，再登记志愿者。")
        raise Invalid(message, code="no_papers")
    if not may_volunteer(band):
        raise Invalid(_("未满8周岁的孩子可以由您带着参加，暂不单独登记。"), code="too_young")
    volunteer = Volunteer(
        district=person.district,
        person=person,
        home_community=person.home_community,
        skills=checked_codes(SKILLS, skills, "skills"),
        languages=checked_codes(LANGUAGES, languages, "languages"),
        service_categories=checked_codes(
            SERVICE_CATEGORIES, service_categories, "service_categories"
        ),
        availability=checked_slots(availability),
        accepts_matching=has_consent(person.id, Purpose.AUTO_MATCHING),
    )
    _insert(volunteer)
    _record(actor, volunteer, "volunteer.registered", before="", after=volunteer.status)
    advance_volunteer(actor=actor, person=person, volunteer=volunteer)
    return volunteer


def _candidate(actor: Actor, person_id: UUID | None) -> Person:
    """Oneself, or a ward who is still a child."""
    if person_id is None:
        person = own_person(actor, lock=True)
        if person is None:
            raise Invalid(
                _("请先在个人资料里填写姓名和证件号码，再登记志愿者。"), code="no_profile"
            )
        return person
    person = person_seen_by(actor, person_id, lock=True)
    if person.account_id != actor.account_id and not is_guardian(actor, person):
        raise NotSeen(_("没有找到这位居民。"))
    return person


def _insert(volunteer: Volunteer) -> None:
    """Give a number nobody in the district has had, and say nothing by it about order or size."""
    for _try in range(NUMBER_TRIES):
        sequence = 1 + secrets.randbelow(VOLUNTEER_SEQUENCE_MAX)
        volunteer.volunteer_no = volunteer_number(volunteer.district, sequence)
        try:
            with transaction.atomic():
                volunteer.save(force_insert=True)
        except IntegrityError as error:
            if "volunteer_number_is_unique" not in str(error):
                raise Conflict(_("您已经登记为志愿者。"), code="registered_already") from None
        else:
            return
    raise RuntimeError("no free volunteer number found")


def checked_slots(availability: int) -> int:
    if not 0 <= availability < 1 << SLOT_COUNT:
        message = _("请从列出的时段中选择。")
        raise Invalid(message, code="availability", fields={"availability": message})
    return availability


def facts_of(person: Person, volunteer: Volunteer) -> flow.Facts:
    """What the flow needs to know, each item from where it is kept."""
    band = band_of(person)
    minor = band is not None and is_minor(band)
    by_guardian = person.account_id is None
    phone = by_guardian or bool(person.account and person.account.phone_verified_at)
    return flow.Facts(
        phone_verified=phone,
        profile_complete=bool(person.name and person.id_number and person.home_community),
        guardian_needed=minor,
        guardian_agreed=minor and guardian_agreed(person),
        real_name_verified=person.real_name_verified_at is not None
        and has_consent(person.id, Purpose.REAL_NAME),
        pledged=volunteer.pledged_at is not None,
    )


def advance_volunteer(
    *, actor: Actor, person: Person, volunteer: Volunteer | None = None
) -> Volunteer | None:
    """Move a registration on as far as what is known now allows. Called after every change."""
    if volunteer is None:
        rows = Volunteer.objects.select_for_update(no_key=True)
        volunteer = rows.filter(district=person.district, person=person).first()
    if volunteer is None:
        return None
    changes: dict[str, Any] = {}
    if person.home_community and volunteer.home_community != person.home_community:
        changes["home_community"] = person.home_community
    for state in flow.advance(VolunteerState(volunteer.status), facts_of(person, volunteer)):
        _record(actor, volunteer, "volunteer.moved", before=volunteer.status, after=state.value)
        volunteer.status = changes["status"] = state.value
    if changes:
        volunteer.home_community = changes.get("home_community", volunteer.home_community)
        volunteer.version += 1
        volunteer.save(update_fields=[*changes, "version"])
    return volunteer


@transact
def make_pledge(*, actor: Actor, volunteer_id: UUID | None = None) -> Volunteer:
    """奉献、友爱、互助、进步: the last step before one is an active volunteer."""
    volunteer = volunteer_seen_by(actor, volunteer_id, lock=True)
    _own_or_guardian(actor, volunteer.person)
    if volunteer.status in flow.FINAL:
        raise Conflict(_("这个志愿者登记已经注销。"), code="wrong_state")
    if volunteer.pledged_at is None:
        volunteer.pledged_at = timezone.now()
        volunteer.save(update_fields=["pledged_at"])
        record_event(actor=actor, kind="volunteer.pledged", subject=volunteer)
    advance_volunteer(actor=actor, person=volunteer.person, volunteer=volunteer)
    return volunteer


@transact
def set_service(
    *,
    actor: Actor,
    skills: Iterable[str],
    service_categories: Iterable[str],
    availability: int,
    languages: Iterable[str] = (),
    home_community: str = "",
    volunteer_id: UUID | None = None,
    version: object = None,
) -> Volunteer:
    """What one can do, likes to do, and when."""
    volunteer = volunteer_seen_by(actor, volunteer_id, lock=True)
    _own_or_guardian(actor, volunteer.person)
    check_version(version, volunteer.version)
    volunteer.skills = checked_codes(SKILLS, skills, "skills")
    volunteer.languages = checked_codes(LANGUAGES, languages, "languages")
    volunteer.service_categories = checked_codes(
        SERVICE_CATEGORIES, service_categories, "service_categories"
    )
    volunteer.availability = checked_slots(availability)
    if home_community:
        volunteer.home_community = checked_community(actor.district, home_community)
    volunteer.version += 1
    fields = ["skills", "languages", "service_categories", "availability", "home_community"]
    volunteer.save(update_fields=[*fields, "version"])
    record_event(
        actor=actor,
        kind="volunteer.service_set",
        subject=volunteer,
        region=volunteer.home_community,
        after={"skills": volunteer.skills, "availability": volunteer.availability},
    )
    return volunteer


def _own_or_guardian(actor: Actor, person: Person) -> None:
    own = actor.account_id is not None and person.account_id == actor.account_id
    if not own and not is_guardian(actor, person):
        raise NotAllowed(_("只有本人或监护人可以办理。"), code="not_the_guardian")


def roles_towards(actor: Actor, person: Person) -> set[Role]:
    """The actor's roles towards one volunteer: being staff elsewhere does not count."""
    found: set[Role] = set()
    if Role.SYSTEM in actor.roles:
        found.add(Role.SYSTEM)
    if actor.account_id is not None and person.account_id == actor.account_id:
        found.add(Role.RESIDENT)
    elif desk_covers(actor, person):
        region = person.home_community or person.district
        found |= {r for r in (Role.VENUE_ADMIN, Role.CENTRE_ADMIN) if actor.has(r, region=region)}
    if is_guardian(actor, person):
        found.add(Role.GUARDIAN)
    return found


@transact
def pause_volunteer(
    *, actor: Actor, volunteer_id: UUID | None = None, reason: str = ""
) -> Volunteer:
    """No new service is offered until one comes back."""
    return _take(VolunteerAction.PAUSE, actor, volunteer_id, reason)


@transact
def resume_volunteer(*, actor: Actor, volunteer_id: UUID | None = None) -> Volunteer:
    """Back from a pause; the real name must still be agreed to."""
    volunteer = volunteer_seen_by(actor, volunteer_id, lock=True)
    if not has_consent(volunteer.person_id, Purpose.REAL_NAME):
        message = _("请先在“我的同意”里同意实名核验，再恢复服务。")
        raise Conflict(message, code="consent_needed")
    return _take(VolunteerAction.RESUME, actor, volunteer_id, "")


@transact
def restrict_volunteer(*, actor: Actor, volunteer_id: UUID, reason: str) -> Volunteer:
    """Take somebody out of service after a decision; it can be appealed and lifted."""
    return _take(VolunteerAction.RESTRICT, actor, volunteer_id, reason, needs_reason=True)


@transact
def lift_restriction(*, actor: Actor, volunteer_id: UUID, reason: str) -> Volunteer:
    return _take(VolunteerAction.LIFT, actor, volunteer_id, reason, needs_reason=True)


@transact
def record_death(*, actor: Actor, volunteer_id: UUID, reason: str) -> Volunteer:
    """Nobody is asked to serve who has died; the records stay."""
    return _take(VolunteerAction.RECORD_DEATH, actor, volunteer_id, reason, needs_reason=True)


def _take(
    action: VolunteerAction,
    actor: Actor,
    volunteer_id: UUID | None,
    reason: str,
    *,
    needs_reason: bool = False,
) -> Volunteer:
    volunteer = volunteer_seen_by(actor, volunteer_id, lock=True)
    if needs_reason and not reason.strip():
        message = _("请填写原因。")
        raise Invalid(message, fields={"reason": message})
    before = VolunteerState(volunteer.status)
    try:
        after = flow.next_state(before, action, roles_towards(actor, volunteer.person))
    except flow.WrongVolunteerRole:
        raise NotAllowed(_("您不能办理这一项，请联系上级负责人。")) from None
    except flow.WrongVolunteerState:
        raise Conflict(_("志愿者状态已经变化，请刷新页面后再办理。"), code="wrong_state") from None
    volunteer.status = after.value
    volunteer.paused_at = timezone.now() if after is VolunteerState.PAUSED else None
    volunteer.version += 1
    volunteer.save(update_fields=["status", "paused_at", "version"])
    _record(
        actor, volunteer, f"volunteer.{action.value}", before=before, after=after, reason=reason
    )
    return volunteer


def stop_without_consent(*, person: Person, purpose: Purpose) -> None:
    """Without real name or guardian there is no serving; called when that consent is taken back."""
    volunteer = Volunteer.objects.filter(district=person.district, person=person).first()
    if volunteer is None:
        return
    action = VolunteerAction.PAUSE
    if purpose is Purpose.MINOR:
        action = VolunteerAction.LOSE_GUARDIAN
    if VolunteerState(volunteer.status) in flow.STEPS[action].before:
        _take(action, system(person.district), volunteer.id, "consent withdrawn")


def _record(
    actor: Actor, volunteer: Volunteer, kind: str, *, before: str, after: str, reason: str = ""
) -> None:
    record_event(
        actor=actor,
        kind=kind,
        subject=volunteer,
        region=volunteer.home_community,
        reason=reason,
        before={"status": str(before)},
        after={"status": str(after), "person": str(volunteer.person_id)},
    )
