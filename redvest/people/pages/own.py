"""Who I am: profile, and finding what others entered about me."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.districts.queries import region_names
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.people.actors import Actor
from redvest.people.forms.own import ClaimForm, ProfileForm
from redvest.people.labels import CATEGORIES, DOCUMENTS, SEXES, words
from redvest.people.models import Person
from redvest.people.pages.common import in_full, save, tried
from redvest.people.purposes import Purpose
from redvest.people.queries.consents import has_consent
from redvest.people.queries.persons import own_account, own_person, own_person_or_404
from redvest.people.services.claiming import claim, claimable_by, decline_invitation
from redvest.people.services.consenting import give_consent
from redvest.people.services.profiles import enter_profile, papers_taken
from redvest.people.services.residents import READABLE, read_in_full


def labels() -> dict[str, str]:
    """Words for the fields one may read in full, in the visitor's language."""
    return {
        "name": _("姓名"),
        "phone": _("手机号"),
        "address": _("地址"),
        "id_number": _("证件号码"),
        "birth_date": _("出生日期"),
        "political_status": _("政治面貌"),
    }


def facts(
    person: Person, phone: object, reveal: str, *, fields: tuple[str, ...] = READABLE
) -> list[dict[str, Any]]:
    """The particulars as masks, each with the way to read it in full."""
    named = labels()
    rows: list[dict[str, Any]] = []
    for field in fields:
        cell = phone if field == "phone" and not person.phone else getattr(person, field)
        row: dict[str, Any] = {"label": named[field], "value": str(cell) if cell else ""}
        if cell:
            row["reveal_url"] = reverse(reveal, args=_reveal_args(reveal, person, field))
        rows.append(row)
    names = region_names(person.district)
    rows.append({"label": _("证件类型"), "value": DOCUMENTS.get(person.id_kind, "")})
    rows.append({"label": _("性别"), "value": SEXES.get(person.sex, "")})
    rows.append({"label": _("所在社区"), "value": names.get(person.home_community, "")})
    rows.append({"label": _("人群"), "value": "、".join(words(CATEGORIES, person.categories))})
    rows.append({"label": _("实名"), "value": verified_words(person)})
    return rows


def _reveal_args(reveal: str, person: Person, field: str) -> list[object]:
    return [field] if reveal == "people:read_own" else [person.id, field]


def verified_words(person: Person) -> str:
    if person.real_name_verified_at is None:
        return _("未核验")
    if person.real_name_basis == "in_person":
        return _("站点已当面核验证件")
    return _("证件号码校验通过")


@page(Open.SIGNED_IN)
def profile(request: HttpRequest) -> HttpResponse:
    """What is on record, masked; or the invitation to fill it in."""
    actor = actor_of(request)
    person = own_person(actor)
    if person is None:
        claims = claimable_by(actor)
        return redirect("people:claim") if claims else redirect("people:profile_edit")
    account = own_account(actor)
    rows = facts(person, account.phone if account else None, "people:read_own")
    return render(request, "people/profile.html", {"rows": rows, "person": person})


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def profile_edit(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    person = own_person(actor)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        person=person,
        district=actor.district,
        initial=_initial(person),
    )
    if person is not None and has_consent(person.id, Purpose.REAL_NAME):
        form.without_consent()
    status = 200
    if request.method == "POST":
        version = request.POST.get("version", "") if person else None
        saved = save(form, lambda: _enter(actor, form, version))
        if saved.done:
            messages.success(request, _("已保存个人资料。"))
            return redirect("people:profile")
        status = saved.status
        person = own_person(actor)
    context = {
        "form": form,
        "version": person.version if person else "",
        "taken": _was_taken(form),
        "fresh": person is None,
    }
    return render(request, "people/profile_edit.html", context, status=status)


def _was_taken(form: ProfileForm) -> bool:
    return str(papers_taken()) in [str(error) for error in form.errors.get("id_number", [])]


def _initial(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {}
    return {
        "id_kind": person.id_kind or "resident_id",
        "sex": person.sex if person.sex != "0" else "",
        "home_community": person.home_community,
        "categories": person.categories,
    }


def _enter(actor: Actor, form: ProfileForm, version: object) -> Person:
    values = dict(form.cleaned_data)
    agrees = values.pop("agrees_real_name", False)
    values["sex"] = values["sex"] or "0"
    person = enter_profile(actor=actor, version=version, **values)
    if agrees:
        give_consent(actor=actor, purpose=Purpose.REAL_NAME, person_id=person.id)
    return person


@page(Open.SIGNED_IN, methods=("POST",))
def read_own(request: HttpRequest, field: str) -> HttpResponse:
    """One's own particulars in full; that leaves a trace too."""
    actor = actor_of(request)
    person = own_person_or_404(actor)
    text = read_in_full(actor=actor, person_id=person.id, field=field)
    context = {"label": labels().get(field, field), "text": text, "back": reverse("people:profile")}
    return in_full(request, "people/reading.html", context)


@page(Open.SIGNED_IN)
def claims(request: HttpRequest) -> HttpResponse:
    """What a station, a relative or a roster entered for the phone one signed in with."""
    actor = actor_of(request)
    names = region_names(actor.district)
    found = [
        {
            "id": claimable.row.id,
            "name": str(claimable.row.name) if claimable.row.name else _("未登记姓名"),
            "place": names.get(claimable.row.home_community, ""),
            "invitation": claimable.is_invitation,
        }
        for claimable in claimable_by(actor)
    ]
    return render(request, "people/claims.html", {"found": found})


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def claim_one(request: HttpRequest, row_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    wanted = next((c for c in claimable_by(actor) if c.row.id == row_id), None)
    if wanted is None:
        raise NotSeen(_("没有找到可以认领的资料。请用登记时的手机号登录，或到社区站点办理。"))
    form = ClaimForm(request.POST if request.method == "POST" else None, asks=wanted.asks)
    context = {"form": form, "wanted": wanted}
    if request.method == "POST":
        saved = save(
            form, lambda: claim(actor=actor, row_id=row_id, answer=form.cleaned_data["answer"])
        )
        if saved.done and saved.result is not None:
            messages.success(request, _("认领成功，请核对资料。"))
            return redirect("people:profile")
        if saved.done:
            form.add_error("answer", _("与登记的不一致，请核对；也可以带证件到社区站点办理。"))
            return tried(request, "people/claim.html", context)
    return render(request, "people/claim.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def decline(request: HttpRequest, row_id: UUID) -> HttpResponse:
    decline_invitation(actor=actor_of(request), invitation_id=row_id)
    messages.success(request, _("已谢绝邀请，您的信息已清除。"))
    return redirect("people:claim")
