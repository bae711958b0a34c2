"""Stars: what they take, who gives them, and that nothing takes one away quietly."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from redvest.engines import star_flow
from redvest.engines.flow import actions_open_to
from redvest.engines.roles import Role
from redvest.engines.stars import SCHEMES
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.orders.models import Evaluation
from redvest.records.models import ServiceRecord, StarAward
from redvest.records.queries.stars import scheme_of, stars_of
from redvest.records.services.stars import (
    apply_for_star,
    approve_star,
    choose_star_scheme,
    confirm_star,
    decide_star,
    dispute_star,
    end_star_notices,
    reject_star,
)
from tests.orders.cast import DISTRICT, HOME, Cast
from tests.records.cast import BEGAN, HOUR, a_visit


def served(cast: Cast, hours: int, level: str = "A") -> None:
    """So many hours of Wang's that count, ten a day, each day another."""
    now, volunteer = timezone.now(), cast.volunteers["wang"]
    first = ServiceRecord.objects.count() + 1
    for day in range(first, first + hours // 10):
        start = BEGAN - timedelta(days=day)
        ServiceRecord.objects.create(
            district=DISTRICT,
            number=f"S-{day:06d}",
            volunteer=volunteer,
            volunteer_account=cast.accounts["wang"].id,
            entry="system",
            title="陪老人聊天",
            region=HOME,
            organizer="邻里帮帮队",
            starts_at=start,
            ends_at=start + 10 * HOUR,
            service_on=timezone.localdate(start),
            minutes=600,
            level=level,
            document="签到表",
            first_approver=cast.accounts["desk"].id,
            approver=cast.accounts["centre"].id,
            state="effective",
            state_since=now,
            recorded_at=now,
        )


def awarded(cast: Cast) -> StarAward:
    served(cast, 100)
    row = apply_for_star(actor=cast.wang)
    approve_star(actor=cast.centre, award_id=row.id)
    StarAward.objects.filter(id=row.id).update(notice_until=timezone.now())
    assert end_star_notices() == 1
    return StarAward.objects.get(id=row.id)


def again(row: StarAward) -> tuple[str, int]:
    found = StarAward.objects.get(id=row.id)
    return found.state, found.version


def test_what_is_given_is_lost_only_through_two_steps_of_people():
    takes = [row for row in star_flow.ROWS if row.before & star_flow.HELD]
    losing = [row for row in takes if row.after not in star_flow.HELD]
    assert [row.action for row in losing] == [star_flow.Action.REVOKE]
    assert Role.SYSTEM not in losing[0].by
    assert losing[0].before == {star_flow.State.DISPUTED}
    for state in star_flow.State:
        assert star_flow.Action.TAKE_EFFECT not in actions_open_to(
            star_flow.STEPS, state, set(Role) - {Role.SYSTEM}
        )


@pytest.mark.django_db
class TestStars:
    def test_a_star_is_asked_for_reviewed_public_for_five_working_days_and_given(self, cast: Cast):
        served(cast, 90)
        with pytest.raises(Conflict, match="还没有达到"):
            apply_for_star(actor=cast.wang)
        served(cast, 20, level="D")
        assert stars_of(cast.volunteers["wang"].id, DISTRICT).minutes == 90 * 60
        with pytest.raises(Conflict, match="还没有达到"):
            apply_for_star(actor=cast.wang)
        assert not StarAward.objects.exists()
        served(cast, 10)
        row = apply_for_star(actor=cast.wang)
        assert (row.stars, row.level, row.region) == (1, "district", HOME)
        with pytest.raises(Conflict, match="还在办理"):
            apply_for_star(actor=cast.wang)
        with pytest.raises(NotAllowed, match="区中心"):
            approve_star(actor=cast.desk, award_id=row.id)
        assert again(row) == ("applied", 1)
        approved = approve_star(actor=cast.centre, award_id=row.id, version=1)
        assert approved.notice_until is not None
        assert approved.notice_until - timezone.now() > timedelta(days=4)
        assert end_star_notices() == 0
        StarAward.objects.update(notice_until=timezone.now())
        assert end_star_notices() == 1
        assert end_star_notices() == 0
        assert stars_of(cast.volunteers["wang"].id, DISTRICT).given == 1
        kinds = Event.objects.filter(kind__startswith="star.").order_by("at", "id")
        assert [e.kind for e in kinds] == ["star.apply", "star.approve", "star.take_effect"]
        assert Message.objects.filter(template="star_given").exists()

    def test_it_never_falls_by_itself_and_two_people_take_it_back(self, cast: Cast):
        row = awarded(cast)
        ServiceRecord.objects.update(state="revoked")
        found = stars_of(cast.volunteers["wang"].id, DISTRICT)
        assert (found.minutes, found.given, found.standing.stars) == (0, 1, 1)
        with pytest.raises(Invalid, match="请选择原因"):
            dispute_star(actor=cast.desk, award_id=row.id, reason="")
        dispute_star(actor=cast.centre, award_id=row.id, reason="hours")
        assert stars_of(cast.volunteers["wang"].id, DISTRICT).given == 1
        with pytest.raises(NotAllowed, match="另一个人"):
            decide_star(actor=cast.centre, award_id=row.id, revoke=True)
        with pytest.raises(NotAllowed):
            decide_star(actor=cast.desk, award_id=row.id, revoke=True)
        assert again(row)[0] == "disputed"
        cast.staff("second_center", 60, Role.CENTRE_ADMIN, DISTRICT)
        decide_star(actor=cast.actor("second_center"), award_id=row.id, revoke=True)
        assert stars_of(cast.volunteers["wang"].id, DISTRICT).given == 0
        assert Message.objects.filter(template="star_revoked").exists()

    def test_poor_grades_hold_it_back_and_silence_does_not(self, cast: Cast):
        served(cast, 100)
        volunteer = cast.volunteers["wang"].id
        assert stars_of(volunteer, DISTRICT).standing.stars == 1
        visit = a_visit(cast, "confirmed")
        Evaluation.objects.create(
            district=DISTRICT, order=visit.order, grade=2, rated_at=timezone.now()
        )
        found = stars_of(volunteer, DISTRICT).standing
        assert (found.stars, found.by_hours, found.held_by) == (0, 1, ("grade",))
        with pytest.raises(Conflict, match="服务评价"):
            apply_for_star(actor=cast.wang)
        assert not StarAward.objects.exists()

    def test_another_scheme_holds_from_now_on_and_higher_stars_go_upward(self, cast: Cast):
        served(cast, 100)
        with pytest.raises(NotAllowed, match="区中心"):
            choose_star_scheme(actor=cast.desk, code="fujian-2013")
        with pytest.raises(Invalid):
            choose_star_scheme(actor=cast.centre, code="made-up")
        assert scheme_of(DISTRICT).code == "national-2021"
        choose_star_scheme(actor=cast.centre, code="zhangjiagang-2014")
        assert scheme_of(DISTRICT) == SCHEMES["zhangjiagang-2014"]
        row = apply_for_star(actor=cast.wang)
        assert (row.stars, row.scheme) == (1, "zhangjiagang-2014")
        StarAward.objects.update(stars=3, level="city")
        row = approve_star(actor=cast.centre, award_id=row.id)
        StarAward.objects.update(notice_until=timezone.now())
        end_star_notices()
        assert again(row)[0] == "recommended"
        with pytest.raises(Invalid, match="文号"):
            confirm_star(actor=cast.centre, award_id=row.id, document=" ")
        assert again(row)[0] == "recommended"
        confirm_star(actor=cast.centre, award_id=row.id, document="市文明办〔2026〕3号")
        assert stars_of(cast.volunteers["wang"].id, DISTRICT).given == 3

    def test_nobody_handles_their_own_or_one_of_elsewhere(self, cast: Cast):
        served(cast, 100)
        row = apply_for_star(actor=cast.wang)
        with pytest.raises(NotSeen):
            reject_star(actor=cast.other_desk, award_id=row.id, reason="hours")
        with pytest.raises(NotSeen):
            approve_star(actor=cast.wang, award_id=row.id)
        StarAward.objects.update(volunteer_account=cast.accounts["centre"].id)
        with pytest.raises(NotAllowed, match="别人办理"):
            approve_star(actor=cast.centre, award_id=row.id)
        with pytest.raises(Conflict, match="刷新"):
            reject_star(actor=cast.desk, award_id=row.id, reason="hours", version=9)
        assert again(row) == ("applied", 1)

    def test_the_pages_ask_and_answer(self, cast: Cast, client: Client):
        served(cast, 100)
        client.force_login(cast.accounts["wang"])
        assert "申请1星" in client.get("/me/stars/").content.decode()
        assert client.post("/me/stars/", {"_key": "a"}).status_code == 302
        row = StarAward.objects.get()
        client.force_login(cast.accounts["centre"])
        page = client.get(f"/desk/stars/{row.id}/").content.decode()
        assert "同意，开始公示" in page
        done = client.post(f"/desk/stars/{row.id}/approve/", {"_key": "b", "version": "1"})
        assert done.status_code == 302
        client.force_login(cast.accounts["qian"])
        shown = client.get("/notices/").content.decode()
        assert str(cast.volunteers["wang"].person.name) in shown
