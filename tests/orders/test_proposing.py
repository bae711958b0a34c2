"""Proposals at the desk: what is shown, what is sent, and that nothing stale ever is."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from redvest.districts.models import Region
from redvest.engines.matching import trial
from redvest.engines.matching.inputs import Weights
from redvest.errors import Conflict
from redvest.journal.models import Event
from redvest.orders import proposals
from redvest.orders.models import Dispatch, ServiceOrder, VolunteerPaper
from redvest.orders.proposals import candidates_for, near_for, propose_for
from redvest.orders.proposing_words import because
from redvest.orders.services import decline_order, dispatch_order, pool_order
from redvest.orders.services.proposing import dispatch_proposed
from redvest.people.models import BeneficiaryFile, Person, Volunteer
from redvest.teams.models import Membership, Team
from redvest.teams.services.matching import set_team_matching
from tests.orders.cast import DISTRICT, HOME, Cast, an_order, state_of
from tests.orders.many import many_orders
from tests.orders.test_pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Compile before the stage is set: a transaction would not wait for it that long."""
    from redvest.engines.proposing import propose_all

    propose_all([], [], (), 1, Weights())
    trial.run()


@pytest.fixture(autouse=True)
def a_map(patient: None, cast: Cast) -> None:
    for code, north in ((HOME, 0.0), (f"{DISTRICT}001002", 0.003), (f"{DISTRICT}002001", 0.02)):
        Region.objects.filter(code=code).update(lat=36.0 + north, lon=103.8)


def proposed(cast: Cast, name: str = "desk") -> dict[UUID, str | None]:
    found = propose_for(cast.actor(name))
    assert found.result.verified
    return {o.id: row.choice.crew.name if row.choice else None for o, row in found.pairs()}


def test_each_open_order_gets_a_team_and_the_words_say_why(cast: Cast):
    order = an_order(cast, "accepted")
    found = propose_for(cast.desk)
    (row,) = found.result.rows
    assert row.choice is not None
    assert row.runner_up is not None
    assert {row.choice.crew.name, row.runner_up.crew.name} == {
        cast.team.name,
        cast.other_team.name,
    }
    assert because(row.choice, order) == ["驻地就在这个社区", "专长相近", "本月还没有接过单"]


def test_a_skill_is_counted_only_while_its_owner_accepts_being_matched(cast: Cast):
    an_order(cast, "accepted")
    Volunteer.objects.filter(id=cast.volunteers["wang"].id).update(skills=["plumbing"])
    before = candidates_for(ServiceOrder.objects.get())
    assert before[0].crew.id == cast.team.id
    assert before[0].crew.levels["plumbing"] == 2
    Volunteer.objects.filter(id=cast.volunteers["wang"].id).update(accepts_matching=False)
    after = {
        one.crew.id: one.crew.levels["plumbing"]
        for one in candidates_for(ServiceOrder.objects.get())
    }
    assert after[cast.team.id] == 1


def test_a_team_that_opted_out_is_never_proposed_and_may_still_be_asked_by_hand(cast: Cast):
    order = an_order(cast, "accepted")
    set_team_matching(actor=cast.zhao, team_id=cast.team.id, wanted=False)
    assert proposed(cast) == {order.id: cast.other_team.name}
    assert Event.objects.filter(kind="team.matching_off").count() == 1
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
    set_team_matching(actor=cast.zhao, team_id=cast.team.id, wanted=True)
    assert Team.objects.get(id=cast.team.id).accepts_matching


def test_a_minor_is_no_adult_for_an_item_of_adults(cast: Cast):
    from redvest.people.models import Guardianship

    order = an_order(cast, "accepted")
    Membership.objects.filter(team=cast.team).exclude(volunteer=cast.volunteers["wang"]).update(
        state="left"
    )
    Membership.objects.filter(team=cast.other_team).update(state="left")
    assert proposed(cast) == {order.id: cast.team.name}
    Guardianship.objects.create(
        district=DISTRICT, minor=cast.persons["wang"], relation="parent", asked_at=timezone.now()
    )
    assert proposed(cast) == {order.id: None}


