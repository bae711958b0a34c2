"""What people fill in about wishes and talks."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import PICK, offer
from redvest.orders.forms.common import communities, text
from redvest.orders.item_labels import AUDIENCES, EQUIPMENT
from redvest.orders.labels import GRADES
from redvest.orders.services.placing import DESCRIPTION_MAX
from redvest.orders.services.wishes import THANKS_MAX

A_TIME = {
    "required": _("请选择时间。"),
    "invalid": _("请按 2026-03-05 15:30 的样子填写时间。"),
}
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class WishForm(forms.Form):
    """One thing. Who wishes and why stays with the station."""

    requester = forms.ChoiceField(label=_("为谁许愿"), required=False)
    item_id = forms.TypedChoiceField(
        label=_("哪一类"), coerce=UUID, widget=forms.RadioSelect, error_messages=PICK
    )
    goods = text(
        _("想要什么？"),
        40,
        _("请写一样东西，例如一床厚被子。"),
        help_text=_("只写一样东西，不能是钱。"),
    )
    yuan_most = forms.IntegerField(
        label=_("大约多少元以内"),
        error_messages=dict.fromkeys(("required", "invalid"), _("请填写整数，例如 100。")),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    description = text(
        _("为什么想要它？"),
        DESCRIPTION_MAX,
        _("请写一句为什么，只有站点看得到。"),
        help_text=_("只有站点看得到，不会公开。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    community = forms.ChoiceField(
        label=_("所在社区"), error_messages={"required": _("请选择所在社区。")}
    )

    def __init__(
        self,
        *args: Any,
        district: str,
        items: list[tuple[str, str]],
        requesters: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "community", communities(district))
        offer(self, "item_id", items)
        if len(requesters) > 1:
            offer(self, "requester", requesters)
            self.fields["requester"].required = True
        else:
            del self.fields["requester"]


class TitleForm(forms.Form):
    title = text(
        _("公开的一句话"),
        60,
        _("请写一句公开的话，例如“想要一床厚被子”。"),
        help_text=_("不写姓名、电话、门牌，也不写家里的情况。"),
    )


class BringForm(forms.Form):
    at = forms.DateTimeField(
        label=_("什么时候送到站点？"), input_formats=FORMATS, error_messages=A_TIME
    )


class ThanksForm(forms.Form):
    text = text(
        _("说一句感谢"),
        THANKS_MAX,
        _("请写一句感谢的话。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TalkForm(forms.Form):
    """A station orders a talk: who listens, when, and what the room has."""

    venue = forms.TypedChoiceField(label=_("在哪个站点"), coerce=UUID, error_messages=PICK)
    team = forms.TypedChoiceField(
        label=_("请谁来讲"),
        coerce=lambda value: UUID(value) if value else None,
        required=False,
        empty_value=None,
    )
    topic = text(_("题目"), 60, _("请写想听什么题目。"))
    audience = forms.ChoiceField(
        label=_("谁来听"),
        choices=list(AUDIENCES.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages=PICK,
    )
    seats = forms.IntegerField(
        label=_("大约多少人"),
        error_messages=dict.fromkeys(("required", "invalid"), _("请填写整数，例如 100。")),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    starts_at = forms.DateTimeField(
        label=_("什么时候开始"), input_formats=FORMATS, error_messages=A_TIME
    )
    minutes = forms.TypedChoiceField(
        label=_("大约多久"),
        coerce=int,
        choices=[(60, _("1小时")), (90, _("1个半小时")), (120, _("2小时")), (180, _("3小时"))],
        initial=60,
    )
    equipment = forms.MultipleChoiceField(
        label=_("站里有什么"),
        choices=list(EQUIPMENT.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
    )
    note = text(_("还有什么要说"), 200)

    def __init__(
        self,
        *args: Any,
        venues: list[tuple[str, str]],
        teams: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "venue", venues)
        offer(self, "team", [("", _("谁能讲都可以，公开征集")), *teams])


class TalkRatingForm(forms.Form):
    grade = forms.TypedChoiceField(
        label=_("这场讲得怎么样？"),
        coerce=int,
        choices=list(GRADES.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    text = text(_("还想说什么？"), 500, widget=forms.Textarea(attrs={"rows": 2}))
