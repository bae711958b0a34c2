"""Accounts elsewhere (WeChat, the government's identity): a way in, never an account of its own.

Whoever comes from there for the first time proves a phone like everybody else, and then says
whether the two belong together. What is stored is a keyed hash of the identifier.
"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import requests
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import outside
from redvest.core.keyring import blind_index
from redvest.people.auth.weixin.provider import Adapter, inside_wechat

PENDING, PENDING_SECONDS = "pending_link", 15 * 60
# Told by what name WeChat's official account writes to an account, "" when it no longer may.
# Apps above this one append to it when they are loaded (``AppConfig.ready``).
REACHED: list[Callable[[UUID, str], object]] = []


def hidden_uid(provider: str, identifier: str) -> str:
    return blind_index(f"social.{provider}", identifier).hex()


def reached(account_id: UUID, openid: str) -> None:
    for tell in REACHED:
        tell(account_id, openid)


def known_uid(provider: str, *identifiers: str) -> str:
    """The first identifier that somebody is known by, else the first there is, as its hash."""
    hashes = [hidden_uid(provider, text) for text in identifiers if text]
    known = set(
        SocialAccount.objects.filter(provider=provider, uid__in=hashes).values_list(
            "uid", flat=True
        )
    )
    return next((uid for uid in hashes if uid in known), hashes[0])


class GuardedSession(requests.Session):
    """Asks only the hosts that follow from the operator's settings, and goes where it was sent.

    Redirects and the environment's proxies would both lead somewhere nobody named.
    """

    SECONDS = 10

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        try:
            outside.check(request.url or "", also=settings.LOGIN_CALL_HOSTS)
        except outside.Refused as error:
            raise requests.exceptions.InvalidURL(str(error)) from None
        kwargs |= {"allow_redirects": False, "timeout": self.SECONDS}
        return super().send(request, **kwargs)


class SocialAdapter(DefaultSocialAccountAdapter):
    error_messages = DefaultSocialAccountAdapter.error_messages

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """What is configured; of WeChat's two doors the one that opens in this browser."""
        apps = super().list_apps(request, provider=provider, client_id=client_id)
        for app in apps:
            app.name = str(app.name)  # A translation until now; allauth wants text.
        if request is None:
            return apps
        here = inside_wechat(request)
        return [app for app in apps if app.settings.get("inside", here) == here]

    def get_requests_session(self) -> requests.Session:
        return GuardedSession()

    def new_user(self, request: HttpRequest, sociallogin: Any) -> Any:
        """Called before anything is looked up: forget what we have no use for."""
        account = sociallogin.account
        if len(account.uid) != 64:
            account.uid = hidden_uid(account.provider, account.uid)
        account.extra_data = {}
        sociallogin.email_addresses.clear()
        sociallogin.phone, sociallogin.token = None, None
        return super().new_user(request, sociallogin)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let known people in; send new ones to prove their phone or to confirm the link."""
        signed_in = request.user.is_authenticated
        openid = getattr(sociallogin, "writes_to", "")
        if sociallogin.is_existing and not signed_in:
            if openid:
                reached(sociallogin.user.pk, openid)
            return
        overview = reverse("account_connections")
        if sociallogin.is_existing:
            if sociallogin.user.pk != request.user.pk:
                messages.error(request, _("它已绑定到另一个用户，请先用那个账号登录并解除绑定。"))
            raise ImmediateHttpResponse(HttpResponseRedirect(overview))
        request.session[PENDING] = {
            "provider": sociallogin.account.provider,
            "uid": sociallogin.account.uid,
            "name": str(sociallogin.provider),
            "openid": openid,
            "at": time.time(),
        }
        link = reverse("account_link")
        target = sociallogin.state.get("next")
        if target:
            link += "?" + urlencode({"next": target})
        if signed_in:
            raise ImmediateHttpResponse(HttpResponseRedirect(link))
        messages.info(
            request,
            _("第一次用%(name)s登录，请先验证手机号，以后就不用了。")
            % {"name": sociallogin.provider},
        )
        entrance = reverse("account_request_login_code") + "?" + urlencode({"next": link})
        raise ImmediateHttpResponse(HttpResponseRedirect(entrance))


def pending_link(request: HttpRequest) -> dict[str, Any] | None:
    """What was brought along and is still fresh."""
    found: dict[str, Any] | None = request.session.get(PENDING)
    if found is None or time.time() - found["at"] > PENDING_SECONDS:
        request.session.pop(PENDING, None)
        return None
    return found


def next_after_link(request: HttpRequest) -> str:
    return get_next_redirect_url(request) or "/"


def _or_404(view: Any, request: HttpRequest, *args: Any) -> HttpResponse:
    try:
        return view(request, *args)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def weixin_login(request: HttpRequest) -> HttpResponse:
    return _or_404(OAuth2LoginView.adapter_view(Adapter), request)


def weixin_callback(request: HttpRequest) -> HttpResponse:
    return _or_404(OAuth2CallbackView.adapter_view(Adapter), request)


def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _or_404(oidc.login, request, provider_id)


def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _or_404(oidc.callback, request, provider_id)
