"""Accounts in the fault loop: proving a phone, passwords, links, and being rescued."""

from datetime import timedelta

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils import timezone

from redvest.engines.roles import Role
from redvest.notices import services as notices
from redvest.people.actors import Actor, system
from redvest.people.models import Account
from redvest.people.services import signing_in
from redvest.people.services.accounts import open_account
from tests.faults.harness import Act, case
from tests.faults.people import number
from tests.people.cast import DISTRICT, acting, an_account, staff


@case("people.prove_phone")
def proving_a_phone() -> tuple[Actor, Act]:
    account, other = an_account(number()), f"1830000{number():04d}"
    return acting(account), lambda: signing_in.prove_phone(account_id=account.id, phone=other)


@case("people.set_new_password")
def setting_a_password() -> tuple[Actor, Act]:
    account = an_account(number())
    return acting(account), lambda: signing_in.set_new_password(
        account_id=account.id, password="long enough 1"
    )


@case("people.forget_unproven")
def forgetting_the_unproven() -> tuple[Actor, Act]:
    account = open_account(phone=f"1820000{number():04d}", district=DISTRICT)
    Account.objects.filter(id=account.id).update(
        created_at=timezone.now() - timedelta(days=9), phone_verified_at=None
    )
    return system(DISTRICT), signing_in.forget_unproven


@case("people.link_account")
def linking() -> tuple[Actor, Act]:
    account, uid = an_account(number()), f"open-{number()}"
    return acting(account), lambda: signing_in.link_account(
        account_id=account.id, provider="weixin", uid=uid
    )


@case("people.unlink_account")
def unlinking() -> tuple[Actor, Act]:
    account = an_account(number())
    signing_in.link_account(account_id=account.id, provider="weixin", uid=f"open-{number()}")
    link = SocialAccount.objects.get(user=account)
    return acting(account), lambda: signing_in.unlink_account(
        account_id=account.id, link_id=link.pk
    )


def rescue() -> tuple[Actor, Account]:
    return staff(number(), Role.SYSTEM_ADMIN, DISTRICT), an_account(number())


@case("people.unlock_account")
def unlocking() -> tuple[Actor, Act]:
    actor, account = rescue()
    return actor, lambda: signing_in.unlock_account(
        actor=actor, account_id=account.id, reason="本人来电"
    )


@case("people.sign_out_account")
def signing_out() -> tuple[Actor, Act]:
    actor, account = rescue()
    for _device in range(2):
        UserSession.objects.create(
            user=account, session_key=f"key-{number()}", ip="127.0.0.1", user_agent="x"
        )
    return actor, lambda: signing_in.sign_out_account(
        actor=actor, account_id=account.id, reason="手机丢了"
    )


@case("people.suspend_account")
def suspending() -> tuple[Actor, Act]:
    actor, account = rescue()
    return actor, lambda: signing_in.suspend_account(
        actor=actor, account_id=account.id, reason="冒用"
    )


@case("people.resume_account")
def resuming() -> tuple[Actor, Act]:
    actor, account = rescue()
    signing_in.suspend_account(actor=actor, account_id=account.id, reason="冒用")
    return actor, lambda: signing_in.resume_account(
        actor=actor, account_id=account.id, reason="已查清"
    )


@case("notices.bind_wechat")
def binding_wechat() -> tuple[Actor, Act]:
    account, openid = an_account(number()), f"open-{number()}"
    return acting(account), lambda: notices.bind_wechat(account_id=account.id, openid=openid)
