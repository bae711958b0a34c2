"""Entries that may be of one person, side by side."""

from uuid import UUID

from redvest.engines.merging import Half
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.models import BeneficiaryFile, Person, PersonMerge, Volunteer
from redvest.people.queries.desk import residents_in_scope
from redvest.people.queries.persons import desk_covers, is_minor_today

# What a person can have two of; the rest follows from the papers or is joined.
CHOOSABLE = ("name", "phone", "address", "home_community")


def half_of(person: Person) -> Half:
    volunteer = Volunteer.objects.filter(person=person).first()
    return Half(
        row=person.id,
        papers=bytes(person.id_index or b""),
        has_account=person.account_id is not None,
        is_volunteer=volunteer is not None,
        serves=volunteer is not None and volunteer.status == "active",
        is_minor=is_minor_today(person),
        has_care_file=BeneficiaryFile.objects.filter(person=person).exists(),
    )


def entries_alike(actor: Actor, person: Person) -> list[Person]:
    """Other entries in the actor's scope with the same phone. Papers are unique already."""
    if person.phone_index is None:
        return []
    rows = residents_in_scope(actor).filter(phone_index=person.phone_index)
    return list(rows.exclude(id=person.id)[:20])


def merges_waiting(actor: Actor) -> list[PersonMerge]:
    """Wishes that wait for a second pair of eyes, of entries the actor looks after."""
    rows = PersonMerge.objects.filter(district=actor.district, decided_at=None)
    rows = rows.select_related("kept", "gone").order_by("asked_at")
    return [row for row in rows if desk_covers(actor, row.kept) and desk_covers(actor, row.gone)]


def merge_seen_by(actor: Actor, merge_id: UUID, *, lock: bool = False) -> PersonMerge:
    rows = PersonMerge.objects.select_for_update(of=("self",)) if lock else PersonMerge.objects
    row = rows.select_related("kept", "gone").filter(district=actor.district, id=merge_id).first()
    if row is None or not (desk_covers(actor, row.kept) and desk_covers(actor, row.gone)):
        raise NotSeen("no such merge in scope")
    return row
