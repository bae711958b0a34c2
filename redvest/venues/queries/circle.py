"""Who reaches an open venue on foot: read from the district's places, people and streets."""

import hashlib
import io
import json
import math
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from redvest.districts import queries as districts
from redvest.districts.outlines import polygons
from redvest.engines import coverage, walking
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.venues.models import NextVenues, StreetNetwork
from redvest.venues.queries.homes import Homes, Place, Spot, homes_of, open_spots

KEPT_S = 600


@dataclass
class Reckoned:
    """A district's circle as pages show it; arrays are plain lists, so that a cache can keep it."""

    homes: Homes
    minutes: list[float]
    nearest: list[str]
    within: list[bool]
    people: float
    people_within: float
    by_band: list[float]
    basis: str
    off_streets: int
    venues: int
    venues_estimated: int
    streets_source: str = ""
    streets_date: date | None = None
    cells: list[list[float]] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        return self.people_within / self.people if self.people > 0 else None


def network_of(district: str) -> StreetNetwork | None:
    """What is known about the streets, without the streets."""
    return StreetNetwork.objects.filter(district=district).defer("content").first()


def unpacked(content: bytes) -> walking.Streets:
    """The streets of a stored archive."""
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        return walking.Streets(
            found["points"].astype(np.float64) / 1e7,
            found["ends"].astype(np.int64),
            found["meters"].astype(np.float64),
        )


def ground_of(district: str) -> walking.Ground:
    """What the district's walks are reckoned on."""
    policy = districts.policy_of(district)
    content = StreetNetwork.objects.filter(district=district).values_list("content", flat=True)
    packed = content.first()
    streets = unpacked(bytes(packed)) if packed is not None else None
    return walking.Ground(policy.detour_percent / 100, float(policy.walk_m_per_minute), streets)


def reckoned(district: str) -> Reckoned:
    """The circle of a district. Kept until anything it depends on changes."""
    homes, spots, network = homes_of(district), open_spots(district), network_of(district)
    policy, outline = districts.policy_of(district), districts.outline_of(district)
    depends = [
        homes.codes, homes.places, homes.people, homes.source, str(homes.counted_on), homes.names,
        homes.estimated,
        [(spot.key, spot.name, spot.place, spot.estimated) for spot in spots], homes.left_out,
        (str(network.id), network.version) if network else None, outline,
        policy.detour_percent, policy.walk_m_per_minute,
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(depends).encode()).hexdigest()
    key = f"circle:{district}:{digest}"
    found: Reckoned | None = cache.get(key)
    if found is None:
        found = _reckon(ground_of(district), homes, spots, network, outline)
        cache.set(key, found, KEPT_S)
    return found


def _reckon(
    ground: walking.Ground,
    homes: Homes,
    spots: list[Spot],
    network: StreetNetwork | None,
    outline: dict[str, Any] | None,
) -> Reckoned:
    venues = [spot.place for spot in spots]
    found = coverage.circle(ground, homes.places, homes.people, venues)
    return Reckoned(
        homes=homes,
        minutes=found.minutes.tolist(),
        nearest=[spots[at].name if at >= 0 else "" for at in found.which.tolist()],
        within=found.within.tolist(),
        people=found.people,
        people_within=found.people_within,
        by_band=list(found.by_band),
        basis=ground.basis.value,
        off_streets=int(found.off_streets.sum()),
        venues=len(spots),
        venues_estimated=sum(spot.estimated for spot in spots),
        streets_source=network.source if network else "",
        streets_date=network.data_date if network else None,
        cells=_cells(ground, outline, venues) if outline and venues else [],
    )


def _cells(
    ground: walking.Ground, outline: dict[str, Any], venues: list[Place], most: float = math.inf
) -> list[list[float]]:
    laid = coverage.lattice(polygons(outline))
    found = walking.nearest(ground, laid.middles, venues)
    shown = ~found.off_streets & (found.minutes <= most)
    return coverage.rectangles(laid, coverage.band_of(found.minutes), shown)


def reached_from(district: str, place: Place) -> Reckoned:
    """The isochrone of one place: what lies within the walk of it, as if nothing else were open."""
    homes, network, outline = (
        homes_of(district),
        network_of(district),
        districts.outline_of(district),
    )
    ground, spot = ground_of(district), Spot("", "", place)
    found = _reckon(ground, homes, [spot], network, None)
    if outline:
        found.cells = _cells(ground, outline, [place], coverage.MINUTES)
    return found


def answers_of(actor: Actor) -> QuerySet[NextVenues]:
    """What was found when somebody asked where next, the latest first."""
    return NextVenues.objects.filter(district=actor.district).order_by("-asked_at", "-id")


def answer_seen_by(actor: Actor, answer_id: UUID) -> NextVenues:
    """One of these answers.

    Raises
    ------
    NotSeen
        If there is none in the actor's district.
    """
    found = answers_of(actor).filter(id=answer_id).first()
    if found is None:
        raise NotSeen(_("没有找到这份选址测算，请回到“15分钟圈”。"))
    return found
