"""A walk through an afternoon: somebody scans in, somebody else's phone has no network, the lead
hands the list in, the station settles, and the hours count.

``HANDBOOK=docs/handbook`` keeps the pictures of the walk.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from redvest.activities.models import Activity, Session, Shift, SignUp, Stamp
from redvest.activities.services import codes, sign_up
from redvest.records.models import ServiceRecord
from tests.activities.cast import an_activity, shift_of, stands
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


def an_afternoon(cast: Cast) -> tuple[Activity, dict[str, SignUp]]:
    """An activity that began ten minutes ago; li and qian have signed up."""
    activity = an_activity(cast, capacity=5, title="下午清理河边步道")
    shift = shift_of(activity)
    rows = {name: sign_up(actor=cast.actor(name), shift_id=shift.id)[0] for name in ("li", "qian")}
    moved(activity, -10, 110)
    return activity, rows


def moved(activity: Activity, starts: int, ends: int) -> None:
    """The activity began and ends so many minutes from now."""
    now = timezone.now()
    times = {"starts_at": now + starts * MINUTE, "ends_at": now + ends * MINUTE}
    Activity.objects.filter(id=activity.id).update(status="ongoing", **times)
    for model in (Session, Shift, SignUp):
        model.objects.filter(activity=activity).update(**times)


def now_shown(row: SignUp) -> str:
    return codes.turning(row.shift.session).at(timezone.now())


def test_from_the_gate_to_hours_that_count(stage: Stage):
    activity, rows = stage.once("afternoon", an_afternoon)
    lead, li, qian = (stage.enter(name) for name in ("zhao", "li", "qian"))
    gate = lead.new_page()
    gate.goto(f"{stage.server}/activities/{activity.id}/gate/")
    expect(gate.locator(".rv-gate-code")).to_be_visible()
    shown(gate, "attendance-gate")

    here = li.new_page()
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
    for context in (lead, li, qian, station):
        context.close()