def test_who_declined_this_order_is_not_proposed_for_it_again_and_for_others_as_before(cast: Cast):
    declined, other = an_order(cast, "dispatched"), an_order(cast, "accepted")
    decline_order(actor=cast.zhao, order_id=declined.id, reason="nobody_free")
    found = propose_for(cast.desk)
    teams = {o.id: row for o, row in found.pairs()}
    assert teams[declined.id].choice is not None
    assert teams[declined.id].choice.crew.name == cast.other_team.name
    costs = {
        one.crew.id: one.cost_m for one in candidates_for(ServiceOrder.objects.get(id=other.id))
    }
    assert costs[cast.team.id] == costs[cast.other_team.id]


def test_a_proposal_that_still_holds_is_sent_as_a_dispatch_of_its_own(cast: Cast):
    order = an_order(cast, "accepted")
    dispatch_proposed(
        actor=cast.desk, order_id=order.id, team_id=cast.team.id, version=order.version
    )
    assert state_of(order.id)[0] == "dispatched"
    assert Dispatch.objects.get(order=order).team_id == cast.team.id


def uninsured(cast: Cast) -> None:
    VolunteerPaper.objects.update(withdrawn_at=timezone.now())


def two_halves(cast: Cast) -> None:
    """One has the time and is not insured, the others are insured and have no time."""
    week, day = (1 << 21) - 1, ServiceOrder.objects.get().preferred_on.weekday()
    Volunteer.objects.update(availability=week & ~(0b111 << 3 * day))
    Volunteer.objects.filter(id=cast.volunteers["li"].id).update(availability=week)
    VolunteerPaper.objects.filter(volunteer=cast.volunteers["li"]).update(
        withdrawn_at=timezone.now()
    )


CHANGES = {
    "papers": uninsured,
    "nobody_fits": two_halves,
    "hours": lambda cast: Volunteer.objects.update(
        availability=1 << (3 * ((ServiceOrder.objects.get().preferred_on.weekday() + 1) % 7))
    ),
    "sex": lambda cast: ServiceOrder.objects.update(flags=["by_woman"]),
    "language": lambda cast: ServiceOrder.objects.update(language="tibetan"),
    "not_proposable": lambda cast: Team.objects.update(accepts_matching=False),
}


@pytest.mark.parametrize("code", CHANGES)
def test_what_changed_after_the_proposal_is_never_sent(cast: Cast, code: str):
    order = an_order(cast, "accepted")
    assert cast.team.id in {one.crew.id for one in candidates_for(order)}
    CHANGES[code](cast)
    before = state_of(order.id)
    with pytest.raises(Conflict) as refusal:
        dispatch_proposed(
            actor=cast.desk,
            order_id=order.id,
            team_id=cast.team.id,
            version=order.version,
        )
    assert refusal.value.code == code
    assert state_of(order.id) == before
    assert not Dispatch.objects.exists()


def test_who_speaks_her_language_is_asked_and_one_who_opted_out_is_not_counted(cast: Cast):
    order = an_order(cast, "accepted")
    ServiceOrder.objects.filter(id=order.id).update(language="tibetan", flags=["by_woman"])
    assert proposed(cast) == {order.id: None}
    qian = Volunteer.objects.filter(id=cast.volunteers["qian"].id)
    Person.objects.filter(id=cast.persons["qian"].id).update(sex="2")
    assert proposed(cast) == {order.id: None}
    assert "没有会说藏语" in browser(cast, "desk").get(reverse("orders:propose")).text
    qian.update(languages=["tibetan"])
    assert proposed(cast) == {order.id: cast.other_team.name}
    (_order, row), *_ = propose_for(cast.desk).pairs()
    assert row.choice is not None
    assert "队里有人会说藏语" in because(row.choice, ServiceOrder.objects.get(id=order.id))
    dispatch_proposed(actor=cast.centre, order_id=order.id, team_id=cast.other_team.id)
    qian.update(accepts_matching=False)
    assert candidates_for(ServiceOrder.objects.get(id=order.id)) == []


