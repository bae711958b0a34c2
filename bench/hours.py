"""A passport of 2,000 records against a bare view; certificates against the bare statements.

The passport is served by granian with the same workers as a bare Django view that returns the very
bytes of the page; the figure is the ratio of throughputs. On a busy machine that says little, so
the processor's time of the page, of its queries with one template and of its bytes alone is counted
in one process too. Certificates of 20 records each are
issued one after the other in one process; the yardstick writes as many rows with the same
signature, straight through psycopg, one transaction each.

    python -m bench.hours [seconds per run] [certificates]
"""

import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bench import plain
from bench.login_and_home import served
from bench.orders_pages import compare, cookie_of, queries_of
from bench.stage import database, machine

RECORDS, LISTED = 2000, 20
PASSPORT = "/me/hours/"


def lay_records(cast: object) -> None:
    """Two thousand hours of one volunteer that count, an hour each, all through the database."""
    from django.utils import timezone

    from redvest.records.models import ServiceRecord
    from tests.orders.cast import DISTRICT, HOME

    now = timezone.now()
    begin = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=2 * RECORDS)
    rows = []
    for index in range(RECORDS):
        start = begin + timedelta(hours=2 * index)
        rows.append(
            ServiceRecord(
                district=DISTRICT,
                number=f"B-{index:06d}",
                volunteer=cast.volunteers["wang"],  # type: ignore[attr-defined]
                volunteer_account=cast.accounts["wang"].id,  # type: ignore[attr-defined]
                entry="system",
                team=cast.team,  # type: ignore[attr-defined]
                title="陪老人聊天",
                region=HOME,
                organizer="邻里帮帮队",
                starts_at=start,
                ends_at=start + timedelta(hours=1),
                service_on=timezone.localdate(start),
                minutes=60,
                level="A",
                arrival="code",
                departed=True,
                document="bench",
                state="effective",
                state_since=now,
                recorded_at=now,
            )
        )
    ServiceRecord.objects.bulk_create(rows, batch_size=500)


def issue_many(cast: object, count: int) -> float:
    """Seconds for ``count`` certificates of twenty records: asked for and issued."""
    from redvest.records.models import Certificate, ServiceRecord
    from redvest.records.services.certifying import issue_certificate, request_certificate

    rows = list(ServiceRecord.objects.order_by("starts_at")[: LISTED * 12 + 1])
    first, last = rows[0], rows[LISTED]
    wang, zhao = cast.wang, cast.zhao  # type: ignore[attr-defined]
    took = 0.0
    for _ in range(count):
        begun = time.perf_counter()
        row = request_certificate(
            actor=wang,
            record_id=first.id,
            first_on=first.service_on,
            last_on=last.service_on,
        )
        issue_certificate(actor=zhao, certificate_id=row.id, in_charge="王主任", contact="1")
        took += time.perf_counter() - begun
    assert Certificate.objects.filter(state="noticed").count() == count
    return took


def write_bare(count: int) -> float:
    """Seconds for as many signatures and rows, straight through psycopg."""
    import psycopg

    from redvest.records import signing

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
        db.execute("CREATE TABLE bare_certificate (id bigint, token text)")
        begun = time.perf_counter()
        for index in range(count):
            _key, signature = signing.sign(b"x" * 300 + str(index).encode())
            db.execute("INSERT INTO bare_certificate VALUES (%s, %s)", [index, signature.hex()])
        return time.perf_counter() - begun


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    os.environ["REDVEST_STAFF_MFA"] = "0"
    with database(), tempfile.TemporaryDirectory() as folder:
        from tests.orders.cast import the_cast

        cast = the_cast()
        lay_records(cast)
        print(f"{RECORDS} records; {machine()}", flush=True)
        cookie = cookie_of(cast, "wang")
        cost = plain.compare(PASSPORT, cookie)
        page, asking, alone = (1000 * cost[name] for name in ("page", "asking", "bare"))
        print(
            f"passport: {page:.1f} ms of the processor, its queries with one template"
            f" {asking:.1f} ms, its {cost['bytes']:,} bytes alone {alone:.1f} ms |"
            f" ratio {asking / page:.2f}",
            flush=True,
        )
        env = {"REDVEST_POOL": "1", "REDVEST_DB_ROLE": "owner"}
        with served("redvest.wsgi:application", env) as port:
            ours, bare = compare(port, PASSPORT, cookie, seconds, Path(folder))
        print(
            f"passport: {ours.per_second:.1f} /s p95 {ours.percentile(0.95) * 1000:.1f} ms |"
            f" bare {bare.per_second:.1f} /s p95 {bare.percentile(0.95) * 1000:.1f} ms |"
            f" ratio {ours.per_second / bare.per_second:.3f} |"
            f" {queries_of(cast, 'wang', PASSPORT)} queries",
            flush=True,
        )
        own, rows = issue_many(cast, count), write_bare(count)
        print(
            f"certificates: {count / own:.1f} /s, {own / count * 1000:.1f} ms each |"
            f" bare {count / rows:.1f} /s | ratio {rows / own:.3f}"
        )


if __name__ == "__main__":
    main()
