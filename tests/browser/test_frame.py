"""What the frame does by itself: switches that keep the page, keys, one click one submit."""

import gzip

import pytest
from playwright.sync_api import Route, expect

from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_the_switches_keep_the_page_with_and_without_scripts(stage: Stage, javascript: bool):
    context = stage.enter(javascript=javascript)
    page = context.new_page()
    page.goto(f"{stage.server}/style/?tab=2")
    page.get_by_role("button", name="长辈版").click()
    expect(page).to_have_url(f"{stage.server}/style/?tab=2")
    assert page.get_attribute("html", "data-elder") is not None
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(f"{stage.server}/style/?tab=2")
    assert page.get_attribute("html", "lang") == "en"
    page.get_by_role("button", name="Standard").click()
    assert page.get_attribute("html", "data-elder") is None
    context.close()


def test_the_elder_edition_enlarges_text_and_targets(stage: Stage):
    sizes = {}
    for elder in (False, True):
        context = stage.enter(elder=elder)
        page = context.new_page()
        page.goto(f"{stage.server}/style/")
        text = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        button = page.locator(".btn-primary").first.bounding_box()
        assert button is not None
        sizes[elder] = (text, button["height"])
        context.close()
    assert sizes[False][0] >= 16
    assert sizes[True][0] >= 22
    assert sizes[False][1] >= 44
    assert sizes[True][1] >= 60


def test_the_desk_is_walked_by_keyboard(stage: Stage):
    context = stage.enter(width="wide")
    page = context.new_page()
    page.goto(f"{stage.server}/style/?frame=desk")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.is-here")).to_contain_text("RV260002")
    page.keyboard.press("k")
    expect(page.locator("tr.is-here a")).to_be_focused()
    expect(page.locator("tr.is-here")).to_contain_text("RV260001")
    page.keyboard.press("/")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.type("j?")
    expect(page.locator("#id_q")).to_have_value("j?")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    context.close()


def test_an_impatient_click_sends_one_request(stage: Stage):
    context = stage.enter()
    page = context.new_page()
    sent: list[str] = []

    def answer_nothing(route: Route) -> None:
        # 204 leaves the browser on the page, as a slow answer does while somebody clicks again.
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
            route.fulfill(status=204)
        else:
            route.continue_()

    page.goto(f"{stage.server}/style/")
    page.route("**/*", answer_nothing)
    button = page.locator("#form button[type=submit]")
    for _ in range(3):
        button.click(no_wait_after=True, force=True)
        page.wait_for_timeout(150)
    assert len(sent) == 1
    assert 'name="_key"' in sent[0]
    expect(button).to_have_attribute("aria-disabled", "true")
    context.close()


def test_a_mistake_is_linked_to_its_field(stage: Stage):
    context = stage.enter()
    page = context.new_page()
    page.goto(f"{stage.server}/style/")
    page.locator("#failed [data-error-summary] a").first.click()
    field = page.locator("#id_failed-need")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()
    assert described
    assert all(page.locator(f"[id='{name}']").count() == 1 for name in described)
    context.close()


def test_nothing_is_wider_than_the_window_at_twice_the_size(stage: Stage):
    """A 1280 px window at 200 % is 640 CSS px wide, at 400 % 320 (WCAG 1.4.10)."""
    context = stage.enter()
    page = context.new_page()
    for across in (640, 320):
        page.set_viewport_size({"width": across, "height": 800})
        page.goto(f"{stage.server}/style/")
        assert page.evaluate("document.documentElement.scrollWidth") <= across
    context.close()


def test_a_citizens_page_weighs_less_than_100_kb(stage: Stage):
    """What a phone on a slow network loads first, compressed as the server sends it."""
    context = stage.enter()
    page = context.new_page()
    weights: dict[str, int] = {}
    page.on(
        "response",
        lambda answer: weights.update({answer.url: len(gzip.compress(answer.body(), 6))}),
    )
    page.goto(f"{stage.server}/nowhere/")
    page.wait_for_load_state("networkidle")
    assert any("bootstrap" in url for url in weights)
    assert sum(weights.values()) < 100_000, weights
    context.close()
