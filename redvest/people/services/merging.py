"""Two entries of one person become one. Whatever points at either follows, whoever owns it."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines import volunteer_flow as flow
from redvest.engines.merging import Obstacle, needs_second_person, obstacle
from redvest.engines.volunteer_flow import VolunteerState
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import (
    BeneficiaryFile,
    Consent,
    Guardianship,
    Invitation,
    Person,
    PersonMerge,
    ProxyLink,
    Volunteer,
)
from redvest.people.queries.merges import CHOOSABLE, half_of, merge_seen_by
from redvest.people.queries.persons import desk_covers
from redvest.people.services.checks import signed_in
from redvest.people.services.residents import NOTE_MAX
from redvest.people.services.volunteering import advance_volunteer

REASON_MAX = 200
# What an app above this one keeps in one row for each person and cannot simply point elsewhere;
# each is called with ``actor`` and ``merge`` before the rows follow, and may refuse.
JOINERS: list[Callable[..., object]] = []
SEALED = ("name", "id_number", "birth_date", "phone", "address", "political_status")
# What was decided about one of the two entries stays with that entry.
STAYS = {"people.personmerge", "people.minoraccess"}
REFUSALS = {
    Obstacle.SAME_ROW: _("这是同一份资料，不用合并。"),
    Obstacle.OTHER_PAPERS: _("两份资料的证件号码不同，不是同一个人；号码写错了请先更正。"),
    Obstacle.OTHER_VOLUNTEER_SERVES: _("另一份的志愿者正在服务，请保留那一份，把这一份并过去。"),
}


def _both(actor: Actor, kept_id: UUID, gone_id: UUID) -> tuple[Person, Person]:
    """Both entries under lock, always in the same order, each of the actor's own place."""
    rows = Person.objects.select_for_update(of=("self",)).filter(
        district=actor.district, id__in=[kept_id, gone_id], closed_at=None
    )
    found = {person.id: person for person in rows.order_by("id")}
    if kept_id not in found or gone_id not in found:
        raise NotSeen(_("没有找到这位居民。"))
    kept, gone = found[kept_id], found[gone_id]
    if not (desk_covers(actor, kept) and desk_covers(actor, gone)):
        raise NotSeen(_("没有找到这位居民。"))
    if actor.account_id in (kept.account_id, gone.account_id):
        raise NotAllowed(_("不能合并自己的资料，请由同事办理。"), code="own_entry")
    return kept, gone


