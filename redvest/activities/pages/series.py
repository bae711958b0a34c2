"""A series at the desk: made from a draft, taken on together, changed for one or for several."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.activities import services
from redvest.activities.forms.series import ChangeForm, SeriesForm, SeriesStepForm, WeatherForm
from redvest.activities.queries import ORGANISERS, activity_seen_by
from redvest.activities.queries.series import outdoors_ahead, reaches, series_of
from redvest.activities.showing import card, span_of
from redvest.core.forming import attempt
from redvest.http import actor_of, page

DAYS_AHEAD, WEATHER_MOST = 4, 100


@page(*ORGANISERS, methods=("GET", "POST"))
def series(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Let a draft come again; afterwards, what belongs together and one step for several."""
    actor = actor_of(request)
    activity, _roles = activity_seen_by(actor, activity_id)
    data = request.POST if request.method == "POST" else None
    form: SeriesForm | SeriesStepForm
    done: object = None
    if activity.series_id is None:
        make = form = SeriesForm(data)
        if data is not None:
            done = attempt(
                make,
                lambda: services.make_series(
                    actor=actor,
                    activity_id=activity_id,
                    card=make.card(),
                    version=request.POST.get("version"),
                ),
            )
    else:
        steps = form = SeriesStepForm(data, reached=reaches(activity))
        if data is not None:
            done = attempt(
                steps,
                lambda: services.step_series(
                    actor=actor,
                    activity_id=activity_id,
                    action=steps.cleaned_data["action"],
                    reach=steps.reach_of(),
                    reason=steps.cleaned_data["reason"],
                ),
            )
    if done is not None:
        if isinstance(done, int):
            messages.success(request, _("已办理 %(count)d 场。") % {"count": done})
        else:
            messages.success(request, _("已安排，看一遍日期，没问题就一起提交审批。"))
        return redirect("activities:series", activity_id)
    rows = series_of(activity).select_related("team", "host", "venue")
    context = {
        "activity": activity,
        "form": form,
        "links": [card(row, reverse("activities:desk", args=[row.id])) for row in rows]
        if activity.series_id
        else [],
    }
    return render(request, "activities/series.html", context)


@page(*ORGANISERS, methods=("GET", "POST"))
def change(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Change what people know already: this one, the following, or all."""
    actor = actor_of(request)
    activity, _roles = activity_seen_by(actor, activity_id)
    starts = activity.starts_at and timezone.localtime(activity.starts_at).time()
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        reached=reaches(activity),
        initial={
            **{name: getattr(activity, name) for name in ("title", "description", "place")},
            "bring": activity.bring,
            "starts": starts,
            "reach": "this",
        },
    )
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.change_activities(
                actor=actor,
                activity_id=activity_id,
                card=form.card(),
                reach=form.reach_of(),
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            messages.success(
                request, _("已修改 %(count)d 场，报名的人会收到通知。") % {"count": done}
            )
            return redirect("activities:desk", activity_id)
    return render(request, "activities/change.html", {"form": form, "activity": activity})


@page(*ORGANISERS, methods=("GET", "POST"))
def weather(request: HttpRequest) -> HttpResponse:
    """A warning is out: what is planned under the open sky, and one decision about it."""
    actor = actor_of(request)
    rows = outdoors_ahead(actor, DAYS_AHEAD)[:WEATHER_MOST]
    form = WeatherForm(
        request.POST if request.method == "POST" else None,
        activities=[
            (str(row.id), f"{row.title} · {span_of(row.starts_at, row.ends_at)}")
            for row in rows
            if row.starts_at and row.ends_at
        ],
    )
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.yield_to_weather(
                actor=actor,
                activity_ids=form.cleaned_data["activities"],
                warning=form.cleaned_data["warning"],
                then=form.cleaned_data["then"],
            ),
        )
        if done is not None:
            said = _("已办理 %(count)d 场，报名的人都收到了通知。")
            messages.success(request, said % {"count": done})
            return redirect("activities:kept")
    return render(request, "activities/weather.html", {"form": form})
