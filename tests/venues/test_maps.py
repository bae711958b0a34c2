"""The background of a map: only with a key, only on a page with a map, from exactly its hosts."""

import pytest
from django.test import Client
from django.utils import timezone

from redvest.districts.models import DistrictPolicy
from tests.venues.build import HERE, furnished_station

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MAP = "/venues/?view=map"
HOSTS = " ".join(f"https://t{n}.tianditu.gov.cn" for n in range(8))


@pytest.fixture(autouse=True)
def _district() -> None:
    furnished_station()


def images_allowed(answer) -> str:
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return next(part for part in parts if part.startswith("img-src"))


def decide(**values: str) -> None:
    DistrictPolicy.objects.create(
        district=HERE, version=2, data=values, effective_from=timezone.now()
    )


def test_without_a_key_nothing_is_opened():
    answer = Client().get(MAP)
    assert images_allowed(answer) == "img-src 'self' data:"
    assert "data-tiles" not in answer.content.decode()


def test_a_districts_key_opens_exactly_its_hosts_and_only_where_a_map_is():
    decide(tianditu_key="k'&<x", map_review_no="GS（2026）1号")
    answer = Client(headers={"accept-language": "zh-hans"}).get(MAP)
    assert images_allowed(answer) == f"img-src 'self' data: {HOSTS}"
    html = answer.content.decode()
    assert 'data-tiles="k&#x27;&amp;&lt;x"' in html
    assert "底图：天地图 GS（2026）1号" in html
    for other in ("/", "/venues/", "/accounts/login/"):
        assert images_allowed(Client().get(other)) == "img-src 'self' data:"


def test_the_operators_key_serves_districts_without_one(settings):
    settings.TIANDITU_KEY = "operator"
    assert 'data-tiles="operator"' in Client().get(MAP).content.decode()
    decide(tianditu_key="district")
    assert 'data-tiles="district"' in Client().get(MAP).content.decode()
