"""Two change places: by the yes of both and of whoever runs the activities, or not at all."""

import pytest
from django.test import Client

from redvest.activities.models import Activity, SignUp, StandIn
from redvest.activities.services import (
    agree_to_swap,
    answer_stand_in,
    ask_stand_in,
    decide_swap,
    offer_in_return,
    sign_up,
    withdraw_signup,
    withdraw_stand_in,
)
from redvest.activities.services.checking import Wish
from redvest.activities.services.clock import run_due
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.notices.models import Message
from tests.activities.cast import Cast, an_activity, at, counted, shift_of, stands

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


class Two:
    """Wang holds a place of one activity, Li of another at the same time."""

    def __init__(self, cast: Cast, **other: object) -> None:
        self.cast = cast
        self.here = shift_of(an_activity(cast, capacity=1))
        there = an_activity(cast, capacity=1, **{"starts": at(3, 10), "title": "敬老", **other})
        self.there = shift_of(there)
        yes = Wish(agrees=True, knows_load=True)
        [self.wang] = sign_up(actor=cast.wang, shift_id=self.here.id, wish=yes)
        [self.li] = sign_up(actor=cast.li, shift_id=self.there.id, wish=yes)
        self.row = ask_stand_in(
            actor=cast.wang,
            signup_id=self.wang.id,
            volunteer_no=cast.volunteers["li"].volunteer_no,
            swaps=True,
        )

    def offered(self) -> "Two":
        offer_in_return(
            actor=self.cast.li, stand_in_id=self.row.id, signup_id=self.li.id, terms=True
        )
        return self

    def agreed(self) -> "Two":
        agree_to_swap(actor=self.cast.wang, stand_in_id=self.offered().row.id, terms=True)
        return self

    def state(self) -> str:
        return StandIn.objects.get(id=self.row.id).state

    def as_they_were(self) -> bool:
        kept = {stands(self.wang.id), stands(self.li.id)} == {"confirmed"}
        return kept and SignUp.objects.count() == 2 and counted(self.here) and counted(self.there)


def holders(two: Two) -> tuple[str, str]:
    names = {one.id: name for name, one in two.cast.volunteers.items()}
    here, there = (
        names[SignUp.objects.get(shift=shift, state="confirmed").volunteer_id]
        for shift in (two.here, two.there)
    )
    return here, there


def test_two_change_places_by_the_yes_of_all_though_their_times_overlap(cast: Cast):
    two = Two(cast).offered()
    assert two.as_they_were()
    agree_to_swap(actor=cast.wang, stand_in_id=two.row.id)
    assert two.as_they_were()
    decide_swap(actor=cast.zhao, stand_in_id=two.row.id, agrees=True)
    assert two.state() == "accepted"
    assert holders(two) == ("li", "wang")
    assert (stands(two.wang.id), stands(two.li.id)) == ("replaced", "replaced")
    assert counted(two.here)
    assert counted(two.there)
    fresh = SignUp.objects.filter(state="confirmed")
    assert {(one.via, one.signed_by == one.volunteer.person.account_id) for one in fresh} == {
        ("swap", True)
    }
    for act in (
        lambda: decide_swap(actor=cast.zhao, stand_in_id=two.row.id, agrees=True),
        lambda: withdraw_stand_in(actor=cast.wang, stand_in_id=two.row.id),
        lambda: agree_to_swap(actor=cast.wang, stand_in_id=two.row.id),
    ):
        with pytest.raises(Conflict):
            act()
    assert holders(two) == ("li", "wang")


def test_each_step_is_taken_by_whom_it_is_asked_of_alone(cast: Cast):
    two = Two(cast)
    for actor, error in ((cast.wang, Invalid), (cast.qian, NotSeen), (cast.zhao, Invalid)):
        with pytest.raises(error):
            offer_in_return(actor=actor, stand_in_id=two.row.id, signup_id=two.li.id)
    with pytest.raises(Invalid):  # Another's place is nothing to give.
        offer_in_return(actor=cast.li, stand_in_id=two.row.id, signup_id=two.wang.id)
    two.offered()
    with pytest.raises(NotAllowed):
        agree_to_swap(actor=cast.li, stand_in_id=two.row.id)
    with pytest.raises(Conflict):
        answer_stand_in(actor=cast.li, stand_in_id=two.row.id, agrees=True)
    with pytest.raises(Conflict):
        decide_swap(actor=cast.zhao, stand_in_id=two.row.id, agrees=True)
    agree_to_swap(actor=cast.wang, stand_in_id=two.row.id)
    for actor, error in ((cast.wang, NotAllowed), (cast.li, NotAllowed), (cast.qian, NotSeen)):
        with pytest.raises(error):
            decide_swap(actor=actor, stand_in_id=two.row.id, agrees=True)
    assert two.state() == "agreed"
    assert two.as_they_were()


@pytest.mark.parametrize("who", ["wang", "li", "zhao", "nobody"])
def test_every_no_leaves_everything_as_it_was_and_says_so(cast: Cast, who: str):
    two = Two(cast)
    if who == "nobody":
        answer_stand_in(actor=cast.li, stand_in_id=two.row.id, agrees=False)
    elif who == "zhao":
        decide_swap(actor=cast.zhao, stand_in_id=two.agreed().row.id, agrees=False)
    else:
        withdraw_stand_in(actor=cast.actor(who), stand_in_id=two.agreed().row.id)
    assert two.state() in ("declined", "refused", "withdrawn")
    assert two.as_they_were()
    told = Message.objects.filter(template="stand_in_answered").count()
    assert told >= 1
    again = ask_stand_in(
        actor=cast.wang,
        signup_id=two.wang.id,
        volunteer_no=cast.volunteers["li"].volunteer_no,
    )
    assert again.state == "asked"  # Nothing stands in the way of asking once more.


