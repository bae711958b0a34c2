"""Papers: what stands in the PDF, that no character is printed as a box, and who gets them."""

import re
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from redvest.core.typesetting import SHIPPED, named, printable, typeset, unprintable
from redvest.journal.models import Event
from redvest.records.models import Certificate
from redvest.records.papers import LAYOUT, missing_note
from tests.orders.cast import Cast
from tests.records.test_certificates import issued

RARE = "𬱖"


def letters_in(pdf: bytes) -> set[str]:
    """Every character a PDF can show, from its own tables of what each shape means."""
    found: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"beginbfchar" in text:
            for _shape, letter in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", text):
                found |= set(bytes.fromhex(letter.decode()).decode("utf-16-be", "ignore"))
    return found


def a_paper(**more: object) -> bytes:
    words = {
        "lang": "zh",
        "title": "证明",
        "number": "",
        "notes": [],
        "facts": [["姓名", "王建国"]],
        "columns": ["日期", "服务"],
        "widths": [1, 2],
        "rows": [["2026-01-01", "家电维修"]],
        "closing": [],
        "signing": "",
        "qr": "",
        "caption": "",
        "small": "",
        "foot": "",
    }
    return typeset(LAYOUT, {**words, **more}, at=datetime(2026, 3, 5, 12, tzinfo=UTC))


def test_the_font_that_comes_along_has_every_character_of_gbk():
    for first in range(0xB0, 0xF8):
        row = bytes(
            byte for second in range(0xA1, 0xFF) for byte in (first, second) if first != 0xD7
        )
        assert unprintable(row.decode("gb2312", "ignore")) == ""
    assert unprintable("喆堃祎镕頔淼犇 Wang Jianguo 1★ — “”") == ""


def test_a_rare_character_is_named_and_never_printed_as_a_box():
    assert unprintable(f"王{RARE}国{RARE}") == RARE
    assert named(RARE) == "U+2CC56"
    assert printable({"rows": [[f"王{RARE}"]]}) == {"rows": [["王〓"]]}
    assert "U+2CC56" in missing_note([f"王{RARE}"])
    assert missing_note(["王建国"]) == ""
    shown = letters_in(a_paper(facts=[["姓名", f"王{RARE}"]]))
    assert "〓" in shown
    assert RARE not in shown
    assert "〓" not in letters_in(a_paper())


def test_a_district_lays_a_font_beside_ours_and_the_rare_character_is_printed(
    tmp_path: Path, settings: pytest.FixtureRequest
):
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((250, 700))
    pen.closePath()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "rare"])
    made.setupCharacterMap({ord(RARE): "rare"})
    made.setupGlyf({".notdef": pen.glyph(), "rare": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (600, 0), "rare": (600, 0)})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    names = {"familyName": "Rare", "styleName": "Regular", "psName": "Rare-Regular"}
    made.setupNameTable({**names, "fullName": "Rare Regular", "version": "1"})
    made.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWeightClass=400, usWidthClass=5)
    made.setupPost()
    made.save(tmp_path / "rare.ttf")
    settings.FONTS_DIR = str(tmp_path)  # type: ignore[attr-defined]
    assert unprintable(f"王{RARE}") == ""
    assert RARE in letters_in(a_paper(facts=[["姓名", f"王{RARE}"]]))


def test_the_same_words_make_the_same_file_and_the_licence_lies_beside_the_font():
    assert a_paper() == a_paper()
    assert {"王", "建", "国", "家", "电"} <= letters_in(a_paper())
    assert "SIL OPEN FONT LICENSE" in (SHIPPED / "OFL.txt").read_text()


@pytest.mark.django_db
class TestPages:
    def test_the_sheet_is_masked_until_its_owner_asks_and_that_is_noted(
        self, cast: Cast, client: Client
    ):
        _record, row = issued(cast)
        client.force_login(cast.accounts["wang"])
        url = f"/me/certificates/{row.id}/"
        masked = client.get(url)
        assert masked.status_code == 200
        assert "王主任" not in masked.content.decode()
        assert not Event.objects.filter(kind="personal_data.read").exists()
        full = client.post(url, {"_key": "a"})
        assert "王主任" in full.content.decode()
        assert Event.objects.filter(kind="personal_data.read").count() >= 2

    def test_the_pdf_says_what_the_certificate_says(self, cast: Cast, client: Client):
        _record, row = issued(cast)
        client.force_login(cast.accounts["wang"])
        answer = client.post(f"/me/certificates/{row.id}/certificate.pdf", {"_key": "a"})
        assert answer["Content-Type"] == "application/pdf"
        assert row.serial in answer["Content-Disposition"]
        name = cast.volunteers["wang"].person.name
        assert name is not None
        whole = name.reveal(actor=cast.wang, reason="test")
        assert {*whole, *"王主任邻里帮帮队0931"} <= letters_in(answer.content)
        Certificate.objects.filter(id=row.id).update(state="revoked")
        gone = client.post(f"/me/certificates/{row.id}/certificate.pdf", {"_key": "b"})
        assert gone.status_code == 404

    def test_the_book_of_hours_comes_as_pdf_with_the_name_masked(self, cast: Cast, client: Client):
        _record, _row = issued(cast)
        client.force_login(cast.accounts["wang"])
        answer = client.get("/me/hours/hours.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert {"家", "*"} & letters_in(answer.content)
        assert not Event.objects.filter(kind="personal_data.read").exists()
