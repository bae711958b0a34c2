"""One need met from end to end, through the pages, by the people whose turn it is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from redvest.demo.browser import Browser, WalkError
from redvest.demo.cast import PASSWORD
from redvest.demo.stage import Stage
from redvest.engines.order_flow import State
from redvest.journal.models import Event
from redvest.orders.models import ServiceOrder
from redvest.people.models import Volunteer
from redvest.teams.models import Team

Say = Callable[[str, str], None]


def close_one_loop(stage: Stage, say: Say) -> ServiceOrder:
    """点单, 受理, 派单, 接单, 约定, 签到, 签退, 确认, 评单. Returns the order, rated."""
    people = {}
    for name in ("resident", "station", "team_admin", "volunteer"):
        people[name] = Browser(name)
        people[name].log_in(stage.phones[name], PASSWORD)
    granny, desk, leader, helper = people.values()
    order_id = _place(stage, granny)
    order = ServiceOrder.objects.get(id=order_id)
    say("resident", f"点单 {order.number}：阳台的灯不亮了")
    here = f"/desk/orders/{order_id}/"
    desk.press(here, "accept/", verification="phone", urgency="normal")
    say("station", "受理")
    team = Team.objects.get(
        district=stage.district,
        region=stage.home,
        memberships__volunteer__person__account=stage.logins["team_admin"],
        memberships__role="leader",
    )
    desk.press(here, "dispatch/", team=str(team.id))
    say("station", f"派单给{team.name}")
    leader.press(here, "claim/")
    say("team_admin", "接单")
    start = _visit()
    volunteer = Volunteer.objects.get(person__account=stage.logins["volunteer"])
    leader.press(
        here,
        "schedule/",
        starts_at=f"{start:%Y-%m-%dT%H:%M}",
        minutes="60",
        volunteers=[str(volunteer.id)],
    )
    say("team_admin", f"约定 {start:%m-%d %H:%M}，请一名队员前往")
    task = f"/tasks/{order_id}/"
    helper.press(task, "agree/")
    say("volunteer", "答应前往；此刻起可以查看地址和电话，每次查看都留痕")
    helper.press(task, "check_in/")
    say("volunteer", "到场签到")
    helper.press(task, "complete/", outcome="换了一只灯泡，检查了开关。")
    say("volunteer", "完成签退")
    own = f"/orders/{order_id}/"
    granny.press(own, "confirm/")
    say("resident", "确认已完成")
    rated = granny.submit(
        own + "rate/", "grade", grade="5", tags=["on_time", "kind"], text="来得快，谢谢。"
    )
    if rated.status_code != 302:
        raise WalkError("rating came back with mistakes")
    say("resident", "评单：非常满意")
    order.refresh_from_db()
    if order.state != State.RATED.value:
        raise WalkError(f"the loop ended in {order.state}")
    return order


def _visit() -> datetime:
    """In an hour, or tomorrow morning when that would end after midnight."""
    start = timezone.localtime() + timedelta(hours=1)
    late = start.hour >= 22
    return (start + timedelta(hours=11)).replace(hour=9, minute=0) if late else start


def _place(stage: Stage, granny: Browser) -> UUID:
    granny.get("/")
    granny.get("/orders/new/")
    page = "/orders/new/repair/"
    day = _visit().date()
    checked = granny.submit(
        page,
        "description",
        step="check",
        description="阳台的灯不亮了，我够不着，请人来看看。",
        community=stage.home,
        address="幸福里8号院3号楼2单元501室",
        contact_phone=stage.phones["resident"],
        preferred_on=day.isoformat(),
        preferred_slot="any",
        risk_note="要登高，请带梯子",
        consent_to_share="on",
    )
    placed = granny.send(checked, page, "description", step="place")
    if placed.status_code != 302:
        raise WalkError("the order came back with mistakes")
    granny.get(placed["Location"])
    return UUID(placed["Location"].split("/")[2])


def timeline(order: ServiceOrder) -> list[Event]:
    """The same story as the journal holds it, oldest first."""
    return list(
        Event.objects.filter(district=order.district, subject_id=order.id).order_by("at", "id")
    )
