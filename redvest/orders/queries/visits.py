"""What a visit left behind: pictures, and what the volunteer said about safety."""

from django.db.models import QuerySet

from redvest.orders.models import Assignment, ServiceOrder, VisitFeedback, VisitPhoto


def photos_of(order: ServiceOrder) -> QuerySet[VisitPhoto]:
    """The pictures of an order, without their content."""
    return (
        VisitPhoto.objects.filter(district=order.district, order=order, content__isnull=False)
        .defer("content")
        .order_by("taken_in_at")
    )


def feedback_given(own: Assignment) -> bool:
    return VisitFeedback.objects.filter(district=own.district, assignment=own).exists()


def worries_about(order: ServiceOrder) -> QuerySet[VisitFeedback]:
    """What volunteers found unsafe, for the desk alone."""
    return VisitFeedback.objects.filter(
        district=order.district, order=order, felt_safe=False
    ).order_by("given_at")
