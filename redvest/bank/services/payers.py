"""Whose minutes or points something is paid from, and how the desk knew who asked for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from redvest.errors import Invalid, NotAllowed, NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.persons import desk_covers, is_minor_today


@dataclass(frozen=True)
class How:
    """One way to make sure who is asking."""

    by_phone: bool


VERIFIED = {
    "in_person": How(by_phone=False),
    "callback": How(by_phone=True),
    "known": How(by_phone=True),
    "papers": How(by_phone=True),
}


@dataclass(frozen=True)
class Payer:
    """Somebody under lock; ``by_desk`` when staff of their place act for them."""

    person: Person
    by_desk: bool


def verified(code: str) -> How:
    """How the desk made sure of it.

    Raises
    ------
    Invalid
        If nobody said.
    """
    if code not in VERIFIED:
        message = _("请选择您怎样核实了本人。")
        raise Invalid(message, code="not_verified", fields={"verified_by": message})
    return VERIFIED[code]


def lock_people(district: str, ids: Iterable[UUID]) -> None:
    """Lock several people, the lowest id first, whatever order they are named in."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(
        district=district, id__in=list(ids)
    )
    list(rows.order_by("id").values_list("id"))


def payer_for(actor: Actor, person_id: UUID | None, *, minors: bool = False) -> Payer:
    """Oneself, or somebody of the desk's place, under lock; an adult, unless ``minors`` may too.

    Raises
    ------
    NotSeen, NotAllowed
        For anybody else (404); for somebody under age (403).
    """
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(
        district=actor.district, closed_at=None
    )
    own = person_id is None or person_id == actor.person_id
    wanted = actor.person_id if own else person_id
    found = rows.filter(id=wanted).first() if wanted is not None else None
    if found is None or not (own or desk_covers(actor, found)):
        if own:
            raise NotSeen(_("请先填写个人资料。"), code="no_profile")
        raise NotSeen(_("没有找到这位居民，或其不在您能代办的范围内。"))
    if not minors and is_minor_today(found):
        raise NotAllowed(_("未成年人存的时间留到成年后再用。"), code="minor")
    return Payer(found, by_desk=not own)
