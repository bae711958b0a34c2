"""The pages of figures: what they say is what the records say, and what they show can be redone."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from redvest.activities.models import Session
from redvest.districts.models import Region
from redvest.engines.indicators import BY_KEY, INDICATORS, View
from redvest.engines.periods import period
from redvest.insight.models import Headcount, OwnIndicator, OwnValue
from redvest.insight.queries.figures import board, figures_of
from redvest.insight.queries.reach import reach
from redvest.insight.reproducing import reproducing
from tests.insight.stage import Year, held
from tests.orders.cast import DISTRICT, ELSEWHERE, HOME, STREET
from tests.orders.test_pages import browser


def test_the_query_shown_gives_the_figure_shown(year: Year):
    one = period("2024")
    found = figures_of(DISTRICT, STREET, INDICATORS, {"now": one}, digits=9)
    for indicator in INDICATORS:
        shown = found["now", STREET, indicator.key]
        queries = reproducing(indicator, DISTRICT, STREET, reach(one, indicator))
        with connection.cursor() as cursor:
            results = []
            for query in queries:
                cursor.execute(query)
                results.append(cursor.fetchone()[0])
        expected = [shown.value] if shown.part is None else [shown.part, shown.whole]
        assert [None if one is None else Decimal(one) for one in results] == expected, queries


@pytest.mark.parametrize("view", [View.SERVICES, View.ACTIVITIES])
def test_each_view_shows_its_figures_and_its_places(year: Year, view: View):
    page = browser(year.cast, "centre").get(f"/desk/figures/?view={view.value}&period=2024").text
    for words in ("酒泉路街道", "张掖路街道", "数据截至", "2024-12", "不是排名"):
        assert words in page
    for one in INDICATORS:
        if one.view is view:
            assert f"/desk/figures/of/{one.key}/?region={DISTRICT}&amp;period=2024" in page


def test_a_station_looks_at_its_own_community_and_no_further(year: Year):
    desk = browser(year.cast, "desk")
    page = desk.get("/desk/figures/").text
    assert "畅家巷" in page
    assert "张掖路街道" not in page
    for region in (DISTRICT, STREET, ELSEWHERE, "999999", "x"):
        assert desk.get(f"/desk/figures/?region={region}").status_code == 404
    assert desk.get("/desk/figures/?period=2024-13").status_code == 404
    assert desk.get("/desk/figures/?view=nothing").status_code == 404
    assert desk.get("/desk/figures/of/nothing/").status_code == 404


def test_an_indicator_says_what_it_is_and_how_it_changed(year: Year):
    page = browser(year.cast, "centre").get("/desk/figures/of/orders/?period=2024-04").text
    for words in ("群众点单", "定义", "合并到别的单里的不重复计", "口径版本", "环比", "同比"):
        assert words in page
    assert "SELECT coalesce(sum(n), 0)" in html.unescape(page)


def test_a_period_before_the_first_event_has_noughts_and_no_shares(year: Year):
    centre = browser(year.cast, "centre")
    for period_asked in ("2000", "2000Q1", "2001"):
        page = centre.get(f"/desk/figures/?view=services&period={period_asked}").text
        assert set(re.findall(r'rv-stat-value">([^<]+)<', page)) == {"0", "—"}
        assert "同比" not in "".join(re.findall(r'rv-stat-note">([^<]+)<', page))


def lines_of(page: str) -> dict[str, list[str]]:
    """The table by place: the words of its cells."""
    body = page.rsplit("<tbody>", maxsplit=1)[-1].split("</tbody>", maxsplit=1)[0]
    lines = {}
    for row in body.split("<tr>")[1:]:
        head, cells = re.split("</th>", row)
        name = re.sub("<[^>]+>", "", head).strip()
        lines[name] = re.findall(r"<td[^>]*>([^<]*)</td>", cells)
    return lines


def test_the_first_line_is_what_the_cards_say_and_the_own_level_comes_last(year: Year):
    """A center's own activities are in the whole and in no street; both lines say so."""
    page = browser(year.cast, "centre").get("/desk/figures/?view=activities&period=2024").text
    lines = lines_of(page)
    assert [*lines][:: len(lines) - 1] == ["城关区合计", "城关区本级，不在以上各处"]
    assert lines["城关区合计"] == re.findall(r'rv-stat-value">([^<]+)<', page)
    whole, *parts = ([int(n.replace(",", "")) for n in line] for line in lines.values())
    assert [sum(column) for column in zip(*parts, strict=True)] == whole
    assert parts[-1][0] == 1
    street = browser(year.cast, "centre").get(f"/desk/figures/?view=services&region={STREET}").text
    assert "不在以上各处" not in street


