"""What passes on: inheriting, saving for a team, exchanging with another district."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from redvest.bank.models import (
    Account,
    TeamSaver,
    TimeExchange,
    TimeInheritance,
    Transfer,
)
from redvest.bank.queries.books import balance_of
from redvest.bank.queries.time_moves import cleared, sides_between
from redvest.bank.services.accounts import team_account
from redvest.bank.services.earning import settle_records
from redvest.bank.services.exchanging import (
    answer_exchange,
    receive_time,
    run_exchanges,
    send_time,
)
from redvest.bank.services.giving import give_of_team
from redvest.bank.services.inheriting import Left, ask_inheritance, decide_inheritance
from redvest.bank.services.team_saving import save_for_oneself, save_for_team
from redvest.engines.clearing import reconciled
from redvest.engines.earning import Terms
from redvest.engines.ledger import Unit
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.people.models import Person, Volunteer
from tests.bank.savers import (
    a_use,
    entered,
    everything,
    minutes_of,
    name,
    open_bank,
    save,
    sound,
)
from tests.bank.service import a_record, a_rule
from tests.orders.cast import DISTRICT, Cast, a_district

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
THERE = "350102"
LEFT = Left("V000002", "child", "death_certificate")


def gone(cast: Cast, who: str = "wang") -> Person:
    """The station wrote down that somebody died."""
    Volunteer.objects.filter(id=cast.volunteers[who].id).update(status="deceased")
    return cast.persons[who]


def inheriting(cast: Cast, heir: str = "li", left: Left = LEFT) -> TimeInheritance:
    return ask_inheritance(actor=cast.desk, heir_id=cast.persons[heir].id, left=left)


def test_all_that_somebody_left_goes_to_the_heir_by_two_people(saved: Cast):
    wang, li = gone(saved), saved.persons["li"]
    row = inheriting(saved)
    assert (minutes_of(wang), minutes_of(li)) == (120, 0)
    with pytest.raises(NotAllowed):
        decide_inheritance(actor=saved.desk, inheritance_id=row.id, agree=True)
    done = decide_inheritance(actor=saved.centre, inheritance_id=row.id, agree=True)
    assert (done.state, done.minutes) == ("agreed", 120)
    assert (minutes_of(wang), minutes_of(li)) == (0, 120)
    moved = Transfer.objects.get(kind="inherit")
    assert (moved.source_id, moved.second) == (row.id, row.asked_by)
    before = everything()
    with pytest.raises(Conflict):
        decide_inheritance(actor=saved.centre, inheritance_id=row.id, agree=True)
    assert everything() == before
    assert sound()


def test_a_refusal_of_the_center_moves_nothing(saved: Cast):
    gone(saved)
    row = inheriting(saved)
    before = everything()
    decide_inheritance(actor=saved.centre, inheritance_id=row.id, agree=False)
    assert everything() == before
    assert TimeInheritance.objects.get().state == "refused"


def test_whoever_asked_does_not_decide(saved: Cast):
    gone(saved)
    row = ask_inheritance(actor=saved.centre, heir_id=saved.persons["li"].id, left=LEFT)
    before = everything()
    with pytest.raises(NotAllowed) as refused:
        decide_inheritance(actor=saved.centre, inheritance_id=row.id, agree=True)
    assert refused.value.code == "same_hand"
    assert everything() == before


def test_nobody_inherits_from_the_living_or_without_papers_or_twice(saved: Cast):
    with pytest.raises(Invalid) as refused:
        inheriting(saved)
    assert refused.value.code == "unknown"
    gone(saved)
    with pytest.raises(Invalid) as unsaid:
        inheriting(saved, left=Left("V000002", "", ""))
    assert set(unsaid.value.fields) == {"relation", "proof"}
    inheriting(saved)
    with pytest.raises(Conflict) as again, transaction.atomic():
        inheriting(saved)
    assert again.value.code == "asked_already"
    assert TimeInheritance.objects.count() == 1


def test_nothing_is_inherited_while_an_order_still_waits_on_it(saved: Cast):
    granny = saved.persons["granny"]
    Volunteer.objects.create(
        district=DISTRICT, person=granny, volunteer_no="V000099", status="deceased"
    )
    a_use(saved)
    with pytest.raises(Conflict) as refused:
        inheriting(saved, left=Left("V000099", "child", "notary"))
    assert refused.value.code == "still_open"
    assert not TimeInheritance.objects.exists()


def team_minutes(cast: Cast) -> int:
    return Account.objects.get(id=team_account(cast.team, Unit.MINUTES).id).balance


def test_a_member_saves_for_the_team_which_can_only_give_it_away(saved: Cast):
    a_rule(Terms(time_categories=("other",), day_points=30))
    wang = saved.volunteers["wang"]
    with pytest.raises(NotAllowed):
        save_for_team(actor=saved.qian, team_id=saved.team.id)
    save_for_team(actor=saved.wang, team_id=saved.team.id)
    TeamSaver.objects.update(from_day="2026-03-01")
    a_record(wang, team=saved.team)
    a_record(wang, hour=14)
    assert settle_records() == 2
    assert (team_minutes(saved), minutes_of(saved.persons["wang"])) == (60, 180)
    assert balance_of(saved.persons["wang"].id, DISTRICT, Unit.POINTS) == 20
    give_of_team(actor=saved.zhao, team_id=saved.team.id, unit="minutes", amount=45)
    assert team_minutes(saved) == 15
    with pytest.raises(NotSeen):
        give_of_team(actor=saved.qian, team_id=saved.team.id, unit="minutes", amount=5)
    assert sound()


def test_from_the_day_somebody_stops_it_is_their_own_again(saved: Cast):
    a_rule(Terms(time_categories=("other",)))
    save_for_team(actor=saved.wang, team_id=saved.team.id)
    with pytest.raises(Conflict), transaction.atomic():
        save_for_team(actor=saved.wang, team_id=saved.team.id)
    save_for_oneself(actor=saved.wang, team_id=saved.team.id)
    with pytest.raises(NotSeen):
        save_for_oneself(actor=saved.wang, team_id=saved.team.id)
    a_record(saved.volunteers["wang"], team=saved.team)
    settle_records()
    assert (team_minutes(saved), minutes_of(saved.persons["wang"])) == (0, 180)


def test_what_a_team_saved_goes_when_the_record_falls(saved: Cast):
    a_rule(Terms(time_categories=("other",)))
    save_for_team(actor=saved.wang, team_id=saved.team.id)
    TeamSaver.objects.update(from_day="2026-03-01")
    record = a_record(saved.volunteers["wang"], team=saved.team)
    settle_records()
    type(record).objects.filter(id=record.id).update(state="revoked", version=2)
    settle_records()
    assert team_minutes(saved) == 0
    assert sound()


def open_both(cast: Cast) -> Person:
    """Both districts exchange; Wang has a profile with the same account in the other one."""
    a_district(THERE)
    for code in (DISTRICT, THERE):
        open_bank(code)
    there = Person(
        district=THERE,
        account=cast.accounts["wang"],
        name="演员2",
        birth_date="1980-05-01",
        home_community=f"{THERE}001001",
    )
    there.save(force_insert=True)
    return there


def books_agree(off: int = 0) -> bool:
    found = reconciled(
        sides_between(DISTRICT, THERE), cleared(DISTRICT, THERE), cleared(THERE, DISTRICT)
    )
    return found.off == off and found.sound == (off == 0)


def test_minutes_go_to_the_other_district_and_both_books_say_so(saved: Cast):
    there = open_both(saved)
    sent = send_time(actor=saved.wang, other=THERE, minutes=50)
    assert (minutes_of(saved.persons["wang"]), minutes_of(there)) == (70, 0)
    assert (sent.state, cleared(DISTRICT, THERE), books_agree()) == ("sent", 50, True)
    assert run_exchanges() == 1
    assert minutes_of(there) == 50
    assert (cleared(DISTRICT, THERE), cleared(THERE, DISTRICT)) == (50, -50)
    assert TimeExchange.objects.get(id=sent.id).state == "received"
    assert books_agree()
    assert sound()


def test_each_step_happens_once_however_often_it_is_repeated(saved: Cast):
    there = open_both(saved)
    sent = send_time(actor=saved.wang, other=THERE, minutes=50)
    first = receive_time(sent_id=sent.id)
    assert receive_time(sent_id=sent.id) == first
    assert books_agree()
    assert (answer_exchange(sent_id=sent.id), answer_exchange(sent_id=sent.id)) == (1, 0)
    assert run_exchanges() == 0
    assert (TimeExchange.objects.count(), minutes_of(there)) == (2, 50)
    assert books_agree()


@pytest.mark.parametrize("why", ["nobody", "closed", "cap"])
def test_what_the_other_side_refuses_comes_back(saved: Cast, why: str):
    there = open_both(saved)
    sent = send_time(actor=saved.wang, other=THERE, minutes=50)
    if why == "nobody":
        Person.objects.filter(id=there.id).update(closed_at=timezone.now())
    elif why == "closed":
        open_bank(THERE, yes=False)
    else:
        save(there, 100)
        rule = a_rule(Terms(time_cap=120), timezone.localdate() - timedelta(days=1))
        type(rule).objects.filter(id=rule.id).update(district=THERE)
    assert run_exchanges() == 1
    found = TimeExchange.objects.get(id=sent.id)
    assert (found.state, found.reason) == ("refused", why)
    assert minutes_of(saved.persons["wang"]) == 120
    assert cleared(DISTRICT, THERE) == 0
    assert books_agree()
    assert sound()


def test_nothing_is_sent_where_the_bank_is_closed_or_beyond_the_month(saved: Cast):
    before = everything()
    with pytest.raises(Invalid) as closed:
        send_time(actor=saved.wang, other=THERE, minutes=10)
    assert closed.value.code == "not_open"
    open_both(saved)
    with pytest.raises(Invalid) as full:
        send_time(actor=saved.wang, other=THERE, minutes=100 * 60 + 1)
    assert full.value.code == "month_is_full"
    with pytest.raises(Conflict) as little, transaction.atomic():
        send_time(actor=saved.wang, other=THERE, minutes=121)
    assert little.value.code == "too_little"
    assert everything() == before
    assert not TimeExchange.objects.exists()


def test_a_mismatch_of_the_two_books_is_shown(saved: Cast):
    open_both(saved)
    sent = send_time(actor=saved.wang, other=THERE, minutes=50)
    run_exchanges()
    assert "两边的账对得上" in entered(saved, "centre").get("/desk/time/exchanges/").text
    TimeExchange.objects.filter(key=sent.key, way="in").update(minutes=51)
    page = entered(saved, "centre").get("/desk/time/exchanges/").text
    assert "两边的账对不上" in page
    assert "数目不同" in page


def body_of(page: str) -> str:
    """The lines of a passbook, without the menus around them."""
    return page.split("<tbody", 1)[1].split("</tbody>", 1)[0]


def test_pages_of_what_passes_on(saved: Cast):
    wang = entered(saved, "wang")
    assert "邻里帮帮队" in wang.get("/time/teams/").text
    assert wang.post(f"/time/teams/{saved.team.id}/team/").status_code == 302
    assert "今天起存给自己" in wang.get("/time/teams/").text
    assert "现在没有可以转的区" in wang.get("/time/send/").text
    there = open_both(saved)
    sent = wang.post("/time/send/", {"other": THERE, "minutes": "30", "agreed": "on"})
    assert sent.status_code == 302
    run_exchanges()
    assert minutes_of(there) == 30
    assert "已收到" in wang.get("/time/send/").text
    gone(saved)
    desk = entered(saved, "desk")
    url = f"/desk/time/{saved.persons['li'].id}/inherit/"
    assert "请填写志愿者编号" in desk.post(url, {"volunteer_no": ""}).text
    card = {"volunteer_no": "V000002", "relation": "child", "proof": "notary"}
    assert desk.post(url, card).status_code == 302
    row = TimeInheritance.objects.get()
    assert "V000002" in desk.get("/desk/time/inherits/").text
    centre = entered(saved, "centre")
    done = centre.post(f"/desk/time/inherits/{row.id}/agree/", {"version": row.version})
    assert done.status_code == 302
    assert minutes_of(saved.persons["li"]) == 90
    book = f"/passbook/{saved.persons['li'].id}/?unit=minutes"
    for who in (desk, centre):
        assert 'href="/desk/time/inherits/"' in body_of(who.get(book).text)
    left = f"/passbook/{saved.persons['wang'].id}/?unit=minutes"
    key = str(TimeExchange.objects.get(way="out").key)[-12:]
    assert key in desk.get(f"/passbook/{saved.persons['wang'].id}/print/").text
    assert 'href="/desk/time/exchanges/"' in body_of(centre.get(left).text)
    assert 'href="/desk/time/exchanges/"' not in body_of(desk.get(left).text)
    assert 'href="/time/send/"' in body_of(wang.get("/passbook/?unit=minutes").text)
    assert name(saved, "li", "granny").basis == "relative"
