"""What the desk's pages say about an order: decisions, calls, who was asked, what to read aloud."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redvest.core.templatetags.redvest import by_when, weekday
from redvest.orders.labels import (
    ASKED,
    ASKED_TONES,
    CANCEL_REASONS,
    CHANGES_OF_PLAN,
    COMPLAINT_REASONS,
    CONCERNS,
    CONTACT_METHODS,
    DECLINE_REASONS,
    ESCALATE_REASONS,
    FINDINGS,
    FLAGS,
    GIVE_BACK_REASONS,
    GIVE_UP_REASONS,
    GRADES,
    REASSIGN_REASONS,
    REJECT_REASONS,
    RETURN_REASONS,
    REWORK_REASONS,
    SLOTS,
    TASKS,
    VERIFICATIONS,
    Shown,
)
from redvest.orders.models import CaseContact, QualityCase, Revisit, ServiceOrder
from redvest.orders.queries.candidates import asked_before
from redvest.orders.queries.follow_up import tasks_of
from redvest.orders.queries.visits import VISITED, worries_about
from redvest.people.actors import Actor
from redvest.people.labels import LANGUAGES


def read_back(*, item: str, day: date | None, slot: str, place: str, phone: str) -> str:
    """What the hotline says aloud before it sends; what is not known yet is asked for."""
    when = f"{format_said(day)}{SLOTS[slot] if slot != 'any' else ''}" if day else _("哪一天方便？")
    parts = [
        _("我给您念一遍：%(item)s") % {"item": item or _("您需要哪一种服务？")},
        when,
        place,
        _("电话尾号%(tail)s") % {"tail": phone[-4:]} if phone else "",
    ]
    return "，".join(str(part) for part in parts if part) + _("。对吗？")


def format_said(day: date) -> str:
    """11月28日星期六: a day as it is said on the phone."""
    return f"{format_date(day, pgettext('date format of this year', 'n月j日'))}{weekday(day)}"


def desk_facts(order: ServiceOrder) -> list[dict[str, Any]]:
    """What the desk wrote down: how it was verified, who may go, what was answered."""
    rows: list[dict[str, Any]] = []
    if order.verification:
        rows.append({"label": _("核实方式"), "value": VERIFICATIONS[order.verification]})
    if order.flags:
        words = "、".join(str(FLAGS[flag]) for flag in order.flags)
        rows.append({"label": _("谁可以去"), "value": words})
    if order.language:
        rows.append({"label": _("要会说"), "value": LANGUAGES[order.language]})
    if order.attempts:
        rows.append({"label": _("派过几次"), "value": order.attempts})
    if order.reason:
        rows.append({"label": _("原因"), "value": reason_of(order)})
    if order.referral:
        rows.append({"label": _("谁能帮到居民"), "value": order.referral})
    if order.note:
        rows.append({"label": _("给居民的话"), "value": str(order.note)})
    if order.appealed_at:
        rows.append({"label": _("申诉"), "value": str(order.appeal or "")})
    if order.merged_into_id:
        url = reverse("orders:desk", args=[order.merged_into_id])
        rows.append({"label": _("合并到"), "value": _("查看合并后的一单"), "url": url})
    return rows


def reason_of(order: ServiceOrder) -> str:
    """The reason the last decision gave, in words; the same code means the same everywhere."""
    for known in (
        RETURN_REASONS,
        REJECT_REASONS,
        GIVE_UP_REASONS,
        ESCALATE_REASONS,
        CANCEL_REASONS,
        CHANGES_OF_PLAN,
        REWORK_REASONS,
    ):
        if order.reason in known:
            return str(known[order.reason])
    return order.reason


def asked_rows(order: ServiceOrder) -> list[dict[str, Any]]:
    """Who was asked about an order, and how they answered."""
    return [
        {
            "name": one.asked,
            "at": one.offered_at,
            "why": {**DECLINE_REASONS, **GIVE_BACK_REASONS, **REASSIGN_REASONS}.get(one.reason, ""),
            "state": Shown(ASKED.get(one.state, one.state), ASKED_TONES.get(one.state, "neutral")),
        }
        for one in asked_before(order)
    ]


def task_rows(order: ServiceOrder, actor: Actor) -> list[dict[str, Any]]:
    """What the desk is to do by hand about this order."""
    return [
        {
            "url": reverse("orders:order_task", args=[task.id]),
            "label": TASKS.get(task.kind, task.kind),
            "note": _("最晚 %(at)s") % {"at": by_when(task.due_at)},
            "icon": "clipboard-check",
        }
        for task in tasks_of(actor, order)
    ]


def worries_of(order: ServiceOrder) -> list[dict[str, Any]]:
    """What volunteers found unsafe, in their words as far as they name nobody."""
    return [
        {
            "label": format_date(timezone.localdate(row.given_at), "Y-m-d"),
            "value": "\n".join(
                [
                    *(str(CONCERNS[one]) for one in row.concerns),
                    *([str(row.text)] if row.text else []),
                ]
            ),
        }
        for row in (worries_about(order) if order.state in VISITED else ())
    ]


def case_facts(case: QualityCase) -> list[dict[str, Any]]:
    """What is looked into, and what came of it."""
    rows: list[dict[str, Any]] = [{"label": _("提出时间"), "at": case.opened_at}]
    if case.reason:
        words = COMPLAINT_REASONS.get(case.reason, case.reason)
        rows.append({"label": _("原因"), "value": words})
    if case.text:
        rows.append({"label": _("怎么说的"), "value": str(case.text)})
    if case.decided_at is None:
        rows.append({"label": _("最晚联系居民"), "by": case.contact_due_at})
        return rows
    return [
        *rows,
        {"label": _("结论时间"), "at": case.decided_at},
        {"label": _("核实的结果"), "value": FINDINGS.get(case.finding, "")},
        {"label": _("给居民的答复"), "value": str(case.answer or "")},
    ]


def contact_rows(rows: list[CaseContact]) -> list[dict[str, Any]]:
    """The calls about a case, as a timeline."""
    sides = {"resident": _("居民"), "provider": _("队伍或志愿者")}
    return [
        {
            "at": row.at,
            "title": f"{sides[row.party]} · {CONTACT_METHODS[row.method]}",
            "note": str(row.note) if row.note else "",
            "actor": _("联系上了") if row.reached else _("没联系上"),
            "tone": "done" if row.reached else "late",
        }
        for row in rows
    ]


def revisit_facts(row: Revisit) -> list[dict[str, Any]]:
    """What the resident said to somebody independent."""
    if row.done_at is None:
        return [{"label": _("最晚回访"), "by": row.due_at}]
    said = GRADES[row.grade] if row.grade else _("没联系上")
    return [
        {"label": _("回访时间"), "at": row.done_at},
        {"label": _("怎么联系的"), "value": CONTACT_METHODS.get(row.method, "")},
        {"label": _("回访时的评价"), "value": said},
        {"label": _("居民说了什么"), "value": str(row.text) if row.text else _("无")},
    ]
