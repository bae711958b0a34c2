"""用时间: minutes are set aside with an order and follow what becomes of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from redvest.bank.leaving import open_time
from redvest.bank.models import TimeReceiver, TimeUse
from redvest.bank.queries.books import held_of
from redvest.bank.services import holding
from redvest.bank.services.accounts import person_account
from redvest.bank.services.time_following import follow_order, follow_orders
from redvest.bank.services.time_receivers import drop_receiver
from redvest.bank.services.time_uses import cover_order, use_time
from redvest.engines.ledger import ROUTES, Holder, Kind, Unit
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.orders.models import QualityCase, ServiceOrder
from redvest.orders.services import withdraw_order
from redvest.people.models import Person
from tests.bank.savers import (
    a_use,
    asked,
    everything,
    minutes_of,
    name,
    reached,
    save,
    sound,
)
from tests.orders.cast import Cast, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def held(cast: Cast, who: str = "granny") -> int:
    return held_of(person_account(cast.persons[who], Unit.MINUTES))


def again(use: TimeUse) -> TimeUse:
    return TimeUse.objects.get(id=use.id)


def test_an_elder_orders_with_time_and_it_is_set_aside(saved: Cast):
    use = a_use(saved, 90)
    assert (use.state, use.basis, use.minutes) == ("held", "age", 90)
    assert use.order.requester_id == saved.persons["granny"].id
    assert (minutes_of(saved.persons["granny"]), held(saved)) == (150, 90)
    event = Event.objects.get(kind="time_use.asked", subject_id=use.id)
    assert event.after["minutes"] == 90
    assert sound()


def test_what_was_served_is_paid_and_the_rest_returns(saved: Cast):
    use = a_use(saved, 90)
    reached(use, "confirmed", 50, saved)
    assert follow_orders() == 1
    found = again(use)
    assert (found.state, found.served, found.paid) == ("settled", 50, 50)
    assert (minutes_of(saved.persons["granny"]), held(saved)) == (190, 0)
    assert Message.objects.filter(template="time_settled").exists()
    before = everything()
    assert follow_orders() == 0
    assert follow_order(use_id=use.id) == 0
    assert everything() == before
    assert sound()


def test_nobody_pays_more_than_was_held(saved: Cast):
    use = a_use(saved, 60)
    reached(use, "unconfirmed", 95, saved)
    follow_orders()
    found = again(use)
    assert (found.state, found.served, found.paid) == ("settled", 95, 60)
    assert minutes_of(saved.persons["granny"]) == 180
    assert sound()


@pytest.mark.parametrize("state", ["withdrawn", "cancelled", "unfulfilled", "rejected", "merged"])
def test_an_order_that_nobody_served_gives_everything_back(saved: Cast, state: str):
    use = a_use(saved)
    reached(use, state)
    assert follow_orders() == 1
    assert again(use).state == "returned"
    assert (minutes_of(saved.persons["granny"]), held(saved)) == (240, 0)
    assert sound()


def test_withdrawing_the_order_through_its_own_door_is_enough(saved: Cast):
    use = a_use(saved)
    withdraw_order(actor=saved.granny, order_id=use.order_id)
    follow_orders()
    assert again(use).state == "returned"
    assert minutes_of(saved.persons["granny"]) == 240


def test_an_order_closed_without_anybody_having_come_costs_nothing(saved: Cast):
    use = a_use(saved)
    reached(use, "closed")
    follow_orders()
    assert (again(use).state, minutes_of(saved.persons["granny"])) == ("returned", 240)


@pytest.mark.parametrize("state", ["submitted", "in_service", "done", "disputed", "rework"])
def test_nothing_is_settled_while_it_is_not_over(saved: Cast, state: str):
    use = a_use(saved)
    reached(use, state, 30, saved)
    before = everything()
    assert follow_orders() == 0
    assert follow_order(use_id=use.id) == 0
    assert everything() == before
    assert held(saved) == 60


def test_minutes_nobody_answered_for_return_by_themselves(saved: Cast):
    use = a_use(saved)
    with time_machine.travel(timezone.now() + timedelta(days=200), tick=True):
        assert holding.lapse_holds() == 1
        assert follow_orders() == 1
    assert (again(use).state, minutes_of(saved.persons["granny"])) == ("lapsed", 240)
    assert sound()


def test_the_end_of_the_order_and_of_the_hold_answer_once_in_either_order(saved: Cast):
    granny = saved.persons["granny"]
    late, early = a_use(saved), a_use(saved, not_the_same=True)
    with time_machine.travel(timezone.now() + timedelta(days=200), tick=True):
        assert holding.lapse_hold(hold_id=late.hold, district=late.district) is not None
        for use in (late, early):
            reached(use, "confirmed")
        reached(early, "confirmed", 40, saved)
        assert follow_orders() == 2
        assert holding.lapse_hold(hold_id=early.hold, district=early.district) is None
        assert follow_orders() == 0
    assert (again(late).state, again(early).state) == ("lapsed", "settled")
    assert (minutes_of(granny), held(saved)) == (200, 0)
    assert sound()


def test_a_visit_of_which_a_complaint_was_upheld_is_refunded(saved: Cast):
    use = a_use(saved)
    reached(use, "confirmed", 60, saved)
    follow_orders()
    now = timezone.now()
    QualityCase.objects.create(
        district=use.district, order_id=use.order_id, kind="complaint", opened_at=now,
        opened_from="confirmed", contact_due_at=now, due_at=now, decided_at=now,
        decided_by=uuid4(), decision="settled", finding="confirmed",
    )  # fmt: skip
    assert follow_orders() == 1
    found = again(use)
    assert (found.state, found.paid, found.served) == ("refunded", 0, 60)
    assert minutes_of(saved.persons["granny"]) == 240
    assert follow_orders() == 0
    assert sound()


def test_too_little_time_places_no_order(saved: Cast):
    before = everything()
    save(saved.persons["li"], 20)
    li = saved.persons["li"]
    li.birth_date = "1950-05-01"
    li.save(update_fields=["birth_date"])
    before = everything()
    with pytest.raises(Conflict) as refused, transaction.atomic():
        use_time(actor=saved.li, asked=asked(saved, 60))
    assert refused.value.code == "too_little_time"
    assert everything() == before


@pytest.mark.parametrize(
    ("minutes", "code"), [(29, "too_short"), (241, "too_long"), (0, "too_short")]
)
def test_a_visit_has_a_least_and_a_most(saved: Cast, minutes: int, code: str):
    before = everything()
    with pytest.raises(Invalid) as refused:
        a_use(saved, minutes)
    assert refused.value.code == code
    assert "minutes" in refused.value.fields
    assert everything() == before


def test_only_so_many_visits_wait_at_a_time(saved: Cast):
    for _number in range(3):
        a_use(saved, 30)
    before = everything()
    with pytest.raises(Invalid) as refused:
        a_use(saved, 30)
    assert refused.value.code == "too_many"
    assert everything() == before


def test_who_is_too_young_uses_nothing_for_themselves(saved: Cast):
    before = everything()
    with pytest.raises(Invalid) as refused:
        use_time(actor=saved.wang, asked=asked(saved))
    assert refused.value.code == "too_young"
    assert everything() == before


def test_a_named_relative_is_served_on_the_savings_of_the_young(saved: Cast):
    tie = name(saved, "wang", "granny")
    use = use_time(
        actor=saved.desk,
        person_id=saved.persons["wang"].id,
        verified_by="in_person",
        asked=asked(saved, 60, receiver_id=tie.id),
    )
    assert (use.basis, use.order.requester_id) == ("relative", saved.persons["granny"].id)
    assert (minutes_of(saved.persons["wang"]), minutes_of(saved.persons["granny"])) == (60, 240)
    assert use.verified_by == "in_person"


def test_a_giver_covers_the_order_a_named_person_placed(saved: Cast):
    order = an_order(saved)
    before = everything()
    with pytest.raises(Invalid) as refused:
        cover_order(actor=saved.wang, number=order.number, minutes=60)
    assert refused.value.code == "unknown_order"
    assert everything() == before
    name(saved, "wang", "granny")
    use = cover_order(actor=saved.wang, number=f" {order.number} ", minutes=60)
    assert (use.order_id, minutes_of(saved.persons["wang"])) == (order.id, 60)
    before = everything()
    with pytest.raises(Conflict) as taken, transaction.atomic():
        cover_order(actor=saved.granny, number=order.number, minutes=60)
    assert taken.value.code == "covered_already"
    assert everything() == before


def test_what_is_being_served_already_is_covered_no_more(saved: Cast):
    order = an_order(saved)
    ServiceOrder.objects.filter(id=order.id).update(state="in_service")
    with pytest.raises(Conflict) as refused:
        cover_order(actor=saved.granny, number=order.number, minutes=60)
    assert refused.value.code == "wrong_state"
    assert not TimeUse.objects.exists()


def test_no_way_leads_from_one_persons_minutes_to_anothers_but_inheriting_and_merging():
    ways = {kind for kind, ways in ROUTES.items() if (Holder.PERSON, Holder.PERSON) in ways}
    assert ways == {Kind.INHERIT, Kind.MERGE}


def test_somebody_dropped_from_the_list_is_served_on_it_no_more(saved: Cast):
    tie = name(saved, "wang", "granny")
    drop_receiver(actor=saved.granny, receiver_id=tie.id, version=tie.version)
    before = everything()
    with pytest.raises(Invalid) as refused:
        use_time(
            actor=saved.desk,
            person_id=saved.persons["wang"].id,
            verified_by="in_person",
            asked=asked(saved, receiver_id=tie.id),
        )
    assert refused.value.code == "not_named"
    with pytest.raises(Conflict):
        drop_receiver(actor=saved.granny, receiver_id=tie.id)
    assert everything() == before


def test_an_elder_in_need_has_to_be_old_enough(saved: Cast):
    with pytest.raises(Invalid) as refused:
        name(saved, "wang", "li", basis="elder", tie="elder_alone")
    assert refused.value.code == "too_young"
    assert not TimeReceiver.objects.exists()
    assert name(saved, "wang", "granny", basis="elder", tie="elder_alone").basis == "elder"
    with pytest.raises(Conflict) as again_, transaction.atomic():
        name(saved, "wang", "granny")
    assert again_.value.code == "named_already"


def test_what_the_desk_did_not_check_is_not_named(saved: Cast):
    with pytest.raises(Invalid) as refused:
        name(saved, "wang", "granny", tie="elder_alone", proof="", consent="")
    assert set(refused.value.fields) == {"tie", "proof", "consent"}
    assert not TimeReceiver.objects.exists()


def test_the_desk_says_how_it_knew_who_called(saved: Cast):
    granny = saved.persons["granny"]
    before = everything()
    with pytest.raises(Invalid) as refused:
        use_time(actor=saved.desk, person_id=granny.id, asked=asked(saved))
    assert refused.value.code == "not_verified"
    with pytest.raises(NotSeen):
        use_time(
            actor=saved.other_desk, person_id=granny.id, asked=asked(saved), verified_by="known"
        )
    assert everything() == before


def test_an_elder_withdraws_by_phone_through_the_desk(saved: Cast):
    granny = saved.persons["granny"]
    use = use_time(
        actor=saved.desk,
        person_id=granny.id,
        verified_by="callback",
        asked=asked(saved, 60, contact_phone="", caller_phone="19900000001"),
    )
    assert (use.verified_by, use.order.channel) == ("callback", "hotline")
    event = Event.objects.get(kind="time_use.asked", subject_id=use.id)
    assert (event.channel, event.after["verified"]) == ("hotline", "callback")
    assert Event.objects.filter(kind="order.consent_by_phone", subject_id=use.order_id).exists()
    assert minutes_of(granny) == 180


def test_no_consent_on_the_phone_means_no_order_and_no_hold(saved: Cast):
    before = everything()
    with pytest.raises(Invalid) as refused:
        use_time(
            actor=saved.desk,
            person_id=saved.persons["granny"].id,
            verified_by="known",
            asked=asked(saved, consented=False),
        )
    assert refused.value.code == "consent"
    assert everything() == before


def test_children_keep_what_they_saved(saved: Cast):
    wang = saved.persons["wang"]
    wang.birth_date = (timezone.localdate() - timedelta(days=16 * 366)).isoformat()
    wang.save(update_fields=["birth_date"])
    before = everything()
    with pytest.raises(NotAllowed) as refused:
        use_time(actor=saved.wang, asked=asked(saved))
    assert refused.value.code == "minor"
    assert everything() == before


def test_who_leaves_first_settles_what_their_time_is_set_aside_for(saved: Cast):
    granny = saved.persons["granny"]
    assert list(open_time(granny)) == []
    use = a_use(saved)
    assert len(list(open_time(granny))) == 1
    reached(use, "withdrawn")
    follow_orders()
    assert list(open_time(granny)) == []


def test_a_clerk_uses_nobodys_time_for_themselves(saved: Cast):
    tie = name(saved, "wang", "granny")
    Person.objects.filter(id=tie.receiver_id).update(account=saved.accounts["desk"])
    before = everything()
    with pytest.raises(NotAllowed) as refused:
        use_time(
            actor=saved.desk,
            person_id=saved.persons["wang"].id,
            verified_by="in_person",
            asked=asked(saved, receiver_id=tie.id),
        )
    assert refused.value.code == "same_hand"
    assert everything() == before
