"""Reading in full, the protected file, children's data, and decisions about a volunteer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.engines.roles import Role
from redvest.engines.volunteer_flow import (
    VolunteerAction,
    VolunteerState,
    actions_open_to,
)
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.forms.desk import CareForm, ReasonForm
from redvest.people.labels import BENEFICIARY_CATEGORIES, words
from redvest.people.models import BeneficiaryFile
from redvest.people.pages.common import in_full, save
from redvest.people.pages.own import labels
from redvest.people.pages.residents import STAFF_HERE, seen_at_desk
from redvest.people.purposes import Purpose
from redvest.people.queries import desk as query
from redvest.people.queries.persons import shown_name, volunteer_seen_by
from redvest.people.services import volunteering
from redvest.people.services.consenting import give_consent, withdraw_consent
from redvest.people.services.residents import (
    MINOR_ACCESS_DAYS,
    ask_minor_access,
    care_categories,
    decide_minor_access,
    read_file,
    read_in_full,
    write_file,
)

DECISIONS = {
    VolunteerAction.RESTRICT: volunteering.restrict_volunteer,
    VolunteerAction.LIFT: volunteering.lift_restriction,
    VolunteerAction.PAUSE: volunteering.pause_volunteer,
    VolunteerAction.RECORD_DEATH: volunteering.record_death,
}


def decision_label(action: VolunteerAction) -> str:
    return {
        VolunteerAction.RESTRICT: _("限制服务"),
        VolunteerAction.LIFT: _("解除限制"),
        VolunteerAction.PAUSE: _("代为暂停"),
        VolunteerAction.RECORD_DEATH: _("登记去世"),
    }[action]


@page(*STAFF_HERE, methods=("POST",))
def read(request: HttpRequest, person_id: UUID, field: str) -> HttpResponse:
    """First the reason, then the text."""
    actor = actor_of(request)
    person = seen_at_desk(actor, person_id)
    label = labels().get(field)
    if label is None:
        raise NotSeen(_("没有这一项。"))
    back = reverse("people:resident", args=[person_id])
    asked = "reason" in request.POST
    form = ReasonForm(request.POST if asked else None)
    if asked:

        def look() -> str:
            reason = form.cleaned_data["reason"]
            return read_in_full(actor=actor, person_id=person_id, field=field, reason=reason)

        saved = save(form, look)
        if saved.done:
            context = {"label": label, "text": saved.result, "back": back, "desk": True}
            return in_full(request, "people/desk_reading.html", context)
    title = _("查看完整的%(label)s") % {"label": label}
    context = {"form": form, "name": shown_name(person), "title": title, "person": person}
    return render(request, "people/desk_form.html", context)


@page(*STAFF_HERE, methods=("POST",))
def read_care(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = seen_at_desk(actor, person_id)
    asked = "reason" in request.POST
    form = ReasonForm(request.POST if asked else None)
    if asked:

        def look() -> dict[str, str]:
            reason = form.cleaned_data["reason"]
            return read_file(actor=actor, person_id=person_id, reason=reason)

        saved = save(form, look)
        if saved.done:
            plain: dict[str, str] = saved.result
            chosen = words(BENEFICIARY_CATEGORIES, care_categories(plain))
            rows: list[dict[str, Any]] = [
                {"label": _("照顾类别"), "value": "、".join(chosen)},
                {"label": _("注意事项"), "value": plain["care_note"]},
                {"label": _("紧急联系人"), "value": plain["emergency_contact"]},
            ]
            back = reverse("people:resident", args=[person_id])
            shown = {"label": _("保护档案"), "rows": rows, "back": back}
            return in_full(request, "people/desk_reading.html", shown)
    context = {
        "form": form,
        "person": person,
        "name": shown_name(person),
        "title": _("查看保护档案"),
    }
    return render(request, "people/desk_form.html", context)


@page(*STAFF_HERE, methods=("GET", "POST"))
def write_care(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write the file anew; what stood there is not shown without a reason."""
    actor = actor_of(request)
    person = seen_at_desk(actor, person_id)
    form = CareForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        version = request.POST.get("version", "")

        def write() -> object:
            values = form.cleaned_data
            give_consent(actor=actor, purpose=Purpose.CARE, person_id=person_id, channel="desk")
            return write_file(
                actor=actor,
                person_id=person_id,
                categories=values["care_categories"],
                care_note=values["care_note"],
                emergency_contact=values["emergency_contact"],
                version=version,
            )

        saved = save(form, write)
        if saved.done:
            messages.success(request, _("保护档案已保存。"))
            return redirect("people:resident", person_id=person_id)
        status = saved.status
    file = BeneficiaryFile.objects.filter(district=actor.district, person=person).first()
    context = {
        "form": form,
        "person": person,
        "name": shown_name(person),
        "title": _("填写保护档案"),
        "version": file.version if file else "",
        "note": _("保存后会替换原来的内容。"),
    }
    return render(request, "people/desk_form.html", context, status=status)


