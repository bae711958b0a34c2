"""Photos for the door in the fault loop."""

from collections.abc import Callable

from redvest.orders.models import Assignment, BadgePhoto
from redvest.orders.queries.links import code_of, token_of
from redvest.orders.services import badges
from redvest.orders.services.links import make_link, open_link
from redvest.people.actors import Actor
from tests.faults.harness import Act, case
from tests.faults.orders import order, stage
from tests.orders.doors import brought, picture, shown


def with_photo(
    name: str, who: str, make: Callable[[Actor, BadgePhoto], Callable[[], object]]
) -> None:
    @case(f"orders.{name}", long=True)
    def arrange() -> tuple[Actor, Act]:
        cast = stage()
        actor = cast.actor(who)
        return actor, make(actor, brought(cast))


with_photo(
    "bring_badge_photo",
    "wang",
    lambda actor, _photo: lambda: badges.bring_badge_photo(actor=actor, data=picture()),
)
with_photo(
    "take_badge_photo_back",
    "wang",
    lambda actor, _photo: lambda: badges.take_badge_photo_back(actor=actor),
)
with_photo(
    "look_at_waiting_photo",
    "desk",
    lambda actor, photo: lambda: badges.look_at_waiting_photo(actor=actor, photo_id=photo.id),
)
with_photo(
    "decide_badge_photo",
    "zhao",
    lambda actor, photo: (
        lambda: badges.decide_badge_photo(actor=actor, photo_id=photo.id, approve=True)
    ),
)


@case("orders.look_at_visitor", long=True)
def looking() -> tuple[Actor, Act]:
    cast, row = order("agreed")
    shown(cast)
    visit = Assignment.objects.get(order=row, volunteer=cast.volunteers["wang"])
    granny = cast.granny
    return granny, lambda: badges.look_at_visitor(actor=granny, order_id=row.id, visit_id=visit.id)


@case("orders.look_at_visitor_by_link", long=True)
def looking_by_link() -> tuple[Actor, Act]:
    cast, row = order("agreed")
    shown(cast)
    visit = Assignment.objects.get(order=row, volunteer=cast.volunteers["wang"])
    made = make_link(actor=cast.granny, order_id=row.id)
    link = open_link(token=token_of(made.id), code=code_of(made.id))
    assert link is not None
    nobody = Actor(None, row.district)
    return nobody, lambda: badges.look_at_visitor_by_link(
        actor=nobody, link=link, visit_id=visit.id
    )
