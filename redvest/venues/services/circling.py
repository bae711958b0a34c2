"""What the 15-minute circle is reckoned with: people, streets, and the question where next."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.osm_files import Packed
from redvest.db import transact
from redvest.districts import queries as districts
from redvest.districts.outlines import center_without_outline, polygons
from redvest.districts.services.settling import district_locked, require_center
from redvest.engines import coverage, geodesy
from redvest.engines.geodesy import Datum
from redvest.engines.head_count import Fault, Home, read_homes
from redvest.engines.where_next import Choice
from redvest.errors import Conflict, Invalid
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.venues.models import NextVenues, Population, StreetNetwork
from redvest.venues.queries import circle, homes

WANTED_MAX = 20
MARGIN_M = 1_500.0  # People cross the border to the nearest door.
SECONDS = 3.0  # for each proof: somebody waits for the page

FAULTS = {
    "no_column": _("表头缺少：%(value)s。请按模板填写。"),
    "unknown": _("第 %(row)s 行：本区没有“%(value)s”这个社区，请填写 12 位编码或社区名称。"),
    "ambiguous": _("第 %(row)s 行：本区有几个“%(value)s”，请改填 12 位编码。"),
    "people": _("第 %(row)s 行：人口“%(value)s”不是整数。"),
    "place": _("第 %(row)s 行：经纬度“%(value)s”看不懂，请填写小数，或者两格都不填。"),
    "twice": _("第 %(row)s 行：“%(value)s”重复了。"),
}


def _current(shown: int, row: Population | StreetNetwork | None) -> int:
    """The next version, provided nobody uploaded since the page was opened."""
    if shown != (row.version if row else 0):
        raise Conflict(
            _("您打开页面之后，别人已上传了新的数据。请核对最新内容后再上传。"), code="stale"
        )
    return shown + 1


@transact
def count_people(
    *,
    actor: Actor,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    first_row: int,
    source: str,
    counted_on: date,
    datum: Datum,
    version: int,
) -> Population:
    """Replace the district's population by an uploaded table: all of it, or nothing."""
    district = district_locked(actor)
    known = Population.objects.filter(district=district.code).first()
    version = _current(version, known)
    if counted_on > timezone.localdate():
        raise Invalid(_("数据日期不能晚于今天。"), fields={"counted_on": _("不能晚于今天。")})
    names = districts.region_names(district.code)
    communities = {code: name for code, name in names.items() if len(code) == 12}
    people, faults = read_homes(header, rows, communities, datum, first_row)
    _refuse_faults(faults)
    if sum(home.people for home in people) <= 0:
        raise Invalid(_("表里的人口加起来是 0，请检查。"), fields={"file": _("人口都是 0。")})
    _refuse_outside(district.code, people)
    after = {"rows": len(people), "people": sum(home.people for home in people)}
    found, _new = Population.objects.update_or_create(
        district=district.code,
        defaults={
            "rows": [list(home) for home in people],
            "source": source,
            "counted_on": counted_on,
            "uploaded_at": timezone.now(),
            "version": version,
        },
    )
    record_event(
        actor=actor, kind="venues.people_counted", subject=found, region=district.code, after=after
    )
    return found


def _refuse_faults(faults: Iterable[Fault]) -> None:
    said = [str(FAULTS[one.code] % {"row": one.row, "value": one.value}) for one in faults]
    if said:
        message = " ".join(said)
        raise Invalid(message, code="bad_rows", fields={"file": message})


def _refuse_outside(district: str, people: Sequence[Home]) -> None:
    """A compound in another city is a wrong datum or swapped columns, and would never be near."""
    placed = [
        (home.lat, home.lon) for home in people if home.lat is not None and home.lon is not None
    ]
    geometry = districts.outline_of(district)
    if not placed or geometry is None:
        return
    outside = int((~geodesy.contains_many(polygons(geometry), placed)).sum())
    if outside:
        message = _("有 %(n)d 行的位置在本区范围之外，请检查经纬度和坐标系。") % {"n": outside}
        raise Invalid(message, code="outside_outline", fields={"file": message})


