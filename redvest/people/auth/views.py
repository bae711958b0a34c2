"""Pages around allauth's own: the security overview, and what allauth leaves undone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account import views as account
from allauth.account.internal.stagekit import clear_login, stash_login, unstash_login
from allauth.account.models import Login
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.http import Open, page
from redvest.people.auth import elsewhere
from redvest.people.auth.adapter import display_name, rough_address
from redvest.people.auth.factors import has_second_factor
from redvest.people.models import Account
from redvest.people.services import signing_in


def _account(request: HttpRequest) -> Account:
    """Who is signed in, on pages that let nobody else in."""
    return cast("Account", request.user)


def from_the_start(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A door: whoever comes back to it has mistyped a number or wants another account, so what was
    begun is forgotten. allauth would lead back to the step it waits for."""

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            clear_login(request)
        return view(request)

    return inner


def confirm_login_code(request: HttpRequest) -> HttpResponse:
    """allauth's page; asking again for an unknown phone must look like any other asking."""
    if request.method == "POST" and request.POST.get("action") == "resend":
        login = unstash_login(request, peek=True)
        if login is not None and login.user is None:
            return _pretend_to_resend(request, login)
    return account.confirm_login_code(request)


def _pretend_to_resend(request: HttpRequest, login: Login) -> HttpResponse:
    state = login.state["stages"]["login_by_code"]["data"]
    if state["resend_count"] < settings.ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND:
        state["resend_count"] += 1
        stash_login(request, login)
    return HttpResponseRedirect(request.get_full_path())


def where_it_applies(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about something the account does not have leads to the overview instead."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (PermissionDenied, Http404):
            return HttpResponseRedirect(reverse("account_security"))

    return inner


def password_change(request: HttpRequest) -> HttpResponse:
    with rough_address():
        return account.password_change(request)


def password_set(request: HttpRequest) -> HttpResponse:
    with rough_address():
        return account.password_set(request)


@page(Open.SIGNED_IN)
def security(request: HttpRequest) -> HttpResponse:
    """登录与安全: how I get in, and from where."""
    user = _account(request)
    return render(
        request,
        "account/security.html",
        {
            "phone": display_name(user),
            "has_password": user.has_usable_password(),
            "has_factor": has_second_factor(user.pk),
            "devices": UserSession.objects.filter(user=user).count(),
            "connections": SocialAccount.objects.filter(user=user).count(),
        },
    )


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def connections(request: HttpRequest) -> HttpResponse:
    """Accounts elsewhere that lead into this one."""
    if request.method == "POST":
        link_id = request.POST.get("link", "")
        account_id = _account(request).pk
        gone = signing_in.unlink_account(
            account_id=account_id,
            link_id=int(link_id) if link_id.isdecimal() else 0,
        )
        if gone == "weixin":
            elsewhere.reached(account_id, "")
        messages.success(request, _("已解除绑定。"))
        return HttpResponseRedirect(reverse("account_connections"))
    providers = {item.sub_id: item for item in get_social_adapter().list_providers(request)}
    rows = list(SocialAccount.objects.filter(user=request.user).order_by("id"))
    linked = {row.provider for row in rows}
    return render(
        request,
        "account/connections.html",
        {
            "rows": [(row, providers.get(row.provider) or row.provider) for row in rows],
            "offered": [item for key, item in providers.items() if key not in linked],
        },
    )


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def link(request: HttpRequest) -> HttpResponse:
    """Whether the account somebody came with and the one they signed in to belong together."""
    found = elsewhere.pending_link(request)
    target = elsewhere.next_after_link(request)
    if found is None:
        return HttpResponseRedirect(target)
    if request.method == "POST":
        request.session.pop(elsewhere.PENDING, None)
        if request.POST.get("answer") == "yes":
            signing_in.link_account(
                account_id=_account(request).pk,
                provider=found["provider"],
                uid=found["uid"],
            )
            if found["openid"]:
                elsewhere.reached(_account(request).pk, found["openid"])
            messages.success(request, _("已绑定，下次可以用它登录。"))
        return HttpResponseRedirect(target)
    return render(
        request,
        "account/link.html",
        {
            "name": found["name"],
            "phone": display_name(_account(request)),
            "next": target,
        },
    )
