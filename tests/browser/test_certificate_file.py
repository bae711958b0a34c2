"""The file that checks a certificate without us: opened from the disk, with no network at all."""

from pathlib import Path

import pytest

from redvest.records.checking import offline_page
from tests.browser.hours_pages import issued
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


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
    page.fill("#token", "RV1.abc")
    page.locator("[data-when='malformed']").wait_for(state="visible")
    context.close()
