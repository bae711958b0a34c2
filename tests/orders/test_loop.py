"""The smallest loop: placed, accepted, dispatched, claimed, scheduled, served, confirmed, rated."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from redvest.districts.models import Region
from redvest.errors import DomainError, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.orders.models import Assignment, Evaluation, ServiceOrder
from redvest.orders.services import (
    accept_assignment,
    accept_order,
    check_in,
    claim_order,
    complete_order,
    confirm_order,
    decline_order,
    dispatch_order,
    name_volunteer,
    place_order,
    rate_order,
    refuse_assignment,
    reveal_contact,
    schedule_order,
    withdraw_order,
)
from redvest.people.models import ProxyLink
from tests.orders.cast import DISTRICT, HOME, Cast, an_order, state_of

pytestmark = pytest.mark.slow


def test_the_loop_closes_and_every_change_left_one_event(cast: Cast):
    order = an_order(cast, "confirmed")
    rate_order(actor=cast.granny, order_id=order.id, grade=5, tags=["on_time"], text="谢谢😀")
    assert state_of(order.id) == ("rated", 12)
    evaluation = Evaluation.objects.get()
    assert (evaluation.grade, evaluation.tags, str(evaluation.text)) == (5, ["on_time"], "谢谢😀")
    events = Event.objects.filter(subject_id=order.id).order_by("at", "id")
    assert [event.after["version"] for event in events] == list(range(1, 13))
    for earlier, later in pairwise(events):
        assert later.before["state"] == earlier.after["state"]
    assert all(event.role for event in events)
    by_itself = [event.kind for event in events if event.account_id is None]
    assert by_itself == ["order.schedule"]  # It followed from the last yes.


def test_the_rows_hold_no_plain_text(cast: Cast):
    order = an_order(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT orders_serviceorder::text FROM orders_serviceorder")
        (row,) = cursor.fetchone()
    for text in ("阳台灯坏了", "畅家巷3号楼2单元501室", "19900000001"):
        assert text not in row
        assert text.encode().hex() not in row
    events = str(list(Event.objects.values_list("reason", "before", "after")))
    assert "阳台灯" not in events
    assert "19900000001" not in events
    assert str(order.contact_phone) == "199****0001"
    assert str(order.address) == "畅家巷"


def test_numbers_of_a_day_follow_each_other(cast: Cast):
    numbers = [an_order(cast).number for _ in range(3)]
    day = f"{timezone.localdate():%Y%m%d}"
    assert numbers == [f"{day}-0001", f"{day}-0002", f"{day}-0003"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"description": "  "}, "description"),
        ({"description": "很" * 5000}, "description"),
        ({"address": ""}, "address"),
        ({"address": "长" * 121}, "address"),
        ({"risk_note": "险" * 201}, "risk_note"),
        ({"contact_phone": "12345"}, "contact_phone"),
        ({"community": "620102999999"}, "community"),
        ({"community": "620102001"}, "community"),
        ({"preferred_on": date(2020, 1, 1)}, "preferred_on"),
        ({"preferred_on": date(2999, 1, 1)}, "preferred_on"),
        ({"preferred_slot": "midnight"}, "preferred_slot"),
        ({"consent_to_share": False}, "consent_to_share"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_says_what_is_wrong_with_a_bad_order_and_stores_nothing(
    cast: Cast, changes: dict[str, object], field: str, language: str
):
    before = Event.objects.count()
    with translation.override(language), pytest.raises(Invalid) as refusal:
        place_order(
            actor=cast.granny,
            requester_id=cast.persons["granny"].id,
            card=cast.card(**changes),
        )
    with translation.override(language):
        message = str(refusal.value.fields[field])
    assert message
    assert message.isascii() == (language == "en"), message
    assert not ServiceOrder.objects.exists()
    assert Event.objects.count() == before


def test_it_refuses_a_community_that_was_closed(cast: Cast):
    Region.objects.filter(code=HOME).update(valid_to=timezone.localdate())
    with pytest.raises(Invalid) as refusal:
        place_order(actor=cast.granny, requester_id=cast.persons["granny"].id, card=cast.card())
    assert "撤并" in str(refusal.value.fields["community"])
    assert not ServiceOrder.objects.exists()


def test_emoji_and_rare_characters_come_back_as_they_were(cast: Cast):
    text = "灯坏了💡𠮷老师 ‘引号’ <b>&amp;"
    order = place_order(
        actor=cast.granny,
        requester_id=cast.persons["granny"].id,
        card=cast.card(description=text),
    )
    assert str(ServiceOrder.objects.get(id=order.id).description) == text


def test_it_refuses_the_eleventh_open_order(cast: Cast):
    for _ in range(10):
        an_order(cast)
    with pytest.raises(NotAllowed):
        an_order(cast)
    assert ServiceOrder.objects.count() == 10


def test_the_desk_orders_for_residents_of_its_place_and_for_nobody_else(cast: Cast):
    granny, stranger = cast.persons["granny"].id, cast.persons["stranger"].id
    order = place_order(actor=cast.desk, requester_id=granny, card=cast.card())
    assert Event.objects.get(subject_id=order.id).role == "proxy"
    for actor, person in (
        (cast.desk, stranger),
        (cast.other_desk, granny),
        (cast.wang, granny),
    ):
        with pytest.raises(NotSeen):
            place_order(actor=actor, requester_id=person, card=cast.card())
    assert ServiceOrder.objects.count() == 1


def test_a_confirmed_proxy_orders_confirms_and_rates(cast: Cast):
    link = ProxyLink.objects.create(
        district=DISTRICT,
        proxy=cast.accounts["stranger"],
        resident=cast.persons["granny"],
        kind="family",
        consent_basis="code",
    )
    granny = cast.persons["granny"].id
    with pytest.raises(NotSeen):
        place_order(actor=cast.stranger, requester_id=granny, card=cast.card())
    link.confirmed_at = timezone.now()
    link.save(update_fields=["confirmed_at"])
    order = an_order(cast, "done")
    confirm_order(actor=cast.stranger, order_id=order.id)
    rate_order(actor=cast.stranger, order_id=order.id, grade=4)
    assert state_of(order.id)[0] == "rated"


def test_nobody_rates_a_service_of_their_own(cast: Cast):
    """Wang speaks for granny and also served: somebody else has to say how it was."""
    ProxyLink.objects.create(
        district=DISTRICT,
        proxy=cast.accounts["wang"],
        resident=cast.persons["granny"],
        kind="family",
        consent_basis="code",
        confirmed_at=timezone.now(),
    )
    order = an_order(cast, "done")
    before = state_of(order.id)
    with pytest.raises(NotAllowed) as refusal:
        confirm_order(actor=cast.wang, order_id=order.id)
    assert refusal.value.code == "own_service"
    assert state_of(order.id) == before
    confirm_order(actor=cast.granny, order_id=order.id)
    with pytest.raises(NotAllowed):
        rate_order(actor=cast.wang, order_id=order.id, grade=5)
    assert not Evaluation.objects.exists()


def test_a_volunteer_is_not_sent_to_the_own_order(cast: Cast):
    order = place_order(actor=cast.wang, requester_id=cast.persons["wang"].id, card=cast.card())
    accept_order(actor=cast.desk, order_id=order.id)
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
    claim_order(actor=cast.zhao, order_id=order.id)
    before = state_of(order.id)
    soon = timezone.now() + timedelta(hours=1)
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        schedule_order(
            actor=cast.zhao,
            order_id=order.id,
            starts_at=soon,
            ends_at=soon + timedelta(hours=1),
            volunteer_ids=[cast.volunteers["wang"].id],
        )
    assert refusal.value.code == "own_order"
    assert state_of(order.id) == before
    assert not Assignment.objects.exists()


def everything(cast: Cast, order: ServiceOrder) -> list[tuple[str, object]]:
    """Every service on one order, with arguments that would pass."""
    soon = timezone.now() + timedelta(hours=1)
    wang = cast.volunteers["wang"].id
    return [
        ("accept", lambda a: accept_order(actor=a, order_id=order.id)),
        ("dispatch", lambda a: dispatch_order(actor=a, order_id=order.id, team_id=cast.team.id)),
        ("decline", lambda a: decline_order(actor=a, order_id=order.id, reason="too_far")),
        ("claim", lambda a: claim_order(actor=a, order_id=order.id)),
        (
            "schedule",
            lambda a: schedule_order(
                actor=a,
                order_id=order.id,
                starts_at=soon,
                ends_at=soon + timedelta(hours=1),
                volunteer_ids=[wang],
            ),
        ),
        ("name", lambda a: name_volunteer(actor=a, order_id=order.id, volunteer_id=wang)),
        ("agree", lambda a: accept_assignment(actor=a, order_id=order.id)),
        ("cannot", lambda a: refuse_assignment(actor=a, order_id=order.id)),
        ("check_in", lambda a: check_in(actor=a, order_id=order.id)),
        ("complete", lambda a: complete_order(actor=a, order_id=order.id)),
        ("confirm", lambda a: confirm_order(actor=a, order_id=order.id)),
        ("rate", lambda a: rate_order(actor=a, order_id=order.id, grade=5)),
        ("withdraw", lambda a: withdraw_order(actor=a, order_id=order.id)),
        ("reveal", lambda a: reveal_contact(actor=a, order_id=order.id, reason="test")),
    ]


POINTS = ["submitted", "accepted", "dispatched", "claimed", "planned", "scheduled", "agreed"]
POINTS += ["in_service", "done", "confirmed"]


@pytest.mark.parametrize("until", POINTS)
def test_who_has_nothing_to_do_with_an_order_does_not_find_it(cast: Cast, until: str):
    order = an_order(cast, until)
    before = state_of(order.id)
    strangers = [cast.stranger, cast.other_desk, cast.qian, cast.actor("desk", "350102")]
    for actor in strangers:
        for name, act in everything(cast, order):
            with pytest.raises(NotSeen):
                act(actor)
            assert state_of(order.id) == before, name


@pytest.mark.slow
@pytest.mark.parametrize("until", POINTS)
def test_who_sees_an_order_still_does_only_what_the_flow_allows(cast: Cast, until: str):
    """Every service by everybody at every point: what the engine does not allow changes nothing."""
    order = an_order(cast, until)
    refusals = {("wang", "cannot"), ("li", "cannot")}
    answers = {("wang", "agree"), ("li", "agree")} | refusals
    allowed = {
        "submitted": {("desk", "accept"), ("centre", "accept")},
        "accepted": {("desk", "dispatch"), ("centre", "dispatch")},
        "dispatched": {("zhao", "claim"), ("zhao", "decline")},
        "claimed": {("zhao", "schedule")},
        "planned": {("zhao", "schedule")} | answers,
        "scheduled": (answers - {("wang", "agree")}) | {("wang", "check_in")},
        "agreed": {("wang", "check_in"), ("li", "check_in")} | refusals,
        "in_service": {("wang", "complete"), ("li", "check_in")},
        "done": {("granny", "confirm")},
        "confirmed": {("granny", "rate")},
    }[until]
    if until not in ("in_service", "done", "confirmed"):
        allowed |= {("granny", "withdraw")}
    happened = set()
    for who in ("granny", "desk", "centre", "zhao", "wang", "li"):
        for name, act in everything(cast, order):
            if name == "reveal":
                continue
            before = state_of(order.id)
            try:
                with transaction.atomic():
                    act(cast.actor(who))
                    happened.add((who, name))
                    raise RuntimeError("undo")
            except RuntimeError:
                pass
            except DomainError:
                assert state_of(order.id) == before
    assert happened == allowed
