"""WeChat and the government's identity, played by a fake that keeps their contracts. No network."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from redvest.journal.models import Event
from redvest.notices.queries import preference_of
from redvest.people.auth import elsewhere
from redvest.people.models import Account
from redvest.people.services.accounts import open_account
from tests.people.test_auth import PHONE, last_code, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
IN_WECHAT = {"user-agent": "Mozilla/5.0 (Linux; Android 12) MicroMessenger/8.0.40"}
ISSUER = "https://id.gov.example"


class Reply:
    def __init__(self, body: Any, status: int = 200) -> None:
        self.status_code, self.body, self.content = status, body, repr(body).encode()
        self.headers, self.text = {"content-type": "application/json"}, str(body)

    def json(self) -> Any:
        return self.body

    def raise_for_status(self) -> None:
        assert self.status_code < 400


class Elsewhere:
    """Answers like WeChat's and an OpenID provider's servers; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.openid, self.unionid, self.refuses = "o-web-1", "u-1", False

    def __enter__(self) -> "Elsewhere":
        return self

    def __exit__(self, *_: object) -> None: ...

    def get(self, url: str, **more: Any) -> Reply:
        return self.request("GET", url, **more)

    def request(self, method: str, url: str, **more: Any) -> Reply:
        sent = more.get("params") or more.get("data") or {}
        self.asked.append((method, url, dict(sent)))
        if url == "https://api.weixin.qq.com/sns/oauth2/access_token":
            if self.refuses or sent.get("code") != "good":
                return Reply({"errcode": 40029, "errmsg": "invalid code"})
            return Reply(
                {"access_token": "t", "expires_in": 7200, "openid": self.openid, "scope": "x"}
            )
        if url == "https://api.weixin.qq.com/sns/userinfo":
            known = {"openid": self.openid, "nickname": "小明", "headimgurl": "https://x/y"}
            return Reply(known | ({"unionid": self.unionid} if self.unionid else {}))
        if url.endswith("/.well-known/openid-configuration"):
            return Reply(
                {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token",
                    "userinfo_endpoint": f"{ISSUER}/userinfo",
                    "jwks_uri": f"{ISSUER}/jwks",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        if url == f"{ISSUER}/token":
            now = int(time.time())
            claims = {"iss": ISSUER, "aud": "redvest", "sub": "s-1", "iat": now, "exp": now + 60}
            token = jwt.encode(claims, "x" * 32, algorithm="HS256")
            return Reply({"access_token": "t", "token_type": "Bearer", "id_token": token})
        assert url == f"{ISSUER}/userinfo"
        return Reply({"sub": "s-1", "name": "张小明", "email": "x@example.org"})


@pytest.fixture(autouse=True)
def server(settings, monkeypatch) -> Elsewhere:
    settings.DEMO = True
    settings.SOCIALACCOUNT_PROVIDERS = {
        "weixin": {
            "APPS": [
                {"client_id": "wx-mp", "secret": "s1", "settings": {"inside": True}},
                {"client_id": "wx-web", "secret": "s2", "settings": {"inside": False}},
            ]
        },
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "zwfw",
                    "name": "政务服务网账号",
                    "client_id": "redvest",
                    "secret": "s3",
                    "settings": {
                        "server_url": ISSUER,
                        "scope": ["openid"],
                        "oauth_pkce_enabled": True,
                    },
                }
            ]
        },
    }
    cache.clear()
    fake = Elsewhere()
    monkeypatch.setattr(elsewhere.SocialAdapter, "get_requests_session", lambda self: fake)
    return fake


def sent_to(client: Client, door: str = "weixin") -> tuple[Any, dict[str, str]]:
    answer = client.post(f"/accounts/elsewhere/{door}/", {"next": "/accounts/devices/"})
    parts = urlsplit(answer["Location"])
    return parts, {name: values[0] for name, values in parse_qs(parts.query).items()}


def come_back(client: Client, door: str = "weixin", code: str = "good"):
    _parts, query = sent_to(client, door)
    back = urlsplit(query["redirect_uri"]).path
    return client.get(back, {"code": code, "state": query["state"]})


