"""Certificates signed with SM2: beside the others, checked everywhere, never instead of them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from redvest.core import sm2 as signer
from redvest.districts.models import DistrictPolicy
from redvest.districts.services import change_policy
from redvest.engines.certificates import (
    Algorithm,
    CertificateError,
    algorithm_of,
    parts_of,
    token_of,
)
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid
from redvest.insight.queries import watching
from redvest.people.actors import Actor, Grant
from redvest.records import signing
from redvest.records.checking import checked, offline_page
from redvest.records.models import Certificate
from redvest.records.services.certifying import issue_certificate
from tests.orders.cast import DISTRICT, Cast
from tests.records.test_certificates import STATEMENT, asked
from tests.sm2_pen import pen

pytestmark = pytest.mark.slow
WORDS = {"in_charge": "王主任", "contact": "0931-8000000"}


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signer, "_signer", lambda: pen)


def signed_statement() -> str:
    said = STATEMENT.signed_bytes()
    return token_of(said, signer.sign(signing.SM2_PURPOSE, said), Algorithm.SM2)


def decided(version: int) -> None:
    DistrictPolicy.objects.create(
        district=DISTRICT,
        version=version,
        data={"certificates_sm2": True},
        effective_from=timezone.now(),
    )


def test_every_changed_field_and_a_changed_mark_are_noticed(library: None):
    token = signed_statement()
    body = dict(checked(token))
    assert body.pop("algorithm") == "SM2"
    signature = parts_of(token)[1]
    for name, value in body.items():
        worse = {**body, name: 1 if isinstance(value, int) else "x"}
        text = b"rv1:" + json.dumps(worse, ensure_ascii=False, sort_keys=True).encode()
        with pytest.raises(CertificateError):
            checked(token_of(text, signature, Algorithm.SM2))
    for at in range(len("RV1-SM2"), len(token), 13):
        other = "A" if token[at] != "A" else "B"
        with pytest.raises(CertificateError):
            checked(token[:at] + other + token[at + 1 :])
    with pytest.raises(CertificateError, match="false"):
        checked(token.replace("RV1-SM2", "RV1"))
    with pytest.raises(CertificateError, match="malformed"):
        checked(token.replace("RV1-SM2", "RV1-SM3"))
    with pytest.raises(CertificateError, match="false"):
        checked(token, signing.public_key())


def test_without_the_library_everybody_still_checks(library: None, monkeypatch: pytest.MonkeyPatch):
    token, out = signed_statement(), StringIO()
    monkeypatch.setattr(signer, "_signer", lambda: None)
    key = signing.sm2_key().hex()
    call_command("verify", certificate=token, public_key=key, stdout=out)
    assert STATEMENT.serial in out.getvalue()
    assert "algorithm: SM2" in out.getvalue()
    call_command("verify", print_key=True, stdout=out)
    assert f"certificates-sm2: {key}" in out.getvalue()
    with pytest.raises(CommandError, match="签名"):
        call_command("verify", certificate=token, public_key=signing.public_key().hex())
    assert f'data-sm2="{key}"' in offline_page()
    with pytest.raises(CommandError, match="读不出公钥"):
        call_command("verify", public_key=key)  # The journal's own is of the other kind.


@pytest.mark.django_db
class TestIssuing:
    def test_a_district_changes_to_it_and_back_and_both_kinds_stay_right(
        self, cast: Cast, library: None
    ):
        before = signing.signed_token(DISTRICT, STATEMENT.signed_bytes())
        assert algorithm_of(before) is Algorithm.ED25519
        decided(version=7)
        _record, row = asked(cast)
        done = issue_certificate(actor=cast.zhao, certificate_id=row.id, **WORDS)
        assert algorithm_of(done.token) is Algorithm.SM2
        assert checked(done.token)["serial"] == done.serial
        assert checked(before)["algorithm"] == "Ed25519"
        page = Client().post("/certificates/check/", {"token": f"https://x.cn/#{done.token}"})
        assert done.serial in page.content.decode()
        assert "SM2" in page.content.decode()

    def test_where_the_library_is_missing_nothing_is_issued_with_another_signature(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(signer, "_signer", lambda: None)
        assert watching.districts_without_sm2() == 0
        decided(version=7)
        _record, row = asked(cast)
        with pytest.raises(Conflict, match="SM2") as refused:
            issue_certificate(actor=cast.zhao, certificate_id=row.id, **WORDS)
        assert refused.value.code == "no_sm2"
        kept = Certificate.objects.get(id=row.id)
        assert (kept.state, kept.token, kept.serial) == ("requested", "", "")
        assert watching.districts_without_sm2() == 1
        monkeypatch.setattr(signer, "_signer", lambda: pen)
        assert watching.districts_without_sm2() == 0

    def test_the_setting_is_refused_while_the_library_is_missing(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(signer, "_signer", lambda: None)
        center = Actor(None, DISTRICT, grants=(Grant(Role.CENTRE_ADMIN, DISTRICT),))
        version = DistrictPolicy.objects.filter(district=DISTRICT).count()
        change = {"values": {"certificates_sm2": True}, "reason": "密评要求", "version": version}
        with pytest.raises(Invalid) as refused:
            change_policy(actor=center, **change)
        assert "certificates_sm2" in refused.value.fields
        assert DistrictPolicy.objects.filter(district=DISTRICT).count() == version
        monkeypatch.setattr(signer, "_signer", lambda: pen)
        assert change_policy(actor=center, **change).data["certificates_sm2"] is True
