"""Pages of figures: what they are called, where they are, as whom they are looked at."""

from tests.browser.seen import Seen

FIGURES = [
    Seen("figures", "/desk/figures/", who="centre", desk=True),
    Seen("figures-indicator", "/desk/figures/of/orders/", who="centre", desk=True),
    Seen("figures-funnel", "/desk/figures/funnel/", who="centre", desk=True),
    Seen("figures-briefing", "/desk/figures/briefing/", who="centre", desk=True),
    Seen("figures-own", "/desk/figures/published/", who="centre", desk=True),
    Seen("figures-wall", "/desk/screen/", who="centre", desk=True),
    Seen("open-data", "/open-data/"),
]
