"""What maps in templates ask about the district they lie in."""

from django import template
from django.template import Context

from redvest.districts.tiles import HOSTS, Tiles, tiles_of

register = template.Library()


@register.simple_tag(takes_context=True)
def map_tiles(context: Context) -> Tiles | None:
    """The background of a map, or nothing; opens this page's content policy for its hosts."""
    request, district = context.get("request"), context.get("district")
    if request is None or district is None:
        return None
    found = tiles_of(district.code)
    if found is not None:
        request.image_hosts = HOSTS
    return found
