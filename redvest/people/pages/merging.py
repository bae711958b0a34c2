"""The desk: two entries of one person, side by side, and then one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.districts.queries import region_names
from redvest.engines.merging import needs_second_person, obstacle
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.forms.desk import MergeForm, SearchForm
from redvest.people.labels import CATEGORIES, VOLUNTEER_STATES, words
from redvest.people.models import Person, PersonMerge
from redvest.people.pages.common import save
from redvest.people.pages.own import labels, verified_words
from redvest.people.pages.residents import STAFF_HERE, seen_at_desk
from redvest.people.queries import desk as query
from redvest.people.queries.merges import (
    CHOOSABLE,
    entries_alike,
    half_of,
    merges_waiting,
)
from redvest.people.queries.persons import shown_name
from redvest.people.services.merging import REFUSALS, ask_merge, decide_merge


def _entry(person: Person, kept: Person) -> dict[str, Any]:
    names = region_names(person.district)
    note = [names.get(person.home_community, ""), str(query.phone_of(person) or "")]
    return {
        "url": reverse("people:merge", args=[kept.id, person.id]),
        "label": shown_name(person),
        "note": " · ".join(part for part in note if part),
    }


@page(*STAFF_HERE, methods=("GET", "POST"))
def choose(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Entries that may be of the same person: those with the same phone, or one looked up."""
    actor = actor_of(request)
    person = seen_at_desk(actor, person_id)
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = []
    if request.method == "POST" and form.is_valid():
        found = query.find_residents(actor, form.cleaned_data["q"])
    context = {
        "person": person,
        "name": shown_name(person),
        "form": form,
        "alike": [_entry(one, person) for one in entries_alike(actor, person)],
        "searched": request.method == "POST" and form.is_valid(),
        "found": [_entry(one, person) for one in found if one.id != person.id],
    }
    return render(request, "people/merge_choose.html", context)


def _cells(person: Person) -> dict[str, str]:
    """What one entry shows, masked."""
    names = region_names(person.district)
    volunteer = getattr(person, "volunteer", None)
    return {
        "name": shown_name(person),
        "id_number": str(person.id_number or ""),
        "birth_date": str(person.birth_date or ""),
        "phone": str(query.phone_of(person) or ""),
        "address": str(person.address or ""),
        "home_community": names.get(person.home_community, ""),
        "categories": "、".join(words(CATEGORIES, person.categories)),
        "account": _("有") if person.account_id else _("无"),
        "volunteer": f"{volunteer.volunteer_no} {VOLUNTEER_STATES[volunteer.status]}"
        if volunteer
        else "",
        "real_name": verified_words(person),
    }


def side_by_side(kept: Person, gone: Person) -> list[dict[str, Any]]:
    """The particulars of both. Keyed hashes say whether what is masked is the same."""
    named = {
        **labels(),
        "home_community": _("所在社区"),
        "categories": _("人群"),
        "account": _("账号"),
        "volunteer": _("志愿者"),
        "real_name": _("实名"),
    }
    left, right = _cells(kept), _cells(gone)
    same = {
        "id_number": kept.id_index is not None and kept.id_index == gone.id_index,
        "phone": kept.phone_index is not None and kept.phone_index == gone.phone_index,
    }
    return [
        {"label": named[key], "kept": left[key], "gone": right[key], "same": same.get(key, False)}
        for key in left
    ]


def _named() -> list[tuple[str, Any]]:
    named = {**labels(), "home_community": _("所在社区")}
    return [(name, named[name]) for name in CHOOSABLE]


def _choices(kept: Person, gone: Person) -> list[tuple[str, Any]]:
    """Particulars that both have and that may differ."""
    return [
        (name, label)
        for name, label in _named()
        if getattr(kept, name)
        and getattr(gone, name)
        and not (name == "phone" and kept.account_id)
        and not (name == "home_community" and kept.home_community == gone.home_community)
    ]


@page(*STAFF_HERE, methods=("GET", "POST"))
def compare(request: HttpRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Both entries; joining them asks for a reason and a yes."""
    actor = actor_of(request)
    kept, gone = seen_at_desk(actor, person_id), seen_at_desk(actor, other_id)
    form = MergeForm(
        request.POST if request.method == "POST" else None, choices=_choices(kept, gone)
    )
    if request.method == "POST":

        def join() -> PersonMerge:
            return ask_merge(
                actor=actor,
                kept_id=person_id,
                gone_id=other_id,
                reason=form.cleaned_data["reason"],
                taken=form.cleaned_data.get("taken", ()),
            )

        saved = save(form, join)
        if saved.done:
            said = _("已合并成一份。") if saved.result.done else _("已提交，等另一位同事核对批准。")
            messages.success(request, said)
            return redirect("people:resident", person_id=person_id)
    one, other = half_of(kept), half_of(gone)
    why = obstacle(one, other)
    context = {
        "person": kept,
        "other": gone,
        "name": shown_name(kept),
        "pairs": side_by_side(kept, gone),
        "why_not": REFUSALS[why] if why else "",
        "second": needs_second_person(one, other),
        "form": form,
    }
    return render(request, "people/merge.html", context)


@page(*STAFF_HERE, methods=("GET", "POST"))
def waiting(request: HttpRequest) -> HttpResponse:
    """Wishes of colleagues: compare once more, then agree or refuse."""
    actor = actor_of(request)
    if request.method == "POST":
        try:
            merge_id = UUID(request.POST.get("merge", ""))
        except ValueError:
            raise NotSeen(_("没有找到这条申请。")) from None
        approve = request.POST.get("decision") == "approve"
        decide_merge(actor=actor, merge_id=merge_id, approve=approve)
        messages.success(request, _("已合并成一份。") if approve else _("已处理。"))
        return redirect("people:merges")
    found = [
        {
            "row": row,
            "name": shown_name(row.kept),
            "pairs": side_by_side(row.kept, row.gone),
            "taken": "、".join(str(text) for name, text in _named() if name in row.taken),
            "own": row.asked_by_id == actor.account_id,
        }
        for row in merges_waiting(actor)
    ]
    return render(request, "people/merges.html", {"found": found})
