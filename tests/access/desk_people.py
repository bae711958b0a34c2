"""Roles and rosters on the desk."""

from redvest.engines.roles import Role
from redvest.people.models import ImportBatch, RoleGrant
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from tests.access import Place, Row, Who, World

SEERS = frozenset(
    {Who.STATION, Who.OFFICE, Who.CENTRE, Who.SECURITY_ADMIN, Who.AUDITOR, Who.AUDIT_ADMIN}
)
GIVERS = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE, Who.SECURITY_ADMIN})
STATIONS = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE})


def grant_at(world: World, place: Place) -> RoleGrant:
    def make() -> RoleGrant:
        number = list(Place).index(place)
        account = open_account(phone=f"1370000{number:04d}", district=place.district)
        return grant_role(
            actor=world.system(place.district),
            account_id=account.id,
            role=Role.VENUE_ADMIN,
            scope=place.value,
        )

    return world.once(("grant", place), make)  # type: ignore[return-value]


def batch_at(world: World, place: Place) -> ImportBatch:
    def make() -> ImportBatch:
        return ImportBatch.objects.create(
            district=place.district, scope=place.value, file_name="a.xlsx", file_sha256="0" * 64
        )

    return world.once(("batch", place), make)  # type: ignore[return-value]


def grant_id(world: World, place: Place) -> dict[str, object]:
    return {"grant_id": grant_at(world, place).id}


def batch_id(world: World, place: Place) -> dict[str, object]:
    return {"batch_id": batch_at(world, place).id}


ROWS = {
    "desk_roles": Row(SEERS),
    "desk_role_new": Row(GIVERS),
    "POST desk_role_new": Row(GIVERS, methods=("POST",)),
    "desk_role": Row(SEERS, kwargs=grant_id),
    "desk_imports": Row(STATIONS),
    "POST desk_imports": Row(STATIONS, methods=("POST",)),
    "desk_import_template": Row(STATIONS),
    "desk_import": Row(STATIONS, kwargs=batch_id),
    "desk_import_confirm": Row(STATIONS, kwargs=batch_id, methods=("POST",)),
    "desk_import_undo": Row(
        STATIONS, kwargs=batch_id, methods=("POST",), data=lambda w, p: {"reason": "名单错了"}
    ),
    "desk_import_faults": Row(STATIONS, kwargs=batch_id),
}
