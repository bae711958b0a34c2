"""A better plan takes the place of the first, and only while nobody was told of the first."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from redvest.errors import Conflict
from redvest.journal.models import Event
from redvest.meals.models import MealDay, MealRound, MealStop
from redvest.meals.services import improve_plans, offer_rounds, withdraw_round
from redvest.meals.services.improving import Better, searched, settle_plan
from redvest.meals.services.planning import SOON
from tests.meals.cast import DAY, NOW, Noon, an_elder

pytestmark = pytest.mark.slow


def a_detour(noon: Noon) -> MealDay:
    """The plan of a lunch, as if its first search had found a longer way."""
    noon.plan()
    row = noon.round_of("wang")
    MealRound.objects.filter(id=row.id).update(back_at=row.back_at + timedelta(minutes=30))
    return MealDay.objects.select_related("canteen").get()


def found(lunch: MealDay) -> Better:
    better = searched(lunch)
    assert better is not None
    return better


def seconds_of(row: MealRound) -> float:
    return (row.back_at - row.leaves_at).total_seconds()


def test_a_better_plan_takes_the_place_of_the_first(noon: Noon):
    lunch = a_detour(noon)
    before = noon.round_of("wang")
    assert improve_plans() == 1
    after = noon.round_of("wang")
    assert seconds_of(after) == seconds_of(before) - 1800
    assert (MealRound.objects.count(), MealStop.objects.count()) == (1, 3)
    lunch.refresh_from_db()
    assert lunch.chosen is None
    assert Event.objects.get(kind="meal_day.improved").role == "system"
    assert improve_plans() == 0  # It is looked for once.


def test_a_plan_that_is_no_better_changes_nothing(noon: Noon):
    noon.plan()
    before = noon.round_of("wang")
    version = MealDay.objects.get().version
    assert improve_plans() == 0
    assert noon.round_of("wang").id == before.id
    lunch = MealDay.objects.get()
    assert (lunch.version, lunch.chosen) == (version, None)


@pytest.mark.parametrize("meanwhile", ["offered", "withdrawn", "one more meal"])
def test_what_the_desk_did_meanwhile_is_left_alone(noon: Noon, meanwhile: str):
    lunch = a_detour(noon)
    better, row = found(lunch), noon.round_of("wang")
    if meanwhile == "offered":
        offer_rounds(actor=noon.cast.desk, canteen_id=noon.canteen.id, day=DAY)
    elif meanwhile == "withdrawn":
        withdraw_round(actor=noon.cast.desk, round_id=row.id)
    else:
        an_elder(noon, 7)
    state = MealRound.objects.get(id=row.id).state
    assert settle_plan(lunch_id=lunch.id, better=better) == 0
    assert MealRound.objects.get(id=row.id).state == state
    assert MealRound.objects.count() == 1
    assert MealDay.objects.get().chosen is None


def test_a_new_plan_has_a_search_of_its_own(noon: Noon):
    lunch = a_detour(noon)
    better = found(lunch)
    noon.plan(walkers=("li",))
    assert settle_plan(lunch_id=lunch.id, better=better) == 0
    assert MealDay.objects.get().chosen == {
        "walkers": [str(noon.cast.volunteers["li"].id)],
        "cyclists": [],
    }


def test_nothing_is_looked_for_when_the_window_is_over(noon: Noon):
    a_detour(noon)
    with time_machine.travel(NOW + timedelta(hours=3, minutes=30) - SOON, tick=False):
        assert improve_plans() == 0
    assert MealDay.objects.get().chosen is None
    assert MealRound.objects.count() == 1


def test_what_the_desk_has_not_seen_is_not_offered(noon: Noon):
    lunch = a_detour(noon)
    assert improve_plans() == 1
    with pytest.raises(Conflict):
        offer_rounds(
            actor=noon.cast.desk, canteen_id=noon.canteen.id, day=DAY, version=lunch.version
        )
    assert noon.round_of("wang").state == "planned"
    client = Client()
    client.force_login(noon.cast.accounts["desk"])
    url = f"/desk/meals/{noon.canteen.id}/{DAY.isoformat()}/"
    assert client.post(f"{url}offer/", {"version": lunch.version}).status_code == 409
    assert client.post(f"{url}offer/", {"version": lunch.version + 1}).status_code == 302
    assert noon.round_of("wang").state == "offered"


def test_the_page_says_that_a_better_way_is_looked_for_and_for_no_longer(noon: Noon):
    client = Client()
    client.force_login(noon.cast.accounts["desk"])
    url = f"/desk/meals/{noon.canteen.id}/{DAY.isoformat()}/"
    noon.plan()
    assert "正在找更省时间的走法" in client.get(url).text
    improve_plans()
    assert "正在找更省时间的走法" not in client.get(url).text
