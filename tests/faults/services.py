"""The write services that go through the fault loop. Every founder adds theirs here, or imports a
module of cases that lives beside the app's own tests."""

from typing import Any

from redvest.engines.roles import Role
from redvest.notices import services as notices
from redvest.notices.models import Message
from redvest.people.actors import Actor, Grant
from redvest.people.services.accounts import open_account
from tests.faults.harness import Act, case

DISTRICT = "620102"
_numbers = iter(range(10_000_000, 99_999_999))


def fresh_phone() -> str:
    return f"138{next(_numbers)}"


def an_account() -> Any:
    return open_account(phone=fresh_phone(), district=DISTRICT)


def actor_for(account: Any, *roles: Role) -> Actor:
    grants = tuple(Grant(role, DISTRICT) for role in roles)
    return Actor(account.id, DISTRICT, grants=grants)


def a_notice(account: Any) -> None:
    notices.notify(
        district=DISTRICT,
        template="role_granted",
        params={"role": "x", "place": "y"},
        to_account_id=account.id,
    )


@case("people.open_account")
def opening_an_account() -> tuple[Actor, Act]:
    phone = fresh_phone()
    return Actor(None, DISTRICT), lambda: open_account(phone=phone, district=DISTRICT)


@case("notices.notify")
def notifying() -> tuple[Actor, Act]:
    account = an_account()
    return actor_for(account), lambda: a_notice(account)


@case("notices.mark_read")
def reading_a_message() -> tuple[Actor, Act]:
    account = an_account()
    a_notice(account)
    message = Message.objects.get(to_account=account, channel="in_app")
    actor = actor_for(account)
    return actor, lambda: notices.mark_read(actor=actor, message_id=message.id)


@case("notices.mark_all_read")
def reading_everything() -> tuple[Actor, Act]:
    account = an_account()
    a_notice(account)
    actor = actor_for(account)
    return actor, lambda: notices.mark_all_read(actor=actor)


@case("notices.retry_message")
def retrying_a_dead_message() -> tuple[Actor, Act]:
    account = an_account()
    a_notice(account)
    Message.objects.filter(to_account=account, channel="sms").update(
        status="dead", next_try_at=None, error="http_500"
    )
    message = Message.objects.get(to_account=account, channel="sms")
    actor = actor_for(account, Role.CENTRE_ADMIN)
    return actor, lambda: notices.retry_message(actor=actor, message_id=message.id)


@case("notices.set_preference")
def setting_preferences() -> tuple[Actor, Act]:
    actor = actor_for(an_account())
    return actor, lambda: notices.set_preference(
        actor=actor,
        version=1,
        wants_sms=False,
        wants_wechat=True,
        wants_email=True,
        email="a@example.org",
    )
