"""Webhooks: nothing lost, nothing sent twice, nobody inside reached, nobody's data in them."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook as Consumer
from standardwebhooks import WebhookVerificationError

from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal import sealing
from redvest.journal.models import Event
from redvest.notices import hooking, leases, outbound, webhooks
from redvest.notices.models import Delivery, Webhook
from redvest.notices.outbound import CallFailed, Refused
from tests.orders.cast import Cast, an_order, the_cast

pytestmark = pytest.mark.slow

KINDS = ["order.submit", "order.claim"]


@pytest.fixture
def cast(db: None) -> Cast:
    return the_cast()


class Receiver:
    """Another system on this machine, which checks every signature with a ready-made library."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], str]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    made = Receiver()
    settings.HOOKS_TO_THIS_MACHINE = True
    settings.OUTBOUND_PLAIN_HOSTS = frozenset({made.host})
    yield made
    made.stop()


@pytest.fixture
def hook(cast: Cast, receiver: Receiver) -> tuple[Webhook, str]:
    sealing.seal_all(since=None)
    return hooking.add_hook(
        actor=cast.centre, name="数据中台", url=f"http://{receiver.host}/in", kinds=KINDS
    )


def go_round() -> int:
    """What the worker does: seal, collect, deliver."""
    sealing.seal_all(since=None)
    webhooks.collect()
    return webhooks.deliver_due()


def test_what_happens_is_told_once_signed_and_without_anybody_in_it(
    cast: Cast, receiver: Receiver, hook: tuple[Webhook, str]
):
    order = an_order(cast, "agreed")
    go_round()
    go_round()
    assert [json.loads(body)["type"] for _headers, body in receiver.got] == KINDS
    headers, body = receiver.got[0]
    told = Consumer(hook[1]).verify(body, headers)
    assert told["data"]["subject_id"] == str(order.id)
    assert told["data"]["after"]["state"] == "submitted"
    event = Event.objects.get(kind="order.submit", subject_id=order.id)
    assert headers["webhook-id"] == str(event.id)
    for secret in ("3号楼", "1990000", "演员", "灯", str(cast.accounts["granny"].id)):
        assert secret not in body
    with pytest.raises(WebhookVerificationError):
        Consumer(hook[1]).verify(body.replace("submitted", "closed"), headers)
    with pytest.raises(WebhookVerificationError):
        Consumer("whsec_" + "A" * 44).verify(body, headers)


def test_what_happened_before_is_not_told(cast: Cast, receiver: Receiver):
    an_order(cast)
    sealing.seal_all(since=None)
    hooking.add_hook(actor=cast.centre, name="新来的", url=f"http://{receiver.host}/", kinds=KINDS)
    go_round()
    assert receiver.got == []


def test_other_kinds_and_other_districts_are_not_told(
    cast: Cast, receiver: Receiver, hook: tuple[Webhook, str]
):
    Webhook.objects.update(kinds=["order.rate"])
    an_order(cast)
    go_round()
    assert receiver.got == []
    assert not Delivery.objects.exists()


def test_a_failure_is_tried_again_ever_more_seldom_and_then_given_up(
    cast: Cast, receiver: Receiver, hook: tuple[Webhook, str]
):
    receiver.answers = [500] * 100
    with time_machine.travel(timezone.now(), tick=False) as clock:
        an_order(cast)
        go_round()
        waits = []
        while (row := Delivery.objects.get()).status == "failed":
            waits.append(row.next_try_at - timezone.now())
            clock.shift(row.next_try_at - timezone.now() - timedelta(seconds=1))
            assert webhooks.deliver_due() == 0
            clock.shift(timedelta(seconds=1))
            assert webhooks.deliver_due() == 1
    assert waits == webhooks.WAITS
    assert (row.status, row.error) == ("dead", "http_500")
    assert Event.objects.filter(kind="webhook.dead").count() == 1
    receiver.answers = []
    assert hooking.send_again(actor=cast.centre, hook_id=hook[0].id) == 1
    webhooks.deliver_due()
    assert Delivery.objects.get().status == "sent"


def test_a_redirect_is_a_failure_and_gone_ends_the_webhook(
    cast: Cast, receiver: Receiver, hook: tuple[Webhook, str]
):
    receiver.answers = [302, 410]
    an_order(cast)
    go_round()
    assert Delivery.objects.get().error == "http_302"
    Delivery.objects.update(next_try_at=timezone.now())
    webhooks.deliver_due()
    assert Delivery.objects.get().status == "dead"
    found = Webhook.objects.get()
    assert (found.is_active, found.stopped_because) == (False, "gone")
    an_order(cast)
    go_round()
    assert len(receiver.got) == 2
    hooking.switch_hook(actor=cast.centre, hook_id=found.id, on=True)
    go_round()
    assert len(receiver.got) == 3, "what happened meanwhile is delivered afterwards"


def test_for_a_day_both_secrets_open_a_delivery(
    cast: Cast, receiver: Receiver, hook: tuple[Webhook, str]
):
    _hook, fresh = hooking.renew_secret(actor=cast.centre, hook_id=hook[0].id)
    an_order(cast)
    go_round()
    headers, body = receiver.got[-1]
    for secret in (hook[1], fresh):
        Consumer(secret).verify(body, headers)
    Webhook.objects.update(old_secret_until=timezone.now() - timedelta(seconds=1))
    an_order(cast)
    go_round()
    headers, body = receiver.got[-1]
    Consumer(fresh).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Consumer(hook[1]).verify(body, headers)


class Killed(BaseException):
    """The process is gone: nothing after this point runs."""


