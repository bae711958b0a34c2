"""What the desk has seen of a volunteer's papers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.forms.menu import PaperForm
from redvest.orders.item_labels import PAPER_CODES, PAPER_KINDS
from redvest.orders.queries import DESK, valid_papers
from redvest.orders.services.papers import record_paper, withdraw_paper
from redvest.people.queries.persons import desk_covers, shown_name, volunteer_seen_by


@page(*DESK, methods=("GET", "POST"))
def papers(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """Papers that hold, and writing down another. Nothing is scanned."""
    actor = actor_of(request)
    volunteer = volunteer_seen_by(actor, volunteer_id)
    if not desk_covers(actor, volunteer.person):
        raise NotSeen(_("没有找到这位志愿者。"))
    form = PaperForm(request.POST or None)
    if request.method == "POST":
        done = attempt(form, lambda: _record(request, volunteer_id, form))
        if done is not None:
            messages.success(request, _("已登记。"))
            return redirect("orders:papers", volunteer_id)
    rows = [
        {
            "paper": paper,
            "kind": PAPER_KINDS[paper.kind],
            "name": PAPER_CODES[paper.kind].get(paper.code, paper.code),
        }
        for paper in valid_papers(actor.district, volunteer.id, timezone.localdate())
    ]
    context = {
        "form": form,
        "rows": rows,
        "name": shown_name(volunteer.person),
        "volunteer": volunteer,
    }
    return render(request, "orders/papers.html", context)


def _record(request: HttpRequest, volunteer_id: UUID, form: PaperForm) -> object:
    values = dict(form.cleaned_data)
    kind, _colon, code = values.pop("paper").partition(":")
    return record_paper(
        actor=actor_of(request), volunteer_id=volunteer_id, kind=kind, code=code, **values
    )


@page(*DESK, methods=("POST",))
def paper_withdraw(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    paper = withdraw_paper(actor=actor_of(request), paper_id=paper_id)
    messages.success(request, _("已撤销。"))
    return redirect("orders:papers", paper.volunteer_id)
