"""The map in a real browser: tiles where there is a key and a network, the outline in any case."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Route

from redvest.districts.models import DistrictPolicy
from tests.browser.look import WIDER_THAN_SCREEN
from tests.browser.stage import Stage
from tests.orders.cast import DISTRICT
from tests.venues.build import furnished_station

pytestmark = pytest.mark.browser
MAP = "/venues/?view=map"
TILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256">'
    '<rect width="256" height="256" fill="#cde"/></svg>'
)


@pytest.fixture
def key(stage: Stage) -> Iterator[str]:
    values = {"tianditu_key": "k 1&2", "map_review_no": "GS（2026）1号"}
    row = DistrictPolicy.objects.create(
        district=DISTRICT, version=999, data=values, effective_from=timezone.now()
    )
    yield values["tianditu_key"]
    row.delete()


def visit(stage: Stage, *, network: bool) -> tuple[list[str], dict[str, Any], list[str]]:
    """The tiles asked for, what is drawn, and what the console said."""
    asked: list[str] = []
    said: list[str] = []

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        assert route.request.headers.get("referer", "") in ("", f"{stage.server}/")
        if network:
            route.fulfill(body=TILE, content_type="image/svg+xml")
        else:
            route.abort("internetdisconnected")

    stage.once("station", lambda _cast: furnished_station())
    context = stage.enter()
    context.route("**/*tianditu*/**", tile)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.goto(stage.server + MAP, wait_until="networkidle")
    seen = {
        "tiles": page.locator(".leaflet-tile-loaded").count(),
        "pins": page.locator(".rv-marker").count(),
        "credit": page.locator(".leaflet-control-attribution").inner_text(),
        "ground": page.locator(".leaflet-ground-pane path").count(),
        "wide": page.evaluate(WIDER_THAN_SCREEN),
    }
    context.close()
    return asked, seen, said


def test_without_a_key_nobody_is_asked_for_tiles(stage: Stage):
    asked, seen, said = visit(stage, network=True)
    assert (asked, said, seen["tiles"]) == ([], [], 0)
    assert seen["pins"] > 0
    assert "天地图" not in seen["credit"]


def test_with_a_key_the_policy_of_the_page_lets_the_tiles_in(stage: Stage, key: str):
    asked, seen, said = visit(stage, network=True)
    assert said == []
    assert seen["tiles"] == len(asked) > 0
    assert "底图：天地图 GS（2026）1号" in seen["credit"]
    assert {parse_qs(urlsplit(url).query)["tk"][0] for url in asked} == {key}
    assert {parse_qs(urlsplit(url).query)["LAYER"][0] for url in asked} == {"vec", "cva"}
    assert seen["wide"] == []


def test_with_a_key_but_no_network_the_ground_and_the_pins_are_there(stage: Stage, key: str):
    asked, seen, _said = visit(stage, network=False)
    assert asked
    assert seen["tiles"] == 0
    assert seen["pins"] > 0
    assert "底图：天地图" in seen["credit"]
