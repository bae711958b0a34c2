"""Invented people of one district, made through the services."""

from datetime import date

from redvest.districts.models import District, Region
from redvest.engines.identifiers import id_check_character
from redvest.engines.roles import Role
from redvest.people import queries
from redvest.people.actors import Actor, system
from redvest.people.models import Account
from redvest.people.purposes import Purpose
from redvest.people.services.accounts import open_account
from redvest.people.services.consenting import give_consent
from redvest.people.services.profiles import enter_profile
from redvest.people.services.roles import grant_role

DISTRICT = "620102"
HERE, NEXT_DOOR, ELSEWHERE = "620102001001", "620102001002", "620102002001"


def a_place(code: str = DISTRICT) -> None:
    """A district of two streets and three communities."""
    District.objects.create(
        code=code, name="城关区", full_name="兰州市城关区", province="甘肃省", city="兰州市"
    )
    names = {
        code: "城关区",
        f"{code}001": "酒泉路街道",
        f"{code}001001": "畅家巷社区",
        f"{code}001002": "中山社区",
        f"{code}002": "张掖路街道",
        f"{code}002001": "大众巷社区",
    }
    for region, name in names.items():
        Region.objects.create(
            district=code, code=region, name=name, stat_name=name, valid_from=date(2023, 1, 1)
        )


def papers(born: date, number: int = 1) -> str:
    """An invented ID number with a true check digit; an odd number is a man's."""
    body = f"620102{born:%Y%m%d}{number:03d}"
    return body + id_check_character(body)


def an_account(number: int, password: str | None = None) -> Account:
    return open_account(phone=f"1990000{number:04d}", district=DISTRICT, password=password)


def acting(account: Account, district: str = DISTRICT) -> Actor:
    return queries.actor_of(Account.objects.get(id=account.id), district)


def a_resident(number: int, born: date = date(1980, 5, 1), **more: object) -> Actor:
    """Somebody with an account and a complete profile."""
    account = an_account(number)
    entered = {
        "name": "张小三",
        "id_number": papers(born, number),
        "home_community": HERE,
        "address": "酒泉路街道畅家巷12号3单元501室",
        **more,
    }
    enter_profile(actor=acting(account), **entered)  # type: ignore[arg-type]
    return acting(account)


def a_candidate(number: int, born: date = date(1980, 5, 1), **more: object) -> Actor:
    """Somebody who may register as a volunteer: papers entered and the check agreed to."""
    actor = a_resident(number, born, **more)
    give_consent(actor=actor, purpose=Purpose.REAL_NAME)
    return actor


def staff(number: int, role: Role = Role.VENUE_ADMIN, scope: str = HERE) -> Actor:
    account = an_account(number)
    grant_role(actor=system(DISTRICT), account_id=account.id, role=role, scope=scope)
    return acting(account)
