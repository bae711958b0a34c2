"""Everything that is written down has a name on the pages, in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import override

from redvest.engines.order_flow import Action
from redvest.engines.team_flow import MemberAction, MemberState, TeamAction
from redvest.journal import labels

PACKAGE = Path(__file__).resolve().parents[2] / "redvest"
KIND = re.compile(r"([a-z_0-9]+)\.[a-z_0-9]+")
# What looks like a kind and is none: columns of blind indexes, files, jobs.
NO_KINDS = {"account.phone", "person.id_number", "catalog.toml", "keys.json"}
NO_GROUPS = {"notices", "journal", "redvest", "django"}
# Kinds put together while the program runs, by the expression that does it.
COMPOSED = {
    "f'team.{action.value}'": [f"team.{one}" for one in TeamAction],
    "f'membership.{state.value}'": [
        f"membership.{one}" for one in (MemberState.APPLIED, MemberState.INVITED)
    ],
    "f'membership.{state}'": ["membership.member"],
    "f'membership.{action.value}'": [f"membership.{one}" for one in MemberAction],
    "f'order.{taking.action.value}'": [f"order.{one}" for one in Action],
    "f'order.{kind}'": [],  # services.door.note: its callers are read below
    "f'invitation.{status}'": ["invitation.accepted", "invitation.declined"],
    "f'assignment_{state}'": ["order.assignment_accepted", "order.assignment_refused"],
}


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def texts(node: ast.expr, prefix: str = "") -> Iterator[str]:
    """The kinds an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield prefix + node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body, prefix)
        yield from texts(node.orelse, prefix)
    elif isinstance(node, ast.JoinedStr):
        yield from COMPOSED[ast.unparse(node)]


def recorded() -> set[str]:
    """Every kind the program writes down."""
    found: set[str] = set()
    groups = {kind.partition(".")[0] for kind in labels.KINDS} - NO_GROUPS
    for source in PACKAGE.rglob("*.py"):
        if "migrations" in source.parts or source == PACKAGE / "journal/labels.py":
            continue
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) == "record_event":
                given = [word.value for word in node.keywords if word.arg == "kind"]
                found |= {kind for one in given for kind in texts(one)}
            elif isinstance(node, ast.Call) and called(node) == "note" and len(node.args) > 2:
                found |= set(texts(node.args[2], "order."))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                match = KIND.fullmatch(node.value)
                if match and match[1] in groups and node.value not in NO_KINDS:
                    found.add(node.value)
    return found


def test_the_search_finds_what_is_known_to_be_there():
    found = recorded()
    assert {"membership.applied", "membership.accept", "order.claim", "venue.added"} <= found
    assert {"guardianship.came_of_age", "volunteer.moved", "order.joined"} <= found


def test_every_kind_has_a_name():
    assert sorted(recorded() - set(labels.KINDS)) == []


def test_every_subject_named_is_a_model():
    known = {model._meta.label_lower for model in apps.get_models()}
    assert sorted(set(labels.SUBJECTS) - known) == []


@pytest.mark.parametrize("table", ["KINDS", "SUBJECTS", "GROUPS"])
def test_every_name_is_there_in_english(table: str):
    with override("zh-hans"):
        chinese = {key: str(text) for key, text in getattr(labels, table).items()}
    with override("en"):
        english = {key: str(text) for key, text in getattr(labels, table).items()}
    assert [key for key, text in english.items() if not text.strip() or text == chinese[key]] == []


def test_every_group_narrows_to_something():
    for start in labels.GROUPS:
        assert any(kind.startswith(start) for kind in labels.KINDS), start