def test_both_leads_say_yes_and_who_swaps_does_not_decide(cast: Cast):
    two = Two(cast)
    # Li leads the place he is to get, which does not make it his to decide; Qian leads the other.
    Activity.objects.filter(id=two.here.activity_id).update(lead=cast.volunteers["li"])
    Activity.objects.filter(id=two.there.activity_id).update(lead=cast.volunteers["qian"])
    two.agreed()
    with pytest.raises(NotAllowed):
        decide_swap(actor=cast.li, stand_in_id=two.row.id, agrees=True)
    half = decide_swap(actor=cast.qian, stand_in_id=two.row.id, agrees=True)
    assert (half.state, half.approved_by) == ("agreed", None)
    assert half.return_approved_by is not None
    assert two.as_they_were()
    decide_swap(actor=cast.zhao, stand_in_id=two.row.id, agrees=True)
    assert two.state() == "accepted"
    assert holders(two) == ("li", "wang")


def test_what_changed_meanwhile_ends_it_with_a_reason_and_blames_nobody(cast: Cast):
    two = Two(cast).agreed()
    told = Message.objects.filter(template="stand_in_answered", to_account=cast.accounts["wang"])
    before = told.count()
    withdraw_signup(actor=cast.li, signup_id=two.li.id)
    run_due()
    row = StandIn.objects.get(id=two.row.id)
    assert (row.state, row.reason) == ("ended", "changed")
    assert stands(two.wang.id) == "confirmed"
    assert told.count() > before
    assert run_due() == 0


def test_a_place_that_no_longer_fits_ends_it_and_both_keep_theirs(cast: Cast):
    two = Two(cast).agreed()
    # Meanwhile Wang has promised the hours in which Li is expected.
    clash = shift_of(an_activity(cast, starts=at(3, 11), title="别处"))
    sign_up(actor=cast.wang, shift_id=clash.id, wish=Wish(knows_load=True))
    ended = decide_swap(actor=cast.zhao, stand_in_id=two.row.id, agrees=True)
    assert (ended.state, ended.reason) == ("ended", "time_clash")
    assert {stands(two.wang.id), stands(two.li.id)} == {"confirmed"}
    assert SignUp.objects.filter(state="replaced").count() == 0
    assert counted(two.here)
    assert counted(two.there)


def test_what_the_law_wants_agreed_is_agreed_by_whoever_comes(cast: Cast):
    two = Two(cast, asks_agreement=True)
    offer_in_return(actor=cast.li, stand_in_id=two.row.id, signup_id=two.li.id)
    with pytest.raises(Invalid) as refused:
        agree_to_swap(actor=cast.wang, stand_in_id=two.row.id)
    assert refused.value.code == "agreement"
    assert two.state() == "offered"
    agree_to_swap(actor=cast.wang, stand_in_id=two.row.id, terms=True)
    Activity.objects.filter(id=two.there.activity_id).update(risk_statement="夜间有大雾。")
    assert decide_swap(actor=cast.zhao, stand_in_id=two.row.id, agrees=True).reason == "changed"
    assert two.as_they_were()


def test_one_place_goes_into_one_swap_at_a_time(cast: Cast):
    two = Two(cast).offered()
    third = shift_of(an_activity(cast, starts=at(6), capacity=1))
    [row] = sign_up(actor=cast.qian, shift_id=third.id)
    other = ask_stand_in(
        actor=cast.qian,
        signup_id=row.id,
        volunteer_no=cast.volunteers["li"].volunteer_no,
        swaps=True,
    )
    with pytest.raises(Invalid):
        offer_in_return(actor=cast.li, stand_in_id=other.id, signup_id=two.li.id)
    assert StandIn.objects.get(id=other.id).in_return_id is None


def test_the_pages_lead_both_of_them_and_the_lead_through_it(cast: Cast):
    two = Two(cast, asks_agreement=True)
    wang, li, zhao = Client(), Client(), Client()
    for client, name in ((wang, "wang"), (li, "li"), (zhao, "zhao")):
        client.force_login(cast.accounts[name])
    url = f"/me/stand-ins/{two.row.id}/"
    assert f'href="{url}"' in li.get("/me/shifts/").content.decode()
    page = li.get(url).content.decode()
    assert "敬老" in page
    assert li.post(f"{url}offer/", {}).status_code == 200  # Nothing chosen: asked again.
    assert two.state() == "asked"
    assert li.post(f"{url}offer/", {"offer-mine": str(two.li.id)}).status_code == 302
    assert f'href="{url}"' in wang.get("/me/shifts/").content.decode()
    assert "服务协议" in wang.get(url).content.decode()
    assert wang.post(f"{url}agree/", {}).status_code == 200
    assert wang.post(f"{url}agree/", {"agree-agrees": "on"}).status_code == 302
    assert li.post(f"{url}agree/", {}).status_code in (403, 409)
    roster = f"/activities/{two.here.activity_id}/"
    assert "同意换班" in zhao.get(f"{roster}roster/").content.decode()
    assert zhao.post(f"{roster}swaps/{two.row.id}/approve/").status_code == 302
    assert holders(two) == ("li", "wang")
    assert wang.get(url).status_code == 200
