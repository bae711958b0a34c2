"""WeChat as allauth sees it, with the three differences that matter here: two front doors, one
person behind both (``unionid``), and the fragment without which WeChat's browser goes nowhere."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.weixin.client import WeixinOAuth2Client
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.http import HttpRequest

IN_WECHAT = "https://open.weixin.qq.com/connect/oauth2/authorize"
ON_COMPUTER = "https://open.weixin.qq.com/connect/qrconnect"


def inside_wechat(request: HttpRequest) -> bool:
    """Whether this is WeChat's own browser; on anything else only the QR code works."""
    return "MicroMessenger" in request.META.get("HTTP_USER_AGENT", "")


class Client(WeixinOAuth2Client):
    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: Any) -> str:
        return super().get_redirect_url(authorization_url, scope, extra_params) + "#wechat_redirect"


class Adapter(WeixinOAuth2Adapter):
    client_class = Client
    access_token_method = "GET"  # noqa: S105

    @property
    def authorize_url(self) -> str:
        return IN_WECHAT if inside_wechat(self.request) else ON_COMPUTER

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Ask who this is. Only the identifiers are looked at; name and picture are not ours."""
        answer: dict[str, Any] = kwargs["response"]
        found = {name: answer.get(name, "") for name in ("openid", "unionid")}
        if not found["unionid"]:
            with get_adapter().get_requests_session() as session:
                params = {"access_token": token.token, "openid": found["openid"]}
                reply = session.get(self.profile_url, params=params)
                reply.raise_for_status()
                profile = reply.json()
            if profile.get("errcode"):
                raise OAuth2Error(f"userinfo refused with {profile['errcode']}")
            found["unionid"] = profile.get("unionid", "")
        login = self.get_provider().sociallogin_from_response(request, found)
        # Only the official account may write to people, and it knows them by this name alone.
        login.writes_to = found["openid"] if inside_wechat(request) else ""
        return login


class WeixinProvider(OAuth2Provider):
    id = "weixin"
    account_class = ProviderAccount
    oauth2_adapter_class = Adapter

    @property
    def name(self) -> str:
        from django.utils.translation import gettext

        return gettext("微信")

    def extract_uid(self, data: dict[str, Any]) -> str:
        """One person has one unionid in all apps of an operator; openid where there is none."""
        from redvest.people.auth.elsewhere import known_uid

        return known_uid("weixin", data["unionid"], data["openid"])

    def get_default_scope(self) -> list[str]:
        return ["snsapi_userinfo"] if inside_wechat(self.request) else ["snsapi_login"]

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}


provider_classes = [WeixinProvider]
