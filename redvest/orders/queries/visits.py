"""What a visit left behind: pictures, and what the volunteer said about safety."""

from django.db.models import QuerySet

from redvest.orders.models import Assignment, ServiceOrder, VisitFeedback, VisitPhoto
from redvest.orders.queries.sight import DESK
from redvest.people.actors import Actor
from redvest.teams.queries import within


def photos_of(order: ServiceOrder) -> QuerySet[VisitPhoto]:
    """The pictures of an order, without their content."""
    return (
        VisitPhoto.objects.filter(district=order.district, order=order, content__isnull=False)
        .defer("content")
        .order_by("taken_in_at")
    )


def feedback_given(own: Assignment) -> bool:
    return VisitFeedback.objects.filter(district=own.district, assignment=own).exists()


# Where somebody may have been there and have something to say.
VISITED = frozenset(
    {"in_service", "done", "rework", "confirmed", "unconfirmed", "rated", "disputed", "closed"}
)


def worries_in(actor: Actor) -> QuerySet[VisitFeedback]:
    """What volunteers found unsafe in the places of a desk, the latest first."""
    return (
        VisitFeedback.objects.filter(
            within("order__community", actor.scopes(*DESK)),
            district=actor.district,
            felt_safe=False,
        )
        .select_related("order__item")
        .order_by("-given_at")
    )


def worries_about(order: ServiceOrder) -> QuerySet[VisitFeedback]:
    """What volunteers found unsafe, for the desk alone."""
    return VisitFeedback.objects.filter(
        district=order.district, order=order, felt_safe=False
    ).order_by("given_at")
