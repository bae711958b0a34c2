"""公章图片: kept by the center alone, drawn anew on the way in, marked on the way out."""

import hashlib
import io
import warnings
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.records.models import IssuerSeal
from redvest.records.queries.seals import seal_in_force, seal_seen_by
from redvest.records.services.filling import organizer_of

BYTES_MAX, PIXELS_MAX, SIDE = 512 * 1024, 4_000_000, 480
INK = (110, 0, 10, 255)


def drawn_anew(data: bytes) -> bytes:
    """The pixels of a PNG and nothing else: no text, no profile, no tail, bounded in size.

    Raises
    ------
    Invalid
        If it is too large or no PNG.
    """
    message: object = _("图片不能超过512KB，请缩小再传。")
    if len(data) > BYTES_MAX:
        raise Invalid(message, code="seal_too_big", fields={"picture": message})
    message = _("这不是能打开的PNG图片，请用底色透明的PNG。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of a picture made to fill memory.
            with Image.open(io.BytesIO(data), formats=["PNG"]) as found:
                if found.width * found.height > PIXELS_MAX:
                    raise ValueError("too many pixels")
                whole = found.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, MemoryError):
        raise Invalid(message, code="not_a_seal", fields={"picture": message}) from None
    whole.thumbnail((SIDE, SIDE))
    clean = Image.new("RGBA", whole.size)
    clean.paste(whole)
    return _png(clean)


def marked(picture: bytes, serial: str) -> bytes:
    """The seal with the certificate's number in its own pixels: what is copied says from where."""
    with Image.open(io.BytesIO(picture), formats=["PNG"]) as found:
        image = found.convert("RGBA")
    size = max(8, image.width // 13)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    left, top, right, bottom = draw.textbbox((0, 0), serial, font=font)
    at = ((image.width - (right - left)) / 2 - left, (image.height - (bottom - top)) / 2 - top)
    draw.text(at, serial, font=font, fill=INK, stroke_width=2, stroke_fill=(255, 255, 255, 255))
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _center(actor: Actor) -> None:
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("公章图片只由区中心管理员上传和撤下。"), code="center_only")


@transact
def upload_seal(
    *, actor: Actor, data: bytes, team_id: UUID | None = None, region: str = ""
) -> IssuerSeal:
    """Keep an issuer's seal; certificates issued from now on carry it. The one before is over."""
    _center(actor)
    assert actor.account_id is not None
    team, region, issuer = organizer_of(actor, team_id, region)
    picture, now = drawn_anew(data), timezone.now()
    before = seal_in_force(actor.district, region, team_id, lock=True)
    if before is not None:
        _withdraw(actor, before)
    row = IssuerSeal(
        district=actor.district,
        team=team,
        region=region,
        issuer=issuer,
        picture=picture,
        sha256=hashlib.sha256(picture).hexdigest(),
        uploaded_at=now,
        uploaded_by=actor.account_id,
    )
    row.save(force_insert=True)
    record_event(
        actor=actor, kind="seal.upload", subject=row, region=region, after={"sha256": row.sha256}
    )
    return row


@transact
def withdraw_seal(*, actor: Actor, seal_id: UUID) -> IssuerSeal:
    """From now on certificates of this issuer carry no seal; what was issued keeps it."""
    _center(actor)
    row = seal_seen_by(actor, seal_id, lock=True)
    if row.withdrawn_at is not None:
        raise Conflict(_("这枚公章图片已经撤下。"), code="wrong_state")
    return _withdraw(actor, row)


def _withdraw(actor: Actor, row: IssuerSeal) -> IssuerSeal:
    row.withdrawn_at, row.withdrawn_by = timezone.now(), actor.account_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record_event(
        actor=actor,
        kind="seal.withdraw",
        subject=row,
        region=row.region,
        after={"sha256": row.sha256},
    )
    return row
