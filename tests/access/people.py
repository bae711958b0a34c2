"""One's own pages, and the station's pages about residents."""

from datetime import date
from uuid import UUID

from redvest.people.models import (
    Guardianship,
    MinorAccess,
    Person,
    ProxyLink,
    Volunteer,
)
from redvest.people.services.accounts import open_account
from tests.access import EVERYBODY, SIGNED_IN, WITHIN, Place, Row, Who, World

DESK = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE})
NOBODY_ELSES = {who: frozenset[Place]() for who in Who}


def resident_at(world: World, place: Place) -> Person:
    """Somebody living at a place, with a birthday long ago."""

    def make() -> Person:
        person = Person(district=place.district, home_community=place.value, name="王大明")
        person.birth_date = date(1950, 1, 1).isoformat()
        person.save(force_insert=True)
        return person

    return world.once(("resident", place), make)  # type: ignore[return-value]


def link_at(world: World, place: Place) -> ProxyLink:
    """A relative who waits for the resident's consent."""

    def make() -> ProxyLink:
        number = list(Place).index(place)
        account = open_account(phone=f"1360000{number:04d}", district=place.district)
        return ProxyLink.objects.create(
            district=place.district,
            proxy=account,
            resident=resident_at(world, place),
            kind="family",
            consent_basis="code",
        )

    return world.once(("link", place), make)  # type: ignore[return-value]


def volunteer_at(world: World, place: Place) -> Volunteer:
    def make() -> Volunteer:
        return Volunteer.objects.create(
            district=place.district,
            person=resident_at(world, place),
            volunteer_no=f"TEST-{place.name}",
            status="active",
            home_community=place.value,
        )

    return world.once(("volunteer", place), make)  # type: ignore[return-value]


def person_id(world: World, place: Place) -> dict[str, object]:
    return {"person_id": resident_at(world, place).id}


def person_field(world: World, place: Place) -> dict[str, object]:
    return {"person_id": resident_at(world, place).id, "field": "name"}


def link_ids(world: World, place: Place) -> dict[str, object]:
    link = link_at(world, place)
    return {"person_id": link.resident_id, "link_id": link.id}


def volunteer_id(world: World, place: Place) -> dict[str, object]:
    return {"volunteer_id": volunteer_at(world, place).id}


def two_entries(world: World, place: Place) -> dict[str, object]:
    """Somebody of a place and an entry that may be of the same person."""

    def make() -> Person:
        other = Person(district=place.district, home_community=place.value, name="王大明")
        other.save(force_insert=True)
        return other

    other: Person = world.once(("other entry", place), make)  # type: ignore[assignment]
    return {"person_id": resident_at(world, place).id, "other_id": other.id}


def own(row_id: str, make: object) -> Row:
    """A page about one's own thing, tried with somebody else's: nobody sees that."""

    def kwargs(world: World, place: Place) -> dict[str, object]:
        return {row_id: make(world, place)}  # type: ignore[operator]

    return Row(SIGNED_IN, kwargs=kwargs, sees=NOBODY_ELSES)


def posted(row: Row) -> Row:
    return Row(row.who, kwargs=row.kwargs, sees=row.sees, methods=("POST",))


def a_tie(world: World, place: Place) -> UUID:
    def make() -> Guardianship:
        tie = Guardianship(
            district=place.district, minor=resident_at(world, place), relation="mother"
        )
        tie.guardian_phone_index = b"nobody's"
        tie.save(force_insert=True)
        return tie

    return world.once(("tie", place), make).id  # type: ignore[attr-defined, no-any-return]


def an_access(world: World, place: Place) -> dict[str, object]:
    """A request by somebody of the station, for the center to decide."""
    row = MinorAccess.objects.create(
        district=place.district,
        person=resident_at(world, place),
        asked_by=world.accounts[Who.STATION],
        reason="核对",
    )
    return {"access": str(row.id), "decision": "approve"}


