"""How records look on pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.templatetags.redvest import duration, when
from redvest.districts.queries import region_names
from redvest.engines.evidence import Arrival, Flag, Level
from redvest.engines.roles import Role
from redvest.engines.team_flow import CoreCategory
from redvest.people.queries.persons import shown_name
from redvest.people.role_labels import ROLES
from redvest.records.labels import (
    ARRIVALS,
    EVENTS,
    FLAGS,
    LEVELS,
    REJECT_REASONS,
    REVOKE_REASONS,
    VOUCHERS,
    state_of,
    titled,
)
from redvest.records.models import Attainment, RecordQuestion, ServiceRecord
from redvest.records.queries import history_of
from redvest.teams.labels import CATEGORIES


def level_said(record: ServiceRecord) -> str:
    """A · 扫码或口令签到，并有他人确认"""
    words = str(LEVELS[Level(record.level)])
    return f"{record.level} · {words}" if record.level else words


def proven(record: ServiceRecord) -> str:
    """How it was proven and who vouched, in one line."""
    if record.document:
        return _("补录，凭单据")
    arrival = str(ARRIVALS[Arrival(record.arrival)])
    return _("%(arrival)s；%(who)s") % {"arrival": arrival, "who": vouched(record)}


def vouched(record: ServiceRecord) -> str:
    if not record.vouched_as:
        return str(VOUCHERS[""])
    return _("%(who)s已确认") % {"who": VOUCHERS[record.vouched_as]}


def facts(record: ServiceRecord, *, person: bool = False) -> list[dict[str, Any]]:
    """Everything a record says."""
    names = region_names(record.district)
    rows: list[dict[str, Any]] = [
        {"label": _("编号"), "value": record.number},
        {"label": _("服务"), "value": titled(record)},
        {"label": _("服务类别"), "value": CATEGORIES[CoreCategory(record.category)]},
        {"label": _("时间"), "value": f"{when(record.starts_at)} – {when(record.ends_at)}"},
        {"label": _("工时"), "value": duration(record.minutes)},
        {"label": _("地点"), "value": names.get(record.region, "")},
        {"label": _("组织者"), "value": record.organizer},
        {"label": _("怎样证明"), "value": level_said(record)},
    ]
    if person:
        who = record.volunteer
        rows.insert(
            1, {"label": _("志愿者"), "value": f"{shown_name(who.person)} {who.volunteer_no}"}
        )
    if record.away_minutes:
        rows.append({"label": _("其中不计"), "value": duration(record.away_minutes)})
    if record.document:
        rows.append({"label": _("凭据"), "value": record.document})
    else:
        rows.append({"label": _("签到"), "value": ARRIVALS[Arrival(record.arrival)]})
        rows.append({"label": _("谁确认的"), "value": vouched(record)})
    if record.reason:
        words = {**REVOKE_REASONS, **REJECT_REASONS}[record.reason]
        rows.append({"label": _("理由"), "value": words})
    return rows


def attained_note(row: Attainment) -> str:
    """When, by whom and how many class hours, in one line."""
    hours = _("%(n)d学时") % {"n": row.class_hours} if row.class_hours else ""
    return " · ".join(part for part in (str(row.happened_on), row.body, row.place, hours) if part)


def flags_said(record: ServiceRecord) -> str:
    return "、".join(str(FLAGS[Flag(flag)]) for flag in record.flags)


def timeline(record: ServiceRecord) -> list[dict[str, Any]]:
    """What happened to a record, newest first."""
    return [
        {
            "at": event.at,
            "title": EVENTS.get(event.kind, event.kind),
            "actor": ROLES[Role(event.role)] if event.role and event.role != "system" else "",
            "tone": "done",
        }
        for event in history_of(record)[:50]
    ]


def question_rows(found: list[RecordQuestion]) -> list[dict[str, Any]]:
    """Questions with their words, for those who may see the record."""
    from redvest.records.labels import QUESTIONS

    return [
        {
            "question": row,
            "title": QUESTIONS[row.kind],
            "text": str(row.text or ""),
            "wished": duration(row.wished_minutes) if row.wished_minutes else "",
            "answer": str(row.answer or ""),
            "granted": row.granted,
        }
        for row in found
    ]


def listed(record: ServiceRecord) -> dict[str, Any]:
    """One line of the volunteer's list."""
    return {
        "url": reverse("records:show", args=[record.id]),
        "label": f"{titled(record)} · {duration(record.minutes)}",
        "note": f"{when(record.starts_at)} · {proven(record)}",
        "state": state_of(record),
    }
