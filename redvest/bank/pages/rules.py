"""How service earns: explained to everybody, made by the center, reckoned over last year first."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.bank.forms.rules import BroughtForm, TermsForm
from redvest.bank.models import EarningRule
from redvest.bank.queries.earning import rule_on, rules_of, simulate
from redvest.bank.queries.referring import may_say
from redvest.bank.services.referring import say_who_brought
from redvest.bank.services.ruling import decide_rule, draft_rule, year_before
from redvest.core.forming import attempt
from redvest.engines.earning import Terms
from redvest.engines.evidence import Level
from redvest.engines.roles import Role
from redvest.http import Open, actor_of, page
from redvest.records.labels import LEVELS
from redvest.teams.labels import CATEGORIES


def facts_of(terms: Terms) -> list[dict[str, Any]]:
    """Terms in words."""
    no_limit = _("不限")
    kinds = [str(CATEGORIES[key]) for key in CATEGORIES if key.value in terms.time_categories]
    cap = terms.time_cap // 60
    complaint = _("这次服务不得分")
    if terms.complaint_points:
        complaint = _("这次服务不得分，另扣%(n)d分") % {"n": terms.complaint_points}
    facts = [
        (_("每小时"), _("%(n)d分") % {"n": terms.per_hour}),
        *_levels(terms),
        (_("一次服务最多计"), _minutes(terms.activity_minutes) or no_limit),
        (_("一天最多"), _("%(n)d分") % {"n": terms.day_points} if terms.day_points else no_limit),
        (_("一个月最多"),
         _("%(n)d分") % {"n": terms.month_points} if terms.month_points else no_limit),
        (_("到期"), _("%(n)d个月后的月底") % {"n": terms.months} if terms.months else _("不到期")),
        (_("可以存时间的服务"), "、".join(kinds) or _("还没有")),
        (_("每人最多存"), _("%(n)d小时") % {"n": cap} if cap else no_limit),
        (_("投诉查实"), complaint),
        (_("介绍新志愿者"), _referral(terms)),
    ]  # fmt: skip
    for key, label in CATEGORIES.items():
        if key.value in terms.by_category:
            rate = _("每小时%(n)d分") % {"n": terms.by_category[key.value]}
            facts.append((str(label), rate))
    for one in terms.festivals:
        days = {"first": one.first, "last": one.last, "n": one.percent}
        facts.append((_("加倍的日子"), _("%(first)s到%(last)s，百分之%(n)d") % days))
    return [{"label": label, "value": value} for label, value in facts]


def _levels(terms: Terms) -> list[tuple[str, str]]:
    """What counts for less than its hours, by how they were shown; all else counts in full."""
    less = [
        (str(LEVELS[Level(level)]), _("按百分之%(n)d") % {"n": percent})
        for level, percent in sorted(terms.levels.items())
        if percent < 100
    ]
    return [*less, (str(LEVELS[Level.E]), _("不计分"))]


def _referral(terms: Terms) -> str:
    if not terms.referral_points:
        return _("没有")
    return _("新志愿者服务满%(hours)d小时，介绍人得%(n)d分，一个月最多算%(most)d位") % {
        "hours": terms.referral_hours,
        "n": terms.referral_points,
        "most": terms.referral_month,
    }


def _minutes(count: int) -> str:
    return _("%(n)d分钟") % {"n": count} if count else ""


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in force today, for those who serve; newcomers say here who brought them."""
    actor = actor_of(request)
    form = BroughtForm(request.POST or None)
    if request.method == "POST":
        said = attempt(form, lambda: say_who_brought(actor=actor, **form.cleaned_data))
        if said is not None:
            messages.success(request, _("已记下。谢谢，欢迎您来。"))
            return redirect("bank:rules")
    row = rule_on(actor.district, timezone.localdate())
    terms = Terms.of(row.terms) if row else None
    asks = bool(terms and terms.referral_points and may_say(actor.volunteer_id))
    facts = facts_of(terms) if terms else []
    context = {"rule": row, "facts": facts, "form": form, "asks": asks}
    return render(request, "bank/rules.html", context)


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def desk(request: HttpRequest) -> HttpResponse:
    """Every version, what the undecided ones would have cost, and a form for the next."""
    actor = actor_of(request)
    form = TermsForm(request.POST or None, initial=TermsForm.tomorrow())
    if request.method == "POST":
        made = attempt(
            form,
            lambda: draft_rule(
                actor=actor, terms=form.terms(), from_day=form.cleaned_data["from_day"]
            ),
        )
        if made is not None:
            messages.success(request, _("已起草。请另一位管理员看过去年会花多少，再批准。"))
            return redirect("bank:rules_desk")
    rows = [_shown(row, actor.account_id) for row in rules_of(actor.district)[:20]]
    return render(request, "bank/rules_desk.html", {"form": form, "versions": rows})


def _shown(row: EarningRule, account_id: UUID | None) -> dict[str, Any]:
    terms = Terms.of(row.terms)
    shown: dict[str, Any] = {"row": row, "facts": facts_of(terms), "cost": []}
    if row.decided_at is None:
        found = simulate(row.district, terms, *year_before(timezone.localdate()))
        shown["cost"] = [
            {"label": _("积分"), "value": found.points},
            {"label": _("存入的时间"), "value": _minutes(found.minutes) or "0"},
            {"label": _("有服务的人"), "value": found.people},
            {"label": _("生效的工时记录"), "value": found.records},
            {"label": _("其中不得分的"), "value": found.unpaid},
            {"label": _("投诉查实最多另扣的积分"), "value": found.deducted},
            {"label": _("介绍新志愿者最多得的积分"), "value": found.brought},
        ]
        shown["decides"] = row.drafted_by != account_id
    return shown


@page(Role.CENTRE_ADMIN, methods=("POST",))
def decide(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    decide_rule(actor=actor_of(request), rule_id=rule_id)
    messages.success(request, _("已批准，到那天开始执行。"))
    return redirect("bank:rules_desk")
