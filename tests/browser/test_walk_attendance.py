"""A walk through an afternoon: the team publishes, somebody signs up on the phone and scans in,
somebody else's phone has no network, the lead hands the list in, the station settles, the hours
count, and a certificate of them is checked by a page without a network.

``HANDBOOK=docs/handbook`` keeps the pictures of the walk.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from redvest.activities.models import Activity, Session, Shift, SignUp, Stamp
from redvest.activities.services import approve_activity, codes, sign_up, submit_activity
from redvest.records.checking import offline_page
from redvest.records.models import Certificate, ServiceRecord
from tests.activities.cast import a_draft, shift_of, stands
from tests.browser.look import look
from tests.browser.stage import Stage
from tests.orders.cast import Cast

pytestmark = pytest.mark.browser
HANDBOOK = os.environ.get("HANDBOOK", "")
MINUTE = timedelta(minutes=1)


def shown(page: Page, name: str, *, citizen: bool = True) -> None:
    """Judge what is on the screen and keep its picture for the handbook."""
    found = look(page, f"walk-{name}", elder=False, citizen=citizen)
    assert not found, found
    if HANDBOOK:
        page.screenshot(path=Path(HANDBOOK) / f"{name}.png")


def an_afternoon(cast: Cast) -> Activity:
    """An activity that was approved and is not published yet."""
    activity = a_draft(cast, capacity=5, title="下午清理河边步道")
    submit_activity(actor=cast.zhao, activity_id=activity.id)
    return approve_activity(actor=cast.centre, activity_id=activity.id)


def moved(activity: Activity, starts: int, ends: int) -> None:
    """The activity began and ends so many minutes from now."""
    now = timezone.now()
    times = {"starts_at": now + starts * MINUTE, "ends_at": now + ends * MINUTE}
    Activity.objects.filter(id=activity.id).update(status="ongoing", **times)
    for model in (Session, Shift, SignUp):
        model.objects.filter(activity=activity).update(**times)


def now_shown(row: SignUp) -> str:
    return codes.turning(row.shift.session).at(timezone.now())


def test_from_publishing_to_a_certificate_checked_without_a_network(stage: Stage, tmp_path: Path):
    activity = stage.once("afternoon", an_afternoon)
    lead, li, qian = (stage.enter(name) for name in ("zhao", "li", "qian"))
    gate = lead.new_page()
    gate.goto(f"{stage.server}/desk/activities/{activity.id}/")
    gate.get_by_role("button", name="发布并开放报名").click()
    expect(gate.get_by_text("招募中").first).to_be_visible()

    shift = shift_of(activity)
    here = li.new_page()
    here.goto(f"{stage.server}/activities/{activity.id}/")
    here.locator(f"a[href='/activities/shifts/{shift.id}/']").click()
    shown(here, "attendance-join")
    here.get_by_role("button", name="报名", exact=True).click()
    expect(here).to_have_url(re.compile("/me/|/signups/|/shifts/"))
    rows = {
        "li": SignUp.objects.get(shift=shift, volunteer=stage.cast.volunteers["li"]),
        "qian": sign_up(actor=stage.cast.qian, shift_id=shift.id)[0],
    }
    assert stands(rows["li"].id) == "confirmed"
    moved(activity, -10, 110)

    gate.goto(f"{stage.server}/activities/{activity.id}/gate/")
    expect(gate.locator(".rv-gate-code")).to_be_visible()
    shown(gate, "attendance-gate")

    here.goto(f"{stage.server}/activities/{activity.id}/here/?code={now_shown(rows['li'])}")
    shown(here, "attendance-here")
    here.get_by_role("button", name="我到了，签到").click()
    expect(here.get_by_text("签到好了。")).to_be_visible()
    assert stands(rows["li"].id) == "checked_in"

    phone = qian.new_page()
    phone.goto(f"{stage.server}/attend/")
    expect(phone.get_by_text("已备好，断网也能用。")).to_be_visible()
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()
    expect(phone.get_by_text("已备好，断网也能用。")).to_be_visible()
    qian.set_offline(True)
    phone.goto(f"{stage.server}/activities/{activity.id}/here/")
    phone.get_by_label("负责人屏幕上的签到码").fill(now_shown(rows["qian"]))
    phone.get_by_role("button", name="我到了，签到").click()
    expect(phone.locator("[data-attend][data-queued='1']")).to_be_visible()
    assert stands(rows["qian"].id) == "confirmed", "the server does not know yet"
    qian.set_offline(False)
    expect(phone.locator("[data-attend][data-queued='0']")).to_be_visible(timeout=60_000)
    assert stands(rows["qian"].id) == "checked_in"
    assert Stamp.objects.get(signup=rows["qian"]).is_offline

    Stamp.objects.filter(activity=activity).update(at=timezone.now() - 60 * MINUTE)
    moved(activity, -70, 50)
    gate.goto(f"{stage.server}/activities/{activity.id}/ticks/")
    shown(gate, "attendance-ticks")
    for _name in range(2):
        gate.get_by_role("button", name="走了").first.click()
    expect(gate.get_by_role("button", name="走了")).to_have_count(0)
    moved(activity, -70, 0)
    gate.goto(f"{stage.server}/activities/{activity.id}/propose/")
    shown(gate, "attendance-propose")
    gate.get_by_role("button", name="交给站点结算").click()
    expect(gate.get_by_text("名单已交，等站点结算。")).to_be_visible()

    station = stage.enter("desk", width="wide")
    desk = station.new_page()
    desk.goto(f"{stage.server}/desk/hours/activities/{activity.id}/")
    shown(desk, "attendance-settle", citizen=False)
    desk.get_by_role("button", name="核对过了，结算").click()
    expect(desk.get_by_text("已结算：2条工时，其中2条已生效。")).to_be_visible()
    records = ServiceRecord.objects.filter(signup__activity=activity)
    assert sorted(records.values_list("level", "state")) == [("A", "effective")] * 2

    here.goto(f"{stage.server}/me/certificates/")
    here.get_by_label("从哪天").fill(f"{timezone.localdate() - timedelta(days=40)}")
    here.get_by_role("button", name="申请", exact=True).click()
    expect(here.get_by_text("已申请，出具后会通知您。证明不收费。")).to_be_visible()
    asked = Certificate.objects.get(volunteer=stage.cast.volunteers["li"], state="requested")
    gate.goto(f"{stage.server}/desk/certificates/{asked.id}/")
    gate.get_by_label("负责人姓名").fill("王主任")
    gate.get_by_label("联系电话").fill("0931-8000000")
    gate.get_by_role("button", name="出具", exact=True).first.click()
    expect(gate.get_by_text("已记下，本人会收到通知。")).to_be_visible()
    here.goto(f"{stage.server}/me/certificates/")
    shown(here, "attendance-certificate")
    token = Certificate.objects.get(id=asked.id).token

    file = tmp_path / "check-certificate.html"
    file.write_text(offline_page(), encoding="utf-8")
    nowhere = stage.browser.new_context(offline=True)
    checking = nowhere.new_page()
    checking.goto(file.as_uri())
    checking.fill("#token", token)
    right = checking.locator("[data-when='true']")
    right.wait_for(state="visible")
    assert Certificate.objects.get(id=asked.id).serial in right.inner_text()
    for context in (lead, li, qian, station, nowhere):
        context.close()
