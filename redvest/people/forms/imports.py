"""Uploading a roster: the shape of what is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.people.actors import Actor
from redvest.people.forms.roles import scope_options


class RosterForm(forms.Form):
    scope = forms.ChoiceField(
        label=_("这些人属于哪里"), error_messages={"required": _("请选择街道或社区")}
    )
    file = forms.FileField(
        label=_("名单文件"),
        help_text=_(".xlsx 或 .csv，最多 5000 行、10 MB。"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("请选择文件")},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scope"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = scope_options(actor)
