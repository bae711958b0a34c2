"""What somebody looks at on a page of figures."""

from typing import Any

from django.http import HttpRequest

from redvest.districts.queries import region_names
from redvest.engines.indicators import View
from redvest.errors import NotSeen
from redvest.http import actor_of
from redvest.insight import showing
from redvest.insight.queries.places import period_for, periods_offered, place_for, way_to
from redvest.insight.queries.reach import today
from redvest.people.actors import Actor


class Chosen:
    """What somebody looks at: a view, a place, a period."""

    def __init__(self, request: HttpRequest) -> None:
        self.actor: Actor = actor_of(request)
        self.region = place_for(self.actor, request.GET.get("region", ""))
        self.period = period_for(request.GET.get("period", ""))
        asked = request.GET.get("view", View.SERVICES.value)
        if asked not in {one.value for one in View}:
            raise NotSeen(f"no view {asked}")
        self.view = View(asked)
        self.names = region_names(self.actor.district)

    @property
    def place(self) -> str:
        return self.names.get(self.region, self.region)

    def address(self, to: str = "insight:figures", /, **changes: str) -> str:
        plain = {"view": self.view.value, "region": self.region, "period": self.period.key}
        return showing.address(to, **{**plain, **changes})

    def frame(self, to: str = "insight:figures", /, **fixed: str) -> dict[str, Any]:
        """The way up and down, and the periods, as every page of figures shows them."""
        way = [
            {"label": self.names.get(code, code), "url": self.address(to, region=code, **fixed)}
            for code in way_to(self.actor, self.region)
        ]
        periods = periods_offered(today())
        if self.period.key not in periods:
            periods.insert(0, self.period.key)
        options = [{"value": key, "label": showing.period_said(period_for(key))} for key in periods]
        return {
            "way": way,
            "periods": options,
            "period": self.period,
            "period_said": showing.period_said(self.period),
            "region": self.region,
            "place": self.place,
            "view": self.view.value,
        }
