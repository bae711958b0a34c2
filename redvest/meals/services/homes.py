"""Putting a resident's door on the map."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.geodesy import Datum, convert
from redvest.engines.roles import Role
from redvest.engines.rounds import is_place
from redvest.errors import Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.meals.models import MealHome
from redvest.meals.places import point_text
from redvest.orders.queries import DESK, order_seen_by
from redvest.people.actors import Actor, strongest
from redvest.people.models import Person


@transact
def place_home(
    *, actor: Actor, order_id: UUID, lat: float, lon: float, datum: Datum = Datum.WGS84
) -> MealHome:
    """The desk says where the resident of a meal lives; it holds for every meal from then on."""
    order, roles = order_seen_by(actor, order_id)
    mine = roles & (set(DESK) | {Role.SYSTEM})
    if not mine:
        raise NotAllowed(_("由社区站点或区中心标出。"), code="not_allowed")
    if not is_place((lat, lon)):
        message = _("经纬度不对，请检查纬度和经度是否填反。")
        raise Invalid(message, code="coordinate", fields={"lat": message})
    point = convert(lat, lon, datum, Datum.WGS84)
    # The resident's row is the lock under which the first pin is made.
    Person.objects.select_for_update(no_key=True).get(id=order.requester_id)
    home = MealHome.objects.filter(district=order.district, person_id=order.requester_id).first()
    now = timezone.now()
    if home is None:
        home = MealHome(district=order.district, person_id=order.requester_id, placed_at=now)
        home.point, home.placed_by = point_text(*point), actor.account_id
        home.save(force_insert=True)
    else:
        home.point, home.placed_by, home.placed_at = point_text(*point), actor.account_id, now
        home.version += 1
        home.save(update_fields=["point", "placed_by", "placed_at", "version"])
    record_event(
        actor=actor,
        kind="meal_home.placed",
        subject=home,
        region=order.community,
        role=strongest(mine),
        after={"version": home.version},
    )
    return home