def test_a_region_that_was_split_keeps_its_past(year: Year):
    """What was counted under a place that is no more stays under its name, and can be opened."""
    old, new = f"{DISTRICT}098", f"{DISTRICT}097"
    ended = date(2024, 6, 1)
    for code, name, since, until in (
        (old, "旧街道", date(2020, 1, 1), ended),
        (new, "新街道", ended, None),
        (STREET, "酒泉路旧名", date(2001, 1, 1), date(2002, 1, 1)),
    ):
        Region.objects.create(
            district=DISTRICT,
            code=code,
            name=name,
            stat_name=name,
            valid_from=since,
            valid_to=until,
        )
    cache.clear()
    held(year, date(2024, 3, 3), region=f"{old}001")
    held(year, date(2024, 7, 3), region=f"{new}001")
    held(year, date(2024, 7, 3), region=f"{DISTRICT}099")
    centre = browser(year.cast, "centre")
    lines = lines_of(centre.get("/desk/figures/?view=activities&period=2024").text)
    assert lines["旧街道（已撤并）"][0] == "1"
    assert lines["新街道"][0] == "1"
    assert lines[f"{DISTRICT}099（已撤并）"][0] == "1"
    assert "酒泉路街道" in lines
    later = lines_of(centre.get("/desk/figures/?view=activities&period=2024Q4").text)
    assert "旧街道（已撤并）" not in later
    past = centre.get(f"/desk/figures/?view=activities&period=2024&region={old}")
    assert lines_of(past.text)["旧街道合计"][0] == "1"


def test_the_table_leaves_as_a_file_with_its_time_and_units(year: Year):
    centre = browser(year.cast, "centre")
    body = centre.get("/desk/figures/file/csv/?view=activities&period=2024").content.decode()
    assert body.count("\n") == 5  # Names, the district, two streets, the district's own.
    assert "活动场次（场次）" in body
    assert "数据截至" in body
    assert centre.get("/desk/figures/file/xlsx/?view=activities").content[:2] == b"PK"
    assert centre.get("/desk/figures/file/exe/").status_code == 422
    months = centre.get("/desk/figures/of/sessions/?period=2024&as=csv").content.decode()
    assert months.count("\n") == 14


def test_the_center_counts_something_of_its_own_and_a_station_enters_it(year: Year):
    centre, desk = browser(year.cast, "centre"), browser(year.cast, "desk")
    words = {"name": "小游园", "unit": "个", "definition": "当年建成开放的小游园"}
    assert centre.post("/desk/figures/own/new/", words).status_code == 302
    assert "已有同名的指标" in centre.post("/desk/figures/own/new/", words).text
    here = f"/desk/figures/own/{OwnIndicator.objects.get().id}/"
    value = {"region": HOME, "first": "2024-01-01", "last": "2024-12-31", "value": "5"}
    refused = desk.post(here, value)
    assert refused.status_code == 200
    assert 'value="5"' in refused.text
    assert desk.post(here, {**value, "source": "区园林局总结"}).status_code == 302
    assert "区园林局总结" in centre.get(here).text
    row = OwnValue.objects.get()
    assert desk.post(f"/desk/figures/value/{row.id}/withdraw/").status_code == 302
    assert "区园林局总结" not in centre.get(here).text
    assert centre.post(f"{here}retire/").status_code == 302
    assert "当年建成开放的小游园" not in centre.get("/desk/figures/own/").text


def test_a_headcount_is_entered_once_and_corrected_with_a_trace(year: Year):
    desk = browser(year.cast, "desk")
    day = timezone.localdate() - timedelta(days=3)
    session = Session.objects.get(activity=held(year, day, kind="performance"))
    here = f"/desk/figures/sessions/{session.id}/"
    assert "未登记" in desk.get("/desk/figures/sessions/").text
    assert desk.post(here, {"people": 80, "method": "counted", "version": 0}).status_code == 302
    assert "80（现场清点）" in desk.get("/desk/figures/sessions/").text
    stale = desk.post(here, {"people": 90, "method": "tickets", "version": 0})
    assert stale.status_code == 409
    assert 'value="90"' in stale.text
    assert desk.post(here, {"people": 90, "method": "tickets", "version": 1}).status_code == 302
    assert Headcount.objects.get(session=session).people == 90
    elsewhere = Session.objects.get(activity=held(year, day, region=ELSEWHERE))
    assert desk.get(f"/desk/figures/sessions/{elsewhere.id}/").status_code == 404


def test_a_session_that_has_not_begun_has_no_headcount(year: Year):
    day = timezone.localdate() + timedelta(days=3)
    session = Session.objects.get(activity=held(year, day, status="ongoing"))
    card = {"people": 80, "method": "counted", "version": 0}
    answer = browser(year.cast, "desk").post(f"/desk/figures/sessions/{session.id}/", card)
    assert answer.status_code == 409
    assert not Headcount.objects.filter(session=session).exists()


def test_a_period_that_is_not_over_is_compared_with_as_many_days(year: Year, time_machine: Any):
    """Half a month beside a whole one would always look like a fall."""
    for day in (2, 3, 20, 21):
        held(year, date(2031, 3, day))
        held(year, date(2031, 4, day))
    time_machine.move_to(datetime(2031, 4, 10, 4, tzinfo=UTC), tick=False)
    readings, _as_of = board(DISTRICT, DISTRICT, INDICATORS, period("2031-04"))
    by_key = {one.indicator.key: one for one in readings}
    assert [by_key["activities"].now.value, by_key["activities"].before.value] == [2, 2]
    assert by_key["active_volunteers"].before is None
    assert by_key["volunteers"].before.value is not None
    page = browser(year.cast, "centre").get("/desk/figures/of/activities/?period=2031-04").text
    last = [line for line in page.split("<tr>") if "2031-04（未完）" in line]
    assert re.findall(r">([^<]*)</td>", last[0]) == ["2", "—", "—"]
    over, _as_of = board(DISTRICT, DISTRICT, [BY_KEY["activities"]], period("2031-03"))
    assert over[0].now.value == 4
