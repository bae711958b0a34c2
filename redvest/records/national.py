"""The national system behind an adapter: what a row says, and whoever carries it.

An adapter turns :class:`Item` into the format the other side wants and returns its receipt; it may
see the same item again and has to know it by ``key``. This program claims no conformity with any
format: the one adapter that comes along writes files for somebody to hand in.
"""

import json
import os
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from redvest.records.models import NationalRow


class NationalError(Exception):
    """The other side did not take it; ``code`` is stable, ``retry`` whether to try again."""

    def __init__(self, code: str, *, retry: bool = True) -> None:
        super().__init__(code)
        self.code, self.retry = code[:60], retry


@dataclass(frozen=True)
class Item:
    """What is told about a record. The volunteer is a number; names stay here."""

    key: str
    action: str
    district: str
    record_no: str
    supersedes_no: str
    volunteer_no: str
    title: str
    category: str
    organizer: str
    service_on: str
    starts_at: str
    ends_at: str
    minutes: int
    level: str
    filled_in: bool


class Adapter(Protocol):
    """Carries one item and returns what the other side calls it."""

    def send(self, item: Item) -> str: ...


class FolderAdapter:
    """One JSON file for each item, whole or not at all; the same item is the same file."""

    def send(self, item: Item) -> str:
        folder = Path(settings.NATIONAL_DIR) / item.district
        name = f"{item.key}.json"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part = folder / f".{name}.part"
            part.write_text(json.dumps(asdict(item), ensure_ascii=False, indent=1), "utf-8")
            os.replace(part, folder / name)
        except OSError as error:
            raise NationalError(f"folder: {error.strerror or 'failed'}") from None
        return name


@cache
def _named(path: str) -> Adapter:
    made: Adapter = import_string(path)()
    return made


def adapter() -> Adapter | None:
    """The adapter the operator chose; nothing is told while there is none."""
    if settings.NATIONAL_ADAPTER:
        return _named(settings.NATIONAL_ADAPTER)
    return FolderAdapter() if settings.NATIONAL_DIR else None


def item_of(row: NationalRow) -> Item:
    """What a row says now; its record never changes what it says."""
    record = row.record
    before = record.supersedes
    return Item(
        key=f"{record.number}-{row.turn}",
        action=row.kind,
        district=row.district,
        record_no=record.number,
        supersedes_no=before.number if before is not None else "",
        volunteer_no=record.volunteer.volunteer_no,
        title=record.title,
        category=record.category,
        organizer=record.organizer,
        service_on=record.service_on.isoformat(),
        starts_at=record.starts_at.isoformat(),
        ends_at=record.ends_at.isoformat(),
        minutes=record.minutes,
        level=record.level,
        filled_in=bool(record.document),
    )
