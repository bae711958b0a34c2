"""What a kind asks of a draft, and what the lead writes down on the way."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.activities import services
from redvest.activities.forms.outcomes import DetailsForm, OutcomeForm, WithdrawForm
from redvest.activities.models import Activity
from redvest.activities.outcome_showing import figure_rows, measure_choices, value_of
from redvest.activities.queries import ORGANISERS, activity_seen_by
from redvest.activities.queries.outcomes import figures_of, outcomes_of
from redvest.core.forming import attempt
from redvest.engines.activity_rules import ActivityKind
from redvest.engines.roles import Role
from redvest.errors import NotAllowed, NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor

RECORDING = (*ORGANISERS, Role.VOLUNTEER)


@page(*ORGANISERS, methods=("GET", "POST"))
def details(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """What an activity of this kind has to say besides."""
    actor = actor_of(request)
    activity, _roles = activity_seen_by(actor, activity_id)
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        kind=ActivityKind(activity.kind),
        initial=activity.details,
    )
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.describe_kind(
                actor=actor,
                activity_id=activity_id,
                answers=form.answers(),
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            return redirect("activities:desk", activity_id)
    title = _("这类活动还要说明")
    context = {"form": form, "activity": activity, "title": title}
    return render(request, "activities/part.html", context)


def _recorded(actor: Actor, activity_id: UUID) -> Activity:
    activity, roles = activity_seen_by(actor, activity_id)
    if not roles & {*ORGANISERS, Role.LEAD}:
        raise NotAllowed(_("成果由现场负责人或组织方记录。"))
    return activity


@page(*RECORDING, methods=("GET", "POST"))
def outcomes(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """One value after the other, with what it adds up to."""
    actor = actor_of(request)
    activity = _recorded(actor, activity_id)
    form = OutcomeForm(
        request.POST if request.method == "POST" else None, measures=measure_choices(activity)
    )
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.record_outcome(
                actor=actor, activity_id=activity_id, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, _("已记下。"))
            return redirect("activities:outcomes", activity_id)
    context = {
        "activity": activity,
        "form": form,
        "figures": figure_rows(figures_of(activity.district, [activity.id])),
        "rows": [
            {"row": row, "text": value_of(row)}
            for row in outcomes_of(activity.district, [activity.id])
        ],
    }
    return render(request, "activities/outcomes.html", context)


@page(*RECORDING, methods=("GET", "POST"))
def withdraw(request: HttpRequest, activity_id: UUID, outcome_id: UUID) -> HttpResponse:
    """Take back a wrong value, saying why."""
    actor = actor_of(request)
    activity = _recorded(actor, activity_id)
    row = outcomes_of(activity.district, [activity.id]).filter(id=outcome_id).first()
    if row is None:
        raise NotSeen(_("没有找到这条记录，可能已经撤回。"))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.withdraw_outcome(
                actor=actor,
                activity_id=activity_id,
                outcome_id=outcome_id,
                reason=form.cleaned_data["reason"],
            ),
        )
        if done is not None:
            return redirect("activities:outcomes", activity_id)
    context = {"activity": activity, "form": form, "text": value_of(row)}
    return render(request, "activities/outcome_withdraw.html", context)