def link_by_phone(client: Client, door: str = "weixin") -> None:
    """Come for the first time: prove the phone, say yes."""
    answer = come_back(client, door)
    assert "请先验证手机号" in text_of(client.get(answer["Location"]))
    target = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    answer = client.post("/accounts/login/", {"phone": PHONE, "next": target})
    answer = client.post(answer["Location"], {"code": last_code()})
    assert answer["Location"] == target
    assert "以后用" in text_of(client.get(target))
    answer = client.post(target, {"answer": "yes", "next": "/accounts/devices/"})
    assert answer["Location"] == "/accounts/devices/"


def test_wechats_own_browser_is_sent_to_its_own_door():
    parts, query = sent_to(Client(headers=IN_WECHAT))
    assert (parts.netloc, parts.path) == ("open.weixin.qq.com", "/connect/oauth2/authorize")
    assert parts.fragment == "wechat_redirect"
    assert (query["appid"], query["scope"]) == ("wx-mp", "snsapi_userinfo")
    assert query["response_type"] == "code"
    names = [pair.split("=")[0] for pair in parts.query.split("&")]
    assert names == sorted(names)


def test_a_computer_is_shown_the_qr_code():
    parts, query = sent_to(Client())
    assert (parts.netloc, parts.path) == ("open.weixin.qq.com", "/connect/qrconnect")
    assert parts.fragment == "wechat_redirect"
    assert (query["appid"], query["scope"]) == ("wx-web", "snsapi_login")


@pytest.mark.parametrize("door", ["weixin", "oidc/zwfw"])
def test_the_first_time_a_phone_is_proven_and_then_never_again(door, server):
    account = open_account(phone=PHONE, district="620102")
    link_by_phone(Client(), door)
    row = SocialAccount.objects.get()
    assert (row.user, row.extra_data) == (account, {})
    assert len(row.uid) == 64
    assert Event.objects.filter(kind="account.linked").count() == 1
    again = Client()
    assert come_back(again, door)["Location"] == "/accounts/devices/"
    assert again.get("/accounts/").status_code == 200


def test_wechat_is_asked_as_it_wants_to_be(server):
    come_back(Client())
    method, _url, sent = server.asked[0]
    assert method == "GET"
    assert sent == {
        "appid": "wx-web",
        "secret": "s2",
        "code": "good",
        "grant_type": "authorization_code",
    }


def test_the_government_is_asked_with_a_proof_key(server):
    client = Client()
    parts, query = sent_to(client, "oidc/zwfw")
    assert f"{parts.scheme}://{parts.netloc}" == ISSUER
    assert (query["scope"], query["code_challenge_method"]) == ("openid", "S256")
    client.get("/accounts/elsewhere/oidc/zwfw/callback/", {"code": "x", "state": query["state"]})
    token = next(sent for _m, url, sent in server.asked if url.endswith("/token"))
    assert token["code_verifier"]
    assert token["client_secret"] == "s3"


def test_one_person_is_the_same_behind_both_doors_of_wechat(server):
    open_account(phone=PHONE, district="620102")
    link_by_phone(Client())
    server.openid = "o-mp-1"
    phone = Client(headers=IN_WECHAT)
    assert come_back(phone)["Location"] == "/accounts/devices/"
    assert SocialAccount.objects.count() == 1


def test_without_a_unionid_the_openid_serves_and_goes_on_serving(server):
    open_account(phone=PHONE, district="620102")
    server.unionid = ""
    link_by_phone(Client())
    server.unionid = "u-later"
    assert come_back(Client())["Location"] == "/accounts/devices/"


def test_nobody_is_linked_without_saying_yes(server):
    open_account(phone=PHONE, district="620102")
    client = Client()
    come_back(client)
    client.post("/accounts/login/", {"phone": PHONE})
    client.post("/accounts/login/code/", {"code": last_code()})
    assert client.get("/accounts/").status_code == 200
    client.post("/accounts/elsewhere/link/", {"answer": "no"})
    assert not SocialAccount.objects.exists()
    answer = client.post("/accounts/elsewhere/link/", {"answer": "yes"})
    assert answer.status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_link_of_somebody_else_cannot_be_taken(server):
    open_account(phone=PHONE, district="620102")
    link_by_phone(Client())
    other = Client()
    other.force_login(open_account(phone="13900000001", district="620102"))
    assert come_back(other)["Location"] == "/accounts/elsewhere/"
    assert "已绑定到另一个用户" in text_of(other.get("/accounts/elsewhere/"))
    assert SocialAccount.objects.get().user.phone_index is not None
    assert other.get("/accounts/").status_code == 200


