"""The hotline: a number, one line, a yes; and what is written down about it."""

from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.utils import timezone

from redvest.journal.models import Event
from redvest.notices import relay
from redvest.notices.channels import SendError
from redvest.notices.models import Message
from redvest.orders.models import OrderLink, ServiceOrder
from redvest.orders.queries.links import code_of, token_of
from redvest.people.models import Person, ProxyLink
from tests.orders.cast import DISTRICT, HOME, Cast, an_order
from tests.orders.test_pages import browser, key_in

pytestmark = pytest.mark.slow

URL = "/desk/hotline/"
GRANNY, UNKNOWN = "19900000001", "13912345678"
LINE = "明天上午阳台灯坏了，想请人来修"


@pytest.fixture
def granny_has_an_address(cast: Cast) -> None:
    granny = Person.objects.get(id=cast.persons["granny"].id)
    granny.address = "畅家巷3号楼2单元501室"
    granny.save(update_fields=["address"])
    from redvest.people.indexes import phone_index

    Person.objects.filter(id=granny.id).update(phone_index=phone_index(GRANNY))


def call(cast: Cast, number: str = GRANNY, name: str = "desk"):  # type: ignore[no-untyped-def]
    client = browser(cast, name)
    return client, client.post(URL, {"step": "call", "caller": number})


def told(cast: Cast, **changes: object) -> dict[str, object]:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return {
        "step": "place",
        "caller": GRANNY,
        "resident": str(cast.persons["granny"].id),
        "line": LINE,
        "line_read": LINE,
        "item": str(cast.item.id),
        "preferred_on": tomorrow.isoformat(),
        "preferred_slot": "morning",
        "consented": "on",
        **changes,
    }