def test_that_a_resident_is_to_be_taken_care_of_weighs_and_what_is_written_does_not(cast: Cast):
    order = an_order(cast, "accepted")
    file = BeneficiaryFile(district=DISTRICT, person=order.requester, care_note="楼上没有电梯")
    file.save(force_insert=True)
    assert not propose_for(cast.desk).result.rows[0].order.care
    file.categories = '["elder_alone"]'
    file.save()
    assert propose_for(cast.desk).result.rows[0].order.care


def test_an_order_that_changed_is_not_sent_on_an_old_page(cast: Cast):
    order = an_order(cast, "accepted")
    ServiceOrder.objects.filter(id=order.id).update(version=order.version + 1)
    with pytest.raises(Conflict) as refusal:
        dispatch_proposed(
            actor=cast.desk, order_id=order.id, team_id=cast.team.id, version=order.version
        )
    assert refusal.value.code == "stale"
    assert not Dispatch.objects.exists()


def test_the_page_proposes_reviews_and_sends_only_what_is_ticked(cast: Cast):
    first, second = an_order(cast, "accepted"), an_order(cast, "accepted")
    client = browser(cast, "desk")
    page = client.get(reverse("orders:propose"))
    text = page.content.decode()
    assert "总代价最小的安排，已验证" in text
    picks = [row["pick"] for row in page.context["able"]]
    assert {one.split(":")[0] for one in picks} == {str(first.id), str(second.id)}
    ticked = [one for one in picks if one.startswith(str(first.id))]
    sent = {"order": ticked, "_key": str(uuid4())}
    review = client.post(reverse("orders:propose"), {**sent, "step": "review"})
    assert "现在还没有办理" in review.text
    proposed = next(row["team"] for row in page.context["able"] if row["pick"] in ticked)
    assert f"派给{proposed}" in review.text
    assert not Dispatch.objects.exists()
    sent["_key"] = str(uuid4())
    done = client.post(reverse("orders:propose"), {**sent, "step": "carry_out"})
    assert done.status_code == 302
    assert (state_of(first.id)[0], state_of(second.id)[0]) == ("dispatched", "accepted")


def test_nothing_ticked_or_nonsense_is_answered_in_words(cast: Cast):
    an_order(cast, "accepted")
    client = browser(cast, "desk")
    for given in ([], ["x:y:z", "::"]):
        sent = {"order": given, "step": "carry_out", "_key": str(uuid4())}
        answer = client.post(reverse("orders:propose"), sent, follow=True)
        assert "请先勾选要办理的订单" in answer.content.decode()
    assert not Dispatch.objects.exists()


def test_nobody_there_is_said_with_the_reason(cast: Cast):
    order = an_order(cast, "accepted")
    VolunteerPaper.objects.update(withdrawn_at=timezone.now())
    text = browser(cast, "desk").get(reverse("orders:propose")).content.decode()
    assert order.number in text
    assert "没有人持有要求的证件或保险" in text


