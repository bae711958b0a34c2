"""The orders of one day: placed, offered, declined, served the day after, confirmed and rated."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from redvest.demo.names import Invented
from redvest.demo.replay.clock import Clock, moment
from redvest.demo.replay.ground import Ground
from redvest.demo.replay.people import RESIDENTS, acting, invented, rows_of
from redvest.demo.replay.plan import Order, Plan
from redvest.demo.stage import address_of
from redvest.orders.models import ServiceItem, ServiceOrder
from redvest.orders.services import (
    OrderCard,
    accept_assignment,
    accept_order,
    check_in,
    claim_order,
    complete_order,
    confirm_order,
    decline_order,
    dispatch_order,
    give_up_order,
    place_order,
    rate_order,
    schedule_order,
    withdraw_order,
)
from redvest.people.actors import Actor
from redvest.people.models import Account
from redvest.people.queries import account_by_phone, actor_of
from redvest.people.services.accounts import open_account
from redvest.people.services.profiles import enter_profile

NEEDS = (
    ("errand", "买药取快递，腿脚不便"),
    ("haircut", "老人想剪头发"),
    ("sewing", "衣服拉链坏了，想请人缝补"),
)
ASKED, ANSWERED, PLANNED = 8 * 60 + 40, 8 * 60 + 50, 8 * 60 + 55
BEGINS, MINUTES = 12 * 60 + 30, 60
"""A visit at noon, when no activity is on."""
GIVEN_UP = "试过的队伍都没有空，我们会在下周再联系您。"


@dataclass
class Orders:
    """What happens with orders: every step by whoever's turn it is."""

    plan: Plan
    ground: Ground
    clock: Clock
    leader: Callable[[int], tuple[UUID, Actor]]
    founded: Callable[[date], int]
    """How many teams there are by a day."""

    def ask(self, orders: list[Order]) -> None:
        """In the morning: somebody registers and orders, the desk asks a team."""
        if not orders:
            return
        items = {row.code: row for row in ServiceItem.objects.filter(district=self.ground.district)}
        busy: set[int] = set()
        for one in orders:
            self.clock.set(moment(one.day, ASKED))
            placed = self._place(one, items)
            self.clock.set(moment(one.day, ANSWERED))
            self._answer(one, placed, busy)

    def _home(self, one: Order) -> str:
        return self.ground.homes[one.resident * 7 % len(self.ground.homes)]

    def _phone(self, one: Order) -> str:
        return self._who(one).phone

    def _who(self, one: Order) -> Invented:
        number = RESIDENTS + one.resident
        return invented(number, self.ground.block, self.ground.district[:2])

    def _resident(self, one: Order) -> Actor:
        account = account_by_phone(self._phone(one))
        assert isinstance(account, Account)
        return actor_of(account, self.ground.district)

    def _place(self, one: Order, items: dict[str, ServiceItem]) -> ServiceOrder:
        district, who = self.ground.district, self._who(one)
        account = open_account(phone=who.phone, district=district)
        person = enter_profile(
            actor=actor_of(account, district),
            name=who.name,
            id_number=who.id_number,
            home_community=self._home(one),
            address=address_of(one.number),
        )
        code, words = NEEDS[one.number % len(NEEDS)]
        return place_order(
            actor=actor_of(account, district),
            requester_id=person.id,
            card=OrderCard(
                item_id=items[code].id,
                community=self._home(one),
                description=words,
                address=address_of(one.number),
                contact_phone=who.phone,
                preferred_on=one.day + timedelta(days=1),
                consent_to_share=True,
            ),
        )

    def _teams(self, one: Order) -> list[int]:
        """Teams of the street first, then the others."""
        homes, street = self.ground.homes, self._home(one)[:9]
        there = range(self.founded(one.day))
        near = [team for team in there if homes[team % len(homes)][:9] == street]
        far = [team for team in there if homes[team % len(homes)][:9] != street]
        turn = one.number % max(1, len(far))
        return [*near, *far[turn:], *far[:turn]][:3]

    def _answer(self, one: Order, placed: ServiceOrder, busy: set[int]) -> None:
        desk, centre = self.ground.desk(placed.community), self.ground.centre
        accept_order(actor=desk, order_id=placed.id)
        teams = self._teams(one)
        if one.ending in ("declined", "given_up"):
            team, leader = self.leader(teams[0])
            dispatch_order(actor=centre, order_id=placed.id, team_id=team)
            decline_order(actor=leader, order_id=placed.id, reason="nobody_free")
            teams = teams[1:] or teams
        if one.ending == "given_up":
            give_up_order(actor=centre, order_id=placed.id, reason="nobody_free", text=GIVEN_UP)
            return
        team, leader = self.leader(teams[0])
        dispatch_order(actor=centre, order_id=placed.id, team_id=team)
        if one.ending == "withdrawn":
            withdraw_order(actor=self._resident(one), order_id=placed.id)
            return
        claim_order(actor=leader, order_id=placed.id)
        self.clock.set(moment(one.day, PLANNED))
        starts = moment(one.day + timedelta(days=1), BEGINS)
        number = self._helper(teams[0], one.day, busy)
        people = rows_of(self.ground.district, [number])
        schedule_order(
            actor=leader,
            order_id=placed.id,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=MINUTES),
            volunteer_ids=[people[number].id],
        )
        if number != teams[0]:
            accept_assignment(actor=acting(people, [number])[0], order_id=placed.id)

    def _helper(self, team: int, day: date, busy: set[int]) -> int:
        """A member who has no other visit that day; else who leads the team goes."""
        teams, at = self.plan.teams[-1].stop, self.plan.days.index(day)
        there = self.plan.volunteers[at].stop
        for number in range(team + teams, min(there, teams * (self.plan.shape.members + 1)), teams):
            if number not in busy:
                busy.add(number)
                return number
        return team

    def serve(self, orders: list[Order]) -> None:
        """The day after: the visits, at noon."""
        going = self._scheduled(orders)
        self._step(going, BEGINS, self._arrive)
        self._step(going, BEGINS + MINUTES, self._leave)
        self._step(going, BEGINS + 2 * MINUTES, self._say)

    def _step(
        self,
        going: list[tuple[Order, ServiceOrder]],
        minute: int,
        act: Callable[[Order, ServiceOrder], None],
    ) -> None:
        for one, row in going:
            self.clock.set(moment(one.day + timedelta(days=1), minute))
            act(one, row)

    def _scheduled(self, orders: list[Order]) -> list[tuple[Order, ServiceOrder]]:
        if not orders:
            return []
        rows = ServiceOrder.objects.filter(
            district=self.ground.district,
            state="scheduled",
            scheduled_from=moment(orders[0].day + timedelta(days=1), BEGINS),
        ).select_related("requester")
        by_account = {row.requester.account_id: row for row in rows}
        found = [(one, by_account.get(self._resident(one).account_id)) for one in orders]
        return [(one, row) for one, row in found if row is not None]

    def _served_by(self, row: ServiceOrder) -> Actor:
        visit = row.assignments.select_related("volunteer__person").get(state="accepted")
        account = Account.objects.get(persons=visit.volunteer.person_id)
        return actor_of(account, self.ground.district)

    def _arrive(self, one: Order, row: ServiceOrder) -> None:
        check_in(actor=self._served_by(row), order_id=row.id)

    def _leave(self, one: Order, row: ServiceOrder) -> None:
        complete_order(actor=self._served_by(row), order_id=row.id, outcome="办好了。")

    def _say(self, one: Order, row: ServiceOrder) -> None:
        resident = self._resident(one)
        confirm_order(actor=resident, order_id=row.id)
        if one.ending != "unrated":
            grade = int(one.ending[-1]) if one.ending.startswith("rated") else 5
            rate_order(actor=resident, order_id=row.id, grade=grade)
