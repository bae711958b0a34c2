"""The background map, which only a district or an operator with a key of Tianditu has."""

from dataclasses import dataclass

from django.conf import settings

from redvest.districts.queries import policy_of

# Exactly these, and only on a page that draws them.
HOSTS = [f"https://t{n}.tianditu.gov.cn" for n in range(8)]


@dataclass(frozen=True)
class Tiles:
    """What a map needs to draw tiles: the key, and the review number the law wants in a corner."""

    key: str
    review_no: str


def tiles_of(district: str) -> Tiles | None:
    """The district's own key, else the operator's; without one a map stays on the outline."""
    policy = policy_of(district)
    key = policy.tianditu_key or settings.TIANDITU_KEY
    return Tiles(key, policy.map_review_no) if key else None
