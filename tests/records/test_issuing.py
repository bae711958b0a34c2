"""Certificates issued together: each one for itself, and nothing half done."""

from datetime import timedelta

import pytest
from django.test import Client

from redvest.errors import Conflict, Invalid
from redvest.records.models import Certificate, CertificateLine, CertificateRun
from redvest.records.pages import issuing
from redvest.records.services.certifying import issue_certificate, request_certificate
from redvest.records.services.issuing import issue_next, issue_runs, start_issuing
from tests.orders.cast import Cast
from tests.records.cast import BEGAN, a_visit, both_came, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SAID = {"in_charge": "王主任", "contact": "0931-8000000"}


def two_asked(cast: Cast) -> list[Certificate]:
    """Wang and Li have asked for what they served on one visit."""
    visit = a_visit(cast, "confirmed", began=BEGAN - timedelta(days=1))
    theirs = both_came(cast, visit, "code")
    rows = []
    for who, one in (("wang", visit), ("li", theirs)):
        record = recorded(one)
        rows.append(
            request_certificate(
                actor=cast.actor(who),
                record_id=record.id,
                first_on=record.service_on,
                last_on=record.service_on,
            )
        )
    return rows


def test_the_worker_issues_what_was_ticked_and_forgets_who_answered_for_it(cast: Cast):
    rows = two_asked(cast)
    run = start_issuing(actor=cast.zhao, certificate_ids=[row.id for row in rows], **SAID)
    assert (run.total, run.issued, run.state) == (2, 0, "running")
    assert issue_runs() == 2
    assert issue_runs() == 0
    run = CertificateRun.objects.get()
    assert (run.issued, run.left_out, run.state) == (2, [], "done")
    assert not run.in_charge
    assert not run.contact
    issued = Certificate.objects.order_by("serial")
    assert [row.state for row in issued] == ["noticed", "noticed"]
    assert len({row.serial for row in issued}) == 2


def test_what_was_issued_meanwhile_is_left_out_and_named(cast: Cast):
    rows = two_asked(cast)
    run = start_issuing(actor=cast.zhao, certificate_ids=[row.id for row in rows], **SAID)
    issue_certificate(actor=cast.zhao, certificate_id=rows[0].id, **SAID)
    with pytest.raises(Conflict, match="已经变化"):
        issue_certificate(actor=cast.zhao, certificate_id=rows[0].id, **SAID)
    assert issue_next(run.id) == 2
    run = CertificateRun.objects.get()
    assert (run.issued, run.left_out) == (1, [rows[0].id])
    assert CertificateLine.objects.count() == 2


def test_nobody_ticks_their_own_or_those_of_others(cast: Cast):
    rows = two_asked(cast)
    for who in ("other_desk", "qian", "wang"):
        with pytest.raises(Invalid, match="勾选"):
            start_issuing(actor=cast.actor(who), certificate_ids=[row.id for row in rows], **SAID)
    with pytest.raises(Invalid, match="负责人"):
        start_issuing(actor=cast.zhao, certificate_ids=[rows[0].id], in_charge=" ", contact="1")
    assert not CertificateRun.objects.exists()


def test_the_page_ticks_some_or_all_and_shows_how_far_it_is(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
):
    rows = two_asked(cast)
    monkeypatch.setattr(issuing, "OFFERED", 1)
    client.force_login(cast.accounts["zhao"])
    empty = client.post("/desk/certificates/together/", {"_key": "a", **SAID})
    assert "请勾选要出具的证明" in empty.content.decode()
    assert "王主任" in empty.content.decode()
    chosen = {"_key": "b", **SAID, "certificates": [str(rows[0].id)]}
    done = client.post("/desk/certificates/together/", chosen)
    assert done.status_code == 302
    assert "全部2份申请" in client.get("/desk/certificates/together/").content.decode()
    every = client.post("/desk/certificates/together/", {"_key": "c", **SAID, "everybody": "on"})
    assert every.status_code == 302
    bar = f"{done['Location']}progress"
    assert "hx-get" in client.get(bar).content.decode()
    issue_runs()
    runs = CertificateRun.objects.order_by("started_at")
    assert list(runs.values_list("total", "issued")) == [(1, 1), (2, 1)]
    assert "hx-get" not in client.get(bar).content.decode()
    assert client.get(done["Location"]).status_code == 200
    client.force_login(cast.accounts["desk"])
    assert client.get(done["Location"]).status_code == 404
