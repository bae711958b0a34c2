"""The center keeps pictures of seals: uploading one, and taking it out of use."""

import base64
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.roles import Role
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.records.forms.seals import SealForm
from redvest.records.models import IssuerSeal
from redvest.records.pages.filling import organizers
from redvest.records.queries.seals import seals_kept
from redvest.records.services.sealing import upload_seal, withdraw_seal

SEALS_MAX = 100


def picture_uri(picture: bytes) -> str:
    """A PNG as an address of its own."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def seals(request: HttpRequest) -> HttpResponse:
    """The seals there are, and uploading one."""
    actor = actor_of(request)
    form = SealForm(
        request.POST or None, request.FILES or None, organizers=organizers(actor, all_teams=True)
    )
    if request.method == "POST" and attempt(form, lambda: _upload(actor, form)) is not None:
        messages.success(request, _("已启用。今后由它出具的证明都印上这枚章和证明编号。"))
        return redirect("records:seals")
    rows = [
        {"row": row, "picture": picture_uri(bytes(row.picture))}
        for row in seals_kept(actor)[:SEALS_MAX]
    ]
    return render(request, "records/seals.html", {"form": form, "rows": rows})


def _upload(actor: Actor, form: SealForm) -> IssuerSeal:
    return upload_seal(actor=actor, data=form.cleaned_data["picture"].read(), **form.issuer())


@page(Role.CENTRE_ADMIN, methods=("POST",))
def withdraw(request: HttpRequest, seal_id: UUID) -> HttpResponse:
    withdraw_seal(actor=actor_of(request), seal_id=seal_id)
    messages.success(request, _("已撤下。已出具的证明不变，今后的证明不再印章。"))
    return redirect("records:seals")
