"""Messages are written with the change, once, and to whom they may reach."""

import pytest
from django.db import transaction

from redvest.notices import relay
from redvest.notices.labels import Channel
from redvest.notices.models import Message
from redvest.notices.services import notify
from redvest.people.services.accounts import open_account

pytestmark = pytest.mark.django_db
DISTRICT = "620102"


def test_a_code_goes_to_a_phone_without_an_account_and_is_never_in_an_inbox():
    rows = notify(
        district=DISTRICT,
        template="login_code",
        params={"code": "123456", "minutes": 5},
        to_phone="13800001234",
    )
    assert [row.channel for row in rows] == ["sms"]
    assert relay.relay_due() == 1
    assert Message.objects.get().status == "sent"


def test_an_account_gets_the_inbox_and_the_first_way_that_works():
    account = open_account(phone="13800001234", district=DISTRICT)
    notify(
        district=DISTRICT,
        template="role_granted",
        params={"role": "x", "place": "y"},
        to_account_id=account.id,
    )
    assert set(Message.objects.values_list("channel", "status")) == {
        ("in_app", "sent"),
        ("sms", "queued"),
    }


def test_the_same_dedupe_key_writes_nothing_a_second_time():
    for _ in range(2):
        rows = notify(
            district=DISTRICT,
            template="login_code",
            params={"code": "1", "minutes": 5},
            to_phone="13800001234",
            dedupe_key="once",
        )
    assert rows == []
    assert Message.objects.count() == 1


def test_a_rolled_back_change_tells_nobody():
    with transaction.atomic():
        notify(
            district=DISTRICT,
            template="login_code",
            params={"code": "1", "minutes": 5},
            to_phone="13800001234",
        )
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.parametrize("params", [{}, {"code": "1"}, {"code": "1", "minutes": 5, "name": "x"}])
def test_it_refuses_parameters_that_are_not_the_templates(params: dict[str, object]):
    with pytest.raises(ValueError):
        notify(district=DISTRICT, template="login_code", params=params, to_phone="13800001234")
    assert not Message.objects.exists()


def test_channels_asked_for_replace_those_of_the_template():
    account = open_account(phone="13800001234", district=DISTRICT)
    notify(
        district=DISTRICT,
        template="password_changed",
        to_account_id=account.id,
        channels=[Channel.IN_APP],
    )
    assert Message.objects.get().channel == "in_app"


@pytest.mark.parametrize(
    "kind",
    [
        "login_code",
        "no_account",
        "phone_changed",
        "password_changed",
        "code_for_family",
        "code_for_closing",
        "guardian_asked",
    ],
)
def test_every_message_of_signing_in_has_its_words(kind: str):
    from redvest.notices import codes

    codes.send(phone="13800001234", kind=kind, code="1234", district=DISTRICT)
    assert Message.objects.get().template == kind


@pytest.mark.parametrize("kind", ["login_code", "code_for_family", "code_for_closing"])
def test_every_code_says_how_long_it_is_valid(kind: str, settings):
    from redvest.notices import codes
    from redvest.notices.queries import words_of

    settings.CODE_MINUTES = 4
    codes.send(phone="13800001234", kind=kind, code="1234", district=DISTRICT)
    assert "4 分钟内有效" in words_of(Message.objects.get())[1]


def test_every_template_has_words_in_both_languages():
    from django.utils import translation

    from redvest.notices.templates import REGISTRY

    assert len(REGISTRY) >= 8
    for template in REGISTRY.values():
        params = dict.fromkeys(template.params, "x")
        with translation.override("zh-hans"):
            chinese = template.text(params)
        with translation.override("en"):
            english = template.text(params)
        assert all(chinese)
        assert all(english)
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in "".join(english)), template.name
