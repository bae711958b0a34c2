"""The public statement: can the district keep what its points promise?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.bank.queries.solvency import donations_lately, solvency_of
from redvest.bank.reward_labels import AGE_CLASSES, named
from redvest.http import Open, actor_of, page


@page(Open.ANYONE)
def solvency(request: HttpRequest) -> HttpResponse:
    """The public statement: what is owed in points, by age, against what lies ready."""
    district = actor_of(request).district
    found = solvency_of(district)
    stats = [
        {"label": _("大家手里的积分"), "value": found.owed, "icon": "bank"},
        {"label": _("现在能换的东西，合计"), "value": found.supply, "unit": _("积分")},
        {"label": _("过去一年换掉的"), "value": found.spent, "unit": _("积分")},
    ]
    ages = [{"label": AGE_CLASSES[name], "value": points} for name, points in found.by_age.items()]
    more = [
        {"label": _("已预约、还没领走的积分"), "value": found.held},
        {"label": _("三个月内到期的积分"), "value": found.ending},
        {"label": _("爱心银行里等着赠予的积分"), "value": found.pooled},
        {"label": _("有积分的人数"), "value": found.holders},
        {"label": _("现在能换的份数"), "value": found.pieces},
    ]
    donations = [
        {
            "cells": [
                {"value": named(one.stock.reward)},
                {"value": one.pieces},
                {"value": one.donor or _("热心市民")},
                {"at": one.received_on},
            ]
        }
        for one in donations_lately(district)
    ]
    labels = (_("物品"), _("份数"), _("谁捐的"), _("哪天收到"))
    context = {
        "stats": stats,
        "ages": ages,
        "more": more,
        "covered": found.supply >= found.owed,
        "as_of": timezone.now(),
        "rows": donations,
        "columns": [{"label": label, "number": label == labels[1]} for label in labels],
    }
    return render(request, "bank/solvency.html", context)
