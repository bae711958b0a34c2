"""The style page: every component with the longest names, the empty lists and the mistakes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.http import Open, page


class SampleForm(forms.Form):
    """One field of each kind; shown clean and shown after a submit that went wrong."""

    need = forms.CharField(
        label=gettext_lazy("您需要什么帮助？"),
        help_text=gettext_lazy("一句话就够，例如：阳台灯坏了，请人来换。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写下您需要什么帮助")},
    )
    phone = forms.CharField(
        label=gettext_lazy("联系电话"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": gettext_lazy("请填联系电话，例如 13812345678")},
    )
    street = forms.ChoiceField(
        label=gettext_lazy("所在街道"),
        choices=[("", "—"), ("1", gettext_lazy("广福路与东河新区大学城交界处第二街道"))],
        required=False,
    )
    served_on = forms.DateField(label=gettext_lazy("哪一天"), required=False)
    part = forms.ChoiceField(
        label=gettext_lazy("什么时候方便？"),
        choices=[("am", gettext_lazy("上午")), ("pm", gettext_lazy("下午"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一个时间")},
    )
    risks = forms.MultipleChoiceField(
        label=gettext_lazy("有哪些要留意？"),
        choices=[("ladder", gettext_lazy("要登高")), ("dog", gettext_lazy("家里有狗"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(label=gettext_lazy("照片"), required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("我同意把地址和电话告诉上门的志愿者"),
        error_messages={"required": gettext_lazy("请先勾选同意，志愿者才能找到您")},
    )


class SampleFilter(forms.Form):
    """What a filter bar holds: a search box and a choice."""

    q = forms.CharField(label=gettext_lazy("编号或姓名"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        choices=[("", gettext_lazy("全部"))],
        required=False,
    )


def _rows() -> list[dict[str, Any]]:
    now = timezone.now()
    long_name = _("桑德镇格桑花社区新时代文明实践站水电维修与应急救援综合志愿服务队")
    made = [
        ("RV260001", "in_service", long_name, now - timedelta(hours=1), "王*"),
        ("RV260002", "overdue", _("水电维修队"), now - timedelta(days=1), "买买提·*"),
        ("RV260003", "submitted", "", now - timedelta(days=40), "欧阳*"),
        ("RV260004", "cancelled", _("理发队"), now - timedelta(days=400), "李*"),
    ]
    return [
        {
            "url": "#table",
            "cells": [
                {"value": number},
                {"value": person},
                {"value": team},
                {"state": state},
                {"at": at},
                {"value": 3},
            ],
        }
        for number, state, team, at, person in made
    ]


def _moments() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {
            "at": now,
            "title": _("队员已到达"),
            "actor": _("王*，水电维修队"),
            "tone": "active",
        },
        {
            "at": now - timedelta(days=1),
            "title": _("约定今天下午上门"),
            "actor": _("水电维修队"),
            "note": _("带梯子，家里有一只小狗，请先打电话。"),
            "tone": "done",
        },
        {
            "at": now - timedelta(days=2),
            "title": _("站点已派单"),
            "actor": _("桑德社区站"),
            "tone": "done",
        },
        {"at": now - timedelta(days=400), "title": _("提交了需求"), "tone": "done"},
    ]


def _facts() -> list[dict[str, Any]]:
    return [
        {"label": _("联系人"), "value": "王*", "reveal_url": "#facts"},
        {"label": _("联系电话"), "value": "138****5678", "reveal_url": "#facts"},
        {"label": _("地址"), "value": _("格桑花小区"), "change_url": "#facts"},
        {"label": _("约定时间"), "at": timezone.now() + timedelta(days=1)},
        {"label": _("当前状态"), "state": "scheduled"},
        {"label": _("备注"), "value": ""},
    ]


def _places() -> dict[str, Any]:
    ring = [[103.70, 36.06], [103.78, 36.10], [103.88, 36.07], [103.84, 36.02], [103.70, 36.06]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    return {
        "shapes": {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {}, "geometry": outline}],
        },
        "places": [
            {"name": _("桑德社区站"), "lat": 36.06, "lon": 103.77, "note": _("今天 3 单")},
            {"name": _("格桑花驿站"), "lat": 36.07, "lon": 103.83, "estimated": True},
        ],
    }


def _choices() -> dict[str, Any]:
    """What the components let a person choose from."""
    return {
        "menu": [
            {
                "title": _("订单状态"),
                "links": [
                    {
                        "url": "#table",
                        "icon": "inbox",
                        "label": _("待受理"),
                        "count": 12,
                        "current": True,
                    },
                    {"url": "#timeline", "icon": "send", "label": _("待派单")},
                ],
            },
        ],
        "tabs": [
            {"url": "?tab=1", "label": _("待派单"), "count": 12, "current": True},
            {"url": "?tab=2", "label": _("服务中"), "count": 0},
            {"url": "?tab=3", "label": _("已办结")},
        ],
        "stats": [
            {"label": _("待受理"), "value": 12, "unit": _("单"), "url": "#", "icon": "inbox"},
            {"label": _("超时"), "value": 2, "unit": _("单"), "late": True, "url": "#"},
            {"label": _("本月服务"), "value": "1,204", "unit": _("人次"), "note": _("含补录 37")},
        ],
        "tiles": [
            {
                "url": "#",
                "icon": "chat-heart",
                "label": _("我要帮忙"),
                "note": _("说一句话就行，大约 3 分钟"),
                "main": True,
            },
            {"url": "#", "icon": "bag-check", "label": _("我的订单"), "note": _("2 单进行中")},
            {"url": "#", "icon": "geo-alt", "label": _("附近站点")},
            {"url": "#", "icon": "people", "label": _("加入队伍")},
            {"url": "#", "icon": "telephone", "label": _("打电话")},
        ],
        "links": [
            {"url": "#", "label": _("RV260001 换灯泡"), "note": "王*", "state": "in_service"},
            {"url": "#", "label": _("个人资料"), "icon": "person"},
        ],
        "steps": [
            {"label": _("说需求"), "done": True},
            {"label": _("选时间"), "current": True},
            {"label": _("核对")},
        ],
    }


def _context(request: HttpRequest) -> dict[str, Any]:
    return {
        "states": ("draft", "submitted", "in_service", "closed", "overdue", "cancelled"),
        "form": SampleForm(),
        "failed": SampleForm({"street": "1"}, prefix="failed"),
        "filter": SampleFilter(request.GET),
        "columns": [
            {"label": _("编号"), "sort_url": "?sort=number", "sorted": "descending"},
            {"label": _("联系人")},
            {"label": _("队伍")},
            {"label": _("状态")},
            {"label": _("时间")},
            {"label": _("人次"), "number": True},
        ],
        "rows": _rows(),
        "page": Paginator(range(95), 20).page(2),
        "events": _moments(),
        "facts": _facts(),
        "map": _places(),
        **_choices(),
        "next_steps": [
            _("站点在一个工作日内看您的需求，会打电话核实。"),
            _("有队伍接单后，我们发短信告诉您时间和来人。"),
            _("服务做完，请您说一句好不好。"),
        ],
    }


@page(Open.ANYONE)
def style_page(request: HttpRequest) -> HttpResponse:
    """All components in the frame asked for: ?frame=desk shows them as staff see them."""
    frame = "desk.html" if request.GET.get("frame") == "desk" else "citizen.html"
    return render(request, "style.html", {"frame": frame, **_context(request)})
