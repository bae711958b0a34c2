"""What templates say about items of the catalog."""

from django import template

from redvest.orders.item_labels import worded
from redvest.orders.labels import named
from redvest.orders.models import ServiceItem

register = template.Library()


@register.simple_tag
def item_name(item: ServiceItem) -> str:
    """The item's name in the reader's language."""
    return named(item)


@register.simple_tag
def item_word(item: ServiceItem, word: str) -> str:
    """One of the item's sentences in the reader's language."""
    return worded(item, word)