@transact
def ask_merge(
    *, actor: Actor, kept_id: UUID, gone_id: UUID, reason: str, taken: Iterable[str] = ()
) -> PersonMerge:
    """Join two bare entries at once; with an account, a volunteer, a child or a protected file
    among them, ask a second member of staff first."""
    account_id = signed_in(actor)
    kept, gone = _both(actor, kept_id, gone_id)
    one, other = half_of(kept), half_of(gone)
    if (why := obstacle(one, other)) is not None:
        raise Conflict(REFUSALS[why], code=why.value)
    if not reason.strip():
        message = _("请填写怎样确认是同一个人。")
        raise Invalid(message, fields={"reason": message})
    fields = sorted(set(taken))
    if not set(fields) <= set(CHOOSABLE):
        raise Invalid(_("没有这一项。"), code="field")
    row = PersonMerge(
        district=kept.district,
        kept=kept,
        gone=gone,
        taken=fields,
        asked_by_id=account_id,
        reason=reason.strip()[:REASON_MAX],
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这份资料已有一份合并申请，请先处理。"), code="asked_already") from None
    if needs_second_person(one, other):
        record_event(
            actor=actor,
            kind="merge.asked",
            subject=row,
            region=kept.home_community,
            reason=row.reason,
            after={"kept": str(kept.id), "gone": str(gone.id)},
        )
        return row
    return _carry_out(actor, row, kept, gone)


@transact
def decide_merge(*, actor: Actor, merge_id: UUID, approve: bool) -> PersonMerge:
    """A second member of staff has compared the two entries as well."""
    account_id = signed_in(actor)
    row = merge_seen_by(actor, merge_id, lock=True)
    if row.asked_by_id == account_id:
        raise NotAllowed(_("不能批准自己的申请，请由另一位同事办理。"), code="own_request")
    if row.decided_at is not None:
        raise Conflict(_("这条申请已经处理过。"), code="decided_already")
    row.decided_by_id = account_id
    if approve:
        kept, gone = _both(actor, row.kept_id, row.gone_id)
        if (why := obstacle(half_of(kept), half_of(gone))) is not None:
            raise Conflict(REFUSALS[why], code=why.value)
        return _carry_out(actor, row, kept, gone)
    row.decided_at = timezone.now()
    row.save(update_fields=["decided_by", "decided_at"])
    record_event(actor=actor, kind="merge.refused", subject=row, region=row.kept.home_community)
    return row


def _carry_out(actor: Actor, row: PersonMerge, kept: Person, gone: Person) -> PersonMerge:
    reason = str(_("合并资料"))
    _join_care(actor, kept, gone, reason)
    opened = {
        name: getattr(gone, name).reveal(actor=actor, reason=reason)
        for name in SEALED
        if getattr(gone, name) and (name in row.taken or not getattr(kept, name))
    }
    before = {name: getattr(gone, name) for name in PLAIN}
    _empty(gone)
    _fill(kept, opened, before, set(row.taken))
    for joiner in JOINERS:
        joiner(actor=actor, merge=row)
    moved = follow(gone, kept)
    _join_volunteers(actor, kept, gone)
    Invitation.objects.filter(person_id=gone.id).update(person_id=kept.id)
    _end_doubles(kept, gone)
    advance_volunteer(actor=actor, person=kept)
    row.done, row.decided_at = True, timezone.now()
    row.save(update_fields=["done", "decided_by", "decided_at"])
    told: dict[str, Any] = {"merge": str(row.id), "moved": moved}
    record_event(
        actor=actor,
        kind="person.merged",
        subject=kept,
        region=kept.home_community,
        reason=row.reason,
        after={**told, "from": str(gone.id)},
    )
    record_event(
        actor=actor,
        kind="person.merged_away",
        subject=gone,
        region=kept.home_community,
        after={"merge": str(row.id), "into": str(kept.id)},
    )
    return row


# What is copied as it is; account and index of the papers are unique, so they are let go first.
PLAIN = (
    "account", "id_kind", "id_index", "sex", "phone_index", "home_community", "categories",
    "real_name_verified_at", "real_name_basis",
)  # fmt: skip


def _empty(gone: Person) -> None:
    for name in SEALED:
        setattr(gone, name, "")
    gone.account = gone.id_index = gone.phone_index = None
    gone.id_kind, gone.sex, gone.categories = "", "0", []
    gone.closed_at = timezone.now()
    gone.version += 1
    gone.save(
        update_fields=[*SEALED, "account", "id_index", "phone_index", "id_kind", "sex",
                       "categories", "closed_at", "version"]
    )  # fmt: skip


def _fill(kept: Person, opened: dict[str, str], before: dict[str, Any], taken: set[str]) -> None:
    for name, text in opened.items():
        setattr(kept, name, text)
    if "id_number" in opened:
        kept.id_kind, kept.id_index, kept.sex = before["id_kind"], before["id_index"], before["sex"]
    if kept.real_name_verified_at is None and ("id_number" in opened or before["id_index"]):
        kept.real_name_verified_at = before["real_name_verified_at"]
        kept.real_name_basis = before["real_name_basis"]
    if "home_community" in taken or not kept.home_community:
        kept.home_community = before["home_community"] or kept.home_community
    kept.categories = sorted({*kept.categories, *before["categories"]})
    if kept.account is None:
        kept.account = before["account"]
    if "phone" in opened or kept.phone_index is None:
        kept.phone_index = before["phone_index"]
    if kept.account is not None:  # The account's phone is the one to call.
        kept.phone, kept.phone_index = "", kept.account.phone_index
    kept.version += 1
    kept.save(
        update_fields=[*SEALED, *PLAIN, "version"],
    )


def follow(gone: models.Model, kept: models.Model) -> dict[str, int]:
    """Point every row that points at one at the other. Returns how many, by model.

    A row of which the other already has one like it (a team both belong to, a consent both gave)
    stays where it is, as history. Both are locked, so nothing new can come to point at either.
    """
    moved: dict[str, int] = {}
    for relation in type(gone)._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model: Any = relation.related_model
        label = model._meta.label_lower
        if label in STAYS:
            continue
        column = relation.field.name
        rows = model._base_manager.filter(**{column: gone}).order_by("pk")
        for row in list(rows):
            setattr(row, column, kept)
            try:
                row.validate_unique()
                row.validate_constraints()
            except ValidationError:
                continue
            model._base_manager.filter(pk=row.pk).update(**{column: kept})
            moved[label] = moved.get(label, 0) + 1
    return moved


def _join_volunteers(actor: Actor, kept: Person, gone: Person) -> None:
    """Of two volunteers the kept one goes on, with the teams and the service of both."""
    old = Volunteer.objects.select_for_update().filter(person=gone).first()
    if old is None:
        return
    own = Volunteer.objects.select_for_update().get(person=kept)
    follow(old, own)
    own.skills = sorted({*own.skills, *old.skills})
    own.languages = sorted({*own.languages, *old.languages})
    own.service_categories = sorted({*own.service_categories, *old.service_categories})
    served = [day for day in (own.last_served_on, old.last_served_on) if day is not None]
    own.last_served_on = max(served, default=None)
    own.joined_at = min(own.joined_at, old.joined_at)
    own.version += 1
    own.save(
        update_fields=[
            "skills",
            "languages",
            "service_categories",
            "last_served_on",
            "joined_at",
            "version",
        ]
    )
    if VolunteerState(old.status) in flow.FINAL:
        return
    before, old.status, old.closed_at = old.status, VolunteerState.CLOSED.value, timezone.now()
    old.version += 1
    old.save(update_fields=["status", "closed_at", "version"])
    record_event(
        actor=actor,
        kind="volunteer.close",
        subject=old,
        region=old.home_community,
        before={"status": before},
        after={"status": old.status, "into": str(own.id)},
    )


def _join_care(actor: Actor, kept: Person, gone: Person, reason: str) -> None:
    """One protected file of two; with only one, it follows like everything else."""
    files = {
        file.person_id: file
        for file in BeneficiaryFile.objects.select_for_update().filter(person__in=[kept, gone])
    }
    if len(files) < 2:
        return
    own, old = files[kept.id], files[gone.id]

    def read(file: BeneficiaryFile, name: str) -> str:
        cell = getattr(file, name)
        return str(cell.reveal(actor=actor, reason=reason)) if cell else ""

    note = "\n".join(filter(None, (read(own, "care_note"), read(old, "care_note"))))
    if len(note) > NOTE_MAX:
        raise Conflict(
            _("两份保护档案的注意事项合起来超过 %(max)d 个字，请先把其中一份改短。")
            % {"max": NOTE_MAX},
            code="care_too_long",
        )
    chosen = {one for file in (own, old) for one in json.loads(read(file, "categories") or "[]")}
    own.categories, own.care_note = json.dumps(sorted(chosen)) if chosen else "", note
    own.emergency_contact = read(own, "emergency_contact") or read(old, "emergency_contact")
    own.version += 1
    fields = ["categories", "care_note", "emergency_contact", "version", "updated_at"]
    own.save(update_fields=fields)
    old.categories = old.care_note = old.emergency_contact = ""
    old.version += 1
    old.save(update_fields=fields)


def _end_doubles(kept: Person, gone: Person) -> None:
    """What stayed behind holds no longer, and nobody stands in for themselves."""
    now = timezone.now()
    Consent.objects.filter(person=gone, withdrawn_at=None).update(withdrawn_at=now)
    ProxyLink.objects.filter(
        Q(resident=gone) | Q(resident=kept, proxy_id=kept.account_id), ended_at=None
    ).update(ended_at=now)
    Guardianship.objects.filter(Q(guardian=gone) | Q(minor=gone), ended_at=None).update(
        ended_at=now
    )
