"""The machine of orders run step by step beside its model, through the real services."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from redvest.districts.models import DistrictPolicy
from redvest.engines.roles import Role
from redvest.errors import DomainError
from redvest.journal.models import Event
from redvest.orders import services
from redvest.orders.models import Assignment, Dispatch, QualityCase, ServiceOrder
from redvest.orders.services import bundling, timers
from redvest.people.models import RoleGrant
from tests.faults import harness
from tests.orders.cast import DISTRICT, Cast
from tests.orders.flow_model import (
    CHINA,
    DESKS,
    ENDS,
    EVERYBODY,
    LENGTH,
    VOLUNTEERS,
    Model,
    silence,
    take,
)
from tests.orders.flow_table import EXPECTED

STAGE: dict[str, Cast] = {}
TAKEN: Counter[str] = Counter()
REFUSED: Counter[str] = Counter()
TRANSITIONS = {action for _state, action, _role in EXPECTED}
CASE = {"finding": "confirmed", "answer": "已谈过"}


def calls(cast: Cast, actor: Any, row: ServiceOrder, arg: Any) -> dict[str, Callable[[], object]]:
    """Every service by the name the model gives to it."""
    base = {"actor": actor, "order_id": row.id}
    teams = {"A": cast.team.id, "B": cast.other_team.id}

    def to(service: Callable[..., object], **more: object) -> Callable[[], object]:
        return lambda: service(**base, **more)

    return {
        "accept": to(services.accept_order),
        "return_for_info": to(services.return_order, reason="other"),
        "submit": lambda: services.resubmit_order(
            **base, card=cast.card(preferred_on=row.preferred_on)
        ),
        "reject": to(services.reject_order, reason="market"),
        "reinstate": to(services.reinstate_order),
        "merge": to(services.merge_order, into_id=arg),
        "dispatch": lambda: services.dispatch_order(**base, team_id=teams[arg]),
        "reassign": lambda: services.reassign_order(**base, team_id=teams[arg], reason="no_answer"),
        "pool": to(services.pool_order),
        "take_back": to(services.take_back_order),
        "keep_own": to(bundling.keep_own_order),
        "decline": to(services.decline_order, reason="too_far"),
        "claim": to(services.claim_order),
        "give_back": to(services.give_back_order, reason="ill"),
        "schedule": lambda: services.schedule_order(
            **base,
            starts_at=arg[1],
            ends_at=arg[1] + LENGTH,
            volunteer_ids=[cast.volunteers[name].id for name in arg[0]],
        ),
        "name": lambda: services.name_volunteer(**base, volunteer_id=cast.volunteers[arg].id),
        "agree": to(services.accept_assignment),
        "cannot": to(services.refuse_assignment),
        "answer": to(services.answer_time, agrees=arg),
        "propose": lambda: services.propose_time(**base, starts_at=arg, ends_at=arg + LENGTH),
        "check_in": to(services.check_in),
        "join": to(services.check_in),
        "complete": to(services.complete_order),
        "report_no_show": to(services.report_no_show),
        "report_absent": to(services.report_absent),
        "confirm": to(services.confirm_order),
        "ask_rework": to(services.ask_rework, reason="again"),
        "rate": to(services.rate_order, grade=arg),
        "withdraw": to(services.withdraw_order),
        "cancel": to(services.cancel_order, reason="weather"),
        "escalate": to(services.escalate_order, reason="urgent"),
        "resume": to(services.resume_order),
        "give_up": to(services.give_up_order, reason="too_late", text="请再点"),
        "complain": to(services.complain_order, reason="other", text="说说"),
        "contact": to(services.log_case_contact, method="phone", reached=True),
        "revisit": to(services.record_revisit, method="phone", reached=False),
        "settle": to(services.settle_order, **CASE),
        "reopen": to(services.reopen_order, **CASE),
        "look": to(services.reveal_contact, reason="看看"),
    }


BESIDES = {"name", "agree", "cannot", "answer", "propose", "join", "contact", "revisit", "look"}
NOT_HERE = {"time_out", "lapse", "close", "check_poor_rating", "reschedule"}
ACTIONS = sorted((TRANSITIONS | BESIDES) - NOT_HERE)
# Where people really go, so that most steps are taken; everything else is tried as well.
FORWARD = {
    "submitted": ["accept", "accept", "merge"],
    "returned": ["submit"],
    "rejected": ["reinstate"],
    "accepted": ["dispatch", "pool"],
    "dispatched": ["claim", "claim", "decline", "reassign", "take_back"],
    "pooled": ["claim", "claim", "take_back"],
    "claimed": ["schedule", "agree", "answer", "give_back", "name"],
    "rework": ["schedule", "agree", "answer", "dispatch"],
    "scheduled": ["check_in", "propose", "answer", "agree", "cannot", "name"],
    "in_service": ["join", "complete"],
    "done": ["confirm", "ask_rework"],
    "unconfirmed": ["confirm"],
    "confirmed": ["rate"],
    "disputed": ["contact", "revisit", "settle", "reopen"],
    "escalated": ["resume"],
}


LOOP: list[tuple[str, str, Any]] = [
    ("desk", "accept", None),
    ("desk", "dispatch", "A"),
    ("zhao", "claim", None),
    ("zhao", "schedule", ["wang", "li"]),
    ("wang", "agree", None),
    ("wang", "check_in", None),
    ("wang", "complete", None),
    ("granny", "confirm", None),
    ("granny", "rate", 1),
]


class Orders(RuleBasedStateMachine):
    """Up to two orders of one resident, everybody's hands on them, and time passing."""

    route: Mapping[str, list[str]] = FORWARD
    tries: Sequence[str] = ACTIONS
    hands: Sequence[str] = EVERYBODY
    opening: Sequence[tuple[str, str, Any]] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.cast = STAGE["cast"]
        self.models: list[Model] = []
        self.ids: list[Any] = []
        self.on = set(DESKS)
        self.last: tuple[Any, Any, str] | None = None
        self.clock: datetime = (timezone.now() + timedelta(days=1)).replace(
            hour=1, minute=0, second=0, microsecond=0
        )
        self.around = transaction.atomic()
        self.around.__enter__()
        self.time = mock.patch("django.utils.timezone.now", side_effect=lambda: self.clock)
        self.time.start()

    def teardown(self) -> None:
        self.time.stop()
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @initialize(depth=st.integers(0, len(LOOP)))
    def begin(self, depth: int) -> None:
        """Start anywhere on the way: a walk from the beginning seldom gets far."""
        DistrictPolicy.objects.create(
            district=DISTRICT,
            version=1,
            data={"revisit_percent": 0},
            effective_from=self.clock - timedelta(days=2),
        )
        self.place()
        for who, action, arg in LOOP[:depth] if self.opening is None else self.opening:
            noon = (self.clock + timedelta(days=1)).replace(hour=4)
            self.act(0, who, action, (arg, noon) if action == "schedule" else arg)

    def place(self) -> None:
        wished = (self.clock + timedelta(days=1)).astimezone(CHINA).date()
        order = services.place_order(
            actor=self.cast.granny,
            requester_id=self.cast.persons["granny"].id,
            card=self.cast.card(preferred_on=wished),
        )
        self.ids.append(order.id)
        self.models.append(Model(wished=wished, since=self.clock))

    @rule()
    def second_order(self) -> None:
        if len(self.models) < 2:
            self.place()

    @rule(data=st.data())
    def forward(self, data: Any) -> None:
        """A step that belongs here, by somebody whose turn it may be."""
        index = data.draw(st.integers(0, len(self.models) - 1), "order")
        one = self.models[index]
        wanted = self.route.get(one.state)
        if not wanted:
            return
        action = data.draw(st.sampled_from(wanted), "action")
        likely = [who for who in EVERYBODY if self.may(index, who, action)]
        who = data.draw(st.sampled_from(likely or list(EVERYBODY)), "who")
        self.act(index, who, action, self.argument(data, one, who, action))

    @rule(data=st.data())
    def anything(self, data: Any) -> None:
        """Anybody tries anything."""
        index = data.draw(st.integers(0, len(self.models) - 1), "order")
        who = data.draw(st.sampled_from(self.hands), "who")
        action = data.draw(st.sampled_from(self.tries), "action")
        self.act(index, who, action, self.argument(data, self.models[index], who, action))

    def may(self, index: int, who: str, action: str) -> bool:
        """A guess that only makes steps likelier; the prediction is made by ``take``."""
        one = self.models[index]
        if action in ("schedule", "name"):
            return who == one.leader()
        if action == "agree":
            return one.named.get(who) == "proposed"
        if action in ("answer", "propose"):
            return who in ("granny", one.leader())
        if action in ("join", "check_in", "complete", "cannot"):
            return who in one.named
        if action in ("contact", "revisit"):
            return who in DESKS
        return one.after(who, self.on, action) is not None

    def argument(self, data: Any, one: Model, who: str, action: str) -> Any:
        if action in ("dispatch", "reassign"):
            return data.draw(st.sampled_from("AB"), "team")
        if action == "merge":
            return data.draw(st.sampled_from(self.ids), "into")
        if action == "rate":
            return data.draw(st.integers(1, 5), "grade")
        if action == "answer":
            return data.draw(st.sampled_from([True, True, False]), "says")
        if action == "name":
            return data.draw(st.sampled_from(VOLUNTEERS), "name")
        if action == "propose":
            return self.clock + timedelta(hours=data.draw(st.integers(2, 40), "hours"))
        if action == "schedule":
            noon = datetime(one.wished.year, one.wished.month, one.wished.day, 12, tzinfo=CHINA)
            soon = self.clock + timedelta(hours=2)
            start = data.draw(st.sampled_from([max(noon, soon), soon]), "start")
            teams = [["wang"], ["wang", "li"], ["zhao"], ["li", "zhao"], ["qian"], [who]]
            names = data.draw(st.sampled_from(teams), "names")
            return [name if name in VOLUNTEERS else "wang" for name in names], start
        return None

    def act(self, index: int, who: str, action: str, arg: Any) -> None:
        one = self.models[index]
        others = [other for other in self.models if other is not one]
        row = ServiceOrder.objects.get(id=self.ids[index])
        before, events = (row.state, row.version), Event.objects.count()
        actor, key = self.cast.actor(who), uuid4().hex
        call = calls(self.cast, actor, row, arg)[action]
        said = self.models[self.ids.index(arg)] if action == "merge" else arg
        expected = take(one, others, who, action, said, self.clock, self.on)
        try:
            with transaction.atomic():
                harness.submit(actor, call, key)
            happened = True
        except DomainError:
            happened = False
        assert happened == expected, f"{who} {action} {arg} from {before[0]}: {happened}"
        (TAKEN if happened else REFUSED)[action] += 1
        if happened:
            self.last = (actor, call, key)
        else:
            row.refresh_from_db()
            assert (row.state, row.version) == before, "a refusal changed the order"
            assert Event.objects.count() == events, "a refusal left an event"

    @rule()
    def submit_again(self) -> None:
        """The same submission once more: the first answer, and no second effect."""
        if self.last is None:
            return
        before = self.seen()
        actor, call, key = self.last
        try:
            with transaction.atomic():
                harness.submit(actor, call, key)
        except DomainError as refusal:
            raise AssertionError(f"the repetition was refused: {refusal}") from refusal
        assert self.seen() == before, "the repetition took effect"

    def seen(self) -> list[Any]:
        return [list(ServiceOrder.objects.order_by("id").values()), Event.objects.count()]

    @rule(hours=st.sampled_from([1, 3, 25, 25, 24 * 8, 24 * 31]))
    def time_passes(self, hours: int) -> None:
        self.clock += timedelta(hours=hours)
        self.last = None
        timers.fire_due(self.clock)
        for one in self.models:
            silence(one, self.clock)
        before = self.seen()
        timers.fire_due(self.clock - timedelta(seconds=1))
        assert self.seen() == before, "a timer fired twice"

    @rule(who=st.sampled_from(sorted(DESKS)))
    def a_role_is_taken_or_given(self, who: str) -> None:
        held = RoleGrant.objects.filter(
            account_id=self.cast.accounts[who].id, role=Role(DESKS[who]).value
        )
        if who in self.on:
            held.update(revoked_at=self.clock)
        else:
            held.update(revoked_at=None)
        self.on ^= {who}

    @invariant()
    def the_program_tells_the_models_story(self) -> None:
        names = {account.id: name for name, account in self.cast.accounts.items()}
        for order_id, one in zip(self.ids, self.models, strict=True):
            row = ServiceOrder.objects.get(id=order_id)
            assert row.state == one.state
            events = list(
                Event.objects.filter(subject_id=order_id, kind__startswith="order.").order_by("id")
            )
            # Every version has exactly one event, and each begins where the last one ended.
            assert [event.after["version"] for event in events] == list(
                range(1, row.version + 1)
            ), "an event is missing, or one too many"
            told = []
            for event in events:
                action = event.kind.removeprefix("order.")
                if action not in TRANSITIONS:
                    assert event.before["state"] == event.after["state"]
                    continue
                before, after = event.before["state"], event.after["state"]
                assert before not in ENDS, "an order that had ended went on"
                assert EXPECTED[before, action, event.role] == after
                told.append((action, names.get(event.account_id, "system"), before, after))
            assert told == one.story

    @invariant()
    def what_must_always_hold(self) -> None:
        for order_id, one in zip(self.ids, self.models, strict=True):
            offers = list(Dispatch.objects.filter(order_id=order_id).order_by("offered_at"))
            live = [offer for offer in offers if offer.state in ("live", "claimed")]
            assert len(live) <= 1
            if one.state in ("claimed", "scheduled", "in_service"):
                assert [offer.state for offer in live] == ["claimed"]
            if one.state == "dispatched":
                assert [offer.state for offer in live] == ["live"]
            rows = Assignment.objects.filter(order_id=order_id).select_related("volunteer")
            for row in rows:
                assert row.checked_in_at is None or (row.answered_at and row.evidence)
                assert row.volunteer.person_id != self.cast.persons["granny"].id
            named = {row.volunteer_id for row in rows if row.state in ("proposed", "accepted")}
            assert named == {self.cast.volunteers[name].id for name in one.named}
            if one.state == "cancelled":
                assert not rows.filter(state="accepted", checked_in_at__isnull=False).exists()
            cases = QualityCase.objects.filter(order_id=order_id, decided_at=None).count()
            assert cases == (1 if one.state == "disputed" else 0)
