"""Outlines of districts: the demo ones that come with the program, and words for bad uploads."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from redvest import data
from redvest.engines.geodesy import Outline, bounding_box
from redvest.engines.outline import OutlineError

CENTER_OF_CHINA = (35.5, 104.0)

MESSAGES = {
    "too_big": _("文件太大，不能超过 %(detail)s MB。请先简化区界再上传。"),
    "not_json": _("这不是 GeoJSON 文件。请上传扩展名为 .geojson 或 .json 的区界文件。"),
    "not_geojson": _("文件不是 GeoJSON 格式，里面没有 type 一项。请从地图软件重新导出。"),
    "no_polygon": _("文件里没有面（Polygon 或 MultiPolygon），请只导出本区的区界。"),
    "several": _("文件里有 %(detail)s 个区域，请只保留本区一个。"),
    "shape": _("区界的坐标不完整：每一圈至少 4 个点，首尾相同，每个点是经度和纬度。"),
    "vertices": _("区界的点太多，不能超过 %(detail)s 个。请先简化再上传。"),
    "self_intersecting": _("区界在 %(detail)s（纬度, 经度）附近自己相交，请修正后再上传。"),
    "outside_china": _("区界不在中国境内。请检查文件和坐标系。"),
    "swapped": _("经度和纬度写反了。GeoJSON 要求经度在前，请修正后再上传。"),
    "size": _("区界太大或太小，不像一个区县。请检查文件。"),
}


def explain_outline(error: OutlineError) -> str:
    """What is wrong with an uploaded outline, and what to do."""
    return MESSAGES[error.code] % {"detail": error.detail}


def demo_outline(code: str) -> dict[str, Any] | None:
    """The coarse outline that comes with the program as a GeoJSON geometry, or None."""
    found = data.demo_outlines().outline(code)
    return {"type": "MultiPolygon", "coordinates": found} if found else None


def polygons(geometry: dict[str, Any]) -> Outline:
    """The polygons of a stored outline, which is always a MultiPolygon."""
    outline: Outline = geometry["coordinates"]
    return outline


def center_without_outline(code: str) -> tuple[float, float]:
    """Roughly where a district without an outline lies (latitude, longitude, WGS-84): amid its
    neighbors of the same city, else of the same province."""
    book, outlines = data.divisions(), data.demo_outlines()
    for length in (4, 2):
        near = [outlines.outline(one.code) for one in book.districts(code[:length])]
        boxes = [bounding_box(outline) for outline in near if outline]
        if boxes:
            south, west, north, east = (sum(side) / len(boxes) for side in zip(*boxes, strict=True))
            return (south + north) / 2, (west + east) / 2
    return CENTER_OF_CHINA
