"""Two walks on a phone: a mother signs up with her child, and hours that are wrong are put right
after the center was asked.

``HANDBOOK=docs/handbook`` keeps the pictures of the walks.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from redvest.activities.models import SignUp
from redvest.records.models import RecordQuestion, ServiceRecord
from tests.activities.cast import a_child, an_activity, at, shift_of
from tests.browser.look import look
from tests.browser.stage import Stage
from tests.orders.cast import Cast
from tests.records.cast import BEGAN, HOUR, a_visit, recorded

pytestmark = pytest.mark.browser
HANDBOOK = os.environ.get("HANDBOOK", "")


def shown(page: Page, name: str, *, citizen: bool = True) -> None:
    """Judge what is on the screen and keep its picture for the handbook."""
    found = look(page, f"walk-{name}", elder=False, citizen=citizen)
    assert not found, found
    if HANDBOOK:
        page.screenshot(path=Path(HANDBOOK) / f"{name}.png")


def test_a_family_signs_up_with_a_child(stage: Stage):
    child = a_child(stage.cast, "li", f"{timezone.localdate().year - 10}-01-01")
    position = {"takes_minors": True, "least_age": 9}
    # Another day and hour than the activities of other walks, which Li joins too.
    activity = an_activity(
        stage.cast,
        starts=at(5, 15),
        capacity=6,
        title="亲子清理小花园",
        position=position,
        is_for_families=True,
    )
    shift = shift_of(activity)
    context = stage.enter("li")
    page = context.new_page()
    page.goto(f"{stage.server}/activities/{activity.id}/")
    expect(page.get_by_text("年满9周岁").first).to_be_visible()
    page.locator(f"a[href='/activities/shifts/{shift.id}/']").click()
    both = page.get_by_role("group", name=re.compile("谁参加")).get_by_role("checkbox")
    expect(both).to_have_count(2)
    for one in both.all():
        one.check()
    page.get_by_label("另外带几个8岁以下的孩子").fill("1")
    shown(page, "family-join")
    page.get_by_role("button", name="报名", exact=True).click()
    expect(page.get_by_text("报上了，到时候见。")).to_be_visible()
    shown(page, "family-signed")
    rows = SignUp.objects.filter(shift=shift)
    assert sorted(rows.values_list("state", "is_guarded", "companions")) == [
        ("confirmed", False, 1),
        ("confirmed", True, 0),
    ]
    assert rows.get(volunteer=child).party == rows.get(is_guarded=False).party is not None
    context.close()


def an_hour(cast: Cast) -> ServiceRecord:
    """An hour of Wang's that counts: the evening before yesterday, where no other page has any."""
    return recorded(a_visit(cast, "confirmed", began=BEGAN - 21 * HOUR))


def say(page: Page, kind: str, text: str) -> None:
    """Open what is wrong with these hours, choose and write."""
    page.locator("#ask summary").click()
    page.locator("#ask").get_by_text(kind, exact=True).click()
    page.get_by_label("哪里不对").fill(text)


def answered(page: Page, result: str, text: str) -> None:
    page.get_by_text(result, exact=True).click()
    page.get_by_label("答复和理由").fill(text)


def test_wrong_hours_are_asked_about_refused_taken_to_the_center_and_put_right(stage: Stage):
    record = stage.once("hour to correct", an_hour)
    own, desk_url = f"{stage.server}/me/hours/{record.id}/", f"/desk/hours/{record.id}/"
    wang = stage.enter("wang")
    phone = wang.new_page()
    phone.goto(own)
    say(phone, "时间或分钟不对", "做了两个小时，少记了一个小时。")
    phone.get_by_label("您认为应该是多少分钟").fill("120")
    shown(phone, "hours-ask")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("已提交，会有人核实并书面答复。")).to_be_visible()

    station = stage.enter("desk", width="wide")
    desk = station.new_page()
    desk.goto(f"{stage.server}{desk_url}")
    answered(desk, "不同意", "签到码和签退码都是一个小时。")
    shown(desk, "hours-answer", citizen=False)
    desk.get_by_role("button", name="答复").click()
    expect(desk.get_by_text("已答复，本人会收到通知。")).to_be_visible()

    phone.goto(own)
    expect(phone.get_by_text("签到码和签退码都是一个小时。")).to_be_visible()
    say(phone, "不同意处理结果", "签退以后又多待了一个小时，有照片。")
    shown(phone, "hours-appeal")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("已提交，会有人核实并书面答复。")).to_be_visible()

    middle = stage.enter("centre", width="wide")
    center = middle.new_page()
    center.goto(f"{stage.server}{desk_url}")
    answered(center, "同意", "看过照片，改成两个小时，还要审核和公示。")
    center.get_by_role("button", name="答复").click()
    expect(center.get_by_text("已答复，本人会收到通知。")).to_be_visible()
    center.get_by_role("link", name="更正").click()
    ends = timezone.localtime(record.starts_at) + timedelta(hours=2)
    center.get_by_label("结束").fill(f"{ends:%Y-%m-%dT%H:%M}")
    center.get_by_label("凭什么单据，存在哪里").fill("照片三张，存在站点档案柜")
    center.get_by_role("button", name="保存更正").click()
    expect(center.get_by_text("已登记更正，原来的一条仍可查看。")).to_be_visible()
    new = ServiceRecord.objects.get(supersedes=record)
    assert (new.minutes, new.level, new.state) == (120, "D", "pending_review")
    kinds = RecordQuestion.objects.filter(record=record).order_by("asked_at")
    assert list(kinds.values_list("kind", "granted")) == [("wrong", False), ("appeal", True)]
    for context in (wang, station, middle):
        context.close()
