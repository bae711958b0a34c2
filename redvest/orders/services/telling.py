"""Who is told what, in the transaction of the change."""

from django.urls import reverse
from django.utils import timezone

from redvest.notices.services import notify
from redvest.orders.models import Assignment, ServiceOrder
from redvest.teams.models import Team
from redvest.teams.queries import leader_accounts


def _words(order: ServiceOrder, more: dict[str, object]) -> dict[str, object]:
    return {"number": order.number, "item": order.item.name, **more}


def _key(order: ServiceOrder, template: str, to: object) -> str:
    return f"{template}:{order.id}:{order.version}:{to}"


def tell_requester(order: ServiceOrder, template: str, **more: object) -> None:
    """The resident; a text message to one without an account, when a phone is known."""
    if order.requester.account_id is None and order.requester.phone is None:
        return
    notify(
        district=order.district,
        template=template,
        params=_words(order, more),
        to_person_id=order.requester_id,
        url=reverse("orders:show", args=[order.id]),
        dedupe_key=_key(order, template, order.requester_id),
    )


def tell_leaders(order: ServiceOrder, asked: Team, template: str, **more: object) -> None:
    """Everybody who may answer for the team."""
    for account_id in leader_accounts(asked.id, asked.district):
        notify(
            district=order.district,
            template=template,
            params=_words(order, more),
            to_account_id=account_id,
            url=reverse("orders:desk", args=[order.id]),
            dedupe_key=_key(order, template, account_id),
        )


def tell_volunteer(
    order: ServiceOrder, assignment: Assignment, template: str, **more: object
) -> None:
    """The one who is to go."""
    person_id = assignment.volunteer.person_id
    notify(
        district=order.district,
        template=template,
        params=_words(order, more),
        to_person_id=person_id,
        url=reverse("orders:task", args=[order.id]),
        dedupe_key=_key(order, template, person_id),
    )


def said(order: ServiceOrder) -> str:
    """The time of the visit in digits, which need no translation: 03-05 15:30."""
    return f"{timezone.localtime(order.scheduled_from):%m-%d %H:%M}"
