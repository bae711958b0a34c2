"""Pictures of a visit: only their pixels are kept."""

import base64
import io
import warnings
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from redvest.db import transact
from redvest.engines.order_flow import State
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.orders.models import VisitPhoto
from redvest.orders.queries import named_for, order_seen_by
from redvest.people.actors import Actor

BYTES_MAX, PIXELS_MAX, SIDE_MAX = 10 * 1024 * 1024, 40_000_000, 1600
PHOTOS_MAX = 6
FORMATS = ["JPEG", "PNG", "WEBP"]


def redrawn(data: bytes) -> tuple[bytes, int, int]:
    """The picture as a fresh JPEG of bounded size: no EXIF, no place, no thumbnail, no tail.

    Raises
    ------
    Invalid
        If it is too large or no picture at all.
    """
    message: object = _("照片不能超过10MB，请换一张小一些的。")
    if len(data) > BYTES_MAX:
        raise Invalid(message, code="photo_too_big", fields={"photo": message})
    message = _("这不是能打开的照片，请用 JPG、PNG 或 WebP。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of a picture made to fill memory.
            with Image.open(io.BytesIO(data), formats=FORMATS) as found:
                if found.width * found.height > PIXELS_MAX:
                    raise ValueError("too many pixels")
                found.draft("RGB", (SIDE_MAX, SIDE_MAX))
                upright = ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, MemoryError):
        raise Invalid(message, code="not_a_photo", fields={"photo": message}) from None
    upright.thumbnail((SIDE_MAX, SIDE_MAX))
    # NB: pixels only: ``info`` would carry comments and profiles over.
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue(), clean.width, clean.height


@transact
def add_photo(*, actor: Actor, order_id: UUID, data: bytes) -> VisitPhoto:
    """Somebody who is there adds a picture. It is never asked for."""
    order, _roles = order_seen_by(actor, order_id, lock=True)
    own = named_for(order, actor.volunteer_id) if actor.volunteer_id else None
    if own is None or own.checked_in_at is None:
        raise NotAllowed(_("到场签到之后才能加照片。"), code="not_there")
    if order.state not in (State.IN_SERVICE.value, State.DONE.value):
        raise Conflict(_("服务已经办结，不能再加照片。"), code="wrong_state")
    if VisitPhoto.objects.filter(district=order.district, order=order).count() >= PHOTOS_MAX:
        raise Conflict(_("一单最多%(most)d张照片。") % {"most": PHOTOS_MAX}, code="enough")
    jpeg, width, height = redrawn(data)
    photo = VisitPhoto(
        district=order.district,
        order=order,
        assignment=own,
        width=width,
        height=height,
        taken_in_at=timezone.now(),
    )
    photo.content = base64.b64encode(jpeg).decode()
    photo.save(force_insert=True)
    record_event(
        actor=actor,
        kind="visit.photo_added",
        subject=photo,
        region=order.community,
        role=Role.VOLUNTEER,
        after={"order": str(order.id)},
    )
    return photo


@transact
def look_at_photo(*, actor: Actor, order_id: UUID, photo_id: UUID, reason: str) -> str:
    """The picture as base64, for the resident, the desk and those who were there."""
    order, roles = order_seen_by(actor, order_id)
    near = {Role.RESIDENT, Role.PROXY, Role.VENUE_ADMIN, Role.CENTRE_ADMIN, Role.VOLUNTEER}
    if not roles & near:
        raise NotAllowed(_("照片只给居民、站点和去服务的人看。"), code="not_near")
    photo = VisitPhoto.objects.filter(district=order.district, order=order, id=photo_id).first()
    if photo is None or photo.content is None:
        raise NotSeen(_("没有找到这张照片。"))
    content: str = photo.content.reveal(actor=actor, reason=reason)
    return content
