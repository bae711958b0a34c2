"""The file that checks a certificate without us: opened from the disk, with no network at all."""

from pathlib import Path

import pytest

from redvest.core.sm2 import _private
from redvest.engines import sm2
from redvest.engines.certificates import Algorithm, parts_of, token_of
from redvest.records import signing
from redvest.records.checking import offline_page
from tests.browser.hours_pages import issued
from tests.browser.stage import Stage
from tests.engines.test_sm2 import KEY, MESSAGE, SIGNATURE
from tests.sm2_pen import pen, raw

pytestmark = pytest.mark.browser


def by_sm2(token: str) -> str:
    """The same certificate with our other key."""
    said = parts_of(token)[0]
    digest = sm2.digest_of(signing.sm2_key(), said)
    signature = raw(pen(_private(signing.SM2_PURPOSE).to_bytes(32), digest))
    return token_of(said, signature, Algorithm.SM2)


def test_it_tells_a_true_certificate_from_a_changed_one_without_a_network(
    stage: Stage, tmp_path: Path
):
    row = issued(stage)
    file = tmp_path / "check-certificate.html"
    file.write_text(offline_page(), encoding="utf-8")
    context = stage.browser.new_context(offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.fill("#token", f"https://example.invalid/#{row.token}")
    right = page.locator("[data-when='true']")
    right.wait_for(state="visible")
    assert row.serial in right.inner_text()
    said = row.token.split(".")
    at = len(said[1]) // 2
    other = "A" if said[1][at] != "A" else "B"
    changed = f"RV1.{said[1][:at]}{other}{said[1][at + 1 :]}.{said[2]}"
    page.fill("#token", changed)
    page.locator("[data-when='false']").wait_for(state="visible")
    assert not right.is_visible()
    page.fill("#token", by_sm2(row.token))
    right.wait_for(state="visible")
    assert "SM2" in right.inner_text()
    page.fill("#token", by_sm2(row.token).replace("RV1-SM2", "RV1"))
    page.locator("[data-when='false']").wait_for(state="visible")
    told = page.evaluate(
        """([key, text, signature]) => {
          const bytes = (one) => Uint8Array.from(one.match(/../g), (pair) => parseInt(pair, 16));
          const said = new TextEncoder().encode(text);
          return [said, new TextEncoder().encode(text + ".")].map((message) =>
            window.redvestSm2.isSigned(bytes(key), message, bytes(signature)));
        }""",
        [KEY.hex(), MESSAGE.decode(), SIGNATURE.hex()],
    )
    assert told == [True, False]
    page.fill("#token", "RV1.abc")
    page.locator("[data-when='malformed']").wait_for(state="visible")
    context.close()
