"""Everything that is written down has a name on the pages, in both languages."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import override

from redvest.engines import attainment_flow, certificates, ledger, star_flow, time_bank, transfers
from redvest.engines.activity_flow import ActivityAction
from redvest.engines.order_flow import Action
from redvest.engines.signup_flow import SignUpAction
from redvest.engines.stand_in_flow import StandInAction
from redvest.engines.team_flow import MemberAction, MemberState, TeamAction
from redvest.journal import labels

pytestmark = pytest.mark.slow

PACKAGE = Path(__file__).resolve().parents[2] / "redvest"
KIND = re.compile(r"([a-z_0-9]+)\.[a-z_0-9]+")
# What looks like a kind and is none: columns of blind indexes, files, jobs.
NO_KINDS = {"account.phone", "person.id_number", "catalog.toml", "keys.json", "sheet.typ"}
NO_GROUPS = {"bank", "notices", "journal", "orders", "redvest", "django"}
# Kinds put together while the program runs, by the expression that does it.
COMPOSED = {
    "f'team.{action.value}'": [f"team.{one}" for one in TeamAction],
    "f'membership.{state.value}'": [
        f"membership.{one}" for one in (MemberState.APPLIED, MemberState.INVITED)
    ],
    "f'membership.{state}'": ["membership.member"],
    "f'membership.{action.value}'": [f"membership.{one}" for one in MemberAction],
    "f'order.{taking.action.value}'": [f"order.{one}" for one in Action],
    "f'activity.{taking.action.value}'": [f"activity.{one}" for one in ActivityAction],
    "f'signup.{action.value}'": [f"signup.{one}" for one in SignUpAction],
    "f'stand_in.{action.value}'": [f"stand_in.{one}" for one in StandInAction],
    "f'assignment_{state}'": ["order.assignment_accepted", "order.assignment_refused"],
    "f'stop_{state.value}'": ["meal_round.stop_handed", "meal_round.stop_nobody"],
    "f'bank.{slip.kind.value}'": [f"bank.{one}" for one in ledger.Kind],
    "f'time_use.{action.value}'": [f"time_use.{one}" for one in time_bank.Action],
    "f'time_inheritance.{row.state}'": ["time_inheritance.agreed", "time_inheritance.refused"],
    "f'time_exchange.{row.state}'": ["time_exchange.received", "time_exchange.refused"],
    "f'agreement.{row.state}'": ["agreement.agreed", "agreement.refused"],
    "f'reward_grant.{row.state}'": ["reward_grant.granted", "reward_grant.refused"],
    "f'star.{action.value}'": [f"star.{one}" for one in star_flow.Action],
    "f'attainment.{action.value}'": [f"attainment.{one}" for one in attainment_flow.Action],
    "f'transfer.{action.value}'": [f"transfer.{one}" for one in transfers.Action],
    "f'certificate.{action.value}'": [f"certificate.{one}" for one in certificates.Action],
}


@dataclass(frozen=True)
class Helper:
    """A function that puts a word it is given behind a prefix: ``kind=f"order.{kind}"``."""

    name: str
    place: int
    word: str
    prefix: str


def trees() -> Iterator[ast.Module]:
    for source in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in source.parts and source != PACKAGE / "journal/labels.py":
            yield ast.parse(source.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def kinds_given(tree: ast.AST) -> Iterator[ast.expr]:
    """What ``record_event`` is given as ``kind``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == "record_event":
            yield from (word.value for word in node.keywords if word.arg == "kind")


def helper_of(function: ast.FunctionDef, kind: ast.expr) -> Helper | None:
    if not isinstance(kind, ast.JoinedStr) or len(kind.values) != 2:
        return None
    start, end = kind.values
    words = [arg.arg for arg in function.args.args]
    if not isinstance(start, ast.Constant) or not isinstance(end, ast.FormattedValue):
        return None
    if not isinstance(end.value, ast.Name) or end.value.id not in words:
        return None
    place = words.index(end.value.id)
    return Helper(function.name, place, end.value.id, str(start.value))


def texts(node: ast.expr, prefix: str = "") -> Iterator[str]:
    """The kinds an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        # Another function of a helper's name is given whole kinds.
        yield node.value if "." in node.value else prefix + node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body, prefix)
        yield from texts(node.orelse, prefix)
    elif isinstance(node, ast.JoinedStr):
        yield from COMPOSED[ast.unparse(node)]


def recorded() -> set[str]:
    """Every kind the program writes down."""
    found: set[str] = set()
    groups = {kind.partition(".")[0] for kind in labels.KINDS} - NO_GROUPS
    everywhere: dict[str, Helper] = {}
    private: dict[int, dict[str, Helper]] = {}
    for number, tree in enumerate(trees()):
        through, own = set(), private.setdefault(number, {})
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for kind in kinds_given(function):
                    if (helper := helper_of(function, kind)) is not None:
                        (own if helper.name.startswith("_") else everywhere)[helper.name] = helper
                        through.add(kind)
        for kind in kinds_given(tree):
            if kind not in through:
                found |= set(texts(kind))
    for number, tree in enumerate(trees()):
        helpers = everywhere | private[number]
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (helper := helpers.get(called(node))) is not None:
                given = [word.value for word in node.keywords if word.arg == helper.word]
                for kind in [*node.args[helper.place : helper.place + 1], *given]:
                    found |= set(texts(kind, helper.prefix))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                match = KIND.fullmatch(node.value)
                if match and match[1] in groups and node.value not in NO_KINDS:
                    found.add(node.value)
    return found


def test_the_search_finds_what_is_known_to_be_there():
    found = recorded()
    assert {"membership.applied", "membership.accept", "order.claim", "venue.added"} <= found
    assert {"guardianship.came_of_age", "volunteer.moved", "order.joined"} <= found
    assert {"invitation.declined", "standing.started"} <= found


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