@page(*STAFF_HERE, methods=("POST",))
def drop_care(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The resident takes the consent back at the desk."""
    actor = actor_of(request)
    seen_at_desk(actor, person_id)
    withdraw_consent(actor=actor, purpose=Purpose.CARE, person_id=person_id)
    messages.success(request, _("同意已撤回，保护档案已清除。"))
    return redirect("people:resident", person_id=person_id)


@page(*STAFF_HERE, methods=("GET", "POST"))
def ask_minor(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = seen_at_desk(actor, person_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":

        def ask() -> object:
            return ask_minor_access(actor=actor, person_id=person_id, **form.cleaned_data)

        if save(form, ask).done:
            text = _("已提交申请，批准后 %(days)d 天内可以查看。")
            messages.success(request, text % {"days": MINOR_ACCESS_DAYS})
            return redirect("people:resident", person_id=person_id)
    context = {
        "form": form,
        "person": person,
        "name": shown_name(person),
        "title": _("申请查看未成年人资料"),
    }
    return render(request, "people/desk_form.html", context)


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def minors(request: HttpRequest) -> HttpResponse:
    """Requests to read a child's data, decided by the district's responsible person."""
    actor = actor_of(request)
    if request.method == "POST":
        decide_minor_access(
            actor=actor,
            access_id=_uuid(request.POST.get("access", "")),
            approve=request.POST.get("decision") == "approve",
        )
        messages.success(request, _("已处理。"))
        return redirect("people:minors")
    found = [
        {"row": row, "name": shown_name(row.person), "own": row.asked_by_id == actor.account_id}
        for row in query.minor_requests(actor)
    ]
    return render(request, "people/minors.html", {"found": found, "days": MINOR_ACCESS_DAYS})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotSeen(_("没有找到这条申请。")) from None


@page(*STAFF_HERE, methods=("GET", "POST"))
def decide(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """Decisions about a volunteer, each with its reason; the buttons come from the flow."""
    actor = actor_of(request)
    volunteer = volunteer_seen_by(actor, volunteer_id)
    person = seen_at_desk(actor, volunteer.person_id)
    roles = volunteering.roles_towards(actor, person)
    state = VolunteerState(volunteer.status)
    open_now = [action for action in actions_open_to(state, roles) if action in DECISIONS]
    chosen = request.POST.get("action") or request.GET.get("action", "")
    action = next((a for a in DECISIONS if a.value == chosen), None)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].label = _("原因")
    form.fields["reason"].help_text = _("志愿者本人会看到。")
    if request.method == "POST" and action is None:
        form.add_error(None, _("请选择要办理的事项。"))
    elif request.method == "POST" and action is not None:
        act = DECISIONS[action]

        def apply() -> object:
            return act(actor=actor, volunteer_id=volunteer_id, reason=form.cleaned_data["reason"])

        if save(form, apply).done:
            messages.success(request, _("已办理。"))
            return redirect("people:resident", person_id=person.id)
    context = {
        "person": person,
        "name": shown_name(person),
        "volunteer": volunteer,
        "actions": [{"value": a.value, "label": decision_label(a)} for a in open_now],
        "chosen": action.value if action else "",
        "title": decision_label(action) if action else _("志愿者管理"),
        "form": form,
    }
    return render(request, "people/decide.html", context)
