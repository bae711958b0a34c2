"""The packaged service menu every district starts from."""

import csv
from pathlib import Path

from redvest.db import transact
from redvest.journal.services import record_event
from redvest.orders.models import ServiceCategory, ServiceItem
from redvest.people.actors import system

PACKAGED = Path(__file__).parent.parent / "data" / "catalog.csv"


@transact
def seed_catalog(district: str) -> int:
    """Add what a district's menu lacks of the packaged one; returns how many items were added."""
    categories = {row.code: row for row in ServiceCategory.objects.filter(district=district)}
    known = set(ServiceItem.objects.filter(district=district).values_list("code", flat=True))
    added = 0
    with PACKAGED.open(encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file)):
            category = categories.get(row["category"])
            if category is None:
                category = ServiceCategory.objects.create(
                    district=district,
                    code=row["category"],
                    name=row["category_zh"],
                    name_en=row["category_en"],
                    icon=row["icon"],
                    position=len(categories),
                )
                categories[category.code] = category
            if row["code"] in known:
                continue
            ServiceItem.objects.create(
                district=district,
                category=category,
                code=row["code"],
                name=row["zh"],
                name_en=row["en"],
                hint=row["hint_zh"],
                hint_en=row["hint_en"],
                core_category=row["core_category"],
                position=position,
            )
            added += 1
    if added:
        record_event(
            actor=system(district),
            kind="catalog.seeded",
            district=district,
            after={"items": added},
        )
    return added
