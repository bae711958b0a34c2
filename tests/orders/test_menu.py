"""The menu changed by the center, adapted by stations and teams; papers that open work."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from redvest.districts.services import change_policy
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.orders.models import (
    Assignment,
    ServiceItem,
    ServiceOrder,
    TeamItem,
    VenueItem,
    VolunteerPaper,
)
from redvest.orders.queries import catalog, team_choices, valid_papers
from redvest.orders.queries.menu import whole_menu
from redvest.orders.services import place_order, schedule_order
from redvest.orders.services.menu import (
    ItemCard,
    adapt_item,
    add_item,
    edit_item,
    move_item,
    set_item_active,
    set_team_offer,
)
from redvest.orders.services.papers import record_paper, withdraw_paper
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, HOME, Cast, an_order


def item(code: str) -> ServiceItem:
    return ServiceItem.objects.get(district=DISTRICT, code=code)


def living() -> list[str]:
    """The first category of the menu, in its order."""
    rows = whole_menu(DISTRICT).filter(category__code="living")
    return list(rows.values_list("code", flat=True))


def a_card(**changes: object) -> ItemCard:
    values: dict[str, object] = {"category": "living", "kind": "help", "name": "遛狗"}
    return ItemCard(**{**values, **changes})  # type: ignore[arg-type]


def a_station() -> Venue:
    return Venue.objects.create(district=DISTRICT, region=HOME, level="station", name="畅家巷站")


def adapted(cast: Cast, venue: Venue, name: str = "desk", **changes: object) -> VenueItem:
    values: dict[str, object] = {"hidden": False, "note": "", "hours": "", "version": 0}
    return adapt_item(
        actor=cast.actor(name), venue_id=venue.id, code="repair", **{**values, **changes}
    )  # type: ignore[arg-type]


def test_the_center_adds_changes_retires_and_moves_an_item(cast: Cast):
    made = add_item(actor=cast.centre, card=a_card())
    assert made in catalog(DISTRICT)
    changed = edit_item(
        actor=cast.centre, code=made.code, card=a_card(name="陪遛狗", minutes=30), version=1
    )
    assert (changed.name, changed.minutes, changed.version) == ("陪遛狗", 30, 2)
    told = Event.objects.get(subject_id=made.id, kind="catalog.item_changed")
    assert told.before == {"name": "遛狗", "minutes": 60}
    assert told.after == {"name": "陪遛狗", "minutes": 30}
    set_item_active(actor=cast.centre, code=made.code, active=False)
    assert made not in catalog(DISTRICT)
    with pytest.raises(Conflict):
        set_item_active(actor=cast.centre, code=made.code, active=False)
    move_item(actor=cast.centre, code=made.code, up=True)
    order = list(
        whole_menu(DISTRICT).filter(category__code="living").values_list("code", flat=True)
    )
    assert order[-2:] == [made.code, "sewing"]
    before = order
    move_item(actor=cast.centre, code="haircut", up=True)
    assert (
        list(whole_menu(DISTRICT).filter(category__code="living").values_list("code", flat=True))
        == before
    )


def test_a_stale_form_and_a_station_change_nothing(cast: Cast):
    with pytest.raises(Conflict, match="别人已修改"):
        edit_item(actor=cast.centre, code="repair", card=a_card(), version=7)
    for name in ("desk", "granny", "zhao"):
        with pytest.raises(NotAllowed, match="区中心"):
            edit_item(actor=cast.actor(name), code="repair", card=a_card(), version=1)
    assert item("repair").name == "修理水电"
    assert not Event.objects.filter(kind="catalog.item_changed").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "名" * 41}, "name"),
        ({"kind": "job"}, "kind"),
        ({"category": "nowhere"}, "category"),
        ({"skill": "magic"}, "skill"),
        ({"people": 0}, "people"),
        ({"minutes": 481}, "minutes"),
        ({"minors_allowed": True, "needs_insurance": True}, "minors_allowed"),
    ],
)
def test_an_item_that_cannot_be_is_refused(cast: Cast, changes: dict[str, object], field: str):
    count = ServiceItem.objects.count()
    with pytest.raises(Invalid) as refusal:
        add_item(actor=cast.centre, card=a_card(**changes))
    assert field in refusal.value.fields
    assert ServiceItem.objects.count() == count


def test_what_a_station_stops_cannot_be_ordered_there_and_can_next_door(cast: Cast):
    station = a_station()
    row = adapted(cast, station, hidden=True, note="师傅休假到月底")
    with pytest.raises(Invalid, match="暂时不办"):
        place_order(actor=cast.granny, requester_id=cast.persons["granny"].id, card=cast.card())
    assert ServiceOrder.objects.count() == 0
    place_order(
        actor=cast.granny,
        requester_id=cast.persons["granny"].id,
        card=cast.card(community="620102001002"),
    )
    adapted(cast, station, version=row.version)
    an_order(cast)
    history = Event.objects.filter(kind="catalog.venue_adapted").order_by("at", "id")
    assert [event.after["hidden"] for event in history] == [True, False]
    assert history[1].before["note"] == "师傅休假到月底"


def test_the_district_decides_what_stations_may_adapt(cast: Cast):
    station = a_station()
    change_policy(actor=cast.centre, values={"menu_stations_hide": False}, reason="统一", version=0)
    with pytest.raises(NotAllowed, match="区里规定"):
        adapted(cast, station, hidden=True)
    assert not VenueItem.objects.exists()
    adapted(cast, station, note="周三上午在站里集中修")
    with pytest.raises(Invalid):
        adapted(cast, station, hours="随时", version=1)
    with pytest.raises(Conflict):
        adapted(cast, station, note="另一句", version=0)
    with pytest.raises(NotSeen):
        adapted(cast, station, name="other_desk", note="别人的站", version=1)
    assert VenueItem.objects.get().note == "周三上午在站里集中修"


def test_a_team_says_what_it_offers_and_comes_first_where_somebody_asks(cast: Cast):
    order = an_order(cast, "accepted")
    assert "提供这项服务" not in str(team_choices(order, anywhere=False))
    set_team_offer(actor=cast.qian, team_id=cast.other_team.id, offers={"repair": []})
    first = team_choices(order, anywhere=False)[0]
    assert first[0] == str(cast.other_team.id)
    assert "提供这项服务" in first[1]
    set_team_offer(
        actor=cast.qian, team_id=cast.other_team.id, offers={"lecture": ["反诈", "反诈", " 家风 "]}
    )
    live = TeamItem.objects.get(team=cast.other_team, ended_at=None)
    assert (live.item.code, live.topics) == ("lecture", ["反诈", "家风"])
    assert TeamItem.objects.filter(team=cast.other_team).count() == 2
    for offers in ({"nothing": []}, {"lecture": ["长" * 61]}):
        with pytest.raises(Invalid):
            set_team_offer(actor=cast.qian, team_id=cast.other_team.id, offers=offers)
    with pytest.raises(NotSeen):
        set_team_offer(actor=cast.wang, team_id=cast.other_team.id, offers={})
    assert TeamItem.objects.get(team=cast.other_team, ended_at=None) == live


def test_somebody_uninsured_or_under_age_is_not_sent_and_the_reason_is_said(cast: Cast):
    order = an_order(cast, "claimed")
    paper = VolunteerPaper.objects.get(volunteer=cast.volunteers["wang"])
    withdraw_paper(actor=cast.desk, paper_id=paper.id)
    starts = timezone.now() + timedelta(days=1)

    def named(name: str) -> None:
        schedule_order(
            actor=cast.zhao,
            order_id=order.id,
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            volunteer_ids=[cast.volunteers[name].id],
        )

    with pytest.raises(Invalid, match="没有登记意外保险"):
        named("wang")
    person = cast.persons["li"]
    person.birth_date = f"{timezone.localdate().year - 15}-01-01"
    person.save(update_fields=["birth_date"])
    with pytest.raises(Invalid, match="未满18周岁"):
        named("li")
    assert Assignment.objects.filter(order=order).count() == 0
    record_paper(
        actor=cast.desk,
        volunteer_id=cast.volunteers["wang"].id,
        kind="insurance",
        code="accident",
        valid_from=timezone.localdate(),
        valid_until=timezone.localdate() + timedelta(days=1),
    )
    named("wang")
    assert Assignment.objects.get(order=order).volunteer == cast.volunteers["wang"]


def test_papers_are_written_by_the_desk_of_the_place_and_never_by_oneself(cast: Cast):
    def recorded(name: str, **changes: object) -> VolunteerPaper:
        values: dict[str, object] = {
            "volunteer_id": cast.volunteers["wang"].id,
            "kind": "qualification",
            "code": "nurse",
            "valid_from": date(2026, 1, 1),
            "valid_until": None,
        }
        return record_paper(actor=cast.actor(name), **{**values, **changes})  # type: ignore[arg-type]

    count = VolunteerPaper.objects.count()
    with pytest.raises(NotAllowed):
        recorded("wang")
    with pytest.raises(NotSeen):
        recorded("other_desk")
    for changes in (
        {"code": "wizard"},
        {"kind": "insurance", "code": "accident"},
        {"valid_until": date(2025, 1, 1)},
    ):
        with pytest.raises(Invalid):
            recorded("desk", **changes)
    assert VolunteerPaper.objects.count() == count
    paper = recorded("desk")
    assert paper in valid_papers(DISTRICT, cast.volunteers["wang"].id, date(2026, 6, 1))
    withdraw_paper(actor=cast.centre, paper_id=paper.id)
    with pytest.raises(Conflict):
        withdraw_paper(actor=cast.centre, paper_id=paper.id)


def test_the_desk_works_through_pages(cast: Cast):
    station = a_station()
    centre, desk, qian = Client(), Client(), Client()
    for client, name in ((centre, "centre"), (desk, "desk"), (qian, "qian")):
        client.force_login(cast.accounts[name])
    assert "修理水电" in centre.get("/desk/menu/").text
    shown = centre.get("/desk/menu/item/repair/")
    form = shown.context["form"]
    answers = {name: form[name].value() for name in form.fields}
    answers = {name: value for name, value in answers.items() if value not in (False, None)}
    sent = centre.post("/desk/menu/item/repair/", {**answers, "minutes": 45, "version": 1})
    assert sent.status_code == 302
    assert item("repair").minutes == 45
    stale = centre.post("/desk/menu/item/repair/", {**answers, "minutes": 50, "version": 1})
    assert stale.status_code == 409
    assert "50" in stale.text
    assert centre.post("/desk/menu/item/visit/retire/").status_code == 302
    assert not item("visit").is_active
    here = f"/desk/menu/at/{station.id}/"
    assert "修理水电" in desk.get(here).text
    saved = desk.post(here + "repair/", {"note": "每周三上午", "hours": "", "version": 0})
    assert saved.status_code == 302
    assert "每周三上午" in desk.get(here).text
    assert "每周三上午" in desk.get("/desk/menu/history/").text
    offer = qian.post(
        f"/desk/menu/team/{cast.other_team.id}/",
        {"items": ["lecture"], "topics-lecture": "反诈\n家风"},
    )
    assert offer.status_code == 302
    papers = f"/desk/volunteers/{cast.volunteers['wang'].id}/papers/"
    assert "志愿者意外保险" in desk.get(papers).text
    wrong = desk.post(papers, {"paper": "insurance:accident", "valid_from": "2026-01-01"})
    assert "请填写保险到哪一天为止" in wrong.text
