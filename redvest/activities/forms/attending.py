"""What somebody shows on arriving or leaving."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.activities.services import Shown
from redvest.engines.attendance_merge import Mark
from redvest.engines.geodesy import Datum, GeodesyError, convert


class HereForm(forms.Form):
    """The code, or the word of the wall with where the phone says it is."""

    code = forms.CharField(
        label=_("签到码"),
        max_length=20,
        required=False,
        help_text=_("负责人屏幕上的8位数字，每30秒换一次。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    mark = forms.ChoiceField(choices=[(one.value, one.value) for one in Mark])
    place = forms.CharField(max_length=64, required=False)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    accuracy = forms.FloatField(required=False, min_value=0)
    datum = forms.ChoiceField(choices=[(one.value, one.value) for one in Datum], required=False)

    def clean(self) -> dict[str, Any]:
        """One datum for the rules; nothing of it is kept."""
        found = super().clean() or {}
        lat, lon = found.get("lat"), found.get("lon")
        if lat is not None and lon is not None:
            try:
                datum = Datum(found.get("datum") or Datum.WGS84)
                found["lat"], found["lon"] = convert(lat, lon, datum, Datum.WGS84)
            except GeodesyError:
                found["lat"] = found["lon"] = None
        return found

    def shown(self, device: str) -> Shown:
        found = self.cleaned_data
        return Shown(
            found.get("code", ""),
            found.get("place", ""),
            found.get("lat"),
            found.get("lon"),
            found.get("accuracy") or 0.0,
            device,
        )
