"""One insider of the center, who may do all that a desk may, tries every way to make hours count.

The search knows nothing of the rules: it calls each service on what the calls before have left,
goes on from whatever was not refused, and looks at what counts in the end. Three people find the
way, and with the rule of separate hands taken out only the database still stops one: it can see.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from redvest.core.tables import Table
from redvest.engines.roles import Role
from redvest.errors import DomainError
from redvest.people.actors import Actor
from redvest.records.models import RecordQuestion, ServiceRecord, SheetImport
from redvest.records.queries import totals_of
from redvest.records.services import moving, sheets
from redvest.records.services.asking import answer_question, ask_about_record
from redvest.records.services.deciding import (
    approve_record,
    ask_revocation,
    confirm_record,
    decide_revocation,
    deny_record,
)
from redvest.records.services.drafting import settle_visits
from redvest.records.services.filling import FilledIn, Times, correct_record, fill_in_record
from tests.orders.cast import DISTRICT, HOME, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DEPTH = 6
Way = tuple[str, Callable[[], object]]
HEADER = ["志愿者编号", "服务名称", "日期", "开始", "结束"]


class Back(Exception):
    """Leads out of a savepoint."""


def insiders(cast: Cast, count: int) -> list[Actor]:
    """So many people who each may do all that a desk may, in the whole district."""
    found = []
    for number in range(count):
        name = f"insider{number}"
        cast.staff(name, 80 + number, Role.CENTRE_ADMIN, DISTRICT)
        found.append(cast.actor(name))
    return found


def beginnings(cast: Cast, actor: Actor) -> list[Way]:
    """Every way in which hours of Li can be entered by hand."""
    number = cast.volunteers["li"].volunteer_no
    start = timezone.localtime() - timedelta(days=20)
    start = start.replace(hour=9, minute=0, second=0, microsecond=0)
    times = Times(start, start + timedelta(hours=1))
    row = [number, "清理", start.date().isoformat(), "9:00", "10:00"]

    def by_sheet(kind: str) -> Callable[[], object]:
        def act() -> None:
            made = sheets.preview_sheet(
                actor=actor,
                table=Table(HEADER, [row]),
                sheet=sheets.Sheet(kind, "签到表", region=HOME),
                file_name="a.csv",
                content=kind.encode(),
            )
            sheets.confirm_sheet(actor=actor, sheet_id=made.id)
            sheets.write_sheets()

        return act

    card = FilledIn(number, "清理", "other", times, "签到表", region=HOME)
    return [
        ("fill in", lambda: fill_in_record(actor=actor, card=card)),
        ("import a sheet", by_sheet("signin")),
        ("import from elsewhere", by_sheet("elsewhere")),
    ]


def steps(actor: Actor) -> Iterator[Way]:
    """Every service there is for what stands in the database now."""
    for record in ServiceRecord.objects.order_by("number"):
        own: dict[str, Any] = {"actor": actor, "record_id": record.id}
        longer = Times(record.starts_at, record.ends_at + timedelta(hours=1))
        shorter = Times(record.starts_at, record.ends_at - timedelta(minutes=5))
        yield "confirm", lambda own=own: confirm_record(**own)
        yield "approve", lambda own=own: approve_record(**own)
        yield "deny", lambda own=own: deny_record(reason="twice", **own)
        yield "ask revocation", lambda own=own: ask_revocation(reason="false", **own)
        yield "keep", lambda own=own: decide_revocation(revoke=False, **own)
        yield "revoke", lambda own=own: decide_revocation(revoke=True, **own)
        yield "doubt", lambda own=own: ask_about_record(kind="doubt", text="怪", **own)
        yield "appeal", lambda own=own: ask_about_record(kind="appeal", text="怪", **own)
        for name, times in (("longer", longer), ("shorter", shorter)):
            yield (
                name,
                lambda own=own, times=times: correct_record(times=times, document="单据", **own),
            )
    for question in RecordQuestion.objects.filter(decided_at=None):
        for granted in (True, False):
            yield (
                f"answer {granted}",
                lambda q=question, g=granted: answer_question(
                    actor=actor, question_id=q.id, granted=g, answer="核实过"
                ),
            )
    for sheet in SheetImport.objects.exclude(state="undone"):
        yield "undo", lambda s=sheet: sheets.undo_sheet(actor=actor, sheet_id=s.id, reason="错")


def time_passes() -> None:
    """Every notice is over, and the worker comes by."""
    ServiceRecord.objects.filter(state="public_notice").update(notice_until=timezone.now())
    settle_visits()


def standing() -> tuple[object, ...]:
    """What matters about the database, without times and numbers."""
    rows = ServiceRecord.objects.order_by("number").values_list(
        "state", "level", "entry", "minutes", "first_approver", "approver", "revoke_asked_by"
    )
    questions = RecordQuestion.objects.order_by("asked_at").values_list("kind", "granted")
    return (tuple(rows), tuple(questions), SheetImport.objects.filter(state="done").count())


def ways_to_hours(cast: Cast, actors: list[Actor], depth: int) -> list[str]:
    """The first chain of calls after which Li has hours that count; empty when there is none."""
    seen: set[tuple[object, ...]] = set()
    li = cast.volunteers["li"].id

    def tried(act: Callable[[], object], chain: list[str], left: int) -> list[str]:
        found: list[str] = []
        try:
            with transaction.atomic():
                act()
                time_passes()
                if totals_of(li, DISTRICT).effective:
                    found = chain
                elif left and standing() not in seen:
                    seen.add(standing())
                    found = onward(chain, left)
                raise Back
        except (Back, DomainError):
            return found

    def onward(chain: list[str], left: int) -> list[str]:
        for actor in actors:
            for name, act in list(steps(actor)):
                found = tried(act, [*chain, name], left - 1)
                if found:
                    return found
        return []

    for actor in actors:
        for name, act in beginnings(cast, actor):
            found = tried(act, [name], depth)
            if found:
                return found
    return []


def test_one_insider_alone_finds_no_way_to_hours(cast: Cast):
    assert ways_to_hours(cast, insiders(cast, 1), DEPTH) == []


def test_three_insiders_do_because_that_is_how_it_is_meant(cast: Cast):
    assert ways_to_hours(cast, insiders(cast, 3), 2) == ["fill in", "approve", "approve"]


def test_without_the_rule_of_separate_hands_one_would_do(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    from redvest.records.services import deciding

    monkeypatch.setattr(moving, "may_act", lambda *_given: True)
    monkeypatch.setattr(deciding, "approvals_needed", lambda _level: 1)
    from django.db import IntegrityError

    # The program would let it pass; the database is the second wall.
    with pytest.raises(IntegrityError, match="record_is_approved_by_other_hands"):
        ways_to_hours(cast, insiders(cast, 1), 2)
