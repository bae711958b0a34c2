"""Reading districts and regions."""

from datetime import date

from django.core.cache import cache
from django.db.models import Q, QuerySet

from redvest.districts.models import District, Region
from redvest.errors import NotSeen


def district_or_none(code: str) -> District | None:
    return District.objects.filter(code=code).defer("outline").first() if code else None


def first_district() -> District | None:
    """The district a visitor sees before choosing one: the first that was set up."""
    return District.objects.defer("outline").order_by("created_at").first()


def districts_listed() -> QuerySet[District]:
    return District.objects.defer("outline").order_by("code")


def live_regions(district: str, on: date) -> QuerySet[Region]:
    """Regions valid on a day, by code, so parents come before their children."""
    return Region.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), district=district, valid_from__lte=on
    ).order_by("code")


def region_by_code(district: str, code: str) -> Region:
    found = Region.objects.filter(district=district, code=code, valid_to=None).first()
    if found is None:
        raise NotSeen(f"no region {code}")
    return found


def region_names(district: str) -> dict[str, str]:
    """Display name by code for the whole district (a few hundred entries), cached for a minute."""
    key = f"region-names:{district}"
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        found = dict(Region.objects.filter(district=district).values_list("code", "name"))
        cache.set(key, found, 60)
    return found