def test_a_worker_killed_after_sending_sends_again_under_the_same_id(
    cast: Cast, receiver: Receiver, hook: tuple[Webhook, str]
):
    an_order(cast)
    with (
        mock.patch("redvest.notices.webhooks._note_sent", side_effect=Killed),
        pytest.raises(Killed),
    ):
        go_round()
    assert Delivery.objects.get().status == "sending"
    assert webhooks.deliver_due() == 0, "another worker waits for the lease to end"
    with time_machine.travel(timezone.now() + leases.LEASE, tick=False):
        assert webhooks.deliver_due() == 1
    assert Delivery.objects.get().status == "sent"
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


def looked_up(*answers: list[str]) -> Callable[..., Any]:
    """A name server that gives these answers, one after the other."""
    left = list(answers)

    def lookup(_host: Any, port: int, **_more: Any) -> list[Any]:
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(2, 1, 6, "", (address, port)) for address in found]

    return lookup


INSIDE = [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1",  # noqa: S104
    "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
    "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_never_connected_to(address: str, settings: Any):
    settings.OUTBOUND_HOSTS = frozenset({"hooks.example"})
    with (
        mock.patch.object(outbound.socket, "getaddrinfo", looked_up(["8.8.8.8", address])),
        mock.patch.object(outbound.httpcore.SyncBackend, "connect_tcp") as connect,
        pytest.raises(CallFailed, match="private_address"),
    ):
        outbound.post_hook("https://hooks.example/", b"{}", {})
    connect.assert_not_called()


def test_a_name_that_changes_its_mind_is_asked_only_once(settings: Any):
    """DNS rebinding: the address that was looked at is the one that is connected to."""
    settings.OUTBOUND_HOSTS = frozenset({"hooks.example"})
    lookup = mock.Mock(side_effect=looked_up(["8.8.8.8"], ["127.0.0.1"]))
    with (
        mock.patch.object(outbound.socket, "getaddrinfo", lookup),
        mock.patch.object(
            outbound.httpcore.SyncBackend, "connect_tcp", side_effect=outbound.httpcore.ConnectError
        ) as connect,
        pytest.raises(CallFailed, match="ConnectError"),
    ):
        outbound.post_hook("https://hooks.example/", b"{}", {})
    assert lookup.call_count == 1
    assert connect.call_args.args[0] == "8.8.8.8"


def test_a_name_that_does_not_exist_is_tried_again(settings: Any):
    settings.OUTBOUND_HOSTS = frozenset({"hooks.example"})
    with (
        mock.patch.object(outbound.socket, "getaddrinfo", side_effect=OSError),
        pytest.raises(CallFailed) as failure,
    ):
        outbound.post_hook("https://hooks.example/", b"{}", {})
    assert failure.value.retry


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "https://elsewhere.example/",
        "https://hooks.example@elsewhere.example/",
        "https://127.0.0.1/",
        "https://hooks.example:8443/",
        "ftp://hooks.example/",
        "https://hooks.example/\nx",
        "https://hooks.example/" + "x" * 300,
        "",
    ],
)
def test_an_address_the_operator_did_not_name_is_refused(cast: Cast, settings: Any, url: str):
    settings.OUTBOUND_HOSTS = frozenset({"hooks.example"})
    settings.OUTBOUND_PLAIN_HOSTS = frozenset({"hooks.example"})
    with pytest.raises((Invalid, Refused)) as refusal:
        hooking.add_hook(actor=cast.centre, name="某系统", url=url.strip(" "), kinds=KINDS)
    if isinstance(refusal.value, Invalid):
        assert set(refusal.value.fields) == {"url"}
    assert not Webhook.objects.exists()


def test_only_the_center_of_the_district_sets_webhooks(
    cast: Cast, receiver: Receiver, hook: tuple[Webhook, str]
):
    for name in ("desk", "granny", "zhao"):
        with pytest.raises(NotAllowed):
            hooking.add_hook(
                actor=cast.actor(name), name="x", url=f"http://{receiver.host}/", kinds=KINDS
            )
        with pytest.raises(NotAllowed):
            hooking.renew_secret(actor=cast.actor(name), hook_id=hook[0].id)
    Webhook.objects.update(district="350102")
    with pytest.raises(NotSeen):
        hooking.switch_hook(actor=cast.centre, hook_id=hook[0].id, on=False)
    assert Webhook.objects.get().is_active


def test_a_stale_page_changes_nothing(cast: Cast, hook: tuple[Webhook, str]):
    with pytest.raises(Conflict):
        hooking.change_hook(
            actor=cast.centre,
            hook_id=hook[0].id,
            name="改名",
            url=hook[0].url,
            kinds=KINDS,
            version=99,
        )
    assert Webhook.objects.get().name == "数据中台"


def test_the_center_adds_a_webhook_through_its_pages(cast: Cast, receiver: Receiver):
    client = Client()
    client.force_login(cast.accounts["centre"])
    sent = {"name": "数据中台", "url": f"http://{receiver.host}/in", "kinds": KINDS}
    shown = client.post("/desk/webhooks/new/", {**sent, "_key": "k" * 32})
    secret = shown.context["secret"]
    assert secret in shown.text
    found = Webhook.objects.get()
    page = client.get(f"/desk/webhooks/{found.id}/")
    assert secret not in page.text
    assert "数据中台" in client.get("/desk/webhooks/").text
    wrong = client.post("/desk/webhooks/new/", {**sent, "url": "https://nowhere.example/"})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors["url"]
    assert client.post(f"/desk/webhooks/{found.id}/stop/").status_code == 302
    assert not Webhook.objects.get().is_active
    renewed = client.post(f"/desk/webhooks/{found.id}/secret/")
    assert renewed.context["secret"] != secret
