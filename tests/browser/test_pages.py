"""Every page of the list, in both widths, both editions and both languages."""

from collections import Counter

import pytest

from tests.browser.look import WIDTHS, look
from tests.browser.pages import PAGES, Seen
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

# Edition and language of one load, and the widths at which axe judges it; sizes and the console
# are looked at in both. Each edition and each width is judged by ``make check``, all four
# together with ALL=1. English, the same markup with other words, is judged in two.
CHINESE = [(False, "zh-hans", {"phone"}), (True, "zh-hans", {"wide"})]
THE_OTHER_WAY = [(False, "zh-hans", {"wide"}), (True, "zh-hans", {"phone"})]
ENGLISH = [(False, "en", {"phone"})]
ENGLISH_FOR_ELDERS = [(True, "en", {"wide"})]


def looks() -> list[object]:
    """Every page in Chinese; ``make check`` sees each twelfth in English too, ALL=1 all."""
    found: list[object] = []
    for number, seen in enumerate(PAGES):
        often = () if number % 12 == 0 else pytest.mark.long
        if seen.desk:
            now, later = CHINESE[number % 2 :][:1], CHINESE[1 - number % 2 :][:1]
        else:
            now, later = CHINESE, []
        found.append(pytest.param(seen, now, id=seen.name))
        rest = later + THE_OTHER_WAY + ENGLISH_FOR_ELDERS
        found.append(pytest.param(seen, rest, id=f"{seen.name}-2", marks=pytest.mark.long))
        found.append(pytest.param(seen, ENGLISH, id=f"{seen.name}-en", marks=often))
    return found


@pytest.mark.parametrize(("seen", "ways"), looks())
def test_everyone_can_read_and_use_the_page(
    stage: Stage, seen: Seen, ways: list[tuple[bool, str, set[str]]]
):
    url = seen.url if isinstance(seen.url, str) else seen.url(stage)
    wrong = {}
    for elder, language, judged in ways:
        page = stage.seat(seen.who, elder=elder, language=language).new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        answer = page.goto(stage.server + url)
        assert answer is not None
        assert answer.status == seen.status, page.url
        assert page.get_attribute("html", "lang") == ("en" if language == "en" else "zh-CN")
        for width, (across, down) in WIDTHS.items():
            page.set_viewport_size({"width": across, "height": down})
            way = f"{seen.name}-{width}{'-elder' if elder else ''}-{language[:2]}"
            axe = width in judged
            found = look(page, way, elder=elder, citizen=not seen.desk, axe=axe)
            # Chromium itself notes an answer of 404; every other word on the console is a fault.
            found.console = [text for text in said if f"status of {seen.status}" not in text]
            if found:
                wrong[way] = found
        page.close()
    assert not wrong


def test_no_page_is_looked_at_twice():
    """Two rows of one name share a screenshot; two of one address and person waste a minute."""
    names = Counter(seen.name for seen in PAGES)
    ways = Counter((seen.url, seen.who) for seen in PAGES if isinstance(seen.url, str))
    assert [name for name, often in names.items() if often > 1] == []
    assert [way for way, often in ways.items() if often > 1] == []


def test_the_look_finds_what_is_wrong(stage: Stage):
    """The judge itself: a page with one fault of each kind must not pass."""
    context = stage.enter()
    page = context.new_page()
    page.set_content(
        "<html lang='zh-CN'><head><title>x</title></head><body><main><h1>x</h1>"
        "<p style='color:#bbb'>pale</p><div style='width:900px'>wide</div>"
        "<button type='button'>small</button></main></body></html>"
    )
    found = look(page, "faults", citizen=True)
    assert any("color-contrast" in violation for violation in found.violations)
    assert found.too_wide
    assert found.too_small
    context.close()
