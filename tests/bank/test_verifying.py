"""The verifier: sound books pass, each way of bending them is found, an export stands alone."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from redvest.bank import verifying
from redvest.bank.models import Entry, Lot, Transfer
from redvest.bank.services import expiring
from redvest.bank.services.expiring import expire_lots
from redvest.bank.services.holding import post_hold, reverse, void_hold
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.journal.signing import public_key
from tests.bank.cast import HOME, MACHINE, NEXT_DOOR, an_account, balance, earn, lots, of, set_aside

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def books() -> None:
    """A little of everything."""
    account, other = an_account(), an_account(NEXT_DOOR)
    earn(account, 50, last_day=date(2030, 3, 31))
    wrong = earn(account, 30)
    post_hold(actor=MACHINE, hold_id=set_aside(account, 40).id, actual=25)
    void_hold(actor=MACHINE, hold_id=set_aside(account, 10).id)
    reverse(actor=MACHINE, transfer_id=wrong.id)
    earn(other, 5)
    reverse(actor=MACHINE, transfer_id=post_hold(
        actor=MACHINE, hold_id=set_aside(other, 5).id
    ).id)  # fmt: skip
    earn(an_account(unit=Unit.MINUTES), 90)


def codes(found) -> set[str]:
    return {finding.code for finding in verifying.audit_of(found).findings}


def test_sound_books_are_found_sound(books):
    audit = verifying.verify_books()
    assert audit.findings == []
    assert audit.totals == {"points": 0, "minutes": 0}
    assert (audit.transfers, audit.lines) == (Transfer.objects.count(), 2 * audit.transfers)


def but(place, bend):
    """A row with one cell bent."""
    return lambda row: (*row[:place], bend(row[place]), *row[place + 1 :])


BENT = {
    "balance": ("line", 0, lambda row: (*row[:3], row[3] + 1), "balance"),
    "a line gone": ("line", 0, None, "version"),
    "an account": ("account", 0, lambda row: (*row[:3], row[3] + 1, *row[4:]), "account"),
    "the total": ("account", 0, lambda row: (*row[:3], row[3] + 1, *row[4:]), "total"),
    "a debt": ("account", 0, lambda row: (*row[:4], 3, *row[5:]), "debt"),
    "an amount": ("transfer", 0, but(6, lambda amount: amount + 1), "sides"),
    "a side gone": ("transfer", 0, but(24, lambda _delta: None), "sides"),
    "the unit": ("transfer", 0, but(3, lambda _unit: "minutes"), "unit"),
    "the kind": ("transfer", 0, but(2, lambda _kind: "deduct"), "way"),
    "a day": ("transfer", 0, but(7, lambda _day: "2020-01-01"), "row_changed"),
    "a reason": ("transfer", 0, but(18, lambda _detail: '{"step": 1}'), "row_changed"),
    "the hash": ("transfer", 0, but(19, lambda _hash: "00"), "row_changed"),
    "untold": ("transfer", 0, but(20, lambda _told: None), "unsealed"),
    "a transfer gone": ("transfer", 0, None, "lines"),
    "a lot": ("lot", 0, lambda row: (*row[:3], row[3] + 1, row[4]), "lot"),
    "a lot gone": ("lot", 0, None, "lots"),
}


@pytest.mark.parametrize("name", BENT)
def test_each_way_of_bending_the_books_is_found(books, name):
    kind, place, bend, code = BENT[name]
    found = list(verifying.rows())
    if kind == "account":  # Somebody's, not the district's.
        places = [n for n, row in enumerate(found) if row[0] == kind and row[1][2] == "person"]
    else:
        places = [n for n, row in enumerate(found) if row[0] == kind]
    if name == "the unit" or name == "the kind":
        places = [n for n in places if found[n][1][2] == "earn" and found[n][1][3] == "points"]
    if name == "a lot gone":
        places = [n for n in places if found[n][1][3]]
    at = places[place]
    found[at : at + 1] = [] if bend is None else [(kind, bend(found[at][1]))]
    assert code in codes(found)


def test_what_happens_twice_is_found(books):
    found = list(verifying.rows())
    for kind, code in (
        ("earn", "source"),
        ("void", "answered_twice"),
        ("reverse", "reversed_twice"),
    ):
        row = next(row for row in found if row[0] == "transfer" and row[1][2] == kind)
        assert code in codes([*found, row])


def test_a_transfer_is_hashed_in_the_short_way_as_in_the_long_one(books):
    found = [row for kind, row in verifying.rows() if kind == "transfer"]
    odd = but(9, lambda _type: 'a"\\源')(but(18, lambda _detail: '{"步": [1, null]}')(found[0]))
    assert {row[17] is None for row in found} == {True, False}
    assert {row[16] is None for row in found} == {True, False}
    for row in [*found, odd, but(9, lambda _type: 'a"\\b\x01')(found[0])]:
        assert verifying.typed_hash(row) == verifying.canonical_hash(row)


def test_an_export_is_verified_alone_and_a_changed_byte_is_refused(books, tmp_path: Path):
    path = tmp_path / "books.jsonl"
    call_command("verify", "--ledger", "--export", str(path), verbosity=0)
    audit = verifying.verify_books_export(path, [public_key()])
    assert audit.findings == []
    assert audit.transfers == Transfer.objects.count()
    call_command("verify", "--ledger", "--offline", str(path), verbosity=0)
    text = path.read_bytes()
    path.write_bytes(text.replace(b'"earn"', b'"EARN"', 1))
    with pytest.raises(CommandError):
        call_command("verify", "--ledger", "--offline", str(path), verbosity=0)
    path.write_bytes(text[: len(text) // 2])
    with pytest.raises(ValueError, match=r"was changed|is missing"):
        verifying.verify_books_export(path, [public_key()])


# --- expiry --------------------------------------------------------------------------------------


def test_what_has_ended_goes_once_and_the_rest_stays():
    account, today = an_account(), timezone.localdate()
    earn(account, 10, last_day=today - timedelta(days=1))
    earn(account, 20, last_day=today)
    earn(account, 30)
    assert expire_lots() == 1
    assert expire_lots() == 0
    assert (balance(account), of(account, Holder.EXPIRED)) == (50, 10)
    assert lots(account) == [(20, today), (30, None)]
    row = Transfer.objects.get(kind=Kind.EXPIRE.value)
    assert (row.amount, row.debit_id) == (10, account.id)
    assert verifying.verify_books().findings == []


def test_a_run_that_was_killed_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(expiring, "BATCH", 2)
    today = timezone.localdate()
    accounts = [an_account() for _one in range(5)]
    for account in accounts:
        earn(account, 7, last_day=today - timedelta(days=1))

    def killed(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        expire_lots(progress=killed)
    assert Transfer.objects.filter(kind=Kind.EXPIRE.value).count() == 2
    assert expire_lots() == 3
    assert sum(balance(account) for account in accounts) == 0
    assert Transfer.objects.filter(kind=Kind.EXPIRE.value).count() == 5


def test_accounts_ended_together_are_ended_as_one_by_one(monkeypatch):
    today = timezone.localdate()
    for number in range(4):
        account = an_account(NEXT_DOOR if number == 2 else HOME)
        for days in range(-number, 2):
            earn(account, 5 + number, last_day=today + timedelta(days=days))

    def written(batch: int) -> list[tuple[object, ...]]:
        monkeypatch.setattr(expiring, "BATCH", batch)
        with transaction.atomic():
            assert expire_lots() == 3
            sides = Entry.objects.filter(transfer__kind="expire").select_related("transfer")
            found = [
                (side.account.holder, side.account.region, side.version, side.delta, side.balance,
                 side.transfer.source_id, side.transfer.source_no, side.transfer.day)
                for side in sides.select_related("account").order_by("account_id", "version")
            ]  # fmt: skip
            left = list(Lot.objects.order_by("id").values_list("id", "remaining", "last_day"))
            assert verifying.verify_books().findings == []
            transaction.set_rollback(True)
        return [*found, *left]

    assert written(500) == written(1)