CLAIM = own("row_id", lambda w, p: resident_at(w, p).id)
CHILD = own("person_id", lambda w, p: resident_at(w, p).id)
TIE = own("tie_id", a_tie)
LINK = own("link_id", lambda w, p: link_at(w, p).id)
FIELD = Row(
    SIGNED_IN, methods=("POST",), kwargs=lambda w, p: {"field": "nonsense"}, sees=NOBODY_ELSES
)
# Those who carry a volunteer's or resident's profile of their own.
WITH_VOLUNTEER = frozenset({Who.VOLUNTEER})

ROWS = {
    "people:rules": Row(EVERYBODY),
    "people:closed": Row(EVERYBODY),
    "people:profile": Row(SIGNED_IN),
    "people:profile_edit": Row(SIGNED_IN),
    "POST people:profile_edit": Row(SIGNED_IN, methods=("POST",)),
    "people:read_own": FIELD,
    "people:claim": Row(SIGNED_IN),
    "people:claim_one": CLAIM,
    "people:decline": posted(CLAIM),
    "people:volunteer": Row(SIGNED_IN),
    "POST people:volunteer": Row(SIGNED_IN, methods=("POST",)),
    "people:service": Row(SIGNED_IN),
    "people:pledge": Row(SIGNED_IN),
    "people:pause": Row(SIGNED_IN, methods=("POST",)),
    "people:resume": Row(SIGNED_IN, methods=("POST",)),
    "people:family": Row(SIGNED_IN),
    "people:child": Row(SIGNED_IN),
    "POST people:child": Row(SIGNED_IN, methods=("POST",)),
    "people:child_volunteer": posted(CHILD),
    "people:child_forget": posted(CHILD),
    "people:ask_guardian": Row(SIGNED_IN),
    "POST people:ask_guardian": Row(SIGNED_IN, methods=("POST",)),
    "people:guardian_answer": TIE,
    "people:guardian_end": posted(TIE),
    "people:relative": Row(SIGNED_IN),
    "POST people:relative": Row(SIGNED_IN, methods=("POST",)),
    "people:relative_code": LINK,
    # The resident's station may end it for the resident; its own page does the same.
    "people:relative_end": Row(
        SIGNED_IN, kwargs=LINK.kwargs, sees={**NOBODY_ELSES, **WITHIN}, methods=("POST",)
    ),
    "people:consents": Row(SIGNED_IN),
    "POST people:consents": Row(SIGNED_IN, methods=("POST",)),
    "people:my_data": Row(SIGNED_IN),
    "people:take_data": Row(SIGNED_IN, methods=("POST",)),
    "people:close": Row(SIGNED_IN),
    "POST people:close": Row(SIGNED_IN, methods=("POST",)),
    "people:close_code": Row(SIGNED_IN, methods=("POST",)),
    "people:residents": Row(DESK),
    "POST people:residents": Row(DESK, methods=("POST",)),
    "people:resident_new": Row(DESK),
    "POST people:resident_new": Row(DESK, methods=("POST",)),
    "people:resident": Row(DESK, kwargs=person_id),
    "people:resident_change": Row(DESK, kwargs=person_id),
    "POST people:resident_change": Row(DESK, kwargs=person_id, methods=("POST",)),
    "people:verify": Row(DESK, kwargs=person_id),
    "people:attach": Row(DESK, kwargs=person_id),
    "people:confirm_proxy": Row(DESK, kwargs=link_ids, methods=("POST",)),
    "people:drop_proxy": Row(DESK, kwargs=link_ids, methods=("POST",)),
    "people:read_resident": Row(DESK, kwargs=person_field, methods=("POST",)),
    "people:read_care": Row(DESK, kwargs=person_id, methods=("POST",)),
    "people:write_care": Row(DESK, kwargs=person_id),
    "people:drop_care": Row(DESK, kwargs=person_id, methods=("POST",)),
    "people:ask_minor": Row(DESK, kwargs=person_id),
    "people:minors": Row(frozenset({Who.CENTRE})),
    "POST people:minors": Row(frozenset({Who.CENTRE}), methods=("POST",), data=an_access),
    "people:merge_choose": Row(DESK, kwargs=person_id),
    "people:merge": Row(DESK, kwargs=two_entries),
    "POST people:merge": Row(DESK, kwargs=two_entries, methods=("POST",)),
    "people:merges": Row(DESK),
    "people:decide": Row(DESK, kwargs=volunteer_id),
}
