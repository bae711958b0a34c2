"""Bundles in the machine: two orders offered together, taken together, and left one by one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from redvest.errors import DomainError
from redvest.orders.models import OrderBundle, ServiceOrder
from redvest.orders.services import bundling
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, HOME
from tests.orders.flow_model import Bundle
from tests.orders.machine import REFUSED, TAKEN, Orders

HANDS = ["granny", "desk", "centre", "zhao", "qian", "other_desk"]


class Bundling(Orders):
    """The same two orders; the desk bundles them, and everybody does to them what they like."""

    opening = [("desk", "accept", None)]
    route = {
        "dispatched": ["keep_own", "decline", "reassign"],
        "claimed": ["keep_own", "give_back"],
        "disputed": ["contact", "reopen", "settle"],
    }
    tries = ["claim", "keep_own", "take_back", "withdraw", "cancel", "dispatch", "complain"]
    hands = HANDS

    def __init__(self) -> None:
        super().__init__()
        self.bundles: list[tuple[UUID, Bundle]] = []

    @initialize(together=st.booleans())
    def begin(self, together: bool) -> None:
        super().begin(depth=0)
        self.venue = Venue.objects.create(
            district=DISTRICT, region=HOME, level="station", name="畅家巷站"
        )
        self.place()
        self.act(1, "desk", "accept", None)
        if together:
            self.together("desk", "compile")

    @rule(who=st.sampled_from(HANDS), what=st.sampled_from(["compile", "claim"]))
    def begin_together(self, who: str, what: str) -> None:
        self.together(who, what)

    @rule(who=st.sampled_from(HANDS), what=st.sampled_from(["decline", "call_off"]))
    def end_together(self, who: str, what: str) -> None:
        self.together(who, what)

    def together(self, who: str, what: str) -> None:
        """A step with the bundle: as foreseen, or refused as foreseen."""
        if what != "compile" and not self.bundles:
            return
        expected, before = self.foreseen(who, what), self.seen()
        found: Any = None
        try:
            with transaction.atomic():
                found = self.asked(who, what)()
            happened = True
        except DomainError:
            happened = False
        assert happened == expected, f"{who} {what}: {happened}"
        (TAKEN if happened else REFUSED)[f"bundle.{what}"] += 1
        if happened:
            self.tell(who, what, found)
        else:
            assert self.seen() == before, "a refusal changed something"

    def asked(self, who: str, what: str) -> Callable[[], object]:
        actor = self.cast.actor(who)
        if what == "compile":
            starts = (self.clock + timedelta(days=2)).replace(hour=6)
            return lambda: bundling.compile_bundle(
                actor=actor,
                order_ids=self.ids,
                title="周三集中修",
                venue_id=self.venue.id,
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
                team_id=self.cast.team.id,
            )
        last = self.bundles[-1][0]
        return {
            "claim": lambda: bundling.claim_bundle(actor=actor, bundle_id=last),
            "decline": lambda: bundling.decline_bundle(actor=actor, bundle_id=last, reason="other"),
            "call_off": lambda: bundling.cancel_bundle(actor=actor, bundle_id=last),
        }[what]

    def foreseen(self, who: str, what: str) -> bool:
        if what == "compile":
            return who in self.on and all(one.state == "accepted" for one in self.models)
        bundle = self.bundles[-1][1]
        if what == "call_off":
            return who in self.on and bundle.state in ("offered", "set")
        if who != "zhao" or bundle.state != "offered":
            return False
        return what == "decline" or bool(bundle.still("dispatched"))

    def tell(self, who: str, what: str, found: Any) -> None:
        """The model's story of a step that was taken."""
        if what == "compile":
            bundle = Bundle(list(self.models))
            for one in self.models:
                one.drop()
                one.bundle, one.holder = bundle, "A"
                one.move("dispatch", who, "dispatched", self.clock)
            self.bundles.append((found.id, bundle))
            return
        bundle = self.bundles[-1][1]
        if what == "claim":
            for one in bundle.still("dispatched"):
                one.move("claim", who, "claimed", self.clock)
            bundle.state = "set"
            return
        ways = {
            "decline": ("decline", "declined", ("dispatched",)),
            "call_off": ("keep_own", "cancelled", ("dispatched", "claimed", "scheduled")),
        }
        action, end, states = ways[what]
        for one in bundle.still(*states):
            one.drop()
            one.holder, one.bundle = None, None
            one.move(action, who, "accepted", self.clock)
        bundle.state = end

    @invariant()
    def a_bundle_is_its_orders(self) -> None:
        ids = {id(bundle): bundle_id for bundle_id, bundle in self.bundles}
        for order_id, one in zip(self.ids, self.models, strict=True):
            row = ServiceOrder.objects.get(id=order_id)
            assert row.bundle_id == (ids[id(one.bundle)] if one.bundle else None)
        for bundle_id, bundle in self.bundles:
            state = OrderBundle.objects.get(id=bundle_id).state
            assert state == bundle.state
            # Nobody is asked for what is no longer there.
            assert state not in ("offered", "set") or any(
                one.bundle is bundle for one in bundle.members
            )
