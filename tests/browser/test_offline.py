"""Without a network: one plain page instead of the browser's own, and nothing about anybody."""

import pytest

from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(new URL(request.url).pathname);
    }
  }
  return found.sort();
}"""


def test_without_a_network_a_page_of_ours_says_so_and_keeps_nothing_else(stage: Stage):
    context = stage.enter("granny")
    page = context.new_page()
    page.goto(f"{stage.server}/me/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{stage.server}/orders/")
    kept = page.evaluate(KEPT)
    assert "/offline/" in kept
    assert all(path in ("/offline/", "/attend/") or path.startswith("/static/") for path in kept)
    context.set_offline(True)
    page.goto(f"{stage.server}/venues/")
    assert page.get_by_role("heading", name="没有网络").is_visible()
    assert "granny" not in page.content()
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"
    context.set_offline(False)
    page.get_by_role("link", name="重试").click()
    page.wait_for_url(f"{stage.server}/venues/")
    assert page.get_by_role("heading", name="没有网络").count() == 0
    context.close()
