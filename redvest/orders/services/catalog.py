"""The packaged service menu every district starts from."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from redvest.db import transact
from redvest.journal.services import record_event
from redvest.orders.models import ServiceCategory, ServiceItem
from redvest.people.actors import system

PACKAGED = Path(__file__).parent.parent / "data" / "catalog.toml"
# Words of an item in the file -> the columns for both languages.
WORDS = ("hint", "asks", "risk", "referral")


@cache
def packaged() -> tuple[dict[str, Any], ...]:
    """The categories of the file, each with its items, in the order of the menu."""
    with PACKAGED.open("rb") as file:
        return tuple(tomllib.load(file)["category"])


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    words = {
        f"{word}{column}": row.get(f"{word}{language}", "")
        for word in WORDS
        for column, language in (("", "_zh"), ("_en", "_en"))
    }
    return words | {
        "code": row["code"],
        "kind": row.get("kind", "help"),
        "name": row["zh"],
        "name_en": row["en"],
        "icon": row.get("icon", ""),
        "skill": row.get("skill", ""),
        "qualification": row.get("qualification", ""),
        "training": row.get("training", ""),
        "people": row.get("people", 1),
        "minors_allowed": row.get("minors", False),
        "needs_insurance": row.get("insured", False),
        "same_sex": row.get("same_sex", False),
        "minutes": row.get("minutes", 60),
        "is_public": row.get("public", True),
        "core_category": row.get("core_category", "other"),
    }


@transact
def seed_catalog(district: str) -> int:
    """Add what a district's menu lacks of the packaged one; returns how many items were added.

    What the district changed, retired or moved stays as it is.
    """
    categories = {row.code: row for row in ServiceCategory.objects.filter(district=district)}
    known = set(ServiceItem.objects.filter(district=district).values_list("code", flat=True))
    added = 0
    for row in packaged():
        category = categories.get(row["code"])
        if category is None:
            category = ServiceCategory.objects.create(
                district=district,
                code=row["code"],
                name=row["zh"],
                name_en=row["en"],
                icon=row["icon"],
                position=len(categories),
            )
            categories[category.code] = category
        fresh = [
            ServiceItem(district=district, category=category, position=place, **_columns(item))
            for place, item in enumerate(row["item"])
            if item["code"] not in known
        ]
        added += len(ServiceItem.objects.bulk_create(fresh))
    if added:
        record_event(
            actor=system(district),
            kind="catalog.seeded",
            district=district,
            after={"items": added},
        )
    return added
