"""Hours from elsewhere: a signature that is believed or a paper that was seen, never twice."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from redvest.engines.canonical import canonical_bytes
from redvest.engines.transfers import Line, TransferError, lines_of, new_lines, paper_fits
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.journal.signing import name_of
from redvest.records import signing
from redvest.records.models import HoursTransfer, IssuerKey, ServiceRecord
from redvest.records.passport import FORMAT, passport_of
from redvest.records.queries import totals_of
from redvest.records.services.believing import believe_issuer, stop_believing
from redvest.records.services.transferring import Paper, bring_hours, bring_paper, decide_transfer
from tests.orders.cast import DISTRICT, Cast
from tests.records.cast import BEGAN, HOUR, a_visit, recorded

THEIRS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = THEIRS.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
ELSEWHERE = "370112"
AT = datetime(2026, 1, 5, 1, tzinfo=UTC)


def a_record(number: str, at: datetime = AT, **changes: object) -> dict[str, Any]:
    return {
        "number": number,
        "title": "河道清理",
        "category": "other",
        "organizer": "历城某队",
        "region": f"{ELSEWHERE}001001",
        "starts_at": at.isoformat(),
        "ends_at": (at + HOUR).isoformat(),
        "minutes": 60,
        "level": "A",
        "state": "effective",
        **changes,
    }


def a_book(
    *records: dict[str, Any], signer: Ed25519PrivateKey = THEIRS, **changes: object
) -> bytes:
    """A book of hours as another district writes and signs it."""
    body = {
        "format": FORMAT,
        "district": ELSEWHERE,
        "volunteer_no": "V-THERE",
        "minutes": {"effective": 60 * len(records)},
        "records": list(records),
        **changes,
    }
    key = signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = base64.b64encode(signer.sign(canonical_bytes(body))).decode()
    return json.dumps({**body, "key": name_of(key), "signature": signature}).encode()


TWO = (a_record("202601-000001"), a_record("202601-000002", AT + timedelta(days=1)))


def line(number: str, hour: int, minutes: int = 60) -> Line:
    at = AT + timedelta(hours=hour)
    return Line(number, "x", "other", "y", at, at + timedelta(minutes=minutes), minutes)


class TestReading:
    def test_only_what_counts_there_comes_along(self):
        rows = [
            *TWO,
            a_record("3", AT + 3 * HOUR, level="E"),
            a_record("4", AT + 5 * HOUR, state="revoked"),
        ]
        assert [one.number for one in lines_of({"records": rows[::-1]})] == [
            "202601-000001",
            "202601-000002",
        ]

    @pytest.mark.parametrize(
        "changes",
        [
            {"minutes": 61},
            {"minutes": 0},
            {"minutes": True},
            {"minutes": "60"},
            {"starts_at": "2026-01-05T09:00"},
            {"ends_at": AT.isoformat()},
            {"number": ""},
            {"number": "9" * 21},
        ],
    )
    def test_a_record_that_contradicts_itself_is_refused(self, changes: dict[str, object]):
        with pytest.raises(TransferError, match="malformed"):
            lines_of({"records": [{**a_record("1"), **changes}]})

    def test_nothing_too_much_and_the_same_number_twice_are_refused(self):
        for rows, code in (([], "empty"), ("x", "malformed"), ([TWO[0], TWO[0]], "malformed")):
            with pytest.raises(TransferError, match=code):
                lines_of({"records": rows})
        with pytest.raises(TransferError, match="too_many"):
            lines_of({"records": [{}] * 5001})
        with pytest.raises(TransferError, match="malformed"):
            lines_of({"records": [{}]})

    def test_what_is_known_or_overlaps_is_left_out_and_edges_may_touch(self):
        lines = [line("1", 0), line("2", 1), line("3", 1, 30), line("4", 5), line("1", 9)]
        taken = [(AT + timedelta(hours=5.5), AT + timedelta(hours=7))]
        new, left = new_lines(lines, ["2"], taken)
        assert [one.number for one in new] == ["1", "3"]
        assert [one.number for one in left] == ["2", "4", "1"]

    def test_a_paper_says_no_more_than_its_days_can_hold(self):
        day = AT.date()
        assert paper_fits(day, day, 16 * 60)
        assert not paper_fits(day, day, 16 * 60 + 1)
        assert not paper_fits(day, day - timedelta(days=1), 60)
        assert not paper_fits(day, day, 0)


def believed(cast: Cast) -> IssuerKey:
    return believe_issuer(
        actor=cast.centre, name="历城区", elsewhere=ELSEWHERE, public_key=KEY.hex()
    )


def brought(cast: Cast, *records: dict[str, Any]) -> HoursTransfer:
    return bring_hours(actor=cast.wang, data=a_book(*(records or TWO)))


def accepted(cast: Cast, row: HoursTransfer) -> HoursTransfer:
    return decide_transfer(actor=cast.desk, transfer_id=row.id, accept=True)


def elsewhere(cast: Cast) -> int:
    return totals_of(cast.volunteers["wang"].id, DISTRICT).elsewhere


@pytest.mark.slow
@pytest.mark.django_db
class TestTransferring:
    def test_signed_hours_are_shown_and_count_for_nothing_here(self, cast: Cast):
        believed(cast)
        row = brought(cast)
        assert not ServiceRecord.objects.exists()
        done = accepted(cast, row)
        assert (done.taken_in, done.left_out, done.state) == (2, 0, "accepted")
        totals = totals_of(cast.volunteers["wang"].id, DISTRICT)
        assert (totals.elsewhere, totals.effective, totals.merit) == (120, 0, 0)
        assert {one.level for one in ServiceRecord.objects.all()} == {"E"}
        assert "历城某队" in json.dumps(passport_of(cast.wang), ensure_ascii=False)

    def test_the_same_hours_never_come_twice_whoever_brings_them(self, cast: Cast):
        believed(cast)
        accepted(cast, brought(cast))
        later = (*TWO, a_record("202601-000003", AT + timedelta(days=2)))
        again = accepted(cast, brought(cast, *later))
        assert (again.taken_in, again.left_out, elsewhere(cast)) == (1, 2, 180)
        # The same time under another number: what was corrected there meanwhile.
        other = accepted(cast, brought(cast, a_record("202602-000009", AT, minutes=30)))
        assert (other.taken_in, other.left_out, elsewhere(cast)) == (0, 1, 180)
        with pytest.raises(Conflict, match="别人"):
            bring_hours(actor=cast.li, data=a_book(*TWO))
        with pytest.raises(IntegrityError, match="come_once"), transaction.atomic():
            ServiceRecord.objects.update(outside="same")
        assert HoursTransfer.objects.count() == 3

    def test_what_lies_in_time_served_here_is_left_out(self, cast: Cast):
        believed(cast)
        recorded(a_visit(cast, "confirmed"))
        row = brought(cast, a_record("1", BEGAN + HOUR / 2), a_record("2", BEGAN + 2 * HOUR))
        done = accepted(cast, row)
        assert (done.taken_in, done.left_out) == (1, 1)

    def test_every_change_and_every_other_signer_is_refused(self, cast: Cast):
        with pytest.raises(Invalid) as refusal:
            brought(cast)
        assert refusal.value.code == "unknown_key"
        key = believed(cast)
        right = json.loads(a_book(*TWO))
        lies: list[tuple[bytes, str]] = [
            (b"{}", "malformed"),
            (b"\xff", "malformed"),
            (json.dumps({**right, "volunteer_no": "V-OTHER"}).encode(), "false"),
            (json.dumps({**right, "records": right["records"][:1]}).encode(), "false"),
            (json.dumps({**right, "signature": "AAAA"}).encode(), "false"),
            (a_book(*TWO, district="110101"), "not_theirs"),
            (a_book(), "empty"),
            (a_book(*TWO, signer=Ed25519PrivateKey.generate()), "unknown_key"),
            (b"x" * 5_000_001, "too_many"),
        ]
        for data, code in lies:
            with pytest.raises(Invalid) as refusal:
                bring_hours(actor=cast.wang, data=data)
            assert (refusal.value.code, list(refusal.value.fields)) == (code, ["file"])
        stop_believing(actor=cast.centre, key_id=key.id)
        with pytest.raises(Invalid):
            brought(cast)
        assert not HoursTransfer.objects.exists()

    def test_another_hand_decides_than_brought_it_or_entered_the_key(self, cast: Cast):
        key = believed(cast)
        row = brought(cast)
        with pytest.raises(NotAllowed, match="另一个人"):
            decide_transfer(actor=cast.centre, transfer_id=row.id, accept=True)
        for name in ("wang", "zhao", "other_desk"):
            with pytest.raises(NotSeen):
                decide_transfer(actor=cast.actor(name), transfer_id=row.id, accept=True)
        with pytest.raises(IntegrityError, match="own_hours"), transaction.atomic():
            HoursTransfer.objects.update(state="accepted", decided_by=cast.accounts["wang"].id)
        with pytest.raises(Conflict):
            decide_transfer(actor=cast.desk, transfer_id=row.id, accept=True, version=9)
        stop_believing(actor=cast.centre, key_id=key.id)
        with pytest.raises(Conflict, match="撤下"):
            accepted(cast, row)
        assert not ServiceRecord.objects.exists()
        assert HoursTransfer.objects.get().state == "asked"

    def test_a_refusal_has_a_reason_and_is_the_end(self, cast: Cast):
        believed(cast)
        row = brought(cast)
        with pytest.raises(Conflict):
            brought(cast)
        with pytest.raises(Invalid):
            decide_transfer(actor=cast.desk, transfer_id=row.id, accept=False)
        decide_transfer(actor=cast.desk, transfer_id=row.id, accept=False, reason="not_theirs")
        with pytest.raises(Conflict):
            accepted(cast, row)
        assert elsewhere(cast) == 0

    def test_a_paper_comes_once_with_another_hand(self, cast: Cast):
        day = timezone.localdate() - timedelta(days=40)
        paper = Paper("某市义工联", "第18号", day, day + timedelta(days=9), 600)
        row = bring_paper(actor=cast.wang, paper=paper)
        for name in ("wang", "li"):
            with pytest.raises(Conflict):
                bring_paper(actor=cast.actor(name), paper=paper)
        accepted(cast, row)
        with pytest.raises(Conflict):
            bring_paper(actor=cast.li, paper=paper)
        assert elsewhere(cast) == 600
        lies = (
            {"minutes": 10 * 16 * 60 + 1},
            {"number": " "},
            {"last_on": timezone.localdate() + timedelta(days=1)},
            {"last_on": day - timedelta(days=1)},
        )
        for lie in lies:
            with pytest.raises(Invalid):
                bring_paper(actor=cast.wang, paper=Paper(**{**vars(paper), "number": "2", **lie}))
        assert HoursTransfer.objects.count() == 1

    def test_the_center_alone_enters_keys_and_never_its_own(self, cast: Cast):
        card = {"name": "历城区", "elsewhere": ELSEWHERE, "public_key": KEY.hex()}
        with pytest.raises(NotAllowed):
            believe_issuer(actor=cast.desk, **card)
        lies = (
            {"name": ""},
            {"elsewhere": DISTRICT},
            {"elsewhere": "37011"},
            {"public_key": "00"},
            {"public_key": "g" * 64},
            {"public_key": signing.public_key().hex()},
        )
        for lie in lies:
            with pytest.raises(Invalid) as refusal:
                believe_issuer(actor=cast.centre, **{**card, **lie})
            assert list(refusal.value.fields) == list(lie)
        key = believed(cast)
        with pytest.raises(Invalid):
            believed(cast)
        with pytest.raises(DomainError):
            stop_believing(actor=cast.desk, key_id=key.id)
        assert IssuerKey.objects.get().withdrawn_at is None

    def test_brought_on_a_page_decided_on_another(self, cast: Cast):
        client = Client()
        client.force_login(cast.accounts["centre"])
        sent = {"name": "历城区", "elsewhere": ELSEWHERE, "public_key": KEY.hex()}
        client.post("/desk/hours/keys/", sent)
        assert "历城区" in client.get("/desk/hours/keys/").content.decode()
        client.force_login(cast.accounts["wang"])
        wrong = SimpleUploadedFile("hours.json", b"{}", "application/json")
        again = client.post("/me/hours/bring/", {"file": wrong}).content.decode()
        assert "不是完整的工时册" in again
        right = SimpleUploadedFile("hours.json", a_book(*TWO), "application/json")
        client.post("/me/hours/bring/", {"file": right})
        paper = {"how": "paper", "issuer": "某单位", "number": "7", "hours": "99"}
        again = client.post("/me/hours/bring/", paper).content.decode()
        assert 'value="某单位"' in again
        row = HoursTransfer.objects.get()
        client.force_login(cast.accounts["desk"])
        assert "历城区" in client.get("/desk/hours/transfers/").content.decode()
        assert "V-THERE" in client.get(f"/desk/hours/transfers/{row.id}/").content.decode()
        client.post(f"/desk/hours/transfers/{row.id}/accept/", {"version": row.version})
        client.force_login(cast.accounts["wang"])
        assert "已转入" in client.get("/me/hours/bring/").content.decode()
        assert "河道清理" in client.get("/me/hours/").content.decode()
