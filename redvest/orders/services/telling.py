"""Who is told what, in the transaction of the change."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from redvest.engines.roles import Role
from redvest.notices.services import notify
from redvest.orders.models import Assignment, Dispatch, ServiceOrder
from redvest.orders.queries import staff_accounts
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
    _tell_person(order, assignment.volunteer.person_id, "orders:task", template, more)


def tell_asked(order: ServiceOrder, dispatch: Dispatch, template: str, **more: object) -> None:
    """Whoever answers for an offer: the team's leaders, the venue's desk, or who took it alone."""
    if dispatch.team is not None:
        tell_leaders(order, dispatch.team, template, **more)
    elif dispatch.venue is not None:
        _tell_staff(order, Role.VENUE_ADMIN, dispatch.venue.region, template, more)
    elif dispatch.volunteer is not None:
        _tell_person(order, dispatch.volunteer.person_id, "orders:task", template, more)


def tell_desk(order: ServiceOrder, template: str, **more: object) -> None:
    """The desk of the order's place: the nearest one that has anybody."""
    _tell_staff(order, Role.VENUE_ADMIN, order.community, template, more)


def tell_centre(order: ServiceOrder, template: str, **more: object) -> None:
    """The district's center."""
    _tell_staff(order, Role.CENTRE_ADMIN, order.district, template, more)


def tell_named(order: ServiceOrder, rows: Iterable[Assignment], template: str) -> None:
    """Those who were to go."""
    for row in rows:
        tell_volunteer(order, row, template)


def _tell_staff(
    order: ServiceOrder, role: Role, region: str, template: str, more: dict[str, object]
) -> None:
    for account_id in staff_accounts(order.district, role, region):
        notify(
            district=order.district,
            template=template,
            params=_words(order, more),
            to_account_id=account_id,
            url=reverse("orders:desk", args=[order.id]),
            dedupe_key=_key(order, template, account_id),
        )


def _tell_person(
    order: ServiceOrder, person_id: UUID, page: str, template: str, more: dict[str, object]
) -> None:
    notify(
        district=order.district,
        template=template,
        params=_words(order, more),
        to_person_id=person_id,
        url=reverse(page, args=[order.id]),
        dedupe_key=_key(order, template, person_id),
    )


def said(order: ServiceOrder) -> str:
    """The time of the visit, agreed or proposed, in digits that need no translation."""
    return f"{timezone.localtime(order.proposed_from or order.scheduled_from):%m-%d %H:%M}"
