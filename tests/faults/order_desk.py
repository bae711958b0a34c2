"""The desk's own services in the fault loop: ordering for a caller, many at once, kept views."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from redvest.orders.models import ServiceOrder
from redvest.orders.services import pool_order
from redvest.orders.services.bulk import step_many
from redvest.orders.services.calls import Caller, Told, look_up_caller, place_by_phone
from redvest.orders.services.exports import note_export
from redvest.orders.services.filters import drop_filter, keep_filter
from redvest.orders.services.proposing import dispatch_proposed
from redvest.people.actors import Actor
from tests.faults.harness import Act, case
from tests.faults.orders import order, stage
from tests.orders.cast import HOME


@case("orders.look_up_caller")
def looking_up() -> tuple[Actor, Act]:
    desk = stage().desk
    return desk, lambda: look_up_caller(actor=desk, number="19900000001")


@case("orders.place_by_phone")
def calling() -> tuple[Actor, Act]:
    cast = stage()
    desk = cast.desk
    told = Told(
        item_id=cast.item.id,
        description="阳台灯坏了",
        preferred_on=timezone.localdate() + timedelta(days=1),
        address="3号楼501",
        contact_phone="13912345678",
        consented=True,
    )
    caller = Caller(name="王秀英", home_community=HOME, phone="13912345678")
    return desk, lambda: place_by_phone(actor=desk, caller=caller, told=told)


@case("orders.dispatch_proposed")
def sending_what_was_proposed() -> tuple[Actor, Act]:
    cast, row = order("accepted")
    desk, team = cast.desk, cast.team
    return desk, lambda: dispatch_proposed(
        actor=desk, order_id=row.id, team_id=team.id, version=row.version
    )


@case("orders.step_many")
def many_at_once() -> tuple[Actor, Act]:
    cast, one = order("accepted")
    _cast, two = order("accepted")
    desk = cast.desk
    wanted = [(row.id, str(row.version)) for row in (one, two)]

    def pool(order_id: UUID, version: str) -> ServiceOrder:
        return pool_order(actor=desk, order_id=order_id, version=version)

    return desk, lambda: step_many(actor=desk, wanted=wanted, step=pool)


@case("orders.keep_filter")
def keeping() -> tuple[Actor, Act]:
    desk = stage().desk
    return desk, lambda: keep_filter(actor=desk, name="超时的", conditions="late=on")


@case("orders.drop_filter")
def dropping() -> tuple[Actor, Act]:
    desk = stage().desk
    row = keep_filter(actor=desk, name="不用的", conditions="late=on")
    return desk, lambda: drop_filter(actor=desk, filter_id=row.id)


@case("orders.note_export")
def exporting() -> tuple[Actor, Act]:
    desk = stage().desk
    return desk, lambda: note_export(actor=desk, what="unmet", kind="csv", rows=1)
