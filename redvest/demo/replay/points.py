"""Points of the year: a rule that two people made, goods on a shelf, and who fetches some."""

from datetime import date

from redvest.bank.models import Account as Book
from redvest.bank.models import RewardStock
from redvest.bank.queries.codes import code_of
from redvest.bank.services.catalogue import RewardCard, add_reward, place_reward, stock_up
from redvest.bank.services.handing import hand_over
from redvest.bank.services.redeeming import issue, reserve
from redvest.bank.services.ruling import decide_rule, draft_rule
from redvest.demo.bulk import volunteering
from redvest.demo.replay.ground import Ground
from redvest.engines.earning import Terms
from redvest.engines.ledger import Holder, Unit
from redvest.people.models import Volunteer

NAME, POINTS, PIECES = "抽纸一提", 6, 500


def lay_shelf(ground: Ground, first: date) -> None:
    """Before the year: what service earns, and something to fetch for it at the center."""
    draft = draft_rule(actor=ground.centre, terms=Terms(), from_day=first)
    decide_rule(actor=ground.second, rule_id=draft.id)
    card = RewardCard(name=NAME, name_en="Tissues", kind="goods", field="daily", points=POINTS)
    reward = add_reward(actor=ground.centre, card=card)
    stock = place_reward(actor=ground.centre, reward_id=reward.id, venue_id=ground.center.id)
    stock_up(actor=ground.centre, stock_id=stock.id, pieces=PIECES)


def redeem(ground: Ground, count: int) -> None:
    """Those who have most points fetch something, everybody with a code of their own."""
    if not count:
        return
    stock = RewardStock.objects.get(district=ground.district)
    rich = Book.objects.filter(
        district=ground.district,
        holder=Holder.PERSON.value,
        unit=Unit.POINTS.value,
        balance__gte=POINTS,
    ).values_list("person", flat=True)
    rows = Volunteer.objects.select_related("person").filter(
        district=ground.district, person__in=rich
    )
    for volunteer in rows.order_by("volunteer_no")[:count]:
        actor = volunteering(volunteer)
        row = issue(actor=actor, redemption_id=reserve(actor=actor, stock_id=stock.id).id)
        hand_over(actor=ground.centre, code=code_of(row), via="desk")
