"""What each adapter says to the other side, and that nothing else is ever called (S15)."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.core import mail

from redvest.notices import channels, outbound
from redvest.notices.channels import HttpSms, Mail, Outgoing, SendError, Wechat
from redvest.notices.labels import Channel

ID = UUID(int=7)
MESSAGE = Outgoing(
    ID,
    "13800001234",
    "order_dispatched",
    "您的订单已派出",
    "水电维修队将在今天联系您。",
    "/orders/1",
    {"team": '水电"维修队', "day": "今天"},
)


class Other:
    """The other side as a fake: answers from a list, remembers what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked = list(answers), []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, json=answer)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)

    def said(self, index: int = -1) -> Any:
        return json.loads(self.asked[index].content)


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> None:
    settings.OUTBOUND_HOSTS = frozenset({"sms.example.cn", "api.weixin.qq.com"})
    settings.SITE_URL = "https://vest.example.cn"


def sms(other: Other, **more: Any) -> HttpSms:
    body = {"to": ["{phone}"], "vars": {"team": "{team}"}, "text": "{text}", "n": 1}
    return HttpSms(
        "https://sms.example.cn/send", {"X-Key": "k"}, body, transport=other.transport, **more
    )


def test_sms_fills_the_gateways_own_shape_and_sends_the_id():
    other = Other({"code": 0})
    sms(other, success="code=0").send(MESSAGE)
    assert other.said() == {
        "to": ["13800001234"],
        "vars": {"team": '水电"维修队'},
        "text": "水电维修队将在今天联系您。",
        "n": 1,
    }
    assert other.asked[0].headers["Idempotency-Key"] == str(ID)
    assert other.asked[0].headers["X-Key"] == "k"


@pytest.mark.parametrize(
    ("answer", "code", "retry"),
    [
        ({"code": 9}, "gateway_refused", False),
        ([], "gateway_refused", False),
        (httpx.Response(500), "http_500", True),
        (httpx.Response(429), "http_429", True),
        (httpx.Response(400), "http_400", False),
        (httpx.Response(302, headers={"Location": "https://evil.example/"}), "http_302", False),
        (httpx.Response(200, content=b"<html>"), "not_json", True),
        (httpx.Response(200, content=b'"' + b"x" * 70_000 + b'"'), "answer_too_long", False),
        (httpx.ConnectTimeout("slow"), "timeout", True),
        (httpx.ConnectError("away"), "ConnectError", True),
    ],
)
def test_sms_says_whether_trying_again_may_help(answer: Any, code: str, retry: bool):
    other = Other(answer)
    with pytest.raises(SendError) as caught:
        sms(other, success="code=0").send(MESSAGE)
    assert (caught.value.code, caught.value.retry) == (code, retry)
    assert len(other.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://sms.example.cn/send",
        "https://sms.example.cn.evil.example/",
        "https://evil.example/?sms.example.cn",
        "https://sms.example.cn@evil.example/",
        "https://user:pass@sms.example.cn/",
        "https://sms.example.cn:8443/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://0x7f.1/",
        "https://[::ffff:169.254.169.254]/",
        "file:///etc/passwd",
        "gopher://sms.example.cn/",
        "https://sms.example.cn:99999/",
        "//sms.example.cn/",
        "",
    ],
)
def test_no_address_outside_the_list_is_called(url: str):
    other = Other()
    with pytest.raises(outbound.Refused):
        outbound.call("GET", url, transport=other.transport)
    assert other.asked == []
    adapter = HttpSms(url, {}, {}, transport=other.transport)
    with pytest.raises(SendError) as caught:
        adapter.send(MESSAGE)
    assert caught.value.code == "host_not_allowed"


def test_a_gateway_inside_the_server_room_may_speak_plain_http(settings: Any):
    settings.OUTBOUND_PLAIN_HOSTS = frozenset({"10.1.2.3:8080"})
    other = Other({})
    outbound.call("POST", "http://10.1.2.3:8080/sms", json={}, transport=other.transport)
    assert len(other.asked) == 1
    with pytest.raises(outbound.Refused):
        outbound.call("POST", "http://10.1.2.3:8081/sms", transport=other.transport)


def wechat(other: Other) -> Wechat:
    shape = {"id": "tmpl", "data": {"thing1": "{title}", "thing2": "{team}"}}
    return Wechat("wx1", "secret", {"order_dispatched": shape}, transport=other.transport)


def test_wechat_asks_for_a_token_once_and_sends_subscribe_messages():
    token = {"access_token": "T", "expires_in": 7200}
    other = Other(token, {"errcode": 0}, {"errcode": 0})
    adapter = wechat(other)
    adapter.send(MESSAGE)
    adapter.send(MESSAGE)
    assert [request.url.path for request in other.asked] == [
        "/cgi-bin/stable_token",
        "/cgi-bin/message/subscribe/bizsend",
        "/cgi-bin/message/subscribe/bizsend",
    ]
    assert other.asked[1].url.params["access_token"] == "T"
    said = other.said()
    assert said["touser"] == "13800001234"
    assert said["template_id"] == "tmpl"
    assert said["data"]["thing1"] == {"value": "您的订单已派出"}
    assert said["page"] == "https://vest.example.cn/orders/1"


def test_wechat_renews_a_stale_token_and_tries_once_more():
    other = Other(
        {"access_token": "old", "expires_in": 7200},
        {"errcode": 42001},
        {"access_token": "new", "expires_in": 7200},
        {"errcode": 0},
    )
    wechat(other).send(MESSAGE)
    assert other.asked[-1].url.params["access_token"] == "new"


@pytest.mark.parametrize(("errcode", "retry"), [(43101, False), (45009, True), (-1, True)])
def test_wechat_gives_up_where_the_reader_refused(errcode: int, retry: bool):
    other = Other({"access_token": "T", "expires_in": 7200}, {"errcode": errcode})
    with pytest.raises(SendError) as caught:
        wechat(other).send(MESSAGE)
    assert (caught.value.code, caught.value.retry) == (f"wechat_{errcode}", retry)


def test_mail_carries_the_id_and_the_link():
    Mail().send(MESSAGE)
    sent = mail.outbox[0]
    assert sent.subject == "您的订单已派出"
    assert "https://vest.example.cn/orders/1" in sent.body
    assert str(ID) in sent.extra_headers["Message-ID"]


def test_the_console_shows_the_words_and_masks_the_phone(capsys: pytest.CaptureFixture[str]):
    channels.Console(Channel.SMS).send(MESSAGE)
    said = capsys.readouterr().err
    assert "水电维修队将在今天联系您。" in said
    assert "13800001234" not in said


@pytest.fixture
def chosen() -> Any:
    channels.forget_adapters()
    yield channels.adapter_for
    channels.forget_adapters()


def test_only_what_is_configured_is_used_in_production(
    settings: Any, chosen: Callable[[Channel], Any]
):
    settings.PRODUCTION = True
    assert [chosen(channel) for channel in Channel] == [None] * 4
    channels.forget_adapters()
    settings.SMS = {**settings.SMS, "url": "https://sms.example.cn/send"}
    settings.EMAIL_HOST = "mail.example.cn"
    assert isinstance(chosen(Channel.SMS), HttpSms)
    assert isinstance(chosen(Channel.EMAIL), Mail)


def test_without_configuration_a_demonstration_prints(chosen: Callable[[Channel], Any]):
    assert isinstance(chosen(Channel.SMS), channels.Console)
