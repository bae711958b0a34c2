"""Afterwards: the lead says who was there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.activities.forms.closing import ProposeForm
from redvest.activities.models import SignUp
from redvest.activities.pages.roster import RUNNING, running
from redvest.activities.queries import roster
from redvest.activities.queries.attendance import stories_of
from redvest.activities.services import propose_attendance
from redvest.activities.showing import state_of
from redvest.core.forming import attempt
from redvest.http import actor_of, page
from redvest.people.queries.persons import shown_name

ALL = ("confirmed", "checked_in", "checked_out", "settled", "no_show", "absent_excused")


def _name(signup: SignUp) -> str:
    return f"{shown_name(signup.volunteer.person)} {signup.volunteer.volunteer_no}"


@page(*RUNNING, methods=("GET", "POST"))
def propose(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Who came, who forgot to check out, who did not come; one button hands it in."""
    actor = actor_of(request)
    activity, _roles = running(actor, activity_id)
    stories = stories_of(activity)
    rows = list(roster(activity, ALL))
    others = [one for one in rows if one.volunteer_id != actor.volunteer_id]
    there = [one for one in others if one.id in stories and stories[one.id].is_there]
    absent = [one for one in others if one.state == "confirmed" and one.id not in stories]
    people = {
        "stayed": [(str(one.id), _name(one)) for one in there],
        "missed": [(str(one.id), _name(one)) for one in absent],
    }
    form = ProposeForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: propose_attendance(
                actor=actor,
                activity_id=activity_id,
                stayed=form.cleaned_data.get("stayed", ()),
                missed=form.cleaned_data.get("missed", ()),
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            messages.success(request, _("名单已交，等站点结算。"))
            return redirect("activities:propose", activity_id)
    context = {
        "activity": activity,
        "state": state_of(activity),
        "form": form,
        "facts": [
            {"label": _("名单上"), "value": len(rows)},
            {"label": _("签过到的"), "value": sum(one.id in stories for one in rows)},
            {"label": _("还没有签退的"), "value": len(there)},
            {"label": _("没有签到的"), "value": len(absent)},
        ],
        "handed_in": activity.proposed_at,
        "may_hand_in": activity.status in ("ongoing", "ended"),
    }
    return render(request, "activities/propose.html", context)
