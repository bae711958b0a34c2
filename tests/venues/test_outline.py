"""Uploading an outline: every kind of bad file, and what moves when a good one comes."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from redvest.districts.models import District
from redvest.districts.outlines import polygons
from redvest.districts.queries import outline_of
from redvest.engines.geodesy import Datum, contains_many
from redvest.errors import Invalid, NotAllowed
from redvest.venues import services
from redvest.venues.models import Venue
from tests.venues.build import HERE, a_district, venue_of
from tests.venues.test_services import CENTER, station_admin

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SQUARE = [[103.7, 36.0], [103.9, 36.0], [103.9, 36.2], [103.7, 36.2], [103.7, 36.0]]


def geojson(ring: object, kind: str = "Polygon") -> bytes:
    return json.dumps({"type": kind, "coordinates": [ring]}).encode()


BAD = {
    "not_json": b"\x89PNG\r\n\x1a\n",
    "not_geojson": b"[1, 2]",
    "no_polygon": b'{"type": "Point", "coordinates": [103.8, 36.0]}',
    "several": json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature"}] * 3}
    ).encode(),
    "shape": geojson([[103.7, 36.0], [103.9, 36.0], [103.9, 36.2]]),
    "self_intersecting": geojson(
        [[103.7, 36.0], [103.9, 36.2], [103.9, 36.0], [103.7, 36.2], [103.7, 36.0]]
    ),
    "outside_china": geojson([[2.0, 48.0], [3.0, 48.0], [3.0, 49.0], [2.0, 48.0]]),
    "swapped": geojson([[lat, lon] for lon, lat in SQUARE]),
    "size": geojson([[80.0, 30.0], [110.0, 30.0], [110.0, 45.0], [80.0, 30.0]]),
    "vertices": geojson([[103.7 + i * 1e-6, 36.0] for i in range(6000)] + [[103.7, 36.0]]),
    "too_big": b" " * (2 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("code", sorted(BAD))
def test_it_refuses_a_bad_outline_and_says_what_is_wrong(code):
    a_district()
    before = District.objects.get(code=HERE)
    for language in ("zh-hans", "en"):
        with translation.override(language), pytest.raises(Invalid) as refused:
            services.set_outline(actor=CENTER, content=BAD[code], datum=Datum.WGS84)
        assert refused.value.code == f"outline_{code}"
        has_chinese = any("\u4e00" <= c <= "\u9fff" for c in str(refused.value.fields["file"]))
        assert has_chinese == (language == "zh-hans")
    after = District.objects.get(code=HERE)
    assert (after.outline, after.version) == (before.outline, before.version)


@pytest.mark.parametrize("ring", [[1], "x", [["a", "b"]] * 4, [[True, False]] * 4, None])
def test_it_refuses_coordinates_that_are_none(ring):
    a_district()
    with pytest.raises(Invalid):
        services.set_outline(actor=CENTER, content=geojson(ring), datum=Datum.WGS84)


def test_a_new_outline_moves_estimated_venues_and_leaves_measured_ones():
    a_district()
    station = venue_of()
    services.place_venue(
        actor=CENTER,
        venue_id=station.id,
        version=1,
        lat=station.lat,
        lon=station.lon,
        datum=Datum.WGS84,
    )
    outside = services.set_outline(actor=CENTER, content=geojson(SQUARE), datum=Datum.GCJ02)
    outline = polygons(outline_of(HERE))
    estimated = Venue.objects.filter(place_basis="estimated").values_list("lat", "lon")
    assert contains_many(outline, list(estimated)).all()
    now = venue_of()
    assert (now.lat, now.lon) == (station.lat, station.lon)
    assert outside == int(not contains_many(outline, [(station.lat, station.lon)])[0])
    assert District.objects.get(code=HERE).outline_source == "uploaded"


def test_only_the_center_uploads_an_outline():
    a_district()
    with pytest.raises(NotAllowed):
        services.set_outline(actor=station_admin(), content=geojson(SQUARE), datum=Datum.WGS84)
    assert District.objects.get(code=HERE).outline_source == "demo"


def test_the_upload_field_reads_what_a_browser_sends():
    from redvest.venues.forms.files import OutlineForm

    file = SimpleUploadedFile("qu.geojson", geojson(SQUARE))
    form = OutlineForm({"datum": "bd09"}, {"file": file})
    assert form.is_valid()
    assert not OutlineForm({"datum": "bd09"}, {"file": SimpleUploadedFile("x", b"")}).is_valid()
