"""A sentence about a need, understood with this district's places and menu. For the citizen's
pages and for whoever answers the telephone."""

from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from redvest.districts.models import Region
from redvest.engines.cn_calendar import CHINA_TIME
from redvest.engines.said_place import Communities
from redvest.engines.sentence import Heard, Need, parse
from redvest.orders.queries.choices import catalog

TEXT_MAX = 5000
KEPT_SECONDS = 60


def _places(district: str) -> Communities:
    """The names of today's communities; a few hundred, kept for a minute."""
    key = f"said-places:{district}"
    rows: list[tuple[str, str]] | None = cache.get(key)
    if rows is None:
        found = Region.objects.filter(district=district, valid_to=None, is_administrative=True)
        rows = list(found.order_by("code").values_list("code", "name"))
        cache.set(key, rows, KEPT_SECONDS)
    return Communities(rows)


def hear(district: str, text: str, now: datetime | None = None) -> Heard:
    """What a sentence says: needs to choose from, day and hours, community, telephone, door.

    Nothing is stored and nothing is ordered. Text beyond :data:`TEXT_MAX` is not read.
    """
    needs = [Need(item.code, item.name, item.hint) for item in catalog(district)]
    moment = (now or timezone.now()).astimezone(CHINA_TIME)
    return parse(text[:TEXT_MAX], now=moment, needs=needs, places=_places(district))
