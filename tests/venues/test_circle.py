"""The 15-minute circle: what is uploaded, what is counted, what is said, and what is refused."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache as kept
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from redvest.core.osm_files import Packed, read_streets
from redvest.districts.models import District, Region
from redvest.engines.geodesy import Datum, from_plane, to_plane
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.people.actors import system
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from redvest.venues import circle_words as words
from redvest.venues import services
from redvest.venues.models import NextVenues, Population, StreetNetwork, Venue
from redvest.venues.queries import circle
from redvest.venues.services.circling import box_of
from tests.staging import staged
from tests.venues.test_services import admin
from tests.world import small_district

pytestmark = pytest.mark.django_db
SLOW = pytest.mark.slow  # each is a process of its own
HERE, STATION = "620102", "620102001001"
CENTER = admin(Role.CENTRE_ADMIN, HERE)
MIDDLE = (36.06, 103.83)
BOX = (36.0, 103.7, 36.2, 103.9)
HEADER = ("社区编码", "人口", "小区", "纬度", "经度")
# Four communities on a line, and where they lie in meters from the first.
METERS = {"001001": 0, "001002": 700, "002001": 3000, "002002": 3300}
PEOPLE = {"001001": 100, "001002": 200, "002001": 300, "002002": 400}


def a_place() -> None:
    """One open station in the first of four communities, inside a square of 8 km."""
    small_district(HERE)
    for tail, east in METERS.items():
        ((lat, lon),) = from_plane([(east, 0)], MIDDLE)
        Region.objects.filter(code=HERE + tail).update(lat=lat, lon=lon)
    corners = from_plane([(-4000, -4000), (4000, -4000), (4000, 4000), (-4000, 4000)], MIDDLE)
    ring = [[lon, lat] for lat, lon in [*corners, corners[0]]]
    shape = {"type": "MultiPolygon", "coordinates": [[ring]]}
    District.objects.filter(code=HERE).update(outline=shape, outline_source="uploaded")
    Venue.objects.create(
        district=HERE, region=STATION, level="station", name="甲站", lat=MIDDLE[0], lon=MIDDLE[1]
    )
    boss = open_account(phone="13900000077", district=HERE)
    grant_role(
        actor=system(HERE), account_id=boss.id, role=Role.CENTRE_ADMIN, scope=HERE, reason="测试"
    )


@pytest.fixture(scope="module", autouse=True)
def set_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from staged(django_db_blocker, a_place)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    kept.clear()


def count(rows: list[tuple[str, ...]] | None = None, version: int = 0, **more: Any) -> Population:
    given: dict[str, Any] = {
        "header": HEADER,
        "rows": rows or [(HERE + tail, str(n), "", "", "") for tail, n in PEOPLE.items()],
        "first_row": 1,
        "source": "区统计局",
        "counted_on": date(2025, 12, 31),
        "datum": Datum.WGS84,
        "version": version,
    }
    return services.count_people(actor=CENTER, **{**given, **more})


def a_city(row: str = '<tag k="highway" v="footway"/>') -> bytes:
    """An extract with one street from the first community eastward, which ends after 2 km."""
    places = from_plane([(east, 0) for east in range(0, 2001, 100)], MIDDLE)
    nodes = "".join(
        f'<node id="{n}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"/>'
        for n, (lat, lon) in enumerate(places, 1)
    )
    refs = "".join(f'<nd ref="{n}"/>' for n in range(1, len(places) + 1))
    way = f'<way id="1" version="1">{refs}{row}</way>'
    return f'<?xml version="1.0"?><osm version="0.6">{nodes}{way}</osm>'.encode()


@cache
def streets() -> Packed:
    """The street as it is stored; read once, as the reader is a process of its own."""
    return read_streets([a_city()], BOX)


def boss() -> Client:
    from redvest.people.queries import account_by_phone

    client = Client()
    account = account_by_phone("13900000077")
    assert account is not None
    client.force_login(account)
    return client


def test_without_any_upload_every_community_counts_the_same_and_the_line_is_labelled():
    found = circle.reckoned(HERE)
    assert (found.people, found.people_within, found.share) == (4, 2, 0.5)
    assert (found.basis, found.homes.counted) == ("straight", False)
    said = " ".join(words.notes(found, circle.districts.policy_of(HERE)))
    assert "每个社区算作同样多" in said
    assert "直线距离乘以 1.30" in said


def test_with_people_it_counts_people_and_names_the_source():
    count()
    found = circle.reckoned(HERE)
    assert (found.people, found.people_within) == (1000, 300)
    assert sum(found.by_band) == found.people
    assert "区统计局，2025-12-31" in words.notes(found, circle.districts.policy_of(HERE))[0]


def test_compounds_with_a_place_of_their_own_are_counted_where_they_lie():
    ((lat, lon),) = from_plane([(3100, 0)], MIDDLE)
    count(
        [
            (STATION, "100", "近的小区", "", ""),
            (STATION, "50", "远的小区", f"{lat:.6f}", f"{lon:.6f}"),
        ]
    )
    found = circle.reckoned(HERE)
    assert (found.people, found.people_within) == (150, 100)
    assert found.homes.left_out == 3


def test_only_open_venues_count():
    Venue.objects.update(status="temporarily_closed")
    found = circle.reckoned(HERE)
    assert (found.venues, found.share, found.cells) == (0, 0.0, [])


def test_a_change_shows_at_once_although_the_answer_is_kept():
    before = circle.reckoned(HERE).people_within
    ((lat, lon),) = from_plane([(3100, 0)], MIDDLE)
    Venue.objects.create(district=HERE, region=HERE + "002001", level="station", name="乙站",
                         lat=lat, lon=lon)  # fmt: skip
    assert (before, circle.reckoned(HERE).people_within) == (2, 4)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (("999999999999", "5", "", "", ""), "没有“999999999999”"),
        ((STATION, "五", "", "", ""), "不是整数"),
        ((STATION, "-5", "", "", ""), "不是整数"),
        ((STATION, "5", "", "abc", "103.8"), "经纬度"),
        ((STATION, "5", "", "103.8", "36.06"), "经纬度"),
        ((STATION, "0", "", "", ""), "加起来是 0"),
        ((STATION, "5", "", "31.2", "121.5"), "范围之外"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_nothing_changes(row, word):
    count()
    events = Event.objects.count()
    with pytest.raises(Invalid) as refusal:
        count([row], version=1)
    assert word in str(refusal.value.message)
    assert Population.objects.get().version == 1
    assert len(Population.objects.get().rows) == 4
    assert Event.objects.count() == events


def test_a_row_that_comes_twice_or_a_missing_column_is_refused():
    twice = [(STATION, "5", "", "", "")] * 2
    with pytest.raises(Invalid, match="重复"):
        count(twice)
    with pytest.raises(Invalid, match="表头缺少"):
        count(header=("社区编码", "备注"))
    assert not Population.objects.exists()


def test_a_table_may_name_communities_instead_of_codes():
    Region.objects.filter(code=STATION).update(name="畅家巷社区")
    kept.clear()
    assert count([("畅家巷社区", "1,200", "", "", "")]).rows[0][:3] == [STATION, "", 1200]


def test_figures_of_tomorrow_or_on_a_stale_page_are_refused():
    with pytest.raises(Invalid, match="不能晚于今天"):
        count(counted_on=date(2999, 1, 1))
    count()
    with pytest.raises(Conflict):
        count(version=0)
    assert Population.objects.get().version == 1


def test_only_the_center_uploads_and_asks():
    station = admin(Role.VENUE_ADMIN, STATION)
    packed = streets()
    for act in (
        lambda: services.find_next(actor=station, wanted=1),
        lambda: services.load_streets(
            actor=station, packed=packed, source="x", data_date=None, version=0
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not StreetNetwork.objects.exists()
    assert not NextVenues.objects.exists()


def test_over_streets_a_detour_is_no_longer_guessed():
    by_line = circle.reckoned(HERE).minutes[1]
    services.load_streets(
        actor=CENTER, packed=streets(), source="测试路网", data_date=date(2025, 1, 1), version=0
    )
    found = circle.reckoned(HERE)
    assert found.basis == "streets"
    # 700 m along a straight street, without the factor of the estimate.
    assert found.minutes[1] == pytest.approx(700 / 75, rel=0.01)
    assert by_line == pytest.approx(700 * 1.3 / 75, rel=0.01)
    assert found.off_streets == 2
    said = " ".join(words.notes(found, circle.districts.policy_of(HERE)))
    assert "测试路网，2025-01-01" in said
    assert "有 2 处离道路太远" in said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "streets_not_osm"),
        (b"\x89PNG\r\n\x1a\n", "streets_not_osm"),
        (b"<osm><broken", "streets_not_osm"),
        pytest.param(a_city('<tag k="building" v="yes"/>'), "streets_empty", marks=SLOW),
        pytest.param(a_city().replace(b'lat="36', b'lat="26'), "streets_outside", marks=SLOW),
    ],
)
def test_an_extract_that_is_none_is_refused_with_what_to_do(content, code):
    with pytest.raises(Invalid) as refusal:
        read_streets([content], BOX)
    assert refusal.value.code == code
    assert "file" in refusal.value.fields


def test_of_an_extract_only_the_district_and_a_walk_around_it_is_read():
    south, west, north, east = box_of(HERE)
    (low, high) = from_plane([(-5500, -5500), (5500, 5500)], MIDDLE)
    assert (south, west, north, east) == pytest.approx((*low, *high), abs=1e-3)


def test_an_extract_that_is_too_big_is_refused_before_it_is_read():
    with pytest.raises(Invalid) as refusal:
        read_streets((b"x" * (1 << 20) for _ in range(11)), BOX)
    assert refusal.value.code == "streets_too_big"


def test_the_next_venue_is_where_the_people_are_and_says_it_is_proven():
    count()
    found = services.find_next(actor=CENTER, wanted=1)
    chosen = found.answer["covering"]
    assert chosen["chosen"][0][0] in ("002001社区", "002002社区")
    assert (chosen["gained"], chosen["proven"]) == (700, True)
    told = words.covering_told(found)
    assert told["text"] == "再开 1 处，15 分钟内能走到的从 30% 增加到 100%，多 700 人。"
    assert "已证明最优" in told["proof"]
    near = words.nearness_told(found)
    # 300 at 700 m, 300 at 3,000 m and 400 at 3,300 m; the best next place is the last.
    assert "平均步行从 40.9 分钟减到 4.0 分钟" in near["text"]
    assert Event.objects.filter(kind="venues.next_reckoned").count() == 1


def test_an_answer_stays_what_it_was_when_the_data_changes():
    before = services.find_next(actor=CENTER, wanted=2)
    count()
    again = circle.answer_seen_by(CENTER, before.id)
    assert again.answer == before.answer
    assert words.covering_told(again)["text"].endswith("多 2 个社区。")


@pytest.mark.parametrize("wanted", [0, -1, 21])
def test_how_many_must_be_a_few(wanted):
    with pytest.raises(Invalid):
        services.find_next(actor=CENTER, wanted=wanted)
    assert not NextVenues.objects.exists()


def test_an_answer_of_another_district_is_not_seen():
    found = services.find_next(actor=CENTER, wanted=1)
    with pytest.raises(NotSeen):
        circle.answer_seen_by(admin(Role.CENTRE_ADMIN, "370705", "370705"), found.id)


def test_where_everybody_is_within_the_answer_says_so():
    Region.objects.filter(district=HERE).update(lat=MIDDLE[0], lon=MIDDLE[1])
    found = services.find_next(actor=CENTER, wanted=3)
    assert "大家都已" in words.covering_told(found)["text"]
    assert "不会让大家走得更近" in words.nearness_told(found)["text"]


def test_a_district_of_one_community_and_one_of_none_have_sensible_pages():
    Region.objects.filter(district=HERE, code__gt=STATION).delete()
    assert "100%" in Client().get("/circle/").content.decode()
    Region.objects.filter(district=HERE).update(lat=None, lon=None)
    assert "这里还没有社区位置" in Client().get("/circle/").content.decode()
    assert boss().get("/desk/circle/").status_code == 200
    with pytest.raises(Invalid, match="还没有位置"):
        services.find_next(actor=CENTER, wanted=1)


def test_the_public_page_tells_the_share_the_gaps_and_the_way_of_counting():
    text = Client().get("/circle/").content.decode()
    assert "50% 的社区走路 15 分钟内能到" in text
    assert "002001社区" in text
    assert "<caption" in text
    assert "估算" in text
    assert "有 4 个社区、1 处阵地的位置是估计的" in text
    assert len(text.encode()) < 100_000


def test_the_isochrone_of_one_venue_shows_what_is_within_and_nothing_beyond():
    far = Venue.objects.create(
        district=HERE, region=HERE + "002001", level="station", name="乙站",
        lat=36.06, lon=from_plane([(3100, 0)], MIDDLE)[0][1],
    )  # fmt: skip
    text = Client().get(f"/venues/{far.id}/walk/").content.decode()
    assert "002002社区" in text
    assert "001001社区" not in text
    found = circle.reached_from(HERE, MIDDLE)
    assert found.within == [True, True, False, False]
    assert {cell[4] for cell in found.cells} == {0, 1, 2}
    # A circle of 15 minutes' walk made shorter by the detour, drawn in cells.
    low, high = (to_plane([cell[at : at + 2] for cell in found.cells], MIDDLE) for at in (0, 2))
    reach = 15 * 75 / 1.3
    assert float(((high - low)[:, 0] * (high - low)[:, 1]).sum()) == pytest.approx(
        3.1416 * reach**2, rel=0.05
    )


def test_a_venue_without_a_place_says_so():
    Venue.objects.update(lat=None, lon=None)
    page = Client().get(f"/venues/{Venue.objects.get().id}/walk/")
    assert "这个阵地还没有位置" in page.content.decode()


def test_everybody_is_said_only_of_everybody():
    assert words.percent(0.9999) == "99.9%"
    assert words.percent(1.0) == "100%"
    assert words.percent(None) == "—"


def test_the_center_uploads_asks_and_reads_on_pages():
    client = boss()
    table = "社区编码,人口\n" + "\n".join(f"{HERE}{tail},{n}" for tail, n in PEOPLE.items())
    sent = {"source": "区统计局", "counted_on": "2025-12-31", "datum": "wgs84", "version": "0"}
    file = SimpleUploadedFile("people.csv", table.encode())
    assert client.post("/desk/circle/people/", {**sent, "file": file}).status_code == 302
    file = SimpleUploadedFile("city.osm", a_city())
    sent = {"source": "测试路网", "version": "0", "file": file}
    assert client.post("/desk/circle/streets/", sent).status_code == 302
    answer = client.post("/desk/circle/", {"wanted": "1"})
    assert answer.status_code == 302
    assert "已证明最优" in client.get(answer["Location"]).content.decode()
    desk = client.get("/desk/circle/").content.decode()
    assert "测试路网" in desk
    cells = desk.split('id="circle-map-bands"', 1)[1].split(">", 1)[1].split("</script", 1)[0]
    assert {cell[4] for cell in json.loads(cells)} == {0, 1, 2, 3}
    listed = client.get("/desk/circle/export/").content.decode("utf-8-sig")
    assert listed.count("区统计局") == 4
    assert client.get("/desk/circle/people/template/").status_code == 200


def test_a_bad_upload_keeps_what_was_typed_and_changes_nothing():
    client = boss()
    sent = {"source": "手工路网", "version": "0", "file": SimpleUploadedFile("a.osm", b"<html>")}
    page = client.post("/desk/circle/streets/", sent)
    assert page.status_code == 200
    assert "这不是 OpenStreetMap 的数据文件" in page.content.decode()
    assert "手工路网" in page.content.decode()
    assert not StreetNetwork.objects.exists()


@pytest.mark.slow
def test_the_command_loads_what_is_too_large_for_a_page(tmp_path: Path, capsys):
    path = tmp_path / "city.osm"
    path.write_bytes(a_city())
    call_command("load_streets", str(path), "--district", HERE)
    assert "21 个道路点，20 段路" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("load_streets", str(tmp_path / "none"), "--district", HERE)
