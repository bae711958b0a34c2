"""Bodies as the services take them."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.errors import Invalid
from redvest.orders.api.bodies import CardIn
from redvest.orders.models import ServiceItem
from redvest.orders.services import OrderCard


def card_of(district: str, sent: CardIn) -> OrderCard:
    """The card as the service takes it.

    Raises
    ------
    Invalid
        If the item is not on the menu.
    """
    item = ServiceItem.objects.filter(district=district, code=sent.item, is_active=True).first()
    if item is None:
        message = _("这项服务现在不能点，请在菜单里另选一项。")
        raise Invalid(message, fields={"item": message})
    named = sent.dict(exclude={"item", "requester"})
    return OrderCard(item_id=item.id, **named)


def local(moment: datetime) -> datetime:
    """In the district's clock; years no calendar reaches are refused.

    Raises
    ------
    Invalid
        If the moment lies outside what anybody plans for.
    """
    if not 2000 <= moment.year <= 2100:
        message = _("请填写一个合理的时间。")
        raise Invalid(message, fields={"starts_at": message})
    return timezone.localtime(moment)
