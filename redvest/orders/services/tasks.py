"""What a desk does by hand, opened by the machine and ticked off by a person."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import Conflict, NotAllowed, NotSeen
from redvest.orders.labels import TASK_RESULTS
from redvest.orders.models import OrderTask, ServiceOrder
from redvest.orders.queries import DESK, order_seen_by
from redvest.orders.services.door import checked_choice, note
from redvest.people.actors import Actor


def open_task(order: ServiceOrder, kind: str, role: Role, due_at: datetime) -> None:
    """Ask a desk to do something; one task of a kind stands at a time."""
    scope = order.district if role is Role.CENTRE_ADMIN else order.community
    OrderTask.objects.bulk_create(
        [
            OrderTask(
                district=order.district,
                order=order,
                kind=kind,
                role=role.value,
                scope=scope,
                opened_at=timezone.now(),
                due_at=due_at,
            )
        ],
        ignore_conflicts=True,
    )


def drop_tasks(order: ServiceOrder, *kinds: str) -> None:
    """What there was to do has done itself."""
    OrderTask.objects.filter(
        district=order.district, order=order, kind__in=kinds, done_at=None
    ).update(done_at=timezone.now(), result="done")


@transact
def finish_task(*, actor: Actor, task_id: UUID, result: str) -> OrderTask:
    """Somebody of the desk did it, or tried to."""
    message = _("没有找到这件待办，或它不在您能查看的范围内。")
    seen = OrderTask.objects.filter(district=actor.district, id=task_id).first()
    if seen is None:
        raise NotSeen(message)
    order, roles = order_seen_by(actor, seen.order_id, lock=True)
    if not roles & set(DESK):
        raise NotSeen(message)
    task = OrderTask.objects.get(id=task_id)
    role = Role(task.role)
    if role not in roles and Role.CENTRE_ADMIN not in roles:
        raise NotAllowed(_("这件待办由区中心办理。"))
    if task.done_at is not None:
        raise Conflict(_("这件待办已经有人办了，请刷新页面。"), code="wrong_state")
    checked_choice("result", result, TASK_RESULTS, _("请选择办理结果。"))
    task.done_at, task.done_by, task.result = timezone.now(), actor.account_id, result
    task.save(update_fields=["done_at", "done_by", "result"])
    used = Role.CENTRE_ADMIN if role not in roles else role
    note(actor, order, "task_done", used, {"task": task.kind, "result": result})
    return task
