"""Two books of exchanged minutes: what agrees, what is under way, and every way of disagreeing."""

from dataclasses import replace

import pytest

from redvest.engines.clearing import GOOD, Side, Verdict, reconciled, verdict

OUT = Side("620102", "out", "k", 60, "sent")
IN = Side("350102", "in", "k", 60, "received")


@pytest.mark.parametrize(
    ("out", "received", "found"),
    [
        (OUT, None, Verdict.UNDER_WAY),
        (OUT, IN, Verdict.UNDER_WAY),
        (replace(OUT, state="received"), IN, Verdict.MATCHED),
        (replace(OUT, state="refused"), replace(IN, state="refused"), Verdict.RETURNED),
        (replace(OUT, state="received"), replace(IN, minutes=61), Verdict.AMOUNTS),
        (replace(OUT, state="refused"), IN, Verdict.ANSWERS),
        (replace(OUT, state="received"), None, Verdict.ANSWERS),
        (None, IN, Verdict.UNSENT),
    ],
)
def test_each_exchange_is_judged_by_both_books(out, received, found):
    assert verdict(out, received) is found


def test_what_is_under_way_is_all_that_the_clearing_accounts_differ_by():
    other = Side("620102", "out", "l", 30, "received")
    found = reconciled([OUT, other, replace(IN, key="l", minutes=30)], 90, -30)
    assert (found.under_way, found.off, found.sound) == (60, 0, True)
    assert {row.verdict for row in found.rows} <= GOOD


@pytest.mark.parametrize(("ours", "theirs"), [(61, 0), (60, 1), (0, 0)])
def test_a_minute_too_many_on_either_account_is_seen(ours, theirs):
    found = reconciled([OUT], ours, theirs)
    assert found.off == ours + theirs - 60
    assert not found.sound


def test_what_was_paid_out_there_but_not_written_down_here_is_not_counted_twice():
    found = reconciled([OUT, IN], 60, -60)
    assert (found.under_way, found.off, found.sound) == (0, 0, True)


def test_a_row_that_disagrees_is_seen_although_the_accounts_cancel_out():
    found = reconciled([replace(OUT, state="received"), replace(IN, minutes=61)], 60, -60)
    assert (found.off, found.sound) == (0, False)