def test_after_the_time_limit_nothing_is_called_proven(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    an_order(cast, "accepted")
    assert propose_for(cast.desk).result.verified
    monkeypatch.setattr(proposals, "SOLVE_MAX_S", -1.0)
    late = propose_for(cast.desk).result
    assert (late.verified, len(late.rows)) == (False, 1)
    assert 0 < late.gap <= 1
    with monkeypatch.context() as clock:
        clock.setattr(proposals, "monotonic", iter([0.0, 4.9, 5.1]).__next__)
        is_over = proposals.time_limit(5.0)
        assert [is_over() for _ in range(3)] == [False, False, True]


def test_what_nobody_fits_stands_on_the_list_of_what_the_district_lacks(cast: Cast):
    order = an_order(cast, "accepted")
    unmet = reverse("orders:unmet")
    assert browser(cast, "desk").get(unmet).context["waiting"] == []
    VolunteerPaper.objects.update(withdrawn_at=timezone.now())
    (row,) = browser(cast, "desk").get(unmet).context["waiting"]
    assert order.number in row["label"]
    assert "没有人持有要求的证件或保险" in row["note"]


def test_the_pages_ask_the_database_as_often_for_many_orders_as_for_two(cast: Cast):
    client = browser(cast, "desk")
    many_orders(cast, 2, states=("accepted",))
    pages = [reverse("orders:propose"), reverse("orders:unmet")]
    few = [queries(client, url) for url in pages]
    many_orders(cast, 30, states=("accepted",))
    assert [queries(client, url) for url in pages] == few
    assert max(few) <= 12


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_page_learns_what_changed_and_is_spared_when_nothing_did(cast: Cast):
    order = an_order(cast, "accepted")
    client = browser(cast, "desk")
    url = client.get(reverse("orders:propose")).context["changes_url"]
    assert client.get(url).status_code == 204
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
    answer = client.get(url)
    assert f"changed-{order.id}" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    # Another desk's orders are nobody's business here.
    assert browser(cast, "other_desk").get(url).status_code == 204
    assert client.get(reverse("orders:propose_changes") + "?seen=x").status_code == 404


def test_the_panel_shows_who_fits_and_one_click_asks_them(cast: Cast):
    order = an_order(cast, "accepted")
    client = browser(cast, "desk")
    page = client.get(reverse("orders:who", args=[order.id]))
    names = [one["name"] for one in page.context["choices"]]
    assert set(names) == {cast.team.name, cast.other_team.name}
    changes = page.context["changes_url"]
    assert client.get(changes).status_code == 204
    sent = {"team": str(cast.team.id), "version": str(order.version), "_key": str(uuid4())}
    client.post(reverse("orders:desk_step", args=[order.id, "dispatch"]), sent)
    assert state_of(order.id)[0] == "dispatched"
    assert "这一单在您打开页面之后变了" in client.get(changes).text
    assert client.get(f"{changes}0").status_code == 204  # Of another order nothing is said here.
    after = client.get(reverse("orders:who", args=[order.id])).content.decode()
    assert "现在不用派" in after
    assert cast.team.name in after


def pooled(cast: Cast) -> ServiceOrder:
    order = an_order(cast, "accepted")
    pool_order(actor=cast.desk, order_id=order.id)
    return ServiceOrder.objects.get(id=order.id)


def test_what_fits_a_volunteer_is_listed_and_the_rest_is_not(cast: Cast):
    order = pooled(cast)
    assert near_for(cast.wang) == []  # No hours and no skill are said yet.
    Volunteer.objects.filter(id=cast.volunteers["wang"].id).update(
        availability=(1 << 21) - 1, skills=["plumbing"]
    )
    ((row, choice),) = near_for(cast.wang)
    assert row.id == order.id
    assert choice.cost_m == pytest.approx(200)  # One level of the skill below the highest.
    page = browser(cast, "wang").get(reverse("orders:near")).content.decode()
    assert "用得上您的特长" in page
    assert near_for(cast.li) == []


def test_whoever_opted_out_is_compared_with_nothing_and_told_where_to_change_it(cast: Cast):
    pooled(cast)
    Volunteer.objects.filter(id=cast.volunteers["wang"].id).update(
        availability=(1 << 21) - 1, skills=["plumbing"], accepts_matching=False
    )
    assert near_for(cast.wang) == []
    page = browser(cast, "wang").get(reverse("orders:near")).content.decode()
    assert "您没有打开自动推荐" in page
    assert reverse("people:consents") in page


def test_the_method_is_public_and_shows_the_districts_numbers(cast: Cast):
    page = Client().get(reverse("orders:matching")).content.decode()
    assert "电脑只推荐，由人决定" in page
    assert "直线距离乘以1.30" in page
    assert "需要照顾的居民再加" in page
    assert "不想参加" in page


def test_the_page_of_a_team_switches_the_proposals_off(cast: Cast):
    client = browser(cast, "zhao")
    url = reverse("teams:matching", args=[cast.team.id])
    assert "现在是打开的" in client.get(url).content.decode()
    client.post(url, {"wanted": "no", "_key": str(uuid4())})
    assert "现在是关闭的" in client.get(url).content.decode()
    assert not Team.objects.get(id=cast.team.id).accepts_matching
