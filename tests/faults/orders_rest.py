"""Triage, visits and what people say, in the fault loop. In ``make check ALL=1``."""

from datetime import timedelta

from django.utils import timezone

from redvest.orders import services
from redvest.orders.models import (
    Assignment,
    OrderTask,
    ServiceOrder,
)
from redvest.orders.services import (
    feedback,
    links,
    photos,
    revealing,
)
from redvest.orders.services.desk import refuse_appeal
from redvest.orders.services.pool_telling import tell_fitting
from redvest.orders.services.tasks import finish_task
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from tests.faults.harness import Act
from tests.faults.orders_more import contacted, poor, simply, step
from tests.orders.cast import Cast, an_order
from tests.orders.doors import picture

# --- Triage and what teams, volunteers and residents say -----------------------------------------


def rejected(cast: Cast, row: ServiceOrder) -> None:
    services.reject_order(actor=cast.desk, order_id=row.id, reason="market")


def appealed(cast: Cast, row: ServiceOrder) -> None:
    services.appeal_rejection(actor=cast.granny, order_id=row.id, text="请再看看")


def returned(cast: Cast, row: ServiceOrder) -> None:
    services.return_order(actor=cast.desk, order_id=row.id, reason="need_unclear")


def escalated(cast: Cast, row: ServiceOrder) -> None:
    services.escalate_order(actor=cast.desk, order_id=row.id, reason="department")


def began(cast: Cast, row: ServiceOrder) -> None:
    """The visit should have begun an hour ago."""
    starts = timezone.now() - timedelta(hours=1)
    ServiceOrder.objects.filter(id=row.id).update(
        scheduled_from=starts, scheduled_to=starts + timedelta(hours=3)
    )


def tried(cast: Cast, row: ServiceOrder) -> None:
    for method in ("phone", "door"):
        services.log_contact_attempt(actor=cast.wang, order_id=row.id, method=method)


def linked(cast: Cast, row: ServiceOrder) -> None:
    links.make_link(actor=cast.granny, order_id=row.id)


def open_to_all(cast: Cast, row: ServiceOrder) -> None:
    """In the pool, while everybody is free all week and can do everything."""
    Volunteer.objects.update(availability=(1 << 21) - 1, skills=["haircut", "plumbing"])
    services.pool_order(actor=cast.desk, order_id=row.id)


def telling(_cast: Cast, row: ServiceOrder, _actor: Actor) -> Act:
    volunteers = list(Volunteer.objects.order_by("id").values_list("id", flat=True))
    return lambda: tell_fitting(district=row.district, order_id=row.id, volunteer_ids=volunteers)


TEXT = {"text": "请打社区电话"}
ADD = {"data": picture()}
step("tell_fitting", "accepted", "desk", telling, open_to_all, long=True)
step("decline", "dispatched", "zhao", simply(services.decline_order, reason="other"), long=True)
step("reject", "submitted", "desk", simply(services.reject_order, reason="market"), long=True)
step("return", "submitted", "desk", simply(services.return_order, reason="need_unclear"), long=True)
step(
    "appeal", "submitted", "granny", simply(services.appeal_rejection, **TEXT), rejected, long=True
)
step(
    "reinstate",
    "submitted",
    "centre",
    simply(services.reinstate_order),
    rejected,
    appealed,
    long=True,
)
step(
    "refuse_appeal",
    "submitted",
    "centre",
    simply(refuse_appeal, **TEXT),
    rejected,
    appealed,
    long=True,
)
step(
    "escalate", "accepted", "desk", simply(services.escalate_order, reason="department"), long=True
)
step("resume", "accepted", "desk", simply(services.resume_order), escalated, long=True)
step(
    "give_up",
    "accepted",
    "centre",
    simply(services.give_up_order, reason="no_skill", **TEXT),
    long=True,
)
step(
    "complain",
    "done",
    "granny",
    simply(services.complain_order, reason="attitude", **TEXT),
    long=True,
)
step("take_case", "confirmed", "desk", simply(services.take_case), poor, contacted, long=True)
step("refuse_assignment", "planned", "wang", simply(services.refuse_assignment), long=True)
step("no_show", "agreed", "granny", simply(services.report_no_show), began, long=True)
step(
    "contact_attempt",
    "agreed",
    "wang",
    simply(services.log_contact_attempt, method="phone"),
    began,
    long=True,
)
step("absent", "agreed", "wang", simply(services.report_absent), began, tried, long=True)
step("close_link", "agreed", "granny", simply(links.close_link), linked, long=True)
step("reveal", "agreed", "wang", simply(revealing.reveal_contact, reason="上门服务"), long=True)
step("add_photo", "in_service", "wang", simply(photos.add_photo, **ADD), long=True)
step(
    "feedback",
    "done",
    "wang",
    simply(feedback.give_safety_feedback, felt_safe=False, concerns=["animal"]),
    long=True,
)
step(
    "resubmit",
    "submitted",
    "granny",
    lambda cast, row, actor: (
        lambda: services.resubmit_order(
            actor=actor, order_id=row.id, card=cast.card(description="厨房灯坏了")
        )
    ),
    returned,
    long=True,
)


def merging(cast: Cast, row: ServiceOrder, actor: Actor) -> Act:
    other = an_order(cast)
    return lambda: services.merge_order(actor=actor, order_id=row.id, into_id=other.id)


step("merge", "submitted", "desk", merging, long=True)
step(
    "reassign",
    "dispatched",
    "desk",
    lambda cast, row, actor: (
        lambda: services.reassign_order(
            actor=actor, order_id=row.id, reason="no_answer", team_id=cast.other_team.id
        )
    ),
    long=True,
)


step("take_back", "dispatched", "desk", simply(services.take_back_order), long=True)


def one_planned(cast: Cast, row: ServiceOrder) -> None:
    Assignment.objects.filter(order=row, volunteer=cast.volunteers["li"]).delete()


step(
    "name_volunteer",
    "planned",
    "zhao",
    lambda cast, row, actor: (
        lambda: services.name_volunteer(
            actor=actor, order_id=row.id, volunteer_id=cast.volunteers["li"].id
        )
    ),
    one_planned,
    long=True,
)


def looking_at_photo(cast: Cast, row: ServiceOrder, actor: Actor) -> Act:
    photo = photos.add_photo(actor=cast.wang, order_id=row.id, data=picture())
    return lambda: photos.look_at_photo(
        actor=actor, order_id=row.id, photo_id=photo.id, reason="看看"
    )


step("look_at_photo", "in_service", "granny", looking_at_photo, long=True)


def handed_back(cast: Cast, row: ServiceOrder) -> None:
    services.give_back_order(actor=cast.zhao, order_id=row.id, reason="ill")


def finishing(cast: Cast, row: ServiceOrder, actor: Actor) -> Act:
    task = OrderTask.objects.get(order=row, kind="phone_resident", done_at=None)
    return lambda: finish_task(actor=actor, task_id=task.id, result="done")


step("finish_task", "agreed", "desk", finishing, handed_back, long=True)
