"""A door's point as text, and how much of it is shown."""

from redvest.engines.geodesy import Point
from redvest.engines.rounds import is_place


def point_text(lat: float, lon: float) -> str:
    return f"{lat:.6f},{lon:.6f}"


def point_of(text: str) -> Point | None:
    """The point a text stands for, or None when it is no place."""
    lat, _comma, lon = text.partition(",")
    try:
        point = (float(lat), float(lon))
    except ValueError:
        return None
    return point if is_place(point) else None


def mask_point(text: str) -> str:
    """About a hundred meters: enough to look at a round, too little to find a door."""
    point = point_of(text)
    return f"{point[0]:.3f},{point[1]:.3f}" if point else "＊＊＊"
