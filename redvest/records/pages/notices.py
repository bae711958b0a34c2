"""公示: stars, hours filled in and certificates that anybody of the unit may doubt."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import duration
from redvest.http import Open, actor_of, page
from redvest.people.queries.persons import shown_name
from redvest.records.forms import DoubtForm
from redvest.records.labels import titled
from redvest.records.queries.notices import (
    certificates_on_notice,
    record_noticed_to,
    records_on_notice,
    stars_on_notice,
)
from redvest.records.services.asking import doubt_noticed_record

SHOWN = 60


@page(Open.SIGNED_IN)
def notices(request: HttpRequest) -> HttpResponse:
    return _shown(request, None, None)


def _shown(request: HttpRequest, record_id: UUID | None, form: DoubtForm | None) -> HttpResponse:
    actor = actor_of(request)
    records: list[dict[str, Any]] = [
        {
            "id": row.id,
            "name": shown_name(row.volunteer.person),
            "what": f"{titled(row)} {duration(row.minutes)}",
            "detail": f"{row.service_on} · {row.organizer} · {row.number}",
            "until": row.notice_until,
            "own": row.volunteer_id == actor.volunteer_id,
            "form": form
            if form is not None and row.id == record_id
            else DoubtForm(auto_id=f"{row.id}-%s"),
        }
        for row in records_on_notice(actor)[:SHOWN]
    ]
    stars = [
        {
            "name": shown_name(row.volunteer.person),
            "what": _("%(n)d星") % {"n": row.stars},
            "until": row.notice_until,
        }
        for row in stars_on_notice(actor)[:SHOWN]
    ]
    certificates = [
        {
            "name": shown_name(row.volunteer.person),
            "what": f"{row.issuer} {duration(row.minutes)}",
            "until": row.notice_until,
        }
        for row in certificates_on_notice(actor)[:SHOWN]
    ]
    context = {"records": records, "stars": stars, "certificates": certificates}
    return render(request, "records/notices.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def doubt(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Say that hours on notice may not be true; they count for nothing until that is answered."""
    actor, form = actor_of(request), DoubtForm(request.POST, auto_id=f"{record_id}-%s")
    record_noticed_to(actor, record_id)
    done = attempt(
        form,
        lambda: doubt_noticed_record(actor=actor, record_id=record_id, **form.cleaned_data),
    )
    if done is None:
        return _shown(request, record_id, form)
    messages.success(request, _("已提交，核实前这条工时先不计算。"))
    return redirect("records:notices")
