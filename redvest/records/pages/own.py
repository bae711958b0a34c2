"""工时册: each minute, how it was proven and who vouched; asking about one; taking it along."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import duration
from redvest.engines.record_flow import Action, State
from redvest.engines.roles import Role
from redvest.engines.stars import DEFAULT, SCHEMES, STARS_MAX, standing
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.records.forms import QuestionForm
from redvest.records.labels import ATTAINMENT_KINDS, state_of
from redvest.records.models import ServiceRecord
from redvest.records.passport import passport_of
from redvest.records.queries import (
    questions_of,
    record_seen_by,
    records_of,
    to_confirm_by,
    totals_of,
)
from redvest.records.queries.attainments import attainments_of
from redvest.records.services.asking import ask_about_record, may_appeal
from redvest.records.services.deciding import confirm_record, deny_record
from redvest.records.showing import (
    attained_note,
    facts,
    level_said,
    listed,
    question_rows,
    timeline,
)

PAGE_ROWS, ATTAINED_MAX = 40, 100
NEAR = frozenset({Role.VOLUNTEER, Role.LEAD})


@page(Role.VOLUNTEER)
def passport(request: HttpRequest) -> HttpResponse:
    """All my hours, what they add up to, and what still waits."""
    actor = actor_of(request)
    volunteer_id = _own(actor)
    totals = totals_of(volunteer_id, actor.district)
    found = standing(SCHEMES[DEFAULT], totals.merit)
    rows = Paginator(records_of(volunteer_id, actor.district), PAGE_ROWS)
    shown = rows.get_page(request.GET.get("page"))
    stats = [
        {"label": _("已生效"), "value": duration(totals.effective), "icon": "clock-history"},
        {"label": _("待办理"), "value": duration(totals.waiting), "icon": "hourglass-split"},
    ]
    if totals.filled_in:
        stats.append(
            {
                "label": _("其中补录"),
                "value": duration(totals.filled_in),
                "note": _("补录不计入星级"),
                "icon": "pencil",
            }
        )
    return render(
        request,
        "records/passport.html",
        {
            "stats": stats,
            "stars": found.stars,
            "empty_stars": STARS_MAX - found.stars,
            "missing": duration(found.missing) if found.next_at else "",
            "next_star": found.by_hours + 1,
            "links": [listed(row) for row in shown],
            "attained": [
                {
                    "label": f"{ATTAINMENT_KINDS[row.kind]} · {row.title}",
                    "note": attained_note(row),
                }
                for row in attainments_of(volunteer_id, actor.district)[:ATTAINED_MAX]
            ],
            "page": shown,
            "to_confirm": to_confirm_by(actor).count(),
        },
    )


def _own(actor: Actor) -> UUID:
    if actor.volunteer_id is None:
        raise NotSeen(_("您在本区还不是志愿者。"))
    return actor.volunteer_id


@page(Role.VOLUNTEER)
def export(request: HttpRequest) -> HttpResponse:
    """The passport as a signed file, which others can check without asking us."""
    actor = actor_of(request)
    _own(actor)
    text = json.dumps(passport_of(actor), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="hours-{timezone.localdate()}.json"'
    return response


def _kinds(record: ServiceRecord, own: bool) -> list[str]:
    """What somebody may say about a record as it stands."""
    kinds = []
    if record.state in (State.EFFECTIVE.value, State.QUESTIONED.value):
        kinds.append("wrong")
    if record.state in (State.EFFECTIVE.value, State.PUBLIC_NOTICE.value):
        kinds.append("doubt")
    if own and may_appeal(record):
        kinds.append("appeal")
    return kinds


@page(Role.VOLUNTEER)
def show(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One record as its volunteer or the lead of the visit sees it."""
    return _shown(request, record_id)


def _shown(request: HttpRequest, record_id: UUID, form: QuestionForm | None = None) -> HttpResponse:
    record, roles = record_seen_by(actor_of(request), record_id)
    if not roles & NEAR:
        raise NotSeen(_("没有找到这条工时，或它不在您能查看的范围内。"))
    kinds = _kinds(record, Role.VOLUNTEER in roles)
    confirms = Role.LEAD in roles and record.state == State.PENDING_CONFIRM.value
    return render(
        request,
        "records/show.html",
        {
            "record": record,
            "state": state_of(record),
            "facts": facts(record, person=Role.LEAD in roles),
            "level": level_said(record),
            "confirms": confirms,
            "form": form or (QuestionForm(kinds=kinds) if kinds else None),
            "questions": question_rows(
                [q for q in questions_of(record) if q.asked_by == actor_of(request).account_id]
            ),
            "events": timeline(record),
        },
    )


@page(Role.VOLUNTEER, methods=("POST",))
def ask(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Say what is wrong with a record."""
    actor = actor_of(request)
    record, roles = record_seen_by(actor, record_id)
    if not roles & NEAR:
        raise NotSeen(_("没有找到这条工时，或它不在您能查看的范围内。"))
    form = QuestionForm(request.POST, kinds=_kinds(record, Role.VOLUNTEER in roles))
    done = attempt(
        form,
        lambda: ask_about_record(
            actor=actor,
            record_id=record_id,
            version=request.POST.get("version"),
            **form.cleaned_data,
        ),
    )
    if done is None:
        return _shown(request, record_id, form)
    messages.success(request, _("已提交，会有人核实并书面答复。"))
    return redirect("records:show", record_id=record_id)


@page(Role.VOLUNTEER)
def to_confirm(request: HttpRequest) -> HttpResponse:
    """Hours of those I led, which wait for my word."""
    rows = to_confirm_by(actor_of(request))[:PAGE_ROWS]
    return render(request, "records/to_confirm.html", {"links": [listed(row) for row in rows]})


@page(Role.VOLUNTEER, methods=("POST",))
def word(request: HttpRequest, record_id: UUID, action: str) -> HttpResponse:
    """The lead's word: it was so, or they were not there."""
    common: dict[str, Any] = {
        "actor": actor_of(request),
        "record_id": record_id,
        "version": request.POST.get("version"),
    }
    if action == Action.CONFIRM.value:
        confirm_record(**common)
        messages.success(request, _("已确认。"))
    elif action == Action.DENY.value:
        deny_record(reason="not_there", **common)
        messages.success(request, _("已记下没有到场，队员可以申诉。"))
    else:
        raise NotSeen(_("没有这个页面。"))
    return redirect("records:to_confirm")
