"""The audit log, one's own trace, and proofs."""

import json
from typing import Any

import pytest
from django.test import Client

from redvest.districts.models import District
from redvest.engines.roles import Role
from redvest.journal import sealing, signing, verifying
from redvest.journal.models import Event
from redvest.journal.services import record_event, record_reading
from redvest.people.actors import Actor, Grant, system
from redvest.people.models import Account, Person
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role

pytestmark = pytest.mark.django_db
DISTRICT, STREET = "620102", "620102001"


@pytest.fixture(autouse=True)
def district(settings: Any) -> None:
    settings.REDVEST_STAFF_MFA = settings.STAFF_MFA = False
    District.objects.create(
        code=DISTRICT, name="城关区", full_name="城关区", province="甘肃省", city="兰州市"
    )


def somebody(phone: str, role: Role | None = None, scope: str = DISTRICT) -> Any:
    account = open_account(phone=phone, district=DISTRICT)
    if role is not None:
        grant_role(actor=system(DISTRICT), account_id=account.id, role=role, scope=scope)
    client = Client()
    client.force_login(account)
    return account, client


def happen(kind: str = "order.dispatch", region: str = STREET + "001", **more: Any) -> Event:
    return record_event(actor=system(DISTRICT), kind=kind, region=region, **more)


def rows(page: str) -> int:
    return page.count('<th scope="row">')


def test_an_auditor_sees_their_scope_and_no_further():
    happen(reason="电话 13812345678 打不通")
    happen(region="620102002001")
    _account, whole = somebody("13800000001", Role.AUDITOR)
    _account, part = somebody("13800000002", Role.AUDITOR, STREET)
    page = whole.get("/desk/journal/?group=order.").content.decode()
    assert rows(page) == 2
    assert "派单" in page
    assert "13812345678" not in page
    assert rows(part.get("/desk/journal/?group=order.").content.decode()) == 1


def test_the_list_narrows_by_subject_and_by_days():
    person = Person(district=DISTRICT, name="王小明")
    person.save(force_insert=True)
    happen(subject=person)
    happen()
    _account, client = somebody("13800000001", Role.AUDIT_ADMIN)
    assert rows(client.get(f"/desk/journal/?subject_id={person.id}").content.decode()) == 1
    page = client.get("/desk/journal/?first=2020-01-01&last=2020-02-01").content.decode()
    assert rows(page) == 0
    assert "没有符合条件的记录" in page


@pytest.mark.parametrize(
    ("query", "said", "said_in_english"),
    [
        ("first=2026-02-01&last=2026-01-01", "结束日期早于开始日期", "last day is before"),
        ("first=2020-01-01&last=2026-01-01", "一次最多查看一年", "At most one year"),
        ("subject_id=12", "对象编号不完整", "not complete"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_in_words(
    query: str, said: str, said_in_english: str
):
    happen()
    account, client = somebody("13800000001", Role.AUDIT_ADMIN)
    for language, words in (("zh-hans", said), ("en", said_in_english)):
        client.cookies["django_language"] = language
        Account.objects.filter(id=account.id).update(language=language)
        page = client.get(f"/desk/journal/?{query}").content.decode()
        assert words in page
        assert rows(page) == 0
        assert query.rpartition("=")[2] in page


def test_everybody_sees_who_looked_at_their_data():
    account, client = somebody("13800000001")
    person = Person(district=DISTRICT, account=account, name="王小明", phone="13800000001")
    person.save(force_insert=True)
    clerk = Actor(None, DISTRICT, grants=(Grant(Role.VENUE_ADMIN, DISTRICT),))
    record_reading(actor=clerk, subject=person, field="phone", reason="回访")
    happen()
    page = client.get("/me/trace/").content.decode()
    assert "查看个人信息" in page
    assert "回访" in page
    assert "派单" not in page


def test_a_proof_is_downloaded_once_sealed_and_verifies():
    event = happen()
    _account, client = somebody("13800000001", Role.AUDITOR)
    assert client.get(f"/desk/journal/{event.id}/proof/").status_code == 409
    sealing.seal_all(since=None)
    answer = client.get(f"/desk/journal/{event.id}/proof/")
    assert "attachment" in answer["Content-Disposition"]
    assert verifying.check_proof(json.loads(answer.content), keys=[signing.public_key()])
    _other, stranger = somebody("13800000003")
    assert stranger.get(f"/desk/journal/{event.id}/proof/").status_code == 404
