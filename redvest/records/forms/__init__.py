"""What people fill in about hours."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import TOO_LONG, offer
from redvest.engines.team_flow import CoreCategory
from redvest.records.labels import (
    CERTIFICATE_REASONS,
    QUESTIONS,
    REJECT_REASONS,
    REVOKE_REASONS,
    STAR_REASONS,
    STAR_SCHEMES,
)
from redvest.records.services.deciding import TEXT_MAX
from redvest.records.services.filling import FilledIn, Times
from redvest.teams.labels import CATEGORIES

REST_MAX = 600


def chips(label: Any, known: dict[Any, Any], message: Any) -> forms.ChoiceField:
    """One of a few, all of them visible."""
    return forms.ChoiceField(
        label=label,
        choices=[(str(code), words) for code, words in known.items()],
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": message, "invalid_choice": message},
    )


def line(label: Any, most: int, message: Any, **more: Any) -> forms.CharField:
    """Text whose messages say what to do."""
    errors = {"max_length": TOO_LONG} | ({"required": message} if message else {})
    return forms.CharField(
        label=label, max_length=most, required=bool(message), error_messages=errors, **more
    )


def words(label: Any, message: Any, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return line(label, TEXT_MAX, message, help_text=help_text, widget=area)


def moment(label: Any, message: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={
            "required": message,
            "invalid": _("请按 2026-03-05 15:30 的样子填写时间。"),
        },
    )


class QuestionForm(forms.Form):
    """What somebody says about a record."""

    kind = chips(_("是什么问题？"), QUESTIONS, _("请选择是什么问题。"))
    wished_minutes = forms.IntegerField(
        label=_("您认为应该是多少分钟"), min_value=1, max_value=960, required=False
    )
    text = words(_("哪里不对"), _("请写下哪里不对。"), _("只写与这次服务有关的，不写姓名和电话。"))

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind, QUESTIONS[kind]) for kind in kinds])


class AnswerForm(forms.Form):
    granted = forms.TypedChoiceField(
        label=_("核实的结果"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择同意还是不同意。")},
    )
    answer = words(_("答复和理由"), _("请写下答复和理由。"), _("本人会看到这段话。"))


class RefuseForm(forms.Form):
    reason = chips(_("为什么不认定？"), REJECT_REASONS, _("请选择原因。"))


class RevokeForm(forms.Form):
    reason = chips(_("为什么撤销？"), REVOKE_REASONS, _("请选择原因。"))


class TimesForm(forms.Form):
    """When it was, and how long the rest."""

    starts_at = moment(_("开始"), _("请填写开始的时间。"))
    ends_at = moment(_("结束"), _("请填写结束的时间。"))
    rest = forms.IntegerField(
        label=_("中间休息、吃饭的分钟"),
        min_value=0,
        max_value=REST_MAX,
        initial=0,
        help_text=_("路上的时间不算。"),
    )

    def times(self) -> Times:
        starts: datetime = self.cleaned_data["starts_at"]
        return Times(starts, self.cleaned_data["ends_at"], self.cleaned_data["rest"])


class CorrectForm(TimesForm):
    document = line(
        _("凭什么单据，存在哪里"),
        200,
        "",
        help_text=_("比原来多才要填，并由另外两个人审核；比原来少，保存后就更正。"),
    )


class FillInForm(TimesForm):
    """One service written down afterwards."""

    field_order = ("volunteer_no", "organizer", "title", "category", "starts_at", "ends_at", "rest")
    volunteer_no = line(_("志愿者编号"), 20, _("请填写志愿者编号。"))
    organizer = forms.ChoiceField(
        label=_("谁组织的"),
        error_messages={"required": _("请选择谁组织的。"), "invalid_choice": _("请选择谁组织的。")},
    )
    title = line(_("什么服务"), 60, _("请写明是什么服务。"))
    category = forms.ChoiceField(
        label=_("服务类别"), choices=[(key.value, label) for key, label in CATEGORIES.items()]
    )
    document = line(
        _("凭什么单据，存在哪里"),
        200,
        _("请写明凭什么单据，单据存在哪里。"),
        help_text=_("例如：签到表第3页，存在社区档案柜。"),
    )

    def __init__(self, *args: Any, organizers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organizer", organizers)
        self.fields["category"].initial = CoreCategory.OTHER.value

    def card(self) -> FilledIn:
        kind, _colon, code = self.cleaned_data["organizer"].partition(":")
        return FilledIn(
            volunteer_no=self.cleaned_data["volunteer_no"],
            title=self.cleaned_data["title"],
            category=self.cleaned_data["category"],
            times=self.times(),
            document=self.cleaned_data["document"],
            region=code if kind == "place" else "",
            team_id=UUID(code) if kind == "team" else None,
        )


class RequestForm(forms.Form):
    """Whose hours, and over which days, a certificate shall list."""

    record = forms.TypedChoiceField(
        label=_("由谁出具"),
        coerce=UUID,
        error_messages={
            "required": _("请选择由谁出具。"),
            "invalid_choice": _("请选择由谁出具。"),
        },
        help_text=_("谁组织的，由谁证明；一份证明只有一个出具单位。"),
    )
    first_on = forms.DateField(label=_("从哪天"), error_messages={"required": _("请填写从哪天。")})
    last_on = forms.DateField(label=_("到哪天"), error_messages={"required": _("请填写到哪天。")})
    with_training = forms.BooleanField(
        label=_("同时列上这个组织登记的培训"),
        required=False,
        help_text=_("不勾选就只写服务。"),
    )

    def __init__(self, *args: Any, issuers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "record", issuers)


class IssueForm(forms.Form):
    in_charge = line(_("负责人姓名"), 40, _("请填写负责人姓名。"))
    contact = line(_("联系电话"), 40, _("请填写联系电话。"), help_text=_("别人核实时打这个电话。"))


class TogetherForm(IssueForm):
    """Which requests to issue together."""

    field_order = ("everybody", "certificates", "in_charge", "contact")
    everybody = forms.BooleanField(required=False)
    certificates = forms.MultipleChoiceField(
        label=_("出具哪些"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("有的证明已经办理过，请刷新页面。")},
    )

    def __init__(
        self, *args: Any, waiting: list[tuple[str, str]], everybody: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "certificates", waiting)
        if everybody > len(waiting):
            words = _("全部%(n)d份申请一起出具（下面只列出最早的）")
            self.fields["everybody"].label = words % {"n": everybody}
        else:
            del self.fields["everybody"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if "certificates" in found and not (found["certificates"] or found.get("everybody")):
            self.add_error("certificates", _("请勾选要出具的证明。"))
        return found


class CertificateReasonForm(forms.Form):
    reason = chips(_("为什么？"), CERTIFICATE_REASONS, _("请选择原因。"))


class SchemeForm(forms.Form):
    """Which scheme of stars holds from now on."""

    code = chips(_("用哪一套？"), STAR_SCHEMES, _("请从列出的办法中选择。"))


class StarReasonForm(forms.Form):
    reason = chips(_("为什么？"), STAR_REASONS, _("请选择原因。"))


class StarDocumentForm(forms.Form):
    document = line(_("上级文件的名称和文号"), 200, _("请填写上级文件的名称和文号。"))


class DoubtForm(forms.Form):
    """What somebody finds wrong with hours on notice."""

    text = words(_("哪里不对"), _("请写下哪里不对。"), _("只写与这次服务有关的，不写姓名和电话。"))


class TokenForm(forms.Form):
    token = line(
        _("二维码的文字"),
        2200,
        _("请粘贴二维码的文字。"),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )
