"""Field by field, what the API tells whom: a reviewed table, and the API held against it.

The table is ``api_fields.toml``: per operation the fields everybody gets, and those that only a
named kind of visitor gets. A field, or an operation, that nobody reviewed fails.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import resolve, reverse

from redvest.api import api
from tests.access import Place, Row, Who, World, clients_of
from tests.security.strolling import build_everything, through_the_doors
from tests.test_access import MODULES, rows_of, undone
from tests.world import build_world

TABLE: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("api_fields.toml").read_text()
)


def entry_of(operation: str) -> dict[str, list[str]]:
    """What the table says about an operation; a name may end in ``*`` for many that are alike."""
    alike = (entry for name, entry in TABLE.items() if fnmatch(operation, _literal(name)))
    return TABLE.get(operation) or next(alike, {})


def _literal(name: str) -> str:
    return name.replace("[", "[[]")


# What a refusal says, whatever was asked and by whom.
REFUSAL = {"error.code", "error.message", "error.number", "error.fields{}"}


def operations() -> dict[str, set[str]]:
    """Every operation of the OpenAPI with the fields its schema promises."""
    found: dict[str, set[str]] = {}
    schema: Any = api.get_openapi_schema()
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            promised: set[str] = set()
            for status, answer in said["responses"].items():
                for content in answer.get("content", {}).values() if str(status)[0] == "2" else ():
                    promised |= set(promised_by(content["schema"], schema))
            found[f"{method.upper()} {path}"] = promised
    return found


def promised_by(node: Any, whole: Any, path: str = "") -> Iterator[str]:
    """The paths of a JSON schema: ``items[].place.lat``; an open map ends in ``{}``."""
    if "$ref" in node:
        target = whole
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from promised_by(target, whole, path)
    for option in [*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())]:
        yield from promised_by(option, whole, path)
    if node.get("type") == "array":
        yield from promised_by(node["items"], whole, f"{path}[]")
    elif node.get("properties"):
        for name, inner in node["properties"].items():
            yield from promised_by(inner, whole, f"{path}.{name}".lstrip("."))
    elif node.get("type") == "object":
        yield f"{path}{{}}"
    elif "$ref" not in node and node.get("type") != "null" and "anyOf" not in node:
        yield path


def told(value: Any, path: str = "") -> Iterator[str]:
    """The paths of an answer as it came; what is empty tells nothing."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from told(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from told(inner, f"{path}[]")
    elif value is not None:
        yield path


def beyond(paths: set[str], allowed: set[str]) -> set[str]:
    """Paths that no entry allows."""
    maps = tuple(entry.removesuffix("{}") + "." for entry in allowed if entry.endswith("{}"))
    shorter = {part for entry in allowed for part in _prefixes(entry)}
    return {p for p in paths - allowed - shorter if not (maps and p.startswith(maps))}


def _prefixes(path: str) -> Iterator[str]:
    parts = re.split(r"(?=\.)|(?=\[\])|(?=\{\})", path)
    yield from ("".join(parts[:end]) for end in range(1, len(parts)))


def operation_of(method: str, url: str) -> str:
    route = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", resolve(url).route)
    return f"{method} /{route}"


def allowed_for(operation: str, who: Who) -> set[str]:
    entry = entry_of(operation)
    return {field for key in ("everybody", who.value) for field in entry.get(key, [])}


def faults_of(operation: str, who: Who, answer: HttpResponse) -> Iterator[str]:
    if not answer.headers.get("Content-Type", "").startswith("application/json"):
        return
    paths = set(told(json.loads(answer.content)))
    allowed = allowed_for(operation, who) if answer.status_code < 300 else REFUSAL
    for path in sorted(beyond(paths, allowed)):
        yield f"{operation} tells {who} {path}"


def doors() -> dict[str, Row]:
    return {
        key: row
        for module in MODULES
        for key, row in rows_of(module).items()
        if key.removeprefix("POST ").startswith("api:")
        and key not in ("api:openapi-json", "api:openapi-view", "api:api-root")
    }


def test_every_operation_and_field_was_reviewed():
    promised = operations()
    reviewed = {
        operation: {field for fields in entry_of(operation).values() for field in fields}
        for operation in promised
    }
    unreviewed = {
        operation: sorted(fields - reviewed[operation])
        for operation, fields in promised.items()
        if fields - reviewed[operation]
    }
    gone = {
        operation: sorted(reviewed[operation] - fields)
        for operation, fields in promised.items()
        if reviewed[operation] - fields
    }
    unmatched = [n for n in TABLE if not any(fnmatch(o, _literal(n)) for o in promised)]
    assert unreviewed == {}, "not in api_fields.toml"
    assert gone == {}, "in api_fields.toml, but no longer told"
    assert unmatched == [], "in api_fields.toml, but no such operation"


def test_the_table_names_nobody_unknown():
    known = {"everybody", *(who.value for who in Who)}
    assert [key for entry in TABLE.values() for key in entry if key not in known] == []


@pytest.mark.django_db
@pytest.mark.slow
def test_nobody_is_told_a_field_the_table_does_not_give_them():
    world = build_world()
    rows = doors()
    build_everything(world, rows)
    clients, faults, answered = clients_of(world), [], set()
    for module in MODULES:
        for visit in through_the_doors(world, clients, module):
            if not visit.name.startswith("api:"):
                continue
            with undone():
                answer = visit.ask()
            if answer.request["PATH_INFO"].endswith(("/docs", "/openapi.json", "/v1/")):
                continue
            method, url = answer.request["REQUEST_METHOD"], answer.request["PATH_INFO"]
            operation = operation_of(method, url)
            faults += faults_of(operation, Who(visit.who), answer)
            answered.add(operation)
    assert faults == []
    # Steps that the order of the access table is not ready for tell what the other steps tell.
    alike = {name for name in operations() if "/steps/" in name}
    assert operations().keys() - answered <= alike, "operations no row of tests/access ever asks"
    assert len(alike & answered) > 10


@pytest.mark.django_db
def test_a_field_that_slips_into_an_answer_is_found(monkeypatch: pytest.MonkeyPatch):
    """The control: the schema of venues lets everything of a row through."""
    from tests.access.api import one

    world: World = build_world()
    url = reverse("api:venue", kwargs=one(world, Place.OWN))
    answer = clients_of(world)[Who.RESIDENT].get(url)
    operation = operation_of("GET", url)
    assert list(faults_of(operation, Who.RESIDENT, answer)) == []
    monkeypatch.setitem(
        TABLE, operation, {"everybody": [f for f in TABLE[operation]["everybody"] if f != "name"]}
    )
    assert list(faults_of(operation, Who.RESIDENT, answer)) == [f"{operation} tells resident name"]
