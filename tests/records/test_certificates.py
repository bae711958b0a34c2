"""Certificates: who may have one, what is signed, and that no change of it goes unnoticed."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from redvest.__main__ import is_offline
from redvest.engines import certificates as engine
from redvest.engines import flow
from redvest.engines.certificates import (
    CertificateError,
    State,
    Statement,
    is_serial,
    parts_of,
    serial_of,
    token_of,
)
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.records import signing
from redvest.records.checking import checked, offline_page, standing_of
from redvest.records.models import Certificate, ServiceRecord
from redvest.records.passport import passport_of
from redvest.records.services.certifying import (
    adds_up,
    end_certificate_notices,
    issue_certificate,
    reject_certificate,
    request_certificate,
    revoke_certificate,
)
from redvest.records.services.filling import Times, correct_record
from tests.orders.cast import Cast
from tests.records.cast import BEGAN, a_visit, again, recorded

pytestmark = pytest.mark.slow

STATEMENT = Statement(
    serial_of("620102", date(2026, 3, 1), 7),
    "邻里帮帮队",
    "王*明",
    "居民身份证",
    "620102********0011",
    "V000002",
    date(2026, 1, 1),
    date(2026, 3, 1),
    600,
    60,
    9,
    date(2026, 3, 2),
    "王**",
    "赵*",
)


def test_one_wrong_digit_or_two_swapped_are_found_in_a_number():
    serial = STATEMENT.serial
    assert is_serial(serial)
    for at in range(len(serial)):
        for digit in "0123456789":
            changed = serial[:at] + digit + serial[at + 1 :]
            assert is_serial(changed) is (changed == serial)
    assert not is_serial(serial + "0")
    assert not is_serial("六" + serial[1:])


def test_every_changed_field_and_every_changed_character_is_noticed():
    said = STATEMENT.signed_bytes()
    token = token_of(said, signing.sign(said)[1])
    body = dict(checked(token))
    assert body["minutes"] == 600
    signature = parts_of(token)[1]
    for name, value in body.items():
        worse = {**body, name: 1 if isinstance(value, int) else "x"}
        text = b"rv1:" + json.dumps(worse, ensure_ascii=False, sort_keys=True).encode()
        with pytest.raises(CertificateError):
            checked(token_of(text, signature))
    for at in range(4, len(token)):
        other = "A" if token[at] != "A" else "B"
        with pytest.raises(CertificateError):
            checked(token[:at] + other + token[at + 1 :])
    with pytest.raises(CertificateError, match="false"):
        checked(token, bytes(range(32)))
    # The control: without the look at the signature a changed one would pass.
    text = b"rv1:" + json.dumps({**body, "minutes": 6000}).encode()
    assert parts_of(token_of(text, signature))[2]["minutes"] == 6000


@pytest.mark.parametrize(
    "text", ["", "RV1", "RV1..", "RV1.a.b", "RV2.e30.e30", "RV1.e30.e30", "x" * 3000]
)
def test_what_is_no_certificate_is_refused_in_words(text: str):
    with pytest.raises(CertificateError, match="malformed"):
        checked(text)


def test_the_flow_leads_only_forward():
    for state in State:
        for action in engine.Action:
            (step,) = engine.STEPS[action]
            if state in step.before:
                assert flow.next_state(engine.STEPS, state, action, step.by) is step.after
            else:
                with pytest.raises(flow.WrongState):
                    flow.next_state(engine.STEPS, state, action, step.by)
            with pytest.raises(flow.NotAllowed):
                flow.next_state(engine.STEPS, state, action, frozenset())


def asked(cast: Cast) -> tuple[ServiceRecord, Certificate]:
    record = recorded(a_visit(cast, "confirmed"))
    day = record.service_on
    row = request_certificate(
        actor=cast.wang, record_id=record.id, first_on=day - timedelta(days=30), last_on=day
    )
    return record, row


def issued(cast: Cast) -> tuple[ServiceRecord, Certificate]:
    record, row = asked(cast)
    person = cast.persons["wang"]
    person.id_kind, person.id_number = "resident_id", "620102198005010011"
    person.save(update_fields=["id_kind", "id_number"])
    done = issue_certificate(
        actor=cast.zhao, certificate_id=row.id, in_charge="王主任", contact="0931-8000000"
    )
    return record, done


@pytest.mark.django_db
class TestIssuing:
    def test_the_team_certifies_what_counts_and_it_is_valid_after_seven_days(self, cast: Cast):
        _record, row = issued(cast)
        assert (row.minutes, row.services, row.state) == (60, 1, "noticed")
        assert adds_up(row)
        assert is_serial(row.serial)
        body = checked(row.token)
        assert (body["serial"], body["minutes"], body["issuer"]) == (row.serial, 60, row.issuer)
        assert body["name"] == str(row.volunteer.person.name)
        assert (body["paper_kind"], body["paper"]) == ("居民身份证", "620102********0011")
        assert (body["in_charge"], body["clerk"]) == ("王*任", str(cast.persons["zhao"].name))
        assert standing_of(body) == row
        assert end_certificate_notices() == 0
        assert row.notice_until is not None
        assert row.notice_until - timezone.now() > timedelta(days=6, hours=23)
        Certificate.objects.update(notice_until=timezone.now())
        assert end_certificate_notices() == 1
        assert Certificate.objects.get().state == "valid"

    def test_nobody_certifies_their_own_hours_or_those_of_elsewhere(self, cast: Cast):
        _record, row = asked(cast)
        for name, refusal in (("other_desk", NotSeen), ("qian", NotSeen), ("wang", NotAllowed)):
            with pytest.raises(refusal):
                issue_certificate(
                    actor=cast.actor(name), certificate_id=row.id, in_charge="王", contact="1"
                )
        with pytest.raises(IntegrityError, match="nobody_certifies"), transaction.atomic():
            Certificate.objects.update(issued_by=cast.accounts["wang"].id)
        assert Certificate.objects.get().state == "requested"

    def test_what_does_not_count_is_not_certified(self, cast: Cast):
        record = recorded(a_visit(cast))
        day = record.service_on
        with pytest.raises(Invalid):
            request_certificate(actor=cast.wang, record_id=record.id, first_on=day, last_on=day)
        assert not Certificate.objects.exists()

    def test_asking_twice_or_for_empty_days_is_refused(self, cast: Cast):
        record, _row = asked(cast)
        day = record.service_on
        with pytest.raises(Conflict):
            request_certificate(actor=cast.wang, record_id=record.id, first_on=day, last_on=day)
        later = day + timedelta(days=1)
        for first, last in ((later, later), (later, day)):
            with pytest.raises(Invalid):
                request_certificate(
                    actor=cast.wang, record_id=record.id, first_on=first, last_on=last
                )
        assert Certificate.objects.count() == 1

    def test_a_corrected_record_makes_the_certificate_lapse_and_keeps_what_it_said(
        self, cast: Cast
    ):
        record, row = issued(cast)
        times = Times(BEGAN, BEGAN + timedelta(minutes=30))
        correct_record(actor=cast.desk, record_id=record.id, times=times)
        kept = Certificate.objects.get(id=row.id)
        assert (kept.state, kept.minutes, kept.token) == ("superseded", 60, row.token)
        assert again(record).state == "corrected"

    def test_the_center_alone_takes_one_back(self, cast: Cast):
        _record, row = issued(cast)
        with pytest.raises(NotAllowed):
            revoke_certificate(actor=cast.desk, certificate_id=row.id, reason="false")
        revoke_certificate(actor=cast.centre, certificate_id=row.id, reason="false")
        with pytest.raises(Conflict):
            reject_certificate(actor=cast.desk, certificate_id=row.id, reason="not_ours")
        assert Certificate.objects.get().state == "revoked"

    def test_printing_opens_name_and_paper_for_the_volunteer_alone_and_is_recorded(
        self, cast: Cast
    ):
        _record, row = issued(cast)
        client = Client()
        client.force_login(cast.accounts["wang"])
        answer = client.post(f"/me/certificates/{row.id}/")
        assert answer.status_code == 200
        assert "演员2" in answer.content.decode()
        assert row.serial in answer.content.decode()
        read = Event.objects.filter(kind="personal_data.read", account_id=cast.accounts["wang"].id)
        assert set(read.values_list("after__field", flat=True)) >= {"name", "in_charge"}
        clerk = cast.persons["zhao"]
        assert read.filter(subject_id=clerk.id, after__field="name").exists()
        assert "居民身份证 620102198005010011" in answer.content.decode()
        client.force_login(cast.accounts["li"])
        assert client.post(f"/me/certificates/{row.id}/").status_code == 404

    def test_everybody_checks_one_with_and_without_us(self, cast: Cast):
        _record, row = issued(cast)
        client = Client()
        page = client.post("/certificates/check/", {"token": f"https://x.cn/#{row.token}"})
        assert "公示中" in page.content.decode()
        assert row.serial in page.content.decode()
        assert "演员2" not in page.content.decode()
        wrong = client.post("/certificates/check/", {"token": row.token[:-2] + "AA"})
        assert "签名不对" in wrong.content.decode()
        out = StringIO()
        key = signing.public_key().hex()
        call_command("verify", certificate=row.token, public_key=key, stdout=out)
        assert row.serial in out.getvalue()
        with pytest.raises(CommandError, match="签名"):
            call_command("verify", certificate=row.token, public_key="00" * 32, stdout=out)

    def test_the_same_command_checks_the_signed_book_of_hours(self, cast: Cast, tmp_path: Path):
        recorded(a_visit(cast, "confirmed"))
        book, out = tmp_path / "hours.json", StringIO()
        taken = passport_of(cast.wang)
        book.write_text(json.dumps(taken, ensure_ascii=False), encoding="utf-8")
        call_command("verify", hours=str(book), stdout=out)
        assert "minutes: 60" in out.getvalue()
        taken["records"][0]["minutes"] = 600
        book.write_text(json.dumps(taken, ensure_ascii=False), encoding="utf-8")
        with pytest.raises(CommandError, match="签名"):
            call_command("verify", hours=str(book), stdout=out)
        with pytest.raises(CommandError, match="核验不通过"):
            call_command("verify", hours="{}", stdout=out)


@pytest.mark.parametrize("text", ["", "RV1.a.b", "x" * 3000])
def test_the_command_needs_no_database_and_says_what_is_wrong(text: str):
    # No database is allowed to this test.
    said, out = STATEMENT.signed_bytes(), StringIO()
    call_command("verify", certificate=token_of(said, signing.sign(said)[1]), stdout=out)
    assert STATEMENT.serial in out.getvalue()
    with pytest.raises(CommandError, match="核验不通过"):
        call_command("verify", certificate=text or "none", stdout=out)
    for words in (["--certificate", "RV1"], ["--hours=a.json"], ["--offline", "x"]):
        assert is_offline("verify", words)
    assert not is_offline("verify", ["--ledger"])
    assert not is_offline("serve", ["--offline"])


def test_the_file_for_checking_carries_our_key_and_calls_nobody():
    text = offline_page()
    assert signing.public_key().hex() in text
    assert "__" not in text.replace("__proto__", "")
    for call in ("http:", "https:", "fetch(", "XMLHttpRequest", "src="):
        assert call not in text
