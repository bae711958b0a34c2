"""Filling in hours later, and correcting them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.record_flow import Action
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.records.forms import CorrectForm, FillInForm
from redvest.records.pages.desk import may_take
from redvest.records.queries import DESK, KEEPING, record_seen_by
from redvest.records.services.filling import correct_record, fill_in_record
from redvest.teams.forms import places
from redvest.teams.models import Team


def organizers(
    actor: Actor, *, desk_only: bool = False, all_teams: bool = False
) -> list[tuple[str, str]]:
    """The teams the actor leads, and the places of the desk."""
    led = Team.objects.filter(
        district=actor.district, id__in=actor.teams(Role.TEAM_ADMIN), status="active"
    ).order_by("name")
    if all_teams:
        led = Team.objects.filter(district=actor.district, status="active").order_by("name")
    if desk_only:
        led = led.none()
    found = [(f"team:{team.id}", team.name) for team in led]
    scopes = actor.scopes(*DESK)
    if scopes:
        found += [(f"place:{code}", name) for code, name in places(actor.district, scopes)]
    return [("", _("请选择")), *found]


@page(*KEEPING, methods=("GET", "POST"))
def fill_in(request: HttpRequest) -> HttpResponse:
    """Write down hours afterwards; two others will have to approve."""
    actor = actor_of(request)
    form = FillInForm(request.POST or None, organizers=organizers(actor))
    if request.method == "POST":
        record = attempt(form, lambda: fill_in_record(actor=actor, card=form.card()))
        if record is not None:
            messages.success(request, _("已登记，等另外两个人审核。"))
            return redirect("records:desk", record_id=record.id)
    return render(request, "records/fill_in.html", {"form": form})


@page(*DESK, methods=("GET", "POST"))
def correct(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Put another version in the place of a record."""
    actor = actor_of(request)
    record, roles = record_seen_by(actor, record_id)
    if Action.CORRECT.value not in may_take(actor, record, roles):
        raise NotSeen(_("这条工时现在不能由您更正。"))
    form = CorrectForm(
        request.POST or None,
        initial={
            "starts_at": timezone.localtime(record.starts_at),
            "ends_at": timezone.localtime(record.ends_at),
            "rest": record.away_minutes,
        },
    )
    if request.method == "POST":
        new = attempt(
            form,
            lambda: correct_record(
                actor=actor,
                record_id=record_id,
                times=form.times(),
                document=form.cleaned_data["document"],
                version=request.POST.get("version"),
            ),
        )
        if new is not None:
            messages.success(request, _("已登记更正，原来的一条仍可查看。"))
            return redirect("records:desk", record_id=new.id)
    return render(request, "records/correct.html", {"form": form, "record": record})
