"""Many certificates issued together, with a bar that shows how far the worker has come."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.people.queries.persons import shown_name
from redvest.records.forms import TogetherForm
from redvest.records.models import Certificate, CertificateRun
from redvest.records.queries import KEEPING
from redvest.records.queries.certificates import certificates_in_scope, run_seen_by, waiting_for
from redvest.records.services.issuing import start_issuing

OFFERED = 200


def _waiting(actor: Actor) -> list[tuple[str, str]]:
    return [(str(row.id), _named(row)) for row in waiting_for(actor)[:OFFERED]]


def _named(row: Certificate) -> str:
    who = f"{shown_name(row.volunteer.person)} {row.volunteer.volunteer_no}"
    return f"{who} · {row.issuer} · {row.first_on} – {row.last_on}"


@page(*KEEPING, methods=("GET", "POST"))
def together(request: HttpRequest) -> HttpResponse:
    """Tick the requests to issue, and say once who answers for them."""
    actor = actor_of(request)
    waiting = _waiting(actor)
    more = waiting_for(actor).count() if len(waiting) == OFFERED else 0
    form = TogetherForm(request.POST or None, waiting=waiting, everybody=more)
    if request.method == "POST":
        row = attempt(form, lambda: _start(actor, form))
        if row is not None:
            return redirect("records:run", row.id)
    return render(request, "records/together.html", {"form": form, "waiting": waiting})


def _start(actor: Actor, form: TogetherForm) -> CertificateRun:
    values = dict(form.cleaned_data)
    ticked = [UUID(one) for one in values.pop("certificates")]
    chosen = None if values.pop("everybody", False) else ticked
    return start_issuing(actor=actor, certificate_ids=chosen, **values)


@page(*KEEPING)
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far it has come, and what could not be issued."""
    actor = actor_of(request)
    row = run_seen_by(actor, run_id)
    left = certificates_in_scope(actor).filter(id__in=row.left_out)
    links = [
        {"url": reverse("records:certificate", args=[one.id]), "label": _named(one)} for one in left
    ]
    context = {"run": row, "progress": _progress(row), "links": links}
    return render(request, "records/run.html", context)


def _progress(row: CertificateRun) -> dict[str, Any]:
    running = row.state == "running"
    return {
        "label": _("正在出具") if running else _("已出具"),
        "done": row.issued,
        "total": row.total,
        "poll_url": reverse("records:run_progress", args=[row.id]) if running else "",
    }


@page(*KEEPING)
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The bar alone, which asks again by itself."""
    row = run_seen_by(actor_of(request), run_id)
    return render(request, "components/progress.html", _progress(row))