@pytest.mark.usefixtures("granny_has_an_address")
def test_a_number_a_line_and_a_yes_make_an_order(cast: Cast):
    client, found = call(cast)
    assert "演*" in found.text
    assert GRANNY not in found.text.replace(f'value="{GRANNY}"', "")
    read = client.post(
        URL,
        {
            "step": "read",
            "caller": GRANNY,
            "resident": str(cast.persons["granny"].id),
            "line": LINE,
        },
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert f'value="{tomorrow.isoformat()}"' in read.text
    assert f'value="{cast.item.id}" selected' in read.text
    assert "我给您念一遍：修理水电" in read.text
    assert not ServiceOrder.objects.exists()
    sent = client.post(URL, told(cast, _key=key_in(read.text)))
    order = ServiceOrder.objects.get()
    assert sent["Location"] == f"{URL}{order.id}/"
    assert order.number in client.get(sent["Location"]).text
    assert (order.channel, order.community, order.state) == ("hotline", HOME, "submitted")
    assert str(order.address) == "畅家巷"
    assert order.contact_phone.reveal(actor=cast.desk, reason="核对") == GRANNY
    # Granny has an account: she finds it in her messages; who called gets the link.
    assert Message.objects.filter(template="order_placed").exists()
    receipt = Message.objects.get(template="order_receipt")
    assert receipt.channel == "sms"
    link = OrderLink.objects.get(order=order)
    words = receipt.params.reveal(actor=cast.desk, reason="核对")
    assert code_of(link.id) in words
    assert token_of(link.id) in words
    assert code_of(link.id) not in client.get(sent["Location"]).text
    consent = Event.objects.get(kind="order.consent_by_phone")
    assert (consent.subject_id, consent.after["basis"]) == (order.id, "phone")


@pytest.mark.usefixtures("granny_has_an_address")
def test_every_look_at_a_caller_is_written_down_without_the_number(cast: Cast):
    call(cast)
    looked = Event.objects.get(kind="resident.looked_up")
    assert looked.subject_id == cast.persons["granny"].id
    assert (looked.channel, looked.account_id) == ("hotline", cast.accounts["desk"].id)
    call(cast)
    assert Event.objects.filter(kind="resident.looked_up").count() == 1  # The same call.
    call(cast, name="centre")
    assert Event.objects.filter(kind="resident.looked_up").count() == 2
    call(cast, UNKNOWN)
    unknown = Event.objects.get(kind="caller.unknown")
    assert UNKNOWN not in str([unknown.reason, unknown.before, unknown.after])


@pytest.mark.usefixtures("granny_has_an_address")
def test_a_desk_of_another_place_does_not_learn_who_calls(cast: Cast):
    _client, found = call(cast, name="other_desk")
    assert "没有登记过这个号码" in found.text
    assert "演*" not in found.text
    assert Event.objects.filter(kind="resident.looked_up").count() == 0
    refused = browser(cast, "other_desk").post(URL, told(cast))
    assert not ServiceOrder.objects.exists()
    assert refused.status_code == 200


@pytest.mark.usefixtures("granny_has_an_address")
def test_a_relative_who_calls_is_shown_whom_they_may_speak_for(cast: Cast):
    ProxyLink.objects.create(
        district=DISTRICT,
        proxy=cast.accounts["stranger"],
        resident=cast.persons["granny"],
        kind="family",
        consent_basis="code",
        confirmed_at=timezone.now(),
    )
    _client, found = call(cast, "19900000006")
    assert str(cast.persons["granny"].id) in found.text


def test_an_unknown_caller_is_entered_with_the_little_that_is_needed(cast: Cast):
    client, found = call(cast, UNKNOWN)
    assert "没有登记过这个号码" in found.text
    before = Person.objects.count()
    data = told(
        cast, caller=UNKNOWN, resident="new", name="王秀英", community=HOME, address="3号楼501"
    )
    sent = client.post(URL, data)
    assert sent.status_code == 302, sent.text
    assert Person.objects.count() == before + 1
    order = ServiceOrder.objects.get()
    person = order.requester
    assert str(person.name).startswith("王")
    assert "秀英" not in str(person.name)
    # One text message, not two.
    assert list(Message.objects.values_list("template", "channel")) == [("order_receipt", "sms")]
    assert person.entered_via == "station"
    link = ProxyLink.objects.get(resident=person)
    assert (link.consent_basis, link.kind) == ("phone", "station")
    assert order.contact_phone.reveal(actor=cast.desk, reason="核对") == UNKNOWN


def test_while_the_gateway_is_down_the_order_stands_and_its_message_waits(cast: Cast):
    gateway = mock.Mock(keeps=False)
    gateway.send.side_effect = SendError("timeout", retry=True)
    data = told(
        cast, caller=UNKNOWN, resident="new", name="王秀英", community=HOME, address="3号楼501"
    )
    with mock.patch("redvest.notices.relay.adapter_for", return_value=gateway):
        assert browser(cast, "desk").post(URL, data).status_code == 302
        # By day: at night a message waits anyway.
        noon = timezone.localtime().replace(hour=12, minute=0) + timedelta(days=1)
        with time_machine.travel(noon, tick=False) as clock:
            assert relay.relay_due() == 1
            row = Message.objects.get(template="order_receipt")
            assert (row.status, row.attempts, row.error) == ("failed", 1, "timeout")
            assert ServiceOrder.objects.get().state == "submitted"
            gateway.send.side_effect = None
            clock.move_to(row.next_try_at)
            assert relay.relay_due() == 1
    assert Message.objects.get(template="order_receipt").status == "sent"


@pytest.mark.usefixtures("granny_has_an_address")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"consented": ""}, "得到同意后再勾选"),
        ({"item": ""}, "请选择服务项目"),
        ({"preferred_on": "2020-01-01"}, "请选择今天或以后的日期"),
        ({"line": "", "line_read": ""}, "请写下对方的话"),
        ({"contact_phone": "12345"}, "请填手机号"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    cast: Cast, changes: dict[str, str], words: str
):
    answer = browser(cast, "desk").post(URL, told(cast, risk_note="家里有狗🐕", **changes))
    assert answer.status_code == 200
    assert words in answer.text
    assert "家里有狗🐕" in answer.text
    assert not ServiceOrder.objects.exists()


@pytest.mark.usefixtures("granny_has_an_address")
def test_the_same_open_need_is_shown_before_a_second_order_is_made(cast: Cast):
    first = an_order(cast)
    desk = browser(cast, "desk")
    answer = desk.post(URL, told(cast))
    assert answer.status_code == 200
    assert first.number in answer.text
    assert "还有没办完的单" in answer.text
    assert ServiceOrder.objects.count() == 1
    assert desk.post(URL, told(cast, not_the_same="on")).status_code == 302
    assert ServiceOrder.objects.count() == 2


@pytest.mark.usefixtures("granny_has_an_address")
def test_a_line_changed_after_reading_is_read_again_and_not_sent(cast: Cast):
    answer = browser(cast, "desk").post(URL, told(cast, line="后天下午想理发"))
    assert answer.status_code == 200
    assert not ServiceOrder.objects.exists()
    day = timezone.localdate() + timedelta(days=2)
    assert f'value="{day.isoformat()}"' in answer.text


@pytest.mark.usefixtures("granny_has_an_address")
def test_words_of_danger_come_first_with_numbers_to_call(cast: Cast):
    answer = browser(cast, "desk").post(URL, {**told(cast, line="厨房煤气味很大"), "step": "read"})
    assert "tel:119" in answer.text
    assert answer.text.index("tel:119") < answer.text.index("对方说了什么")


@pytest.mark.parametrize("number", ["", "abc", "1" * 60])
def test_a_number_that_is_none_finds_nobody(cast: Cast, number: str):
    answer = browser(cast, "desk").post(URL, {"step": "call", "caller": number})
    assert answer.status_code == 200
    assert "演*" not in answer.text
