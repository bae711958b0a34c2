"""What the lead says afterwards."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer


class ProposeForm(forms.Form):
    """Who stayed until the end without checking out, and who was missed without a word."""

    stayed = forms.TypedMultipleChoiceField(
        label=_("没有签退，但一直在到结束的"),
        help_text=_("不勾的，只算到最后一次有人见到的时候。"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    missed = forms.TypedMultipleChoiceField(
        label=_("没有来，也没有说一声的"),
        help_text=_("不勾的，记为有事没来，不影响任何人。勾了的本人会收到通知，可以申诉。"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in people.items():
            offer(self, name, choices)
            if not choices:
                del self.fields[name]
