"""What volunteers say about their own safety."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.orders.labels import CONCERNS
from redvest.orders.models import Assignment, ServiceOrder, VisitFeedback
from redvest.orders.services.door import checked_text
from redvest.orders.services.telling import tell_desk
from redvest.people.actors import Actor

TEXT_MAX = 500


def own_visit(actor: Actor, order_id: UUID) -> Assignment | None:
    """The assignment under which the actor was at the resident's, also long afterwards."""
    if actor.volunteer_id is None:
        return None
    return (
        Assignment.objects.filter(
            district=actor.district,
            order_id=order_id,
            volunteer_id=actor.volunteer_id,
            checked_in_at__isnull=False,
        )
        .select_related("order")
        .order_by("-checked_in_at")
        .first()
    )


@transact
def give_safety_feedback(
    *,
    actor: Actor,
    order_id: UUID,
    felt_safe: bool,
    concerns: Sequence[str] = (),
    text: str = "",
) -> VisitFeedback:
    """How safe the visit was. A worry reaches the desk at once; the resident never sees it."""
    ServiceOrder.objects.select_for_update(no_key=True).filter(
        district=actor.district, id=order_id
    ).first()
    own = own_visit(actor, order_id)
    if own is None:
        raise NotAllowed(_("去过的志愿者才能反馈。"), code="not_there")
    if VisitFeedback.objects.filter(district=actor.district, assignment=own).exists():
        raise Conflict(_("您已经反馈过了，谢谢。"), code="already_given")
    chosen = sorted(set(concerns))
    if set(chosen) - set(CONCERNS):
        raise Invalid(_("请从列表里选择。"), fields={"concerns": _("请从列表里选择。")})
    words = checked_text("text", text, TEXT_MAX)
    if not felt_safe and not (chosen or words):
        message = _("请选一项，或写一句哪里不安全。")
        raise Invalid(message, fields={"concerns": message})
    feedback = VisitFeedback(
        district=actor.district,
        order=own.order,
        assignment=own,
        felt_safe=felt_safe,
        concerns=chosen,
        given_at=timezone.now(),
    )
    feedback.text = words
    feedback.save(force_insert=True)
    record_event(
        actor=actor,
        kind="visit.safety_feedback",
        subject=feedback,
        region=own.order.community,
        after={"safe": felt_safe, "concerns": chosen},
    )
    if not felt_safe:
        tell_desk(own.order, "order_unsafe")
    return feedback
