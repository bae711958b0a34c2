"""A browser without a screen, and what it reads on a page."""

import re

from django.test import Client

from redvest.people.actors import Actor
from redvest.people.models import Account, Person
from redvest.people.services.residents import register_resident
from tests.people.cast import HERE


def browser(account_or_actor, language: str = "zh-hans") -> Client:
    account_id = getattr(account_or_actor, "account_id", None) or account_or_actor.id
    account = Account.objects.get(id=account_id)
    account.language = language
    client = Client(headers={"accept-language": language})
    client.force_login(account)
    return client


def text_of(answer: object) -> str:
    return answer.content.decode()


def hidden(answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text_of(answer))
    return found.group(1) if found else ""


def a_granny(desk: Actor, **more: object) -> Person:
    entered = {
        "name": "李桂兰",
        "phone": "0931-8401234",
        "home_community": HERE,
        "address": "畅家巷12号3单元501室",
        "consent_basis": "in_person",
        **more,
    }
    return register_resident(actor=desk, **entered)