def test_a_link_can_be_taken_back_by_its_owner_only(server):
    account = open_account(phone=PHONE, district="620102")
    link_by_phone(Client())
    row = SocialAccount.objects.get()
    stranger, owner = Client(), Client()
    stranger.force_login(open_account(phone="13900000001", district="620102"))
    owner.force_login(account)
    assert stranger.post("/accounts/elsewhere/", {"link": row.id}).status_code == 404
    assert SocialAccount.objects.exists()
    assert "微信" in text_of(owner.get("/accounts/elsewhere/"))
    assert owner.post("/accounts/elsewhere/", {"link": row.id}).status_code == 302
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("code", ["stale", ""])
def test_a_refused_code_is_explained_and_signs_nobody_in(code, server):
    client = Client()
    answer = come_back(client, code=code)
    assert answer.status_code == 401
    assert "没有登录成功" in text_of(answer)
    assert client.get("/accounts/").status_code == 302


def test_an_answer_nobody_asked_for_is_refused(server):
    answer = Client().get(
        "/accounts/elsewhere/weixin/callback/", {"code": "good", "state": "forged"}
    )
    assert answer.status_code == 401
    assert server.asked == []


def test_saying_no_elsewhere_leads_back_to_the_phone():
    client = Client()
    _parts, query = sent_to(client)
    answer = client.get(
        "/accounts/elsewhere/weixin/callback/",
        {"error": "access_denied", "state": query["state"]},
    )
    assert answer["Location"] == "/accounts/elsewhere/cancelled/"
    assert "登录已取消" in text_of(client.get(answer["Location"]))


def test_the_second_factor_is_asked_after_wechat_too(server):
    from allauth.mfa.totp.internal.auth import TOTP

    account = open_account(phone=PHONE, district="620102")
    link_by_phone(Client())
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    client = Client()
    assert come_back(client)["Location"].startswith("/accounts/factors/authenticate/")
    assert client.get("/accounts/").status_code == 302


def test_nothing_is_offered_where_nothing_is_set_up(settings):
    assert "微信" in text_of(Client().get("/accounts/login/"))
    settings.SOCIALACCOUNT_PROVIDERS = {
        "weixin": {"APPS": []},
        "openid_connect": {"APPS": []},
    }
    page = text_of(Client().get("/accounts/login/"))
    assert "微信" not in page
    assert "政务" not in page
    assert Client().post("/accounts/elsewhere/weixin/").status_code == 404


def test_wechat_is_not_offered_where_its_door_is_missing(settings):
    apps = settings.SOCIALACCOUNT_PROVIDERS["weixin"]["APPS"]
    settings.SOCIALACCOUNT_PROVIDERS = {"weixin": {"APPS": apps[1:]}}
    assert "微信" in text_of(Client().get("/accounts/login/"))
    assert "微信" not in text_of(Client(headers=IN_WECHAT).get("/accounts/login/"))


def openid_of(account: Account) -> str:
    own = preference_of(account.id)
    return own.wechat_openid._open() if own.wechat_openid else ""


def test_wechats_official_account_may_write_to_whoever_came_through_it(server):
    account = open_account(phone=PHONE, district="620102")
    link_by_phone(Client())
    # The QR code's app may write to nobody; its openid is of no use.
    assert openid_of(account) == ""
    server.openid = "o-mp-1"
    phone = Client(headers=IN_WECHAT)
    come_back(phone)
    assert openid_of(account) == "o-mp-1"
    come_back(Client(headers=IN_WECHAT))
    assert Event.objects.filter(kind="notices.wechat_bound").count() == 1
    own = SocialAccount.objects.get(user=account)
    phone.post("/accounts/elsewhere/", {"link": own.id})
    assert openid_of(account) == ""
    assert Event.objects.filter(kind="notices.wechat_unbound").count() == 1


def test_whoever_links_inside_wechat_is_reached_at_once(server):
    account = open_account(phone=PHONE, district="620102")
    server.openid = "o-mp-2"
    link_by_phone(Client(headers=IN_WECHAT))
    assert openid_of(account) == "o-mp-2"
