"""Who is told what about a round. No names, no addresses."""

from django.urls import reverse
from django.utils import timezone

from redvest.engines.roles import Role
from redvest.meals.models import MealRound, MealStop
from redvest.notices.services import notify
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import staff_accounts
from redvest.people.queries.desk import proxies_of


def _words(row: MealRound) -> dict[str, object]:
    return {
        "canteen": row.lunch.canteen.name,
        "time": f"{timezone.localtime(row.leaves_at):%m-%d %H:%M}",
    }


def tell_helper(row: MealRound, template: str) -> None:
    """The one who was asked, or goes."""
    notify(
        district=row.district,
        template=template,
        params=_words(row),
        to_person_id=row.volunteer.person_id,
        url=reverse("meals:round", args=[row.id]),
        dedupe_key=f"{template}:{row.id}:{row.version}",
    )


def tell_canteen(row: MealRound, template: str) -> None:
    """The desk of the canteen: the nearest one that has anybody."""
    for account_id in staff_accounts(row.district, Role.VENUE_ADMIN, row.lunch.canteen.region):
        notify(
            district=row.district,
            template=template,
            params=_words(row),
            to_account_id=account_id,
            url=reverse("meals:lunch", args=[row.lunch.canteen_id, row.lunch.day.isoformat()]),
            dedupe_key=f"{template}:{row.id}:{row.version}:{account_id}",
        )


def tell_worried(stop: MealStop, order: ServiceOrder, template: str) -> None:
    """Somebody has to look at once: the place's desk, and whoever stands in for the resident."""
    accounts = {
        account_id: reverse("orders:desk", args=[order.id])
        for account_id in staff_accounts(order.district, Role.VENUE_ADMIN, order.community)
    }
    for link in proxies_of(order.requester):
        if link.confirmed_at is not None and link.proxy_id not in accounts:
            accounts[link.proxy_id] = reverse("orders:show", args=[order.id])
    for account_id, url in accounts.items():
        notify(
            district=order.district,
            template=template,
            params={"number": order.number},
            to_account_id=account_id,
            url=url,
            dedupe_key=f"{template}:{stop.id}:{account_id}",
        )
