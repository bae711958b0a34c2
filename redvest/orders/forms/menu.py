"""What the desk and teams fill in about the menu."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import PICK, offer
from redvest.orders.forms.common import text
from redvest.orders.item_labels import KINDS, PAPER_CODES, PAPER_KINDS, QUALIFICATIONS, TRAININGS
from redvest.orders.labels import named
from redvest.orders.models import ServiceItem
from redvest.orders.queries.menu import categories_of
from redvest.orders.services.menu import NOTE_MAX, ItemCard
from redvest.people.labels import SKILLS
from redvest.teams.labels import CATEGORIES

NONE = ("", _("不要求"))


def _area(label: Any, most: int) -> forms.CharField:
    return text(label, most, widget=forms.Textarea(attrs={"rows": 2}))


class ItemForm(forms.Form):
    """One item of the menu, Chinese first, English beside it."""

    category = forms.ChoiceField(label=_("类别"), error_messages=PICK)
    kind = forms.ChoiceField(label=_("形式"), choices=list(KINDS.items()), error_messages=PICK)
    name = text(_("名称"), 40, _("请填写服务名称。"))
    name_en = text(_("英文名称"), 60)
    hint = text(_("一句话说明"), 120)
    hint_en = text(_("英文说明"), 200)
    minutes = forms.IntegerField(
        label=_("通常要多少分钟"),
        min_value=5,
        max_value=480,
        initial=60,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("请填写 5 至 480 之间的分钟数。")
        ),
    )
    people = forms.IntegerField(
        label=_("至少几人同去"),
        min_value=1,
        max_value=20,
        initial=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("请填写 1 至 20 之间的人数。")
        ),
    )
    skill = forms.ChoiceField(
        label=_("最好会的技能"), choices=[NONE, *SKILLS.items()], required=False
    )
    qualification = forms.ChoiceField(
        label=_("必须有的资格"), choices=[NONE, *QUALIFICATIONS.items()], required=False
    )
    training = forms.ChoiceField(
        label=_("必须参加的培训"), choices=[NONE, *TRAININGS.items()], required=False
    )
    minors_allowed = forms.BooleanField(
        label=_("未成年志愿者可以参加（有成年人同去）"), required=False
    )
    needs_insurance = forms.BooleanField(label=_("有危险，必须有意外保险"), required=False)
    same_sex = forms.BooleanField(
        label=_("由与居民同性别的志愿者上门"),
        required=False,
        help_text=_("贴身的服务勾选，例如助浴擦身；受理时自动按居民的性别要求。"),
    )
    is_public = forms.BooleanField(
        label=_("这类需求可以公开统计"),
        required=False,
        help_text=_("健康、心理、法律等涉及个人情况的不要勾选。"),
    )
    asks = _area(_("请居民准备什么"), 120)
    asks_en = _area(_("请居民准备什么（英文）"), 200)
    risk = _area(_("风险提示"), 160)
    risk_en = _area(_("风险提示（英文）"), 240)
    referral = _area(_("志愿者不做的，该找谁"), 160)
    referral_en = _area(_("志愿者不做的，该找谁（英文）"), 240)
    core_category = forms.ChoiceField(
        label=_("由哪类队伍做"),
        choices=[(key.value, label) for key, label in CATEGORIES.items()],
        initial="other",
        error_messages=PICK,
    )

    def __init__(self, *args: Any, district: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", [(row.code, named(row)) for row in categories_of(district)])

    @staticmethod
    def shown(item: ServiceItem) -> dict[str, Any]:
        fields = {name: getattr(item, name) for name in ItemForm.base_fields if name != "category"}
        return fields | {"category": item.category.code}

    def card(self) -> ItemCard:
        return ItemCard(**self.cleaned_data)


class AdaptForm(forms.Form):
    """What holds for an item at one place."""

    hidden = forms.BooleanField(label=_("本站暂不办理这项服务"), required=False)
    note = text(
        _("本站的说明"),
        NOTE_MAX,
        help_text=_("居民点单时会看到，例如：每周三上午集中理发，请到站里来。"),
    )
    hours = text(
        _("本站办理时间"),
        60,
        help_text=_("例如 09:00-11:30；不填就按本站开放时间。"),
    )


class TeamOfferForm(forms.Form):
    """A box for each item; talks and classes ask for their topics."""

    items = forms.MultipleChoiceField(
        label=_("本队能做哪些？"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=PICK,
    )

    def __init__(self, *args: Any, items: list[ServiceItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "items", [(row.code, named(row)) for row in items])
        self.talks = [row.code for row in items if row.kind in ("talk", "class")]
        for row in items:
            if row.code in self.talks:
                self.fields[f"topics-{row.code}"] = forms.CharField(
                    label=_("%(item)s：能讲哪些题目？") % {"item": named(row)},
                    required=False,
                    max_length=2000,
                    widget=forms.Textarea(attrs={"rows": 2}),
                    help_text=_("每行一个题目，站点点单时可以选。"),
                )

    def offers(self) -> dict[str, list[str]]:
        return {
            code: self.cleaned_data.get(f"topics-{code}", "").splitlines()
            for code in self.cleaned_data["items"]
        }


class PaperForm(forms.Form):
    """A paper that was shown at the desk."""

    paper = forms.ChoiceField(
        label=_("看过的证件"),
        choices=[
            (PAPER_KINDS[kind], [(f"{kind}:{code}", label) for code, label in codes.items()])
            for kind, codes in PAPER_CODES.items()
        ],
        error_messages=PICK,
    )
    valid_from = forms.DateField(
        label=_("从哪天起有效"),
        error_messages={
            "required": _("请选择日期。"),
            "invalid": _("请按 2026-03-05 的样子填写日期。"),
        },
    )
    valid_until = forms.DateField(
        label=_("到哪天为止"),
        required=False,
        help_text=_("长期有效的可以不填；保险必须填。"),
        error_messages={"invalid": _("请按 2026-03-05 的样子填写日期。")},
    )
