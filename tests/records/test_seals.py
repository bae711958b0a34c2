"""Pictures of seals: kept by the center alone, and every print of one says where it is from."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image, PngImagePlugin

from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.records.models import Certificate, IssuerSeal
from redvest.records.services.sealing import (
    BYTES_MAX,
    SIDE,
    drawn_anew,
    marked,
    upload_seal,
    withdraw_seal,
)
from tests.orders.cast import HOME, Cast
from tests.records.test_certificates import issued


def a_png(side: int = 300, **text: str) -> bytes:
    """A red ring on a clear ground."""
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (0, 0, side, side // 4))
    info = PngImagePlugin.PngInfo()
    for key, value in text.items():
        info.add_text(key, value)
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=["PNG"]).convert("RGBA")


def test_only_the_pixels_of_a_picture_are_kept_and_no_more_than_fit():
    clean = drawn_anew(a_png(900, comment="secret-of-the-maker") + b"<script>tail</script>")
    assert b"secret" not in clean
    assert b"script" not in clean
    assert opened(clean).size == (SIDE, SIDE)
    assert opened(clean).getpixel((SIDE // 2, SIDE - 1))[3] == 0  # Still clear.


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg onload='x'/>", b"\x89PNG\r\n\x1a\n", a_png()[:80], b"x" * (BYTES_MAX + 1)],
)
def test_what_is_no_small_png_is_refused_in_words(data: bytes):
    with pytest.raises(Invalid) as refusal:
        drawn_anew(data)
    assert "picture" in refusal.value.fields


def test_the_number_stands_in_the_pixels_of_the_seal():
    plain = drawn_anew(a_png())
    one, other = marked(plain, "6201022026010000015"), marked(plain, "6201022026010000023")
    assert len({plain, one, other}) == 3
    before, after = opened(plain), opened(one)
    middle = range(before.height // 2 - 20, before.height // 2 + 20)
    changed = [
        (x, y)
        for y in middle
        for x in range(before.width)
        if after.getpixel((x, y)) != before.getpixel((x, y))
    ]
    assert len(changed) > 500
    assert max(x for x, _y in changed) - min(x for x, _y in changed) > before.width // 2


@pytest.mark.slow
@pytest.mark.django_db
class TestKeeping:
    def test_the_center_alone_uploads_and_withdraws_and_both_are_recorded(self, cast: Cast):
        for name in ("desk", "zhao", "wang"):
            with pytest.raises(NotAllowed):
                upload_seal(actor=cast.actor(name), data=a_png(), region=HOME)
        assert not IssuerSeal.objects.exists()
        row = upload_seal(actor=cast.centre, data=a_png(), region=HOME)
        for name in ("desk", "zhao"):
            with pytest.raises((NotAllowed, NotSeen)):
                withdraw_seal(actor=cast.actor(name), seal_id=row.id)
        with pytest.raises(Invalid):
            upload_seal(actor=cast.centre, data=a_png(), region="620103001001")
        later = upload_seal(actor=cast.centre, data=a_png(200), region=HOME)
        assert list(IssuerSeal.objects.filter(withdrawn_at=None)) == [later]
        withdraw_seal(actor=cast.centre, seal_id=later.id)
        with pytest.raises(Conflict):
            withdraw_seal(actor=cast.centre, seal_id=later.id)
        kinds = Event.objects.filter(kind__startswith="seal.").order_by("id")
        assert list(kinds.values_list("kind", flat=True)) == [
            "seal.upload",
            "seal.withdraw",
            "seal.upload",
            "seal.withdraw",
        ]
        with pytest.raises(IntegrityError, match="one_seal"), transaction.atomic():
            IssuerSeal.objects.update(withdrawn_at=None, withdrawn_by=None)

    def test_a_certificate_carries_its_own_issuers_seal_or_none(self, cast: Cast):
        upload_seal(actor=cast.centre, data=a_png(), region=HOME)
        _record, row = issued(cast)
        assert row.team_id == cast.team.id
        assert row.seal is None  # The seal of the place is not the team's.
        assert self.printed(cast, row) == (False, False)

    def test_the_seal_is_printed_in_full_only_and_stays_when_it_is_withdrawn(self, cast: Cast):
        seal = upload_seal(actor=cast.centre, data=a_png(), team_id=cast.team.id)
        _record, row = issued(cast)
        assert row.seal == seal
        withdraw_seal(actor=cast.centre, seal_id=seal.id)
        assert self.printed(cast, Certificate.objects.get(id=row.id)) == (False, True)

    def printed(self, cast: Cast, row: Certificate) -> tuple[bool, bool]:
        """Whether the masked sheet and the full one show a seal; the PDF is always whole."""
        client = Client()
        client.force_login(cast.accounts["wang"])
        address = f"/me/certificates/{row.id}/"
        masked, full = client.get(address), client.post(address)
        pdf = client.post(f"{address}certificate.pdf").content
        assert pdf.startswith(b"%PDF")
        assert (b"/Subtype /Image" in pdf or b"/Subtype/Image" in pdf) is (row.seal is not None)
        return tuple(  # type: ignore[return-value]
            "data:image/png" in one.content.decode() for one in (masked, full)
        )

    def test_the_page_uploads_shows_and_withdraws(self, cast: Cast):
        client = Client()
        client.force_login(cast.accounts["centre"])
        assert "还没有公章图片" in client.get("/desk/seals/").content.decode()
        wrong = SimpleUploadedFile("seal.svg", b"<svg/>", "image/svg+xml")
        sent = {"organizer": f"team:{cast.team.id}"}
        again = client.post("/desk/seals/", {**sent, "picture": wrong}).content.decode()
        assert "不是能打开的PNG" in again
        right = SimpleUploadedFile("seal.png", a_png(), "image/png")
        client.post("/desk/seals/", {**sent, "picture": right})
        row = IssuerSeal.objects.get()
        assert row.issuer in client.get("/desk/seals/").content.decode()
        client.post(f"/desk/seals/{row.id}/withdraw/")
        assert IssuerSeal.objects.get().withdrawn_by == cast.accounts["centre"].id
