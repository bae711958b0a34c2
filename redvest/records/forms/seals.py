"""Uploading a seal: the shape of what is sent."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer


class SealForm(forms.Form):
    organizer = forms.ChoiceField(
        label=_("谁的公章"),
        error_messages={
            "required": _("请选择谁的公章。"),
            "invalid_choice": _("请选择谁的公章。"),
        },
    )
    picture = forms.FileField(
        label=_("公章图片"),
        help_text=_("底色透明的PNG，最大512KB。先取得公章所有单位的书面同意。"),
        widget=forms.FileInput(attrs={"accept": "image/png"}),
        allow_empty_file=True,
        error_messages={"required": _("请选择图片。")},
    )

    def __init__(self, *args: Any, organizers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organizer", organizers)

    def issuer(self) -> dict[str, Any]:
        kind, _colon, code = self.cleaned_data["organizer"].partition(":")
        return {"team_id": UUID(code)} if kind == "team" else {"region": code}
