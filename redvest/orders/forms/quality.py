"""What is filled in while somebody looks into a service, or asks the resident again."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.orders.forms.desk import chips, words
from redvest.orders.labels import CONTACT_METHODS, FINDINGS, GRADES
from redvest.orders.services.cases import TEXT_MAX

REACHED = {
    "yes": pgettext_lazy("reached", "联系上了"),
    "no": pgettext_lazy("reached", "没联系上"),
}
PARTIES = {
    "resident": pgettext_lazy("party", "居民"),
    "provider": pgettext_lazy("party", "队伍或志愿者"),
}


def reached() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("联系上了吗？"),
        coerce=lambda value: value == "yes",
        choices=list(REACHED.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择有没有联系上。")},
    )


class ContactForm(forms.Form):
    """One try to speak with one side."""

    party = chips(_("联系谁？"), PARTIES, _("请选择联系了谁。"), "resident")
    method = chips(_("怎么联系的？"), CONTACT_METHODS, _("请选择怎样联系的。"), "phone")
    reached = reached()
    text = words(_("说了什么"), TEXT_MAX, _("只写与这件事有关的，不写姓名和电话。"))


class DecideForm(forms.Form):
    """What was found, and what the resident is told; it ends the case one way or the other."""

    decision = chips(
        _("怎么办？"),
        {"settle": _("办结"), "reopen": _("重新安排服务")},
        _("请选择办结还是重新安排。"),
    )
    finding = chips(_("核实的结果"), FINDINGS, _("请选择核实的结果。"))
    answer = words(_("给居民的答复"), TEXT_MAX, required=_("请写下给居民的答复。"))


class RevisitForm(forms.Form):
    """What the resident says to somebody independent. Nobody reached says nothing about the
    service."""

    method = chips(_("怎么联系的？"), CONTACT_METHODS, _("请选择怎样联系的。"), "phone")
    reached = reached()
    grade = forms.TypedChoiceField(
        label=_("居民现在怎么看这次服务？"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=list(GRADES.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        help_text=_("照居民说的选；没联系上就不选。"),
    )
    text = words(_("居民说了什么"), TEXT_MAX, _("只写与服务有关的，不写姓名和电话。"))
