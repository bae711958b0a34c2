"""Orders and teams in the fault loop: every step of the loop by the one whose turn it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.utils import timezone

from redvest.orders import services
from redvest.orders.models import ServiceOrder
from redvest.orders.services.links import make_link
from redvest.people.actors import Actor
from redvest.teams.services import (
    TeamCard,
    accept_membership,
    apply_to_team,
    appoint_leader,
    found_team,
    invite_to_team,
    leave_team,
    refuse_membership,
    remove_member,
)
from tests.faults.harness import Act, case
from tests.orders.cast import (
    HOME,
    Cast,
    CoreCategory,
    JoinMode,
    Kind,
    Tier,
    an_order,
    the_cast,
)

_stages: dict[str, Cast] = {}
_numbers = iter(range(100, 9000))


def stage() -> Cast:
    """The cast of the database at hand, made once for each."""
    name = connection.settings_dict["NAME"]
    if name not in _stages:
        _stages[name] = the_cast()
    return _stages[name]


@contextmanager
def many_orders() -> Iterator[None]:
    """The loop makes one order for each statement: more than one resident may have open, and
    more than a volunteer could go to or a team could hold."""
    with (
        mock.patch("redvest.orders.services.placing.OPEN_ORDERS_MAX", 10_000),
        mock.patch("redvest.orders.services.fitness.promised", return_value=False),
        mock.patch("redvest.orders.services.proposing.team_orders_max", return_value=10_000),
    ):
        yield


def order(until: str) -> tuple[Cast, ServiceOrder]:
    cast = stage()
    return cast, an_order(cast, until)


@case("orders.place")
def placing() -> tuple[Actor, Act]:
    cast = stage()
    granny, person = cast.granny, cast.persons["granny"].id
    return granny, lambda: services.place_order(actor=granny, requester_id=person, card=cast.card())


@case("orders.accept")
def accepting() -> tuple[Actor, Act]:
    cast, row = order("submitted")
    desk = cast.desk
    return desk, lambda: services.accept_order(actor=desk, order_id=row.id)


@case("orders.dispatch")
def dispatching() -> tuple[Actor, Act]:
    cast, row = order("accepted")
    desk, team = cast.desk, cast.team.id
    return desk, lambda: services.dispatch_order(actor=desk, order_id=row.id, team_id=team)


@case("orders.claim")
def claiming() -> tuple[Actor, Act]:
    cast, row = order("dispatched")
    zhao = cast.zhao
    return zhao, lambda: services.claim_order(actor=zhao, order_id=row.id)


@case("orders.schedule")
def scheduling() -> tuple[Actor, Act]:
    cast, row = order("claimed")
    zhao, starts = cast.zhao, timezone.now() + timedelta(hours=1)
    return zhao, lambda: services.schedule_order(
        actor=zhao,
        order_id=row.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        volunteer_ids=[cast.volunteers["wang"].id],
    )


@case("orders.accept_assignment")
def agreeing() -> tuple[Actor, Act]:
    cast, row = order("planned")
    wang = cast.wang
    return wang, lambda: services.accept_assignment(actor=wang, order_id=row.id)


@case("orders.check_in")
def arriving() -> tuple[Actor, Act]:
    cast, row = order("agreed")
    wang = cast.wang
    return wang, lambda: services.check_in(actor=wang, order_id=row.id)


@case("orders.complete")
def completing() -> tuple[Actor, Act]:
    cast, row = order("in_service")
    wang = cast.wang
    return wang, lambda: services.complete_order(actor=wang, order_id=row.id, outcome="换了")


@case("orders.confirm")
def confirming() -> tuple[Actor, Act]:
    cast, row = order("done")
    granny = cast.granny
    return granny, lambda: services.confirm_order(actor=granny, order_id=row.id)


@case("orders.withdraw")
def withdrawing() -> tuple[Actor, Act]:
    cast, row = order("submitted")
    granny = cast.granny
    return granny, lambda: services.withdraw_order(actor=granny, order_id=row.id)


@case("orders.make_link")
def linking() -> tuple[Actor, Act]:
    cast, row = order("submitted")
    granny = cast.granny
    return granny, lambda: make_link(actor=granny, order_id=row.id)


@case("teams.found")
def founding() -> tuple[Actor, Act]:
    cast = stage()
    desk = cast.desk
    card = TeamCard(
        name=f"第{next(_numbers)}队",
        kind=Kind.COMMUNITY,
        tier=Tier.SQUAD,
        region=HOME,
        core_category=CoreCategory.POVERTY_RELIEF,
        join_mode=JoinMode.APPROVAL,
    )
    return desk, lambda: found_team(actor=desk, card=card)


def newcomer() -> tuple[Cast, str]:
    cast, number = stage(), next(_numbers)
    name = f"new{number}"
    cast.add(name, number, volunteer=True)
    return cast, name


@case("teams.apply")
def applying() -> tuple[Actor, Act]:
    cast, name = newcomer()
    actor, team = cast.actor(name), cast.team.id
    return actor, lambda: apply_to_team(actor=actor, team_id=team)


@case("teams.accept_membership")
def taking_in() -> tuple[Actor, Act]:
    cast, name = newcomer()
    found = apply_to_team(actor=cast.actor(name), team_id=cast.team.id)
    zhao = cast.zhao
    return zhao, lambda: accept_membership(actor=zhao, membership_id=found.id)


@case("teams.refuse_membership")
def refusing() -> tuple[Actor, Act]:
    cast, name = newcomer()
    found = apply_to_team(actor=cast.actor(name), team_id=cast.team.id)
    zhao = cast.zhao
    return zhao, lambda: refuse_membership(actor=zhao, membership_id=found.id)


@case("teams.invite")
def inviting() -> tuple[Actor, Act]:
    cast, name = newcomer()
    zhao, number = cast.zhao, cast.volunteers[name].volunteer_no
    return zhao, lambda: invite_to_team(actor=zhao, team_id=cast.team.id, volunteer_no=number)


def member() -> tuple[Cast, Actor, object]:
    cast, name = newcomer()
    found = apply_to_team(actor=cast.actor(name), team_id=cast.team.id)
    accept_membership(actor=cast.zhao, membership_id=found.id)
    return cast, cast.actor(name), found


@case("teams.leave")
def leaving() -> tuple[Actor, Act]:
    _cast, actor, found = member()
    return actor, lambda: leave_team(actor=actor, membership_id=found.id)


@case("teams.remove_member")
def removing() -> tuple[Actor, Act]:
    cast, _actor, found = member()
    zhao = cast.zhao
    return zhao, lambda: remove_member(actor=zhao, membership_id=found.id, reason="搬走了")


@case("teams.appoint_leader")
def appointing() -> tuple[Actor, Act]:
    cast, name = newcomer()
    desk, volunteer = cast.desk, cast.volunteers[name].id
    return desk, lambda: appoint_leader(actor=desk, team_id=cast.team.id, volunteer_id=volunteer)
