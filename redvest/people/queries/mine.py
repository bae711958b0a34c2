"""Everything stored about somebody, masked, and who has looked at it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.core.personal_data import Entry, register
from redvest.journal.models import Event
from redvest.people.actors import Actor
from redvest.people.models import BeneficiaryFile, Person
from redvest.people.wording import as_text, column_name

ROWS_SHOWN_MAX = 20
READERS = {
    "venue_admin": gettext_lazy("站点或街道负责人"),
    "centre_admin": gettext_lazy("区文明实践中心负责人"),
    "team_admin": gettext_lazy("队伍负责人"),
    "volunteer": gettext_lazy("服务您的志愿者"),
    "guardian": gettext_lazy("监护人"),
    "proxy": gettext_lazy("代办的家人"),
}


@dataclass(frozen=True)
class Section:
    """One kind of data about somebody, as the page shows it."""

    entry: Entry
    has_more: bool
    rows: list[list[tuple[str, str]]]


def persons_of(actor: Actor) -> list[Person]:
    """The actor's persons in every district, open or closed."""
    if actor.account_id is None:
        return []
    return list(Person.objects.filter(account_id=actor.account_id).order_by("id"))


def sections(actor: Actor) -> list[Section]:
    """What is stored about the actor, kind by kind; sealed values as their masks."""
    ids = [person.id for person in persons_of(actor)]
    found = []
    for entry in register():
        if entry.others:
            continue
        newest = list(entry.rows(ids, actor.account_id).reverse()[: ROWS_SHOWN_MAX + 1])
        if newest:
            lines = [_line(entry, row) for row in newest[:ROWS_SHOWN_MAX]]
            found.append(Section(entry, len(newest) > ROWS_SHOWN_MAX, lines))
    return found


def _line(entry: Entry, row: models.Model) -> list[tuple[str, str]]:
    """Every value with its name; the keys of rows tell a person nothing and stay in the export."""
    values = ((field.name, getattr(row, field.attname)) for field in entry.shown_fields())
    return [
        (column_name(name), text)
        for name, value in values
        if not isinstance(value, UUID) and (text := as_text(value, row._meta.app_label))
    ]


@dataclass(frozen=True)
class Reading:
    """One unmasked reading of one's data by somebody."""

    at: datetime
    field: str
    reader: str
    reason: str


def readings(actor: Actor, limit: int = 100) -> list[Reading]:
    """Who read which of the actor's data in full, newest first. Readers appear by their role."""
    ids = [person.id for person in persons_of(actor)]
    subjects: list[UUID] = [*ids, *([actor.account_id] if actor.account_id else [])]
    subjects += BeneficiaryFile.objects.filter(person_id__in=ids).values_list("id", flat=True)
    events = Event.objects.filter(kind="personal_data.read", subject_id__in=subjects)
    return [
        Reading(
            event.at,
            str(event.after.get("field", "")),
            _reader(event, actor),
            event.reason,
        )
        for event in events.order_by("-at", "-id")[:limit]
    ]


def _reader(event: Event, actor: Actor) -> str:
    if event.account_id == actor.account_id:
        return _("您本人")
    if event.account_id is None:
        return _("系统")
    return str(READERS.get(event.role, _("工作人员")))
