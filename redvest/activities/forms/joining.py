"""What a volunteer fills in."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.activities.forms.planning import text
from redvest.activities.labels import KINDS
from redvest.activities.services import Wish
from redvest.activities.services.signing import COMPANIONS_MOST
from redvest.core.forming import PICK, offer, whole_number


class JoinForm(forms.Form):
    """Who comes, and what has to be known and agreed to first."""

    volunteers = forms.TypedMultipleChoiceField(
        label=_("谁参加"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={**PICK, "required": _("请至少勾选一位。")},
    )
    companions = whole_number(_("另外带几个8岁以下的孩子"), 0, COMPANIONS_MOST, initial=0)
    agrees = forms.BooleanField(label=_("我看过并同意上面的服务协议"), required=False)
    knows_load = forms.BooleanField(label=_("我知道，仍要报名"), required=False)

    def __init__(
        self,
        *args: Any,
        people: list[tuple[str, str]],
        families: bool,
        agreement: bool,
        heavy: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "volunteers", people)
        wanted = {
            "volunteers": len(people) > 1,
            "companions": families,
            "agrees": agreement,
            "knows_load": heavy,
        }
        for name, shown in wanted.items():
            if not shown:
                del self.fields[name]

    def wish(self) -> Wish:
        found = self.cleaned_data
        return Wish(
            tuple(found.get("volunteers", ())),
            found.get("companions", 0),
            found.get("agrees", False),
            found.get("knows_load", False),
        )


class StandInForm(forms.Form):
    volunteer_no = text(
        _("对方的志愿者编号"), 20, _("请填写编号。"), help_text=_("编号在对方“志愿者”页面上。")
    )
    swaps = forms.BooleanField(
        label=_("也可以换班：我去替对方的一个班"),
        required=False,
        help_text=_("换哪一班由对方提，您看过再答应，还要负责人同意。"),
    )

    def __init__(self, *args: Any, alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not alone:
            del self.fields["swaps"]


class TermsForm(forms.Form):
    """The yes to the agreement of a place one comes to, where it asks for one."""

    agrees = forms.BooleanField(label=_("我看过并同意上面的服务协议"), required=False)

    def __init__(self, *args: Any, agreement: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not agreement:
            del self.fields["agrees"]


class ReturnForm(TermsForm):
    """Which of one's own shifts the other takes in return."""

    mine = forms.TypedChoiceField(
        label=_("请对方去我的哪一班"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={**PICK, "required": _("请选一个班次。")},
    )
    field_order = ("mine", "agrees")

    def __init__(self, *args: Any, mine: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "mine", mine)


class AppealForm(forms.Form):
    text = text(_("当时的情况"), 200, _("请写一句当时的情况。"))


class InviteForm(forms.Form):
    volunteers = forms.TypedMultipleChoiceField(
        label=_("给哪些队员留名额"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={**PICK, "required": _("请至少选择一名队员。")},
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "volunteers", members)


class PublicFilter(forms.Form):
    q = forms.CharField(label=_("找活动"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("类型"), required=False, choices=[("", _("全部")), *KINDS.items()]
    )
    street = forms.ChoiceField(label=_("街道"), required=False)
    tag = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    def __init__(self, *args: Any, streets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "street", [("", _("全区")), *streets])
