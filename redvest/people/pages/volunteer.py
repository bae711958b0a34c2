"""I am a volunteer: registering, what I can do, pledging, pausing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.districts.labels import own_word
from redvest.districts.queries import policy_of, region_names
from redvest.engines.volunteer_flow import ENTERING, VolunteerState, is_inactive
from redvest.http import Open, actor_of, page
from redvest.people.actors import Actor
from redvest.people.forms.fields import days_of
from redvest.people.forms.own import PledgeForm, ServiceForm
from redvest.people.labels import (
    LANGUAGES,
    SERVICE_CATEGORIES,
    SKILLS,
    VOLUNTEER_STATES,
    VOLUNTEER_TONES,
    slot_labels,
    words,
)
from redvest.people.models import Person, Volunteer
from redvest.people.pages.common import save
from redvest.people.purposes import Purpose
from redvest.people.queries.consents import has_consent
from redvest.people.queries.persons import own_person, volunteer_seen_by
from redvest.people.services.volunteering import (
    facts_of,
    make_pledge,
    pause_volunteer,
    register_volunteer,
    resume_volunteer,
    set_service,
)


def tasks(person: Person, volunteer: Volunteer) -> list[dict[str, Any]]:
    """What a registration still needs, each step done or with the way to do it."""
    known = facts_of(person, volunteer)
    rows = [
        (known.phone_verified, _("验证手机号"), reverse("account_change_phone")),
        (known.profile_complete, _("填写姓名、证件和社区"), reverse("people:profile_edit")),
        (person.real_name_verified_at is not None, _("核验证件"), reverse("people:profile")),
        (
            has_consent(person.id, Purpose.REAL_NAME),
            _("同意实名核验"),
            reverse("people:consents"),
        ),
        (known.pledged, _("作出志愿承诺"), reverse("people:pledge")),
    ]
    if known.guardian_needed:
        ask = (known.guardian_agreed, _("请监护人同意"), reverse("people:ask_guardian"))
        rows.insert(3, ask)
    return [
        {"url": url, "label": label, "state": "closed" if done else "draft", "done": done}
        for done, label, url in rows
    ]


def service_facts(volunteer: Volunteer) -> list[dict[str, Any]]:
    names = region_names(volunteer.district)
    free = [text for number, text in slot_labels() if volunteer.availability >> number & 1]
    return [
        {"label": _("志愿者编号"), "value": volunteer.volunteer_no},
        {"label": _("所在社区"), "value": names.get(volunteer.home_community, "")},
        {"label": _("特长"), "value": "、".join(words(SKILLS, volunteer.skills))},
        {"label": _("会说"), "value": "、".join(words(LANGUAGES, volunteer.languages))},
        {
            "label": _("想参加的服务"),
            "value": "、".join(words(SERVICE_CATEGORIES, volunteer.service_categories)),
        },
        {"label": _("有空的时间"), "value": "、".join(free)},
    ]


def is_registered(actor: Actor) -> bool:
    """Those who are not yet are led to the registration."""
    person = own_person(actor)
    return person is not None and Volunteer.objects.filter(person=person).exists()


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def volunteer(request: HttpRequest) -> HttpResponse:
    """The registration as it stands; without one, the form to register."""
    actor = actor_of(request)
    person = own_person(actor)
    found = Volunteer.objects.filter(person=person).first() if person else None
    if person is None or found is None:
        return _register(request, person)
    state = VolunteerState(found.status)
    policy = policy_of(found.district)
    quiet_months = policy.inactive_months
    joined = timezone.localdate(found.joined_at)
    quiet = is_inactive(joined, found.last_served_on, timezone.localdate(), quiet_months)
    context = {
        "volunteer": found,
        "word": own_word(policy.label_volunteer),
        "state_label": VOLUNTEER_STATES[state],
        "state_tone": VOLUNTEER_TONES.get(state, "waiting"),
        "quiet_months": quiet_months if quiet and state is VolunteerState.ACTIVE else 0,
        "tasks": tasks(person, found) if state in ENTERING else [],
        "rows": service_facts(found),
    }
    return render(request, "people/volunteer.html", context)


def _register(request: HttpRequest, person: Person | None) -> HttpResponse:
    if person is None or not person.id_number:
        return render(request, "people/volunteer_first.html", {})
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        saved = save(form, lambda: register_volunteer(actor=actor_of(request), **form.values()))
        if saved.done:
            messages.success(
                request, _("已登记，编号 %(no)s。") % {"no": saved.result.volunteer_no}
            )
            return redirect("people:pledge")
    return render(request, "people/service_edit.html", {"form": form, "fresh": True})


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def service(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not is_registered(actor):
        return redirect("people:volunteer")
    found = volunteer_seen_by(actor)
    initial = {
        "skills": found.skills,
        "languages": found.languages,
        "service_categories": found.service_categories,
        **days_of(found.availability),
    }
    form = ServiceForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        version = request.POST.get("version", "")
        saved = save(form, lambda: set_service(actor=actor, version=version, **form.values()))
        if saved.done:
            messages.success(request, _("已保存。"))
            return redirect("people:volunteer")
        status, found = saved.status, volunteer_seen_by(actor)
    context = {"form": form, "version": found.version}
    return render(request, "people/service_edit.html", context, status=status)


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def pledge(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not is_registered(actor):
        return redirect("people:volunteer")
    found = volunteer_seen_by(actor)
    if found.pledged_at is not None and request.method == "GET":
        return redirect("people:volunteer")
    form = PledgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and save(form, lambda: make_pledge(actor=actor)).done:
        return redirect("people:volunteer")
    return render(request, "people/pledge.html", {"form": form})


@page(Open.SIGNED_IN, methods=("POST",))
def pause(request: HttpRequest) -> HttpResponse:
    if not is_registered(actor_of(request)):
        return redirect("people:volunteer")
    pause_volunteer(actor=actor_of(request))
    messages.success(request, _("已暂停，不会再给您推荐服务。随时可以恢复。"))
    return redirect("people:volunteer")


@page(Open.SIGNED_IN, methods=("POST",))
def resume(request: HttpRequest) -> HttpResponse:
    if not is_registered(actor_of(request)):
        return redirect("people:volunteer")
    resume_volunteer(actor=actor_of(request))
    messages.success(request, _("欢迎回来。"))
    return redirect("people:volunteer")
