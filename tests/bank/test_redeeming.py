"""Reserve, code, hand over; every end once, and the books and the shelf agree after each."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from redvest.bank.models import Redemption, StockMove, Transfer
from redvest.bank.queries.codes import code_of
from redvest.bank.queries.rewards import redemption_seen_by
from redvest.bank.services.handing import hand_over, redeem_at_desk, run_out
from redvest.bank.services.holding import lapse_hold
from redvest.bank.services.redeeming import (
    ask_reversal,
    cancel,
    decide_reversal,
    dispute,
    expire_redemption,
    issue,
    reserve,
    run_due,
    uphold,
)
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.notices.models import Message
from redvest.people.actors import system
from redvest.people.models import Guardianship, Person
from tests.bank.giving import balanced, books, earn, held, issued, points_of
from tests.bank.shop import Shop
from tests.orders.cast import DISTRICT

pytestmark = pytest.mark.slow

LATER = timedelta(days=8)


@pytest.fixture
def rich(shop: Shop) -> Shop:
    """Wang has 100 points."""
    earn(shop.cast.persons["wang"], 100)
    cache.clear()
    return shop


def wang(shop: Shop) -> Person:
    return shop.cast.persons["wang"]


def of_merchant(shop: Shop) -> Redemption:
    row = reserve(actor=shop.wang, stock_id=shop.haircut.id)
    return issue(actor=shop.wang, redemption_id=row.id)


def test_from_the_reservation_to_the_hand_over(rich: Shop):
    row = reserve(actor=rich.wang, stock_id=rich.soap.id)
    assert (points_of(wang(rich)), held(wang(rich)), rich.left(rich.soap)) == (90, 10, 2)
    row = issue(actor=rich.wang, redemption_id=row.id)
    handed = hand_over(actor=rich.desk, code=code_of(row), via="desk")
    assert handed.state == "fulfilled"
    assert (points_of(wang(rich)), held(wang(rich)), rich.left(rich.soap)) == (90, 0, 2)
    assert balanced()


def test_a_merchant_is_credited_for_what_it_handed_over(rich: Shop):
    row = of_merchant(rich)
    hand_over(actor=rich.clerk, code=code_of(row))
    paid = Transfer.objects.select_related("credit").get(answers_id=row.hold)
    assert (paid.amount, paid.credit.holder, paid.credit.party) == (
        20, "merchant", rich.merchant.id,
    )  # fmt: skip
    assert balanced()


def test_a_code_works_once_and_the_second_scan_is_told_so(rich: Shop):
    row = issued(rich)
    hand_over(actor=rich.desk, code=code_of(row))
    before = books()
    with pytest.raises(Conflict) as refused:
        hand_over(actor=rich.desk, code=code_of(row))
    assert refused.value.code == "already_handed"
    assert books() == before


@pytest.mark.parametrize("who", ["clerk", "other_desk", "wang", "granny"])
def test_who_does_not_stand_at_the_place_hands_nothing_over(rich: Shop, who: str):
    row = issued(rich)
    before = books()
    with pytest.raises(Invalid) as refused:
        hand_over(actor=rich.cast.actor(who), code=code_of(row))
    assert refused.value.code == "wrong_code"
    assert books() == before


def test_nobody_hands_over_to_themselves(rich: Shop):
    earn_for_desk = Person(
        district=DISTRICT, account=rich.cast.accounts["desk"], name="站长", birth_date="1980-05-01"
    )
    earn_for_desk.save(force_insert=True)
    earn(earn_for_desk, 50)
    row = reserve(actor=rich.desk, stock_id=rich.soap.id)
    row = issue(actor=rich.desk, redemption_id=row.id)
    with pytest.raises(NotAllowed) as refused:
        hand_over(actor=rich.desk, code=code_of(row))
    assert refused.value.code == "same_hand"
    assert Redemption.objects.get(id=row.id).state == "issued"


def test_too_few_points_set_nothing_aside(shop: Shop):
    earn(wang(shop), 9)
    before = books()
    with pytest.raises(Conflict) as refused, transaction.atomic():
        reserve(actor=shop.wang, stock_id=shop.soap.id)
    assert refused.value.code == "too_few_points"
    assert books() == before


def test_the_last_piece_goes_once(rich: Shop):
    for _ in range(3):
        reserve(actor=rich.wang, stock_id=rich.soap.id)
    before = books()
    with pytest.raises(Conflict) as refused, transaction.atomic():
        reserve(actor=rich.wang, stock_id=rich.soap.id)
    assert refused.value.code == "out_of_stock"
    assert books() == before


def test_a_limit_counts_what_is_had_and_not_what_was_given_back(rich: Shop):
    first = reserve(actor=rich.wang, stock_id=rich.haircut.id)
    cancel(actor=rich.wang, redemption_id=first.id)
    of_merchant(rich)
    of_merchant(rich)
    with pytest.raises(Conflict) as refused, transaction.atomic():
        reserve(actor=rich.wang, stock_id=rich.haircut.id)
    assert refused.value.code == "over_limit"
    assert points_of(wang(rich)) == 60


def test_canceling_returns_points_and_piece(rich: Shop):
    row = issued(rich)
    cancel(actor=rich.wang, redemption_id=row.id)
    assert (points_of(wang(rich)), held(wang(rich)), rich.left(rich.soap)) == (100, 0, 3)
    assert list(
        StockMove.objects.filter(redemption=row).order_by("at").values_list("kind", "pieces")
    ) == [("reserved", -1), ("returned", 1)]
    assert balanced()


def test_what_nobody_confirms_or_fetches_goes_back_in_its_time(rich: Shop):
    reserve(actor=rich.wang, stock_id=rich.soap.id)
    second = issued(rich)
    soon = timezone.now() + timedelta(minutes=31)
    assert run_due(soon) == 1
    assert (points_of(wang(rich)), rich.left(rich.soap)) == (90, 2)
    assert run_due(second.ends_at) == 1
    assert run_due(second.ends_at) == 0
    assert (points_of(wang(rich)), rich.left(rich.soap)) == (100, 3)
    assert balanced()


def test_nothing_expires_when_the_clock_is_set_back_a_year(rich: Shop):
    issued(rich)
    assert run_due(timezone.now() - timedelta(days=365)) == 0
    assert held(wang(rich)) == 10


@pytest.mark.parametrize("order", list(permutations(("hand", "cancel", "expire"))))
def test_whoever_comes_first_decides_and_the_others_change_nothing(
    rich: Shop, order: tuple[str, ...]
):
    """All orders of the three that end a hold."""
    row = issued(rich)
    acts = {
        "hand": lambda: hand_over(actor=rich.desk, code=code_of(row)),
        "cancel": lambda: cancel(actor=rich.wang, redemption_id=row.id),
        "expire": lambda: expire_redemption(redemption_id=row.id, now=timezone.now() + LATER),
    }
    done = []
    for name in order:
        before = books()
        try:
            with transaction.atomic():
                if acts[name]():
                    done.append(name)
        except DomainError:
            pass
        if name not in done:
            assert books() == before
    assert done == [order[0]]
    spent = order[0] == "hand"
    assert points_of(wang(rich)) == (90 if spent else 100)
    assert rich.left(rich.soap) == (2 if spent else 3)
    assert held(wang(rich)) == 0
    assert balanced()


def test_a_code_that_is_over_hands_nothing_over_before_the_worker_comes(rich: Shop, time_machine):
    row = issued(rich)
    time_machine.move_to(row.ends_at + timedelta(seconds=1))
    before = books()
    with pytest.raises(Conflict) as refused:
        hand_over(actor=rich.desk, code=code_of(row))
    assert refused.value.code == "code_expired"
    assert books() == before


def test_points_that_the_books_gave_back_by_themselves_are_not_given_back_twice(
    rich: Shop, time_machine
):
    """The worker slept for months: the hold has lapsed before the redemption ends."""
    row = issued(rich)
    assert row.hold is not None
    time_machine.move_to(timezone.now() + timedelta(days=60))
    assert lapse_hold(hold_id=row.hold, district=DISTRICT) is not None
    assert run_due() == 1
    assert (points_of(wang(rich)), rich.left(rich.soap)) == (100, 3)
    assert balanced()


def test_what_is_not_there_gives_points_back_and_no_piece(rich: Shop):
    row = issued(rich)
    run_out(actor=rich.desk, code=code_of(row))
    assert (points_of(wang(rich)), rich.left(rich.soap)) == (100, 2)
    assert Message.objects.filter(template="reward_ran_out").exists()
    assert balanced()


def test_a_machine_hands_over_by_the_same_two_services(rich: Shop):
    machine = system(DISTRICT)
    handed = hand_over(actor=machine, code=code_of(issued(rich)), via="machine")
    assert (handed.state, handed.handed_via) == ("fulfilled", "machine")
    empty = run_out(actor=machine, code=code_of(issued(rich)))
    assert (empty.state, points_of(wang(rich))) == ("out_of_stock", 90)
    assert balanced()


def test_guessing_codes_ends_after_five(rich: Shop):
    issued(rich)
    from redvest.db import counting

    for _ in range(5):
        with pytest.raises(Invalid), counting():
            hand_over(actor=rich.desk, code="00000000")
    with pytest.raises(DomainError) as refused:
        hand_over(actor=rich.desk, code="00000000")
    assert refused.value.code == "too_many_codes"
    cache.clear()


def test_the_database_keeps_no_readable_code(rich: Shop):
    row = issued(rich)
    kept = Redemption.objects.filter(id=row.id).values().get()
    assert code_of(row) not in str(kept)


def test_nobody_under_fourteen_redeems_without_a_guardian_at_the_desk(rich: Shop):
    child = Person(
        district=DISTRICT,
        name="小明",
        birth_date=(timezone.localdate() - timedelta(days=365 * 10)).isoformat(),
        home_community=rich.station.region,
    )
    child.save(force_insert=True)
    earn(child, 30)
    with pytest.raises(Conflict) as refused, transaction.atomic():
        redeem_at_desk(actor=rich.desk, stock_id=rich.soap.id, person_id=child.id)
    assert refused.value.code == "with_guardian"
    assert points_of(child) == 30
    Guardianship.objects.create(
        district=DISTRICT,
        guardian=rich.cast.persons["li"],
        minor=child,
        relation="parent",
        confirmed_at=timezone.now(),
    )
    row = redeem_at_desk(
        actor=rich.desk, stock_id=rich.soap.id, person_id=child.id, guardian_there=True
    )
    assert (row.state, points_of(child)) == ("fulfilled", 20)
    assert Message.objects.filter(template="ward_redeems").exists()
    _row, roles = redemption_seen_by(rich.li, row.id)
    assert "guardian" in roles


def test_an_old_person_without_a_phone_takes_it_along_at_the_desk(rich: Shop):
    granny = Person(
        district=DISTRICT, name="王奶奶", birth_date="1940-01-01",
        home_community=rich.station.region,
    )  # fmt: skip
    granny.save(force_insert=True)
    earn(granny, 10)
    row = redeem_at_desk(actor=rich.desk, stock_id=rich.soap.id, person_id=granny.id)
    assert (row.state, row.handed_via, points_of(granny)) == ("fulfilled", "desk", 0)
    with pytest.raises(NotSeen):
        redeem_at_desk(actor=rich.other_desk, stock_id=rich.soap.id, person_id=granny.id)
    assert balanced()


def test_a_desk_hands_over_nothing_that_lies_in_a_shop(rich: Shop):
    before = books()
    with pytest.raises(NotAllowed) as refused, transaction.atomic():
        redeem_at_desk(actor=rich.desk, stock_id=rich.haircut.id, person_id=wang(rich).id)
    assert refused.value.code == "other_place"
    assert books() == before


def test_points_return_after_two_people_and_once(rich: Shop):
    row = issued(rich)
    hand_over(actor=rich.desk, code=code_of(row))
    dispute(actor=rich.wang, redemption_id=row.id, note="broken")
    ask_reversal(actor=rich.centre, redemption_id=row.id)
    with pytest.raises(NotAllowed) as refused:
        decide_reversal(actor=rich.centre, redemption_id=row.id, agree=True)
    assert refused.value.code == "same_hand"
    assert points_of(wang(rich)) == 90
    done = decide_reversal(actor=rich.second_centre, redemption_id=row.id, agree=True)
    assert (done.state, points_of(wang(rich))) == ("reversed", 100)
    with pytest.raises(Conflict):
        decide_reversal(actor=rich.second_centre, redemption_id=row.id, agree=True)
    assert points_of(wang(rich)) == 100
    assert balanced()


def test_the_database_wants_two_people_for_a_return(rich: Shop):
    row = issued(rich)
    one = rich.cast.accounts["centre"].id
    with pytest.raises(DatabaseError), transaction.atomic():
        Redemption.objects.filter(id=row.id).update(
            state="reversed", reversal_asked_by=one, reversed_by=one
        )


def test_an_objection_is_answered_and_a_week_of_silence_closes_it(rich: Shop):
    row = issued(rich)
    hand_over(actor=rich.desk, code=code_of(row))
    with pytest.raises(Invalid):
        dispute(actor=rich.wang, redemption_id=row.id, note="too blue")
    dispute(actor=rich.wang, redemption_id=row.id, note="wrong_goods")
    assert uphold(actor=rich.desk, redemption_id=row.id).state == "closed"
    other = issued(rich)
    hand_over(actor=rich.desk, code=code_of(other))
    assert run_due(timezone.now() + timedelta(days=6)) == 0
    assert run_due(timezone.now() + timedelta(days=7, minutes=1)) == 1
    assert Redemption.objects.get(id=other.id).state == "closed"


def test_a_price_that_changes_meanwhile_costs_nobody_more(rich: Shop):
    row = issued(rich)
    type(rich.soap.reward).objects.filter(id=rich.soap.reward_id).update(points=99)
    hand_over(actor=rich.desk, code=code_of(row))
    assert points_of(wang(rich)) == 90
