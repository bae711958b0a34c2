"""What the desk fills in about a resident and those who come."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.orders.forms.desk import chips
from redvest.orders.labels import PAIR_KINDS, PAIR_REASONS


class PairForm(forms.Form):
    who = forms.ChoiceField(
        label=_("哪支队伍、哪位志愿者？"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选择一支队伍或一位志愿者。"),
            "invalid_choice": _("请从列表里选择；已经登记过的要先取消。"),
        },
    )
    kind = chips(_("以后怎么安排？"), PAIR_KINDS, _("请选择以后怎么安排。"))
    reason = chips(_("为什么？"), PAIR_REASONS, _("请选择原因。"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "who", people)
