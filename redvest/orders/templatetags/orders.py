"""What templates say about items of the catalog."""

from django import template

from redvest.engines.order_flow import DISPUTABLE
from redvest.orders.item_labels import worded
from redvest.orders.labels import named
from redvest.orders.models import ServiceItem, ServiceOrder

register = template.Library()


@register.simple_tag
def item_name(item: ServiceItem) -> str:
    """The item's name in the reader's language."""
    return named(item)


@register.simple_tag
def item_word(item: ServiceItem, word: str) -> str:
    """One of the item's sentences in the reader's language."""
    return worded(item, word)


@register.inclusion_tag("orders/complain_link.html")
def complain_link(order: ServiceOrder) -> dict[str, object]:
    """The way to a complaint, as long as the order can still be looked into."""
    return {"order": order, "open": order.state in DISPUTABLE}
