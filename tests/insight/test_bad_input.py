"""Figures of what hardly exists: an empty district, one community, one point, changed words."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from redvest.districts.models import District, Region
from redvest.engines.cn_calendar import FESTIVALS, leap_month
from redvest.engines.indicators import BY_KEY
from redvest.engines.periods import period
from redvest.engines.roles import Role
from redvest.insight import labels
from redvest.insight.models import Publication
from redvest.insight.queries.figures import figures_of
from redvest.insight.services import publish_figures
from tests.insight.stage import Year, a_project, held
from tests.orders.cast import DISTRICT, HOME
from tests.orders.test_pages import browser

pytestmark = pytest.mark.slow
PAGES = (
    "/desk/figures/?view=venues",
    "/desk/figures/?view=services",
    "/desk/figures/of/volunteers/?",
    "/desk/figures/of/satisfied_share/?",
    "/desk/figures/funnel/?",
    "/desk/figures/activity/?",
    "/desk/figures/report/?",
    "/desk/figures/briefing/?",
    "/desk/screen/?",
    "/open-data/?",
)


def test_a_community_with_nothing_has_every_page(year: Year):
    """Nothing was ever counted there; each page says so and none fails."""
    year.cast.staff("nobody_yet", 78, Role.VENUE_ADMIN, f"{HOME[:9]}998")
    Region.objects.create(
        district=DISTRICT,
        code=f"{HOME[:9]}998",
        name="新社区",
        stat_name="新社区居委会",
        valid_from=date(2020, 1, 1),
    )
    cache.clear()
    lone = browser(year.cast, "nobody_yet")
    for address in PAGES:
        answer = lone.get(address)
        assert answer.status_code == 200, address
        assert "None" not in answer.text, address
    page = lone.get(PAGES[0]).text
    assert "新社区合计" in page
    assert "本级，不在" not in page
    assert lone.get("/desk/figures/report/?as=pdf").content[:5] == b"%PDF-"


def test_a_district_without_anything_publishes_an_empty_year(year: Year):
    District.objects.create(
        code="630102", name="空区", full_name="空区", province="青海省", city="西宁市"
    )
    anybody = Client()
    anybody.cookies["district"] = "630102"
    told = anybody.get("/open-data/json/").json()
    assert told["district"] == "630102"
    assert {one["total"] for one in told["figures"]} <= {None, "0"}
    assert anybody.get("/open-data/").status_code == 200


def test_a_chart_of_one_point_has_its_point_and_its_table(year: Year):
    """One month with a number among months with none: nothing divides by the months before it."""
    held(year, date(2019, 1, 5), audience=7)
    page = browser(year.cast, "centre").get("/desk/figures/of/audience/?period=2019-01").text
    (line,) = [line for line in page.split("<tr>") if ">2019-01<" in line]
    assert ">7</td>" in line
    assert line.count(">—</td>") == 2


def test_a_festival_of_a_leap_month_is_counted_once(year: Year):
    """2028 has two fifth months; the festival's activities are counted by occasion, wherever the
    desk put the day, and each activity once."""
    assert leap_month(2028) == 5
    ours = next(one.key for one in FESTIVALS if one.is_tradition and one.key == "dragon_boat")
    of = a_project(year, ours)
    for day in (date(2020, 5, 23), date(2020, 6, 25)):  # 2020: the leap month was the fourth.
        held(year, day, project=of, tags=("我们的节日",))
    found = figures_of(DISTRICT, DISTRICT, [BY_KEY["festival_activities"]], {"now": period("2020")})
    assert found["now", DISTRICT, "festival_activities"].value == 2


def test_what_was_published_says_that_the_definition_has_changed_since(
    year: Year, monkeypatch: pytest.MonkeyPatch
):
    """The old words and the old number stay; beside them stands that they are the old ones."""
    centre = browser(year.cast, "centre")
    row = publish_figures(actor=year.cast.centre, title="半年", key="2024Q2", keys=["sessions"])
    here = f"/desk/figures/published/{row.id}/"
    before = centre.get(here).text
    assert "口径后来改过" not in before
    changed = replace(BY_KEY["sessions"], version=2)
    monkeypatch.setattr("redvest.insight.pages.own.BY_KEY", {**BY_KEY, "sessions": changed})
    words = labels.Said(labels.SAID["sessions"].name, "新的口径")  # type: ignore[arg-type]
    monkeypatch.setitem(labels.SAID, "sessions", words)
    after = centre.get(here).text
    assert "口径后来改过" in after
    assert str(row.rows[0]["definition"]) in after
    assert Publication.objects.get(id=row.id).rows == row.rows
