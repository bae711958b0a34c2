"""Photos for the door, made through the services: for tests, pages and the fault loop."""

import io

from PIL import Image

from redvest.orders.models import BadgePhoto
from redvest.orders.services.badges import (
    bring_badge_photo,
    decide_badge_photo,
    take_badge_photo_back,
)
from tests.orders.cast import Cast


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "gray").save(out, "JPEG")
    return out.getvalue()


def brought(cast: Cast, who: str = "wang") -> BadgePhoto:
    """A volunteer's photo that waits, and no other one."""
    actor = cast.actor(who)
    take_badge_photo_back(actor=actor)
    return bring_badge_photo(actor=actor, data=picture())


def shown(cast: Cast, who: str = "wang") -> BadgePhoto:
    """A volunteer's photo that the team has compared with the person."""
    return decide_badge_photo(actor=cast.zhao, photo_id=brought(cast, who).id, approve=True)
