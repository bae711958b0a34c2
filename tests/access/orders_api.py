"""The API of orders: who stands in which role towards an order decides, step by step."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from redvest.engines.order_flow import STEPS, Action
from redvest.engines.roles import Role
from redvest.orders.api.steps import STEPS as DOORS
from tests.access import EVERYBODY, SIGNED_IN, Place, Row, Who
from tests.access.orders import DESK, HERE, NO_STREET, PARTIES, one

OWN = frozenset({Place.OWN})
EVERYWHERE = {who: frozenset(Place) for who in Who}
# Who is what towards the orders of the access table, said here once more and independently.
TOWARDS = {
    Who.RESIDENT: (Role.RESIDENT, HERE),
    Who.TEAM_ADMIN: (Role.TEAM_ADMIN, OWN),
    Who.VOLUNTEER: (Role.VOLUNTEER, OWN),
    Who.STATION: (Role.VENUE_ADMIN, OWN),
    Who.OFFICE: (Role.VENUE_ADMIN, frozenset({Place.OWN, Place.SIBLING})),
    Who.CENTRE: (Role.CENTRE_ADMIN, HERE),
    Who.AUDITOR: (Role.AUDITOR, HERE),
}
SOON = timezone.now() + timedelta(days=1)
VISIT = {
    "starts_at": SOON.isoformat(),
    "ends_at": (SOON + timedelta(hours=1)).isoformat(),
}
CARD = {
    "item": "repair",
    "community": "620102001001",
    "description": "灯坏了",
    "address": "3号楼501室",
    "contact_phone": "19900000001",
    "preferred_on": timezone.localdate().isoformat(),
    "consent_to_share": True,
}
DECIDED = {"finding": "unfounded", "answer": "已说明"}
BODIES: dict[str, dict[str, object]] = {
    "submit": CARD,
    "return_for_info": {"reason": "need_unclear"},
    "reject": {"reason": "market"},
    "merge": {"into": str(UUID(int=1))},
    "dispatch": {"team": str(UUID(int=1))},
    "reassign": {"reason": "other", "team": str(UUID(int=1))},
    "escalate": {"reason": "department"},
    "give_up": {"reason": "no_skill"},
    "cancel": {"reason": "weather"},
    "decline": {"reason": "nobody_free"},
    "give_back": {"reason": "ill"},
    "schedule": {**VISIT, "volunteers": [str(UUID(int=1))]},
    "reschedule": VISIT,
    "answer_time": {"agrees": True},
    "ask_rework": {"reason": "unsolved"},
    "rate": {"grade": 5},
    "complain": {"reason": "other", "text": "没有人来"},
    "settle": DECIDED,
    "reopen": DECIDED,
    "revisit": {"method": "phone", "reached": False},
}
# Steps whose service asks for more than the table of states does.
BY = {
    "answer_time": {Role.RESIDENT, Role.TEAM_ADMIN},
    "reschedule": {Role.RESIDENT, Role.TEAM_ADMIN},
    "agree": {Role.VOLUNTEER},
    "cannot": {Role.VOLUNTEER},
    "decline": {Role.TEAM_ADMIN},  # and a venue that was asked
}


def allowed(name: str) -> set[Role]:
    if name in BY:
        return BY[name]
    return {role for row in STEPS[Action(name)] for role in row.by}


def outcome_of(name: str):  # type: ignore[no-untyped-def]
    """What the door of one step answers to each."""

    def answer(who: Who, place: Place) -> str:
        if name == "merge":
            return "404"  # The other order is looked for first, and there is none.
        role, places = TOWARDS.get(who, (None, frozenset()))
        if role is None or place not in places:
            return "404"
        if name == "decline" and role is Role.VENUE_ADMIN:
            # Here a team was asked and not the venue; next door nobody was asked yet (409).
            return "403" if place is Place.OWN else "in"
        return "in" if role in allowed(name) else "403"

    return answer


def step(name: str) -> Row:
    return Row(
        SIGNED_IN,
        kwargs=one,
        closed=NO_STREET,
        methods=("POST",),
        data=lambda w, p: BODIES.get(name, {}),
        answers=outcome_of(name),
    )


READ = Row(SIGNED_IN, kwargs=one, sees=PARTIES, closed=NO_STREET)
ROWS = {
    "api:menu": Row(EVERYBODY, kwargs=lambda w, p: {"code": p.district}, sees=EVERYWHERE),
    "api:orders_mine": Row(SIGNED_IN),
    "api:orders_place": Row(
        SIGNED_IN, methods=("POST",), data=lambda w, p: {**CARD, "item": "nothing"},
        answers=lambda who, place: "in" if who in HAVE_A_PERSON else "404",
    ),
    "api:orders_inbox": Row(DESK | {Who.AUDITOR}),
    "api:orders_offers": Row(frozenset({Who.TEAM_ADMIN})),
    "api:orders_tasks": Row(frozenset({Who.VOLUNTEER})),
    "api:orders_pool": Row(frozenset({Who.VOLUNTEER, Who.TEAM_ADMIN})),
    "api:orders_show": READ,
    "api:orders_timeline": READ,
    "api:orders_actions": READ,
    "api:orders_reveal": Row(
        SIGNED_IN,
        kwargs=one,
        closed=NO_STREET,
        methods=("POST",),
        data=lambda w, p: {"reason": "核对地址"},
        answers=lambda who, place: LOOKS[who] if place in TOWARDS.get(who, ("", ()))[1] else "404",
    ),
    **{f"api:orders_do_{name}": step(name) for name in DOORS},
}  # fmt: skip
HAVE_A_PERSON = {Who.RESIDENT, Who.PROXY, Who.GUARDIAN, Who.VOLUNTEER}
# The order at one's own place is dispatched: its volunteer may no longer or not yet look.
LOOKS = dict.fromkeys(TOWARDS, "in") | {
    Who.TEAM_ADMIN: "403",
    Who.AUDITOR: "403",
    Who.VOLUNTEER: "in",
}
