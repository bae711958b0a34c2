"""The pages of meal rounds: name, address, as whom, whether it is a desk's."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.browser.stage import Stage
from tests.meals.cast import an_elder, at_noon
from tests.orders.cast import Cast


def meals(page: str) -> Callable[[Stage], str]:
    """A page of tomorrow's lunch: wang has agreed to a round, li is asked for one."""

    def make(cast: Cast) -> dict[str, str]:
        noon = at_noon(cast, timezone.localdate() + timedelta(days=1))
        row = noon.accepted("wang")
        an_elder(noon, 4)
        noon.offered("li")
        an_elder(noon, 5)
        stop = noon.stops("wang")[0]
        return {
            "canteens": reverse("meals:canteens"),
            "lunch": reverse("meals:lunch", args=[noon.canteen.id, noon.day.isoformat()]),
            "home": reverse("meals:home", args=[noon.orders[-1].id]),
            "mine": reverse("meals:mine"),
            "round": reverse("meals:round", args=[row.id]),
            "stop": reverse("meals:stop", args=[row.id, stop.id]),
            "asked": reverse("meals:round", args=[noon.round_of("li").id]),
            "paper": reverse("meals:paper", args=[row.id]),
        }

    return lambda stage: stage.once("meals", make)[page]


MEALS: list[tuple[str, str | Callable[[Stage], str], str, bool]] = [
    ("meals", meals("canteens"), "desk", True),
    ("meals-none", "/desk/meals/", "other_desk", True),
    ("meals-lunch", meals("lunch"), "desk", True),
    ("meals-home", meals("home"), "desk", True),
    ("meals-mine", meals("mine"), "wang", False),
    ("meals-mine-none", "/meals/", "qian", False),
    ("meals-round", meals("round"), "wang", False),
    ("meals-stop", meals("stop"), "wang", False),
    ("meals-asked", meals("asked"), "li", False),
    ("meals-paper", meals("paper"), "wang", False),
]
