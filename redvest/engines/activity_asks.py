"""What each kind of activity has to say besides what every activity says.

A class says for which ages and who stays with the children, a patrol its way and what it records,
an online one its address. Sources: Regulation on Volunteer Services article 12 (who organises
tells what people need to know), Law on the Protection of Minors (children under 8 are not left
alone), Measures for the safety of large events article 6 (plan and a responsible person).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit

from redvest.engines.activity_rules import ActivityKind


class Form(StrEnum):
    """What an answer looks like."""

    TEXT = "text"
    AGE = "age"
    LINK = "link"
    GUARDIAN = "guardian"


class Guarding(StrEnum):
    """Who looks after the children of a class; stored, so never renamed."""

    STAYS = "stays"
    BRINGS_AND_COLLECTS = "brings_and_collects"
    NO_CHILDREN = "no_children"


class AskError(ValueError):
    """Answers that cannot hold; ``problems`` maps the question to ``empty``, ``long``, ``age``,
    ``ages``, ``link``, ``choice`` or ``alone``."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(str(dict(problems)))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a kind."""

    key: str
    form: Form
    required: bool = True
    most: int = 200


_A = Ask
ASKS: Mapping[ActivityKind, tuple[Ask, ...]] = MappingProxyType(
    {
        ActivityKind.SERVICE: (),
        ActivityKind.LECTURE: (
            _A("topic", Form.TEXT, most=60),
            _A("speaker", Form.TEXT, most=60),
            _A("stops", Form.TEXT, required=False),
        ),
        ActivityKind.CLASS: (
            _A("topic", Form.TEXT, most=60),
            _A("from_age", Form.AGE),
            _A("to_age", Form.AGE),
            _A("guarding", Form.GUARDIAN),
        ),
        ActivityKind.PERFORMANCE: (_A("program", Form.TEXT, most=500),),
        ActivityKind.CONTEST: (
            _A("rules", Form.TEXT, most=500),
            _A("prizes", Form.TEXT, required=False),
        ),
        ActivityKind.PATROL: (
            _A("route", Form.TEXT),
            _A("records", Form.TEXT),
        ),
        ActivityKind.POST: (_A("post", Form.TEXT),),
        ActivityKind.BIG_EVENT: (
            _A("safety_plan", Form.TEXT, most=500),
            _A("way_out", Form.TEXT),
            _A("first_aid", Form.TEXT),
        ),
        ActivityKind.EXHIBITION: (_A("shows", Form.TEXT, most=500),),
        ActivityKind.ONLINE: (
            _A("link", Form.LINK),
            _A("episode", Form.TEXT, required=False, most=60),
        ),
    }
)
ADULT, ALONE_FROM, OLDEST = 18, 8, 120


def missing(kind: ActivityKind, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Return the questions of a kind that have to be answered and are not.

    >>> missing(ActivityKind.POST, {})
    ('post',)
    """
    return tuple(
        ask.key for ask in ASKS[kind] if ask.required and answers.get(ask.key) in (None, "")
    )


def checked(kind: ActivityKind, given: Mapping[str, str]) -> dict[str, object]:
    """Return the answers of a kind as they are kept; empty ones are left out.

    Raises
    ------
    AskError
        If any answer cannot hold. Required ones may still be empty: a draft may wait.
    """
    found: dict[str, object] = {}
    problems: dict[str, str] = {}
    for ask in ASKS[kind]:
        text = given.get(ask.key, "").strip()
        if not text:
            continue
        code = _problem(ask, text)
        if code:
            problems[ask.key] = code
        else:
            found[ask.key] = int(text) if ask.form is Form.AGE else text
    low, high = found.get("from_age"), found.get("to_age")
    if isinstance(low, int) and isinstance(high, int):
        if low > high:
            problems["to_age"] = "ages"
        elif found.get("guarding") == Guarding.NO_CHILDREN and low < ADULT:
            problems["guarding"] = "choice"
        elif found.get("guarding") == Guarding.BRINGS_AND_COLLECTS and low < ALONE_FROM:
            problems["guarding"] = "alone"
    if problems:
        raise AskError(problems)
    return found


def _problem(ask: Ask, text: str) -> str:
    """What is wrong with one answer, or nothing."""
    if len(text) > ask.most:
        return "long"
    if ask.form is Form.AGE:
        fits = text.isascii() and text.isdigit() and int(text) <= OLDEST
        return "" if fits else "age"
    if ask.form is Form.LINK:
        try:
            parts = urlsplit(text)
        except ValueError:
            return "link"
        return "" if parts.scheme == "https" and parts.hostname else "link"
    if ask.form is Form.GUARDIAN:
        return "" if text in {one.value for one in Guarding} else "choice"
    return ""


def takes_children(kind: ActivityKind, answers: Mapping[str, object]) -> bool:
    """Whether those it is for may be minors: a class that does not say otherwise."""
    if kind is not ActivityKind.CLASS:
        return False
    return answers.get("guarding") != Guarding.NO_CHILDREN
