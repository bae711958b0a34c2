"""Nothing is called that the operator did not name: not by the tests, not by the system."""

import io
import re
import socket
from pathlib import Path

import httpx
import pytest
import requests
from pytest_socket import SocketConnectBlockedError

from redvest.notices import outbound
from redvest.notices.channels import HttpSms, Outgoing, SendError
from redvest.notices.outbound import CallFailed, Refused
from redvest.people.auth.elsewhere import GuardedSession

ROOT = Path(__file__).resolve().parents[2]
GATEWAY = "sms.gov.example"

# What somebody might put where an address is expected, to reach a machine inside.
PAYLOADS = [
    "http://sms.gov.example/send",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://0.0.0.0/",
    "https://0/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://127.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.100.100.200/latest/meta-data/",
    "https://10.0.0.1/",
    "https://sms.gov.example.evil.example/",
    "https://evil.example/?sms.gov.example",
    "https://evil.example/#sms.gov.example",
    "https://sms.gov.example@evil.example/",
    "https://sms.gov.example:x@evil.example/",
    "https://evil.example\\@sms.gov.example/",
    "https://sms.gov.example:8443/",
    "https://sms.gov.example:22/",
    "https://sms.gov.example:99999/",
    "https://ｓｍｓ.gov.example/",
    "https://sms。gov。example/",
    "https://sms.gov.example%2eevil.example/",
    "https://sms.gov.example\n.evil.example/",
    "https:///etc/passwd",
    "https:sms.gov.example",
    "//sms.gov.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://sms.gov.example/",
    "unix:///run/postgresql/.s.PGSQL.5432",
    "jar:https://sms.gov.example!/",
    "",
]


@pytest.fixture(autouse=True)
def one_gateway(settings: object) -> None:
    settings.OUTBOUND_HOSTS = frozenset({GATEWAY})
    settings.OUTBOUND_PLAIN_HOSTS = frozenset()


class Recorder(httpx.MockTransport):
    """Answers in place of the network and remembers who was asked for."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.asked: list[str] = []
        self.answers = list(answers)
        super().__init__(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        return self.answers.pop(0) if self.answers else httpx.Response(200, json={})


def test_the_suite_itself_cannot_reach_the_network():
    """The control: the block on which every other test relies is really there."""
    with (
        socket.socket() as outside,
        pytest.warns(UserWarning, match="tried to use"),
        pytest.raises(SocketConnectBlockedError),
    ):
        outside.connect(("192.0.2.1", 443))
    with pytest.raises(AssertionError, match="looked up"):
        socket.getaddrinfo("example.org", 443)
    with socket.socket() as inside, pytest.raises(ConnectionRefusedError):
        inside.connect(("127.0.0.1", 9))


@pytest.mark.parametrize("address", PAYLOADS)
def test_an_address_off_the_list_is_refused_before_anything_is_sent(address: str):
    asked = Recorder()
    with pytest.raises(Refused):
        outbound.call("GET", address, transport=asked)
    assert asked.asked == []


def test_the_address_on_the_list_is_called():
    asked = Recorder(httpx.Response(200, json={"code": 0}))
    answer = outbound.call("POST", f"https://{GATEWAY}/send", json={}, transport=asked)
    assert answer == {"code": 0}
    assert asked.asked == [f"https://{GATEWAY}/send"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["http://169.254.169.254/", "https://evil.example/"])
def test_a_redirect_is_not_followed(status: int, target: str):
    asked = Recorder(httpx.Response(status, headers={"Location": target}))
    with pytest.raises(CallFailed):
        outbound.call("GET", f"https://{GATEWAY}/send", transport=asked)
    assert asked.asked == [f"https://{GATEWAY}/send"]


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch):
    seen = {}
    real = httpx.Client

    def watched(**options: object) -> httpx.Client:
        seen.update(options)
        return real(**options)

    monkeypatch.setattr(outbound.httpx, "Client", watched)
    outbound.call("GET", f"https://{GATEWAY}/", transport=Recorder())
    assert seen["trust_env"] is False
    assert seen["follow_redirects"] is False
    assert seen["timeout"].connect is not None


def test_an_endless_answer_is_cut_off():
    asked = Recorder(httpx.Response(200, content=b"x" * (outbound.ANSWER_BYTES_MAX + 1)))
    with pytest.raises(CallFailed, match="too_long"):
        outbound.call("GET", f"https://{GATEWAY}/", transport=asked)


def test_a_phone_number_cannot_change_where_a_message_goes(settings: object):
    """What people type goes into the body of the request, never into its address."""
    asked = Recorder(httpx.Response(200, json={"code": 0}))
    gateway = HttpSms(f"https://{GATEWAY}/send", {}, {"to": "{phone}"}, "", transport=asked)
    from uuid import UUID

    gateway.send(Outgoing(UUID(int=1), "@evil.example/#", "code", "t", "{phone}//evil.example"))
    assert asked.asked == [f"https://{GATEWAY}/send"]
    settings.OUTBOUND_HOSTS = frozenset()
    with pytest.raises(SendError, match="host_not_allowed"):
        gateway.send(Outgoing(UUID(int=1), "13812345678", "code", "t", "x"))
    assert len(asked.asked) == 1


@pytest.mark.parametrize("address", PAYLOADS)
def test_signing_in_elsewhere_asks_nobody_off_the_list(settings: object, address: str):
    settings.LOGIN_CALL_HOSTS = frozenset({"api.weixin.qq.com"})
    session = GuardedSession()
    with pytest.raises((requests.exceptions.RequestException, UnicodeError)):
        session.get(address)


@pytest.mark.parametrize("status", [301, 302, 307])
def test_signing_in_elsewhere_follows_no_redirect(settings: object, status: int):
    settings.LOGIN_CALL_HOSTS = frozenset({"api.weixin.qq.com"})
    asked: list[str] = []

    class Elsewhere(requests.adapters.BaseAdapter):
        def send(self, request, **kwargs):  # type: ignore[no-untyped-def]
            asked.append(request.url)
            answer = requests.Response()
            answer.status_code, answer.request, answer.url = status, request, request.url
            answer.headers["Location"] = "https://169.254.169.254/"
            answer.raw = io.BytesIO(b"")
            return answer

        def close(self) -> None: ...

    session = GuardedSession()
    session.mount("https://", Elsewhere())
    assert session.get("https://api.weixin.qq.com/sns/userinfo").status_code == status
    assert asked == ["https://api.weixin.qq.com/sns/userinfo"]
    assert not session.trust_env


def test_only_the_reviewed_modules_speak_to_the_network():
    """Programs that open connections are few; a new one is looked at before it joins the list."""
    reviewed = {
        "redvest/people/auth/elsewhere.py": "allauth's calls, held to the operator's settings",
        "redvest/notices/outbound.py": "the one gate, by the operator's list",
        "redvest/notices/channels.py": "names the transport's type; calls through the gate",
    }
    opens = re.compile(
        r"^\s*(?:import|from)\s+(httpx|requests|urllib\.request|urllib3|http\.client|aiohttp"
        r"|ftplib|telnetlib|smtplib|socket|xmlrpc)\b",
        re.MULTILINE,
    )
    local = {
        "redvest/embedded": "the sockets of the server on this machine",
        "redvest/core/management/commands/serve.py": "the port it listens on",
    }
    found = {}
    for path in sorted((ROOT / "redvest").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if opens.search(path.read_text()) and not name.startswith(tuple(local)):
            found[name] = opens.findall(path.read_text())
    assert set(found) - set(reviewed) == set(), found
