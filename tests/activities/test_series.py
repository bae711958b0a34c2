"""A series: made from one draft, taken on together, changed this one, the following or all."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from redvest.activities import services
from redvest.activities.models import Activity, ActivitySeries, Position, Shift, SignUp
from redvest.activities.queries.series import reaches
from redvest.activities.services import ChangeCard, PositionCard, SeriesCard
from redvest.engines.series_rules import Reach
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.notices.models import Message
from tests.activities.cast import Cast, a_draft, an_activity, at, counted, shift_of
from tests.activities.test_pages import browser

pytestmark = pytest.mark.django_db


def told(template: str) -> int:
    return Message.objects.filter(template=template, channel="in_app").count()


def a_series(cast: Cast, weeks: int = 3, *, published: bool = False, **more: Any) -> list[Activity]:
    """A draft and its copies, each a week later than the one before."""
    starts = at(3, 14)
    draft = a_draft(cast, starts=starts, **more)
    day = timezone.localdate(starts)
    services.make_series(
        actor=cast.zhao,
        activity_id=draft.id,
        card=SeriesCard(
            day + timedelta(weeks=weeks), weekdays=(day.isoweekday(),), skip_holidays=False
        ),
    )
    if published:
        for who, action in (("zhao", "submit"), ("centre", "approve"), ("zhao", "publish")):
            services.step_series(
                actor=cast.actor(who), activity_id=draft.id, action=action, reach=Reach.ALL
            )
    return rows_of(draft)


def rows_of(one: Activity) -> list[Activity]:
    series = Activity.objects.get(id=one.id).series_id
    return list(Activity.objects.filter(series=series).order_by("starts_at"))


def card(activity: Activity, **changes: Any) -> ChangeCard:
    row = Activity.objects.get(id=activity.id)
    assert row.starts_at is not None
    now = {
        "title": row.title,
        "description": row.description,
        "bring": row.bring,
        "place": row.place,
        "starts": timezone.localtime(row.starts_at).time(),
    }
    return ChangeCard(**{**now, **changes})


def change(cast: Cast, activity: Activity, reach: Reach, **changes: Any) -> int:
    return services.change_activities(
        actor=cast.zhao, activity_id=activity.id, card=card(activity, **changes), reach=reach
    )


def refused(kind: type[DomainError], rows: list[Activity], act: Any) -> None:
    """The refusal, and that it changed none of them."""
    with pytest.raises(kind), transaction.atomic():
        act()
    for row in rows:
        now = Activity.objects.get(id=row.id)
        assert (now.version, now.place, now.starts_at) == (row.version, row.place, row.starts_at)


def test_a_draft_comes_again_each_week_with_its_positions(cast: Cast):
    draft = a_draft(cast, starts=at(3, 14), capacity=5)
    services.add_position(
        actor=cast.zhao, activity_id=draft.id, card=PositionCard("登记", 2, by_approval=True)
    )
    day = timezone.localdate(at(3, 14))
    services.make_series(
        actor=cast.zhao,
        activity_id=draft.id,
        card=SeriesCard(
            day + timedelta(days=27), weekdays=(day.isoweekday(),), skip_holidays=False
        ),
    )
    rows = rows_of(draft)
    assert [timezone.localdate(row.starts_at) - day for row in rows] == [
        timedelta(weeks=week) for week in range(4)
    ]
    for row in rows:
        assert row.status == "draft"
        assert row.lead_agreed_at is not None
        names = (
            Position.objects.filter(activity=row).order_by("order").values_list("name", flat=True)
        )
        assert list(names) == ["捡垃圾", "登记"]
        assert sorted(Shift.objects.filter(activity=row).values_list("capacity", flat=True)) == [
            2,
            5,
        ]


@pytest.mark.slow
def test_somebody_else_who_leads_is_asked_anew_for_the_others(cast: Cast):
    draft = a_draft(cast, lead_no=cast.volunteers["li"].volunteer_no)
    services.answer_lead(actor=cast.li, activity_id=draft.id, agrees=True)
    day = timezone.localdate(at())
    services.make_series(
        actor=cast.zhao,
        activity_id=draft.id,
        card=SeriesCard(day + timedelta(weeks=1), (day.isoweekday(),), skip_holidays=False),
    )
    first, second = rows_of(draft)
    assert first.lead_agreed_at is not None
    assert second.lead_agreed_at is None
    assert told("activity_lead_asked") == 2


@pytest.mark.slow
def test_one_yes_is_enough_for_a_series_when_the_lead_says_so(cast: Cast):
    draft = a_draft(cast, lead_no=cast.volunteers["li"].volunteer_no)
    day = timezone.localdate(at())
    services.make_series(
        actor=cast.zhao,
        activity_id=draft.id,
        card=SeriesCard(day + timedelta(weeks=2), (day.isoweekday(),), skip_holidays=False),
    )
    last = rows_of(draft)[-1]
    with pytest.raises(NotSeen):
        services.lead_series(actor=cast.wang, activity_id=last.id)
    with pytest.raises(NotAllowed):
        services.lead_series(actor=cast.zhao, activity_id=last.id)
    assert not any(row.lead_agreed_at for row in rows_of(draft))
    page = browser(cast, "li")
    assert "这一系列的3场我都负责" in page.get("/me/leading/").content.decode()
    page.post(f"/me/leading/{last.id}/series/")
    assert all(row.lead_agreed_at for row in rows_of(draft))
    with pytest.raises(Conflict):
        services.lead_series(actor=cast.li, activity_id=last.id)


@pytest.mark.parametrize(
    "card",
    [
        SeriesCard(timezone.localdate() - timedelta(days=9), (1,)),
        SeriesCard(timezone.localdate() + timedelta(days=800), (1,)),
        SeriesCard(timezone.localdate() + timedelta(days=40), ()),
        SeriesCard(timezone.localdate() + timedelta(days=40), (8,)),
        SeriesCard(timezone.localdate() + timedelta(days=300), (1, 2, 3, 4, 5, 6, 7)),
    ],
)
def test_a_rhythm_that_cannot_be_makes_nothing(cast: Cast, card: SeriesCard):
    draft = a_draft(cast)
    with pytest.raises(Invalid), transaction.atomic():
        services.make_series(actor=cast.zhao, activity_id=draft.id, card=card)
    assert Activity.objects.count() == 1
    assert not ActivitySeries.objects.exists()


@pytest.mark.slow
def test_a_series_follows_the_practice_days(cast: Cast):
    draft = a_draft(cast)
    last = timezone.localdate(at()) + timedelta(weeks=6)
    services.make_series(
        actor=cast.zhao, activity_id=draft.id, card=SeriesCard(last, on_practice_days=True)
    )
    weeks = {timezone.localdate(row.starts_at).isocalendar()[:2] for row in rows_of(draft)[1:]}
    assert 3 <= len(weeks) == len(rows_of(draft)) - 1


def test_a_published_activity_does_not_become_a_series(cast: Cast):
    activity = an_activity(cast)
    last = timezone.localdate() + timedelta(days=30)
    with pytest.raises(Conflict), transaction.atomic():
        services.make_series(actor=cast.zhao, activity_id=activity.id, card=SeriesCard(last, (1,)))
    assert Activity.objects.count() == 1


def test_a_series_is_submitted_approved_and_published_together_by_two_people(cast: Cast):
    rows = a_series(cast, published=True)
    assert {row.status for row in rows} == {"published"}
    assert {row.approved_by for row in rows} == {cast.centre.account_id}


@pytest.mark.slow
def test_nobody_approves_their_own_series(cast: Cast):
    rows = a_series(cast)
    services.step_series(actor=cast.zhao, activity_id=rows[0].id, action="submit", reach=Reach.ALL)
    rows = rows_of(rows[0])
    with pytest.raises(DomainError), transaction.atomic():
        services.step_series(
            actor=cast.zhao, activity_id=rows[0].id, action="approve", reach=Reach.ALL
        )
    assert {row.status for row in rows_of(rows[0])} == {"submitted"}


def test_the_following_are_changed_and_the_earlier_ones_are_not(cast: Cast):
    rows = a_series(cast)
    assert change(cast, rows[2], Reach.FOLLOWING, place="河滨公园西门") == 2
    assert [row.place for row in rows_of(rows[0])] == [
        *["河滨公园东门"] * 2,
        *["河滨公园西门"] * 2,
    ]


@pytest.mark.slow
def test_what_was_changed_on_one_alone_survives_a_change_of_all(cast: Cast):
    rows = a_series(cast)
    change(cast, rows[1], Reach.THIS, place="社区活动室")
    change(cast, rows[0], Reach.ALL, place="河滨公园西门", bring="手套")
    after = rows_of(rows[0])
    assert [row.place for row in after] == [
        "河滨公园西门",
        "社区活动室",
        "河滨公园西门",
        "河滨公园西门",
    ]
    assert {row.bring for row in after} == {"手套"}


def test_whoever_signed_up_is_told_and_may_leave_without_being_late(cast: Cast, time_machine):
    rows = a_series(cast, published=True)
    [mine] = services.sign_up(actor=cast.wang, shift_id=shift_of(rows[0]).id)
    [other] = services.sign_up(actor=cast.li, shift_id=shift_of(rows[2]).id)
    change(cast, rows[0], Reach.THIS, place="河滨公园西门")
    assert told("activity_changed") == 1
    assert told("activity_changed_after") == 1
    time_machine.move_to(rows[0].starts_at - timedelta(hours=2))
    services.withdraw_signup(actor=cast.wang, signup_id=mine.id)
    assert SignUp.objects.get(id=mine.id).state == "withdrawn"
    time_machine.move_to(rows[2].starts_at - timedelta(hours=2))
    services.withdraw_signup(actor=cast.li, signup_id=other.id)
    assert SignUp.objects.get(id=other.id).state == "late_withdrawn"  # nothing changed there


def test_a_new_time_is_asked_about_again_and_places_stay_true(cast: Cast):
    rows = a_series(cast, published=True)
    [mine] = services.sign_up(actor=cast.wang, shift_id=shift_of(rows[1]).id)
    assert change(cast, rows[1], Reach.FOLLOWING, starts=time(16)) == 3
    row = SignUp.objects.get(id=mine.id)
    assert row.state == "approved"
    assert timezone.localtime(row.starts_at).time() == time(16)
    assert told("activity_rescheduled") == 1
    assert counted(shift_of(rows[1]))
    assert timezone.localtime(rows_of(rows[0])[0].starts_at).time() == time(14)
    services.confirm_signup(actor=cast.wang, signup_id=mine.id)
    assert SignUp.objects.get(id=mine.id).state == "confirmed"


@pytest.mark.slow
def test_a_time_at_night_would_need_the_center_and_is_refused(cast: Cast):
    activity = a_draft(cast)
    services.submit_activity(actor=cast.zhao, activity_id=activity.id)
    services.approve_activity(actor=cast.desk, activity_id=activity.id)
    services.publish_activity(actor=cast.zhao, activity_id=activity.id)
    activity.refresh_from_db()
    refused(Conflict, [activity], lambda: change(cast, activity, Reach.THIS, starts=time(21, 30)))


def test_nothing_changed_and_a_stale_page_are_refused(cast: Cast):
    rows = a_series(cast)
    refused(Invalid, rows, lambda: change(cast, rows[0], Reach.ALL))
    stale = card(rows[0], place="别处")
    refused(
        Conflict,
        rows,
        lambda: services.change_activities(
            actor=cast.zhao, activity_id=rows[0].id, card=stale, reach=Reach.ALL, version=99
        ),
    )


@pytest.mark.slow
def test_who_only_leads_changes_nothing(cast: Cast):
    draft = a_draft(cast, lead_no=cast.volunteers["li"].volunteer_no)
    services.answer_lead(actor=cast.li, activity_id=draft.id, agrees=True)
    draft.refresh_from_db()
    wanted = card(draft, place="别处")
    refused(
        NotAllowed,
        [draft],
        lambda: services.change_activities(
            actor=cast.li, activity_id=draft.id, card=wanted, reach=Reach.THIS
        ),
    )


@pytest.mark.slow
def test_what_is_over_is_left_alone(cast: Cast):
    rows = a_series(cast, published=True)
    services.start_activity(actor=cast.zhao, activity_id=rows[0].id)
    rows = rows_of(rows[0])
    refused(Conflict, rows, lambda: change(cast, rows[0], Reach.ALL, place="别处"))
    assert change(cast, rows[1], Reach.ALL, place="别处") == 3
    assert Activity.objects.get(id=rows[0].id).place == rows[0].place


@pytest.mark.slow
def test_the_following_are_cancelled_together_and_everybody_is_told(cast: Cast):
    rows = a_series(cast, published=True)
    services.sign_up(actor=cast.wang, shift_id=shift_of(rows[3]).id)
    done = services.step_series(
        actor=cast.zhao,
        activity_id=rows[2].id,
        action="cancel",
        reach=Reach.FOLLOWING,
        reason="place",
    )
    assert done == 2
    assert [row.status for row in rows_of(rows[0])] == [*["published"] * 2, *["cancelled"] * 2]
    assert told("activity_cancelled") == 1


@pytest.mark.slow
def test_the_pages_say_how_many_are_reached_before_anybody_saves(cast: Cast):
    rows = a_series(cast, published=True)
    services.sign_up(actor=cast.wang, shift_id=shift_of(rows[1]).id)
    found = {one.reach: (one.activities, one.people) for one in reaches(rows[1])}
    assert found == {Reach.THIS: (1, 1), Reach.FOLLOWING: (3, 1), Reach.ALL: (4, 1)}
    client = browser(cast, "zhao")
    url = reverse("activities:change", args=[rows[1].id])
    assert client.get(url).status_code == 200
    again = client.post(url, {"title": "", "place": "社区活动室"})
    assert again.status_code == 200
    assert "社区活动室" in again.content.decode()
    sent = {"title": rows[1].title, "place": "社区活动室", "starts": "14:00", "reach": "this"}
    assert client.post(url, {**sent, "description": rows[1].description}).status_code == 302
    assert Activity.objects.get(id=rows[1].id).place == "社区活动室"
    together = reverse("activities:series", args=[rows[0].id])
    assert client.get(together).status_code == 200
    assert (
        client.post(together, {"action": "cancel", "reason": "weather", "reach": "all"}).status_code
        == 302
    )
    assert {row.status for row in rows_of(rows[0])} == {"cancelled"}
