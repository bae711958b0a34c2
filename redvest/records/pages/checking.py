"""Checking a certificate, for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from redvest.core.templatetags.redvest import duration
from redvest.engines.certificates import CertificateError, State
from redvest.http import Open, page
from redvest.records import signing
from redvest.records.checking import checked, offline_page, standing_of
from redvest.records.forms import TokenForm
from redvest.records.labels import CERTIFICATE_STATES


@page(Open.ANYONE, methods=("GET", "POST"))
def check(request: HttpRequest) -> HttpResponse:
    """Whether a certificate is rightly signed, and how it stands now."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "form": form,
        "key": signing.public_key().hex(),
        "sm2_key": signing.sm2_key().hex(),
    }
    if request.method == "POST" and form.is_valid():
        try:
            body = checked(form.cleaned_data["token"])
        except CertificateError as error:
            context["wrong"] = error.code
        else:
            context |= _standing(body)
    return render(request, "records/check.html", context)


def _standing(body: Any) -> dict[str, Any]:
    row = standing_of(body)
    facts = [
        {"label": _("编号"), "value": body["serial"]},
        {"label": _("出具单位"), "value": body["issuer"]},
        {"label": _("姓名"), "value": body["name"]},
        {"label": _("身份证件"), "value": f"{body['paper_kind']} {body['paper']}".strip()},
        {"label": _("志愿者编号"), "value": body["volunteer_no"]},
        {"label": _("从哪天"), "value": body["first_on"]},
        {"label": _("到哪天"), "value": body["last_on"]},
        {"label": _("总工时"), "value": duration(body["minutes"])},
        {"label": _("其中补录"), "value": duration(body["filled_in"])},
        {"label": _("培训学时"), "value": body.get("class_hours") or ""},
        {"label": _("负责人"), "value": body["in_charge"]},
        {"label": _("经办人"), "value": body["clerk"]},
        {"label": _("出具日期"), "value": body["issued_on"]},
        {"label": _("签名算法"), "value": body["algorithm"]},
    ]
    return {"facts": facts, "state": CERTIFICATE_STATES[State(row.state)] if row else None}


@page(Open.ANYONE)
def check_offline(request: HttpRequest) -> HttpResponse:
    """The page that works without us, to be kept on any computer."""
    response = HttpResponse(offline_page(), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="check-certificate.html"'
    return response
