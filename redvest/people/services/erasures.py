"""Who has left, written down where a restored backup does not reach.

A backup still knows those who left after it was made. The worker copies the ids of everybody who
was erased to the witness's folder, and ``redvest restore`` erases them once more. The list holds
ids and moments, which say nothing about anybody once the rows are blank.
"""

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from redvest.journal.models import Event
from redvest.journal.sealing import append_durably
from redvest.people.services.closing import close_again, erase_again

log = logging.getLogger("redvest.people")
FILE_NAME = "erasures.txt"
PERSON, ACCOUNT = "person.erased", "account.closed"
# A transaction that began before the last line was written may commit after it.
OVERLAP = timedelta(hours=1)


def note_erasures(folder: Path) -> int:
    """Add to the list whom it does not have yet. Returns how many."""
    file = folder / FILE_NAME
    noted = read_erasures(file)
    rows = Event.objects.filter(kind__in=[PERSON, ACCOUNT]).order_by("at", "id")
    if noted:
        last = max(line["at"] for line in noted)
        rows = rows.filter(at__gte=last - OVERLAP)
    known = {line["event"] for line in noted}
    fresh = [row for row in rows if str(row.id) not in known]
    if fresh:
        folder.mkdir(parents=True, exist_ok=True)
        append_durably(file, "".join(_line(row) for row in fresh))
    return len(fresh)


def _line(row: Event) -> str:
    about = {
        "event": str(row.id),
        "at": row.at.isoformat(),
        "kind": row.kind,
        "district": row.district,
        "subject": str(row.subject_id),
    }
    return json.dumps(about, sort_keys=True) + "\n"


def read_erasures(file: Path) -> list[dict[str, Any]]:
    """Every whole line of a list; one cut short by a crash is left out and was written again."""
    found = []
    for line in file.read_text().splitlines() if file.exists() else []:
        try:
            about = json.loads(line)
            about["at"], about["subject"] = parse_datetime(about["at"]), UUID(about["subject"])
            found.append({**about, "kind": about["kind"], "district": about["district"]})
        except (ValueError, KeyError, TypeError):
            log.warning("%s has a line that is no erasure", file)
    return found


def replay_erasures(file: Path) -> int:
    """Erase everybody on the list whom this database still knows. Returns how many."""
    lines = read_erasures(file)
    done = sum(close_again(account_id=one["subject"]) for one in lines if one["kind"] == ACCOUNT)
    for district in sorted({one["district"] for one in lines}):
        persons = [
            one["subject"] for one in lines if (one["kind"], one["district"]) == (PERSON, district)
        ]
        done += erase_again(district=district, person_ids=persons)
    return done
