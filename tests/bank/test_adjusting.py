"""Adjusting by hand takes two people and a paper, and the adjust account comes back to nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from redvest.bank.models import Adjustment, Transfer
from redvest.bank.queries.adjusting import uncleared
from redvest.bank.services.accounts import person_account
from redvest.bank.services.adjusting import (
    clear_adjustment,
    decide_adjustment,
    propose_adjustment,
    undo_adjustment,
)
from redvest.bank.verifying import verify_books
from redvest.engines.adjust_flow import CLEARED_WITHIN
from redvest.engines.ledger import Holder, Unit
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.people.actors import Actor
from tests.bank.cast import of
from tests.bank.giving import earn, points_of
from tests.bank.shop import Shop
from tests.orders.cast import DISTRICT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS: dict[str, Any] = {
    "unit": Unit.POINTS, "gives": True, "amount": 30, "reason": "not_written",
    "document": "兰城文〔2026〕12号",
}  # fmt: skip


def asked(shop: Shop, who: str = "wang", **changes: Any) -> Adjustment:
    return propose_adjustment(
        actor=shop.centre, person_id=shop.cast.persons[who].id, **{**WORDS, **changes}
    )


def made(shop: Shop, **changes: Any) -> Adjustment:
    row = asked(shop, **changes)
    return decide_adjustment(actor=shop.second_centre, adjustment_id=row.id, agree=True)


def adjust_account(shop: Shop) -> int:
    return of(person_account(shop.cast.persons["wang"], Unit.POINTS), Holder.ADJUST)


def everything() -> list[object]:
    return [
        *Adjustment.objects.order_by("id").values_list("id", "state", "version", "finding"),
        Transfer.objects.count(),
    ]


def refused(act: Any, refusal: type[DomainError], code: str = "") -> None:
    before = everything()
    with pytest.raises(refusal) as caught, transaction.atomic():
        act()
    assert not code or caught.value.code == code
    assert everything() == before


def test_what_was_missing_is_put_on_by_two_and_cleared_when_the_cause_is_known(shop: Shop):
    wang = shop.cast.persons["wang"]
    row = asked(shop)
    assert points_of(wang) == 0
    decide_adjustment(actor=shop.second_centre, adjustment_id=row.id, agree=True)
    assert (points_of(wang), adjust_account(shop)) == (30, -30)
    points, minutes = uncleared(DISTRICT)
    assert (points.standing, points.explained, points.count, points.late) == (-30, -30, 1, 0)
    assert (minutes.standing, minutes.count) == (0, 0)
    assert uncleared(DISTRICT, timezone.now() + CLEARED_WITHIN + timedelta(1))[0].late == 1
    clear_adjustment(actor=shop.second_centre, adjustment_id=row.id, finding="missing_paper")
    assert (points_of(wang), adjust_account(shop)) == (30, 0)
    assert (uncleared(DISTRICT)[0].standing, uncleared(DISTRICT)[0].count) == (0, 0)
    done = Adjustment.objects.get(id=row.id)
    assert (done.state, done.finding) == ("cleared", "missing_paper")
    assert done.transfer is not None
    assert (done.transfer.by, done.transfer.second) == (
        shop.second_centre.account_id,
        shop.centre.account_id,
    )
    assert verify_books(DISTRICT).findings == []


def test_what_is_taken_off_must_be_there_and_an_adjustment_that_was_wrong_is_undone(shop: Shop):
    wang = shop.cast.persons["wang"]
    row = asked(shop, gives=False, reason="written_twice")

    def decide() -> Adjustment:
        return decide_adjustment(actor=shop.second_centre, adjustment_id=row.id, agree=True)

    refused(decide, Conflict, "too_little")
    earn(wang, 50)
    decide()
    assert (points_of(wang), adjust_account(shop)) == (20, 30)
    undo_adjustment(actor=shop.second_centre, adjustment_id=row.id, finding="own_mistake")
    assert (points_of(wang), adjust_account(shop)) == (50, 0)
    assert uncleared(DISTRICT)[0].is_whole
    assert verify_books(DISTRICT).findings == []


def test_nobody_decides_or_clears_what_they_proposed(shop: Shop):
    row = asked(shop)

    def by(actor: Actor, act: Any, **more: Any) -> Any:
        return lambda: act(actor=actor, adjustment_id=row.id, **more)

    refused(by(shop.centre, decide_adjustment, agree=True), NotAllowed, "same_hand")
    refused(by(shop.desk, decide_adjustment, agree=True), NotSeen)
    second = shop.second_centre
    refused(by(second, clear_adjustment, finding="ruling"), Conflict, "wrong_state")
    by(second, decide_adjustment, agree=True)()
    refused(by(shop.centre, clear_adjustment, finding="ruling"), NotAllowed, "same_hand")
    refused(by(second, clear_adjustment, finding="because"), Invalid)
    refused(by(second, decide_adjustment, agree=True), Conflict, "wrong_state")
    refused(by(second, undo_adjustment, finding="ruling", version=1), Conflict, "stale")
    by(second, undo_adjustment, finding="ruling")()
    refused(by(second, clear_adjustment, finding="ruling"), Conflict, "wrong_state")


def test_nobody_adjusts_their_own_account(shop: Shop):
    """Neither proposes it nor agrees to it, whatever else they may do."""
    own = shop.cast.persons["wang"]
    own.account = shop.cast.accounts["second_centre"]
    own.save(update_fields=["account"])
    row = asked(shop)
    refused(
        lambda: decide_adjustment(actor=shop.second_centre, adjustment_id=row.id, agree=True),
        NotAllowed,
        "own_account",
    )
    refused(
        lambda: propose_adjustment(
            actor=shop.second_centre, person_id=own.id, **{**WORDS, "unit": Unit.MINUTES}
        ),
        NotAllowed,
        "own_account",
    )


@pytest.mark.parametrize(
    "change",
    [{"amount": 0}, {"amount": 100_001}, {"reason": "as_a_favor"}, {"document": "  "}],
)
def test_it_takes_an_amount_a_reason_and_a_paper(shop: Shop, change: dict[str, Any]):
    refused(lambda: asked(shop, **change), Invalid)


def test_one_account_has_one_proposal_at_a_time(shop: Shop):
    asked(shop)
    refused(lambda: asked(shop), Conflict, "asked_already")
    asked(shop, unit=Unit.MINUTES)
    refused(
        lambda: propose_adjustment(actor=shop.desk, person_id=shop.cast.persons["li"].id, **WORDS),
        NotAllowed,
    )


def test_the_database_itself_wants_two_people(shop: Shop):
    row = asked(shop)
    for column in ("decided_by", "cleared_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Adjustment.objects.filter(id=row.id).update(**{column: row.asked_by})


def test_the_pages_lead_from_the_passbook_to_the_cleared_adjustment(shop: Shop):
    """Typed words stay when something is missing; another decides; the report is empty again."""
    wang = shop.cast.persons["wang"]
    one, other = Client(), Client()
    one.force_login(shop.cast.accounts["centre"])
    other.force_login(shop.cast.accounts["second_centre"])
    form = f"/desk/points/adjust/for/{wang.id}/"
    assert form in one.get(f"/passbook/{wang.id}/").content.decode()
    typed = {"unit": "points", "way": "give", "amount": "30", "reason": "not_written"}
    again = one.post(form, typed)
    assert again.status_code == 200
    assert 'value="30"' in again.content.decode()
    shown = one.post(form, {**typed, "document": "兰城文〔2026〕12号"})
    row = Adjustment.objects.get()
    address = f"/desk/points/adjust/{row.id}/"
    assert shown["Location"] == address
    assert "approve" not in one.get(address).content.decode()
    assert "approve" in other.get(address).content.decode()
    other.post(f"{address}approve/", {"version": "1"})
    assert "-30" in one.get("/desk/points/adjust/").content.decode().replace("−", "-")
    missing = other.post(f"{address}clear/", {"version": "2"})
    assert missing.status_code == 200
    other.post(f"{address}clear/", {"version": "2", "finding": "missing_paper"})
    assert "rv-alert" not in one.get("/desk/points/adjust/").content.decode()
    assert "兰城文" in one.get(f"/passbook/{wang.id}/print/").content.decode()
