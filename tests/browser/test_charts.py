"""Charts say which line is which, show their numbers when touched, and are saved as pictures."""

import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
KNOWN = """(box) => {
  const model = window.echarts.getInstanceByDom(box).getModel();
  return ["legend", "tooltip"].map((name) => model.getComponent(name) !== undefined);
}"""


def test_a_chart_names_its_lines_and_is_saved_as_a_picture(stage: Stage):
    page = stage.seat("centre", elder=False, language="zh-hans").new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{stage.server}/desk/figures/of/orders/")
    chart = page.locator("[data-chart]").first
    expect(chart.locator("canvas")).to_be_visible()
    assert chart.evaluate(KNOWN) == [True, True]
    chart.hover()
    with page.expect_download() as saved:
        page.get_by_role("button", name="存为图片").first.click()
    assert saved.value.suggested_filename.endswith(".png")
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    assert said == []
    page.close()
