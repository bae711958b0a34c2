"""Walks through every door of the access table and every page of the browser's list, with the
world's sealed cells replaced by texts that are found nowhere else."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.notices.models import Preference
from redvest.orders.models import Evaluation
from redvest.people.indexes import phone_index
from redvest.people.models import BeneficiaryFile, Consent, Invitation
from redvest.people.purposes import Purpose, current_words
from redvest.people.services.consenting import text_row
from tests.access import Place, Row, Who, World
from tests.access.orders import order_at
from tests.access.people import resident_at
from tests.access.records import record_at
from tests.test_access import rows_of
from tests.world import HERE

Cell = tuple[str, UUID, str]


@dataclass(frozen=True)
class Visit:
    """One request somebody is entitled to make. ``name`` is the address, ``label`` tells it all."""

    name: str
    label: str
    who: str
    ask: Callable[[], HttpResponse]


def build_everything(world: World, rows: dict[str, Row]) -> None:
    """Every object the rows of a module speak of, before anything in them is replaced."""
    for row in rows.values():
        for place in Place:
            if row.kwargs and place not in row.closed:
                row.kwargs(world, place)


def build_the_sealed(world: World) -> None:
    """One row at least of every kind that holds sealed cells and hangs on the cast."""
    person, order = resident_at(world, Place.OWN), order_at(world, Place.OWN)
    own = world.persons[Who.RESIDENT]
    for one in (person, own):
        BeneficiaryFile.objects.create(district=HERE, person=one, care_note="x")
        Consent.objects.create(
            district=HERE,
            person=one,
            text=text_row(current_words(Purpose.CARE)),
            purpose=Purpose.CARE.value,
            channel="desk",
            given_at=timezone.now(),
        )
    Evaluation.objects.create(
        district=HERE, order=order, grade=5, text="x", rated_at=timezone.now()
    )
    Preference.objects.create(account=world.accounts[Who.RESIDENT], email="x")
    Invitation(
        district=HERE,
        home_community=Place.OWN.value,
        name="x",
        phone_index=phone_index("13800000001"),  # the newcomer's
        expires_at=timezone.now() + timedelta(days=3),
    ).save(force_insert=True)
    record_at(world, Place.OWN)
    for model in apps.get_models():
        sealed = [f for f in model._meta.concrete_fields if isinstance(f, SealedField)]
        if sealed and not model._base_manager.exists():
            model(**columns_of(model, order)).save(force_insert=True)


# What the constraints of a model ask for beyond the kind of a column.
ASKED: dict[str, dict[str, object]] = {
    "notices.message": {"status": "sent", "channel": "in_app", "template": "password_changed"},
    "records.sheetimport": {"state": "done", "kind": "signin"},
    "records.certificaterun": {"state": "done"},
    "orders.casecontact": {"party": "resident", "method": "phone"},
    "orders.qualitycase": {
        "kind": "complaint",
        "decided_at": datetime(2026, 1, 1, tzinfo=UTC),
        "decision": "settled",
    },
    "orders.revisit": {"why": "poor"},
    "records.recordquestion": {"kind": "doubt", "text": "x"},
}


def columns_of(model: type[models.Model], order: models.Model) -> dict[str, object]:
    """Something in every column that must have something; it hangs on the order at hand."""
    found: dict[str, object] = {}
    for field in model._meta.concrete_fields:
        if field.null or field.has_default() or field.primary_key:
            continue
        if isinstance(field, models.ForeignKey):
            same = isinstance(order, field.related_model)  # type: ignore[arg-type]
            found[field.name] = order if same else field.related_model._base_manager.first()  # type: ignore[union-attr]
        elif field.name == "district":
            found[field.name] = HERE
        elif field.name in ("community", "region", "scope"):
            found[field.name] = Place.OWN.value
        elif isinstance(field, models.DateTimeField):
            found[field.name] = timezone.now()
        elif isinstance(field, models.DateField):
            found[field.name] = timezone.localdate()
        elif isinstance(field, models.UUIDField):
            found[field.name] = uuid4()
        elif isinstance(field, ArrayField):
            found[field.name] = [1 if isinstance(field.base_field, models.IntegerField) else "x"]
        elif isinstance(field, models.TimeField):
            found[field.name] = time(9)
        elif isinstance(field, models.BinaryField):
            found[field.name] = b"x"
        elif isinstance(field, models.BooleanField):
            found[field.name] = False
        elif isinstance(field, models.IntegerField):
            found[field.name] = 1
        else:
            found[field.name] = "x"
    return found | ASKED.get(model._meta.label_lower, {})


def text_for(field: SealedField, number: int, old: str) -> tuple[str, str]:
    """What a cell is filled with, and the part of it that nobody may read by accident."""
    phone = f"1361{number:07d}"
    if field.name == "birth_date":
        born = (date(1930, 1, 1) + timedelta(days=number)).isoformat()
        return born, born
    if field.name in ("categories", "entries"):
        return json.dumps([]), "\0"
    if field.name == "params":
        params = json.loads(old) if old else {}
        named = {k: f"麤{number}" if isinstance(v, str) else v for k, v in params.items()}
        return json.dumps(named), f"麤{number}"
    if field.name == "email":
        return f"canary{number}@example.org", f"canary{number}@"
    if "phone" in field.name or field.name == "destination":
        return phone, phone
    if field.mask is masks.scrub:
        return f"请打 {phone} 找家人", phone
    if field.name == "address":
        return f"畅家巷7号楼{number}单元501室", f"{number}单元501"
    if field.name == "id_number":
        return f"6201021950{number:08d}"[:18], f"1950{number:08d}"
    return f"龘{number:05d}爩", f"龘{number:05d}爩"


def plant() -> dict[str, Cell]:
    """Replace the text of every sealed cell of every table. Returns secret -> cell."""
    planted: dict[str, Cell] = {}
    number = 10_000
    for model in apps.get_models():
        fields = [f for f in model._meta.concrete_fields if isinstance(f, SealedField)]
        for row in model._base_manager.all() if fields else []:
            for field in fields:
                number += 1
                old = row.__dict__.get(field.attname)
                known = getattr(row, field.attname)._open() if old else ""
                text, secret = text_for(field, number, known)
                setattr(row, field.attname, text)
                planted[secret] = (model._meta.label_lower, row.pk, field.name)
            model._base_manager.filter(pk=row.pk).update(
                **{f.name: row.__dict__[f.attname] for f in fields}
            )
    planted.pop("\0", None)
    return planted


def sealed_fields() -> set[tuple[str, str]]:
    return {
        (model._meta.label_lower, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    }


def in_plain(response: HttpResponse) -> str:
    """Everything readable in an answer; the parts of a workbook are unpacked."""
    if isinstance(response, HttpResponseRedirect):
        return response.headers["Location"]
    body = response.getvalue()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist())
    return body.decode("utf-8", "replace") + str(dict(response.items()))


def through_the_doors(
    world: World, clients: dict[Who, Client], module: str, *, only_get: bool = False
) -> Iterator[Visit]:
    """Every request the access table lets somebody make."""
    for key, row in rows_of(module).items():
        name, method = key.removeprefix("POST "), row.methods[0]
        if only_get and method != "GET":
            continue
        for who in sorted(row.who):
            places = [Place.OWN] if row.kwargs is None else list(Place)
            for place in places:
                if place in row.closed or not lets_in(row, who, place):
                    continue
                yield Visit(
                    name,
                    f"{method} {name} as {who} at {place.name}",
                    who,
                    _asking(world, clients[who], name, row, place),
                )


def lets_in(row: Row, who: Who, place: Place) -> bool:
    if row.answers is not None:
        return row.answers(who, place) == "in"
    return row.kwargs is None or row.visible(who, place)


def _asking(
    world: World, client: Client, name: str, row: Row, place: Place
) -> Callable[[], HttpResponse]:
    def ask() -> HttpResponse:
        kwargs = row.kwargs(world, place) if row.kwargs else {}
        url = reverse(name, kwargs=kwargs) + row.query
        if row.methods[0] != "POST":
            return client.get(url)
        data: dict[str, Any] = row.data(world, place) if row.data else {}
        if url.startswith("/api/"):
            key = {"idempotency-key": uuid4().hex}
            return client.post(url, data, content_type="application/json", headers=key)
        return client.post(url, {"reason": "回访核对", "_key": uuid4().hex} | data)

    return ask
