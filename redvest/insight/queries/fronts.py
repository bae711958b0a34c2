"""What is due, counted for front pages."""

from redvest.engines.roles import Role
from redvest.engines.team_flow import MemberState, TeamStatus
from redvest.orders.queries import DESK, assignments_of, counts_in_scope, offers_to, orders_asked_by
from redvest.people.actors import Actor
from redvest.teams.models import Membership, Team
from redvest.teams.queries import KEEPERS, within

RUNNING = ("claimed", "scheduled", "in_service")


def desk_figures(actor: Actor) -> dict[str, int]:
    """Counts by what somebody has to do, only for the roles the actor holds."""
    found: dict[str, int] = {}
    if actor.roles & set(DESK):
        counts = counts_in_scope(actor)
        found["submitted"] = counts.get("submitted", 0)
        found["accepted"] = counts.get("accepted", 0)
        found["running"] = sum(counts.get(state, 0) for state in RUNNING)
        found["teams_applied"] = Team.objects.filter(
            within("region", actor.scopes(*KEEPERS)),
            district=actor.district,
            status=TeamStatus.APPLIED.value,
        ).count()
    led = actor.teams(Role.TEAM_ADMIN)
    if led:
        offers = offers_to(actor)
        found["offers"] = offers.filter(state="live").count()
        found["to_schedule"] = offers.filter(order__state="claimed").count()
        found["applications"] = Membership.objects.filter(
            district=actor.district, team_id__in=led, state=MemberState.APPLIED.value
        ).count()
    return found


def citizen_figures(actor: Actor) -> dict[str, int]:
    """Open orders and open tasks of somebody who is signed in."""
    found = {"orders": 0, "tasks": 0, "confirm": 0}
    if actor.account_id is None:
        return found
    orders = orders_asked_by(actor).exclude(
        state__in=["rated", "closed", "withdrawn", "cancelled", "rejected", "merged"]
    )
    states = list(orders.values_list("state", flat=True)[:200])
    found["orders"] = len(states)
    found["confirm"] = states.count("done")
    if actor.volunteer_id is not None:
        found["tasks"] = assignments_of(actor).count()
    return found
