"""What operators' tools read: the measures of :mod:`redvest.insight.queries.watching`."""

import hmac
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from redvest.errors import NotSeen
from redvest.http import Open, page
from redvest.insight.queries.watching import MEASURES


class Measured(Collector):
    """Asks the database at the moment of the scrape, so that any process gives the same answer."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for measure in MEASURES:
            yield GaugeMetricFamily(f"redvest_{measure.name}", measure.help, value=measure.read())


def may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(sent.encode(), token.encode())


@page(Open.ANYONE)
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, for whoever has the token; for everybody else there is no such page."""
    if not may_read(request):
        raise NotSeen(_("没有这个页面。"))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Measured())
    answer = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    answer["Cache-Control"] = "no-store"
    return answer