def box_of(district: str) -> tuple[float, float, float, float]:
    """The part of an extract that matters to a district: its outline and a walk around it."""
    geometry = districts.outline_of(district)
    if geometry is None:
        lat, lon = center_without_outline(district)
        south, west, north, east = lat - 0.3, lon - 0.3, lat + 0.3, lon + 0.3
    else:
        south, west, north, east = geodesy.bounding_box(polygons(geometry))
    low, high = ([-MARGIN_M, -MARGIN_M], [MARGIN_M, MARGIN_M])
    (south, west), (north, east) = (
        map(float, geodesy.from_plane(low, (south, west))[0]),
        map(float, geodesy.from_plane(high, (north, east))[0]),
    )
    return south, west, north, east


@transact
def load_streets(
    *, actor: Actor, packed: Packed, source: str, data_date: date | None, version: int | None
) -> StreetNetwork:
    """Walk over these streets from now on."""
    district = district_locked(actor)
    known = StreetNetwork.objects.filter(district=district.code).defer("content").first()
    current = known.version if known else 0
    found, _new = StreetNetwork.objects.update_or_create(
        district=district.code,
        defaults={
            "content": packed.content,
            "points": packed.points,
            "stretches": packed.stretches,
            "source": source,
            "data_date": data_date or packed.data_date,
            "uploaded_at": timezone.now(),
            "version": _current(current if version is None else version, known),
        },
    )
    record_event(
        actor=actor,
        kind="venues.streets_loaded",
        subject=found,
        region=district.code,
        after={"points": packed.points, "stretches": packed.stretches},
    )
    return found


@transact
def find_next(*, actor: Actor, wanted: int) -> NextVenues:
    """Reckon where ``wanted`` more venues help most, and keep the answer with what it rests on."""
    require_center(actor)
    if not 1 <= wanted <= WANTED_MAX:
        message = _("请填写 1 至 %(most)d。") % {"most": WANTED_MAX}
        raise Invalid(message, fields={"wanted": message})
    now = circle.reckoned(actor.district)
    if not now.homes.codes:
        raise Invalid(_("本区的社区还没有位置，请先更新区界。"), code="no_places")
    spots = homes.candidate_spots(actor.district, now.homes)
    plans = coverage.where_next(
        circle.ground_of(actor.district),
        now.homes.places,
        now.homes.people,
        now.minutes,
        [spot.place for spot in spots],
        wanted,
        seconds=SECONDS,
    )
    found = NextVenues.objects.create(
        district=actor.district,
        asked_at=timezone.now(),
        wanted=wanted,
        answer=_answer(now, spots, plans),
    )
    record_event(
        actor=actor,
        kind="venues.next_reckoned",
        subject=found,
        region=actor.district,
        after={"wanted": wanted, "candidates": len(spots)},
    )
    return found


def _answer(
    now: circle.Reckoned, spots: Sequence[homes.Spot], plans: coverage.Plans
) -> dict[str, Any]:
    def told(choice: Choice) -> dict[str, Any]:
        return {
            "chosen": [
                [spots[at].name, *spots[at].place, spots[at].estimated] for at in choice.chosen
            ],
            "gained": choice.gained,
            "bound": choice.bound,
            "proven": choice.proven,
        }

    walks = sum(
        min(minutes, coverage.WALK_MAX) * people
        for minutes, people in zip(now.minutes, now.homes.people, strict=True)
    )
    return {
        "covering": told(plans.covering),
        "nearness": told(plans.nearness),
        "people": now.people,
        "within": now.people_within,
        "walks": walks,
        "candidates": len(spots),
        "venues": now.venues,
        "basis": now.basis,
        "counted": now.homes.counted,
        "source": now.homes.source,
        "counted_on": str(now.homes.counted_on or ""),
        "streets_source": now.streets_source,
        "streets_date": str(now.streets_date or ""),
    }
