"""成批出具: 10,000 certificates issued by the worker and set as PDF, with their rate per core.

Everybody has two services and asked for a certificate of them. What is counted is processor time
of the process (of one core) and the wall; the yardstick is the very statements of one certificate,
sent raw through psycopg and taken back. How far it is, is what the page's bar shows.

    python -m bench.issuing [certificates] [PDFs]
"""

import sys
import time
from datetime import timedelta
from typing import Any

from bench.orders_writes import raw_seconds, recorded
from bench.signup_race import crowd
from bench.stage import database, machine

COUNT, PAPERS, RAW, EACH_MS = 10_000, 100, 20, 100.0


def asked_for(cast: Any, count: int) -> None:
    """People with two services that count, each with a request."""
    from django.utils import timezone

    from redvest.core.copying import copy_in
    from redvest.people.models import Volunteer
    from redvest.records.models import Certificate, ServiceRecord
    from tests.orders.cast import DISTRICT, HOME

    crowd(count)
    now = timezone.now()
    noon = timezone.localtime(now).replace(hour=12, minute=0, second=0, microsecond=0)
    people = Volunteer.objects.filter(volunteer_no__startswith="R").select_related("person")
    common: dict[str, Any] = {"district": DISTRICT, "team": cast.team, "region": HOME}
    records, requests = [], []
    for number, one in enumerate(people):
        account = one.person.account_id
        for days in (3, 4):
            starts = noon - timedelta(days=days)
            records.append(
                ServiceRecord(
                    **common, number=f"B-{number:06d}-{days}", volunteer=one,
                    volunteer_account=account, entry="system", title="陪老人聊天",
                    organizer="邻里帮帮队", starts_at=starts, ends_at=starts + timedelta(hours=1),
                    service_on=starts.date(), minutes=60, level="A", arrival="code", departed=True,
                    document="bench", state="effective", state_since=now, recorded_at=now,
                )
            )  # fmt: skip
        days = {"first_on": noon.date() - timedelta(days=9), "last_on": noon.date()}
        requests.append(
            Certificate(
                **common, **days, volunteer=one, volunteer_account=account, issuer="邻里帮帮队",
                state_since=now, asked_at=now,
            )
        )  # fmt: skip
    copy_in(records)
    copy_in(requests)


def issued(run: Any) -> tuple[float, float]:
    """Issue a run as the worker does: seconds of the processor and of the wall."""
    from redvest.records.models import CertificateRun
    from redvest.records.services.issuing import issue_next

    begun, wall, told = time.process_time(), time.perf_counter(), 0
    while issue_next(run.id):
        done = CertificateRun.objects.values_list("issued", flat=True).get(id=run.id)
        if done - told >= max(run.total // 10, 1):
            print(f"  {done} of {run.total}", flush=True)
            told = done
    return time.process_time() - begun, time.perf_counter() - wall


def papers(count: int) -> list[float]:
    """Processor milliseconds of each PDF."""
    from redvest.records.models import Certificate
    from redvest.records.papers import certificate_pdf

    opened = {"name": "王小明", "kind": "居民身份证", "paper": "—", "in_charge": "王主任"}
    opened |= {"clerk": "李经办", "contact": "0931-8000000"}
    took = []
    rows = Certificate.objects.select_related("volunteer__person", "seal").order_by("serial")
    for row in rows[:count]:
        lines = list(row.lines.select_related("record"))
        begun = time.process_time()
        certificate_pdf(row, opened, lines, "https://example.org/certificates/check/")
        took.append((time.process_time() - begun) * 1000)
    return sorted(took)


def main() -> int:
    sizes = [int(text) for text in sys.argv[1:]]
    count, pdfs = (*sizes, *(COUNT, PAPERS)[len(sizes) :])
    said = {"in_charge": "王主任", "contact": "0931-8000000"}
    with database():
        from redvest.records.models import Certificate
        from redvest.records.services.certifying import issue_certificate
        from redvest.records.services.issuing import start_issuing
        from tests.orders.cast import the_cast

        cast = the_cast()
        asked_for(cast, count)
        ids = list(Certificate.objects.values_list("id", flat=True)[:RAW])
        steps = [
            recorded(lambda a=one: issue_certificate(actor=cast.zhao, certificate_id=a, **said))
            for one in ids
        ]
        raw = sum(raw_seconds(one, undo=True) for one in steps) / len(steps)
        run = start_issuing(actor=cast.zhao, certificate_ids=None, **said)
        cpu, wall = issued(run)
        serials = Certificate.objects.filter(state="noticed").values("serial").distinct().count()
        took = papers(min(pdfs, count))
    done = run.total
    print(f"{machine()}; {done} of {count} issued in {wall:.0f} s, {done / wall:.1f}/s")
    print(f"{done / cpu:.1f} a second per core, {1000 * cpu / done:.1f} ms of the processor each")
    print(f"raw statements {1 / raw:.1f}/s: ratio {raw * done / wall:.2f}")
    half, most = took[len(took) // 2], took[int(len(took) * 0.95)]
    print(f"PDF: median {half:.1f} ms, 95th {most:.1f} ms of {EACH_MS:.0f}; {1000 / half:.1f}/s")
    return 0 if serials == count and half <= EACH_MS else 1


if __name__ == "__main__":
    sys.exit(main())
