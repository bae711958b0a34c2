"""Twelve panels of a dashboard over many participations: kept sums against plain SQL.

The yardstick is the query each panel shows as reproducing it, over the very same rows; both must
give the same numbers. Then single participations are committed as fast as asked for a few seconds
by one process while another folds, and this one reads: is what was committed counted at once?

    python -m bench.dashboard [participations] [writes per second] [seconds]
"""

import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bench.stage import database, machine

if TYPE_CHECKING:
    from tests.insight.stage import Year

YEAR: "Year"
PANELS = (
    "venues",
    "teams",
    "volunteers",
    "active_volunteers",
    "activities",
    "sessions",
    "cultural_sessions",
    "participations",
    "audience",
    "hours",
    "orders",
    "served_share",
)
CROWD, PEOPLE, PLACES, DAYS, ROUNDS, STEP = 500, 4_000, 240, 1_000, 7, 500_000

SIGN_UP = """
INSERT INTO activities_signup (id, district, activity_id, shift_id, volunteer_id, state, starts_at,
    ends_at, party, companions, is_guarded, signed_by, via, agreement_hash, queued_at, answer_by,
    state_since, reminded_at, changed_at, reason, objection, decided_by, version)
SELECT gen_random_uuid(), s.district, s.activity_id, s.id, v.id, 'checked_out', s.starts_at,
    s.ends_at, NULL, 0, false, NULL, 'own', '', s.starts_at, NULL, s.ends_at, NULL, NULL, '', '',
    NULL, 1
FROM unnest(%s::uuid[]) WITH ORDINALITY AS o (id, number)
JOIN activities_shift s ON s.id = o.id
JOIN bench_crowd v ON v.crowd = o.number %% {crowds}
"""
RECORD = """
INSERT INTO records_servicerecord (id, district, number, volunteer_id, entry, signup_id, title,
    title_en, category, region, organizer, starts_at, ends_at, service_on, minutes, away_minutes,
    planned_minutes, level, arrival, departed, flags, document, state, state_since, recorded_at,
    vouched_as, reason, version, outside)
SELECT gen_random_uuid(), s.district, 'B' || row_number() OVER (), s.volunteer_id, 'system', s.id,
    '参加', '', 'other', a.region, '队', s.starts_at, s.ends_at,
    (s.starts_at AT TIME ZONE 'Asia/Shanghai')::date, 120, 0, 120, 'A', '', true, '{}', '',
    'effective', s.ends_at, s.ends_at, '', '', 1, ''
FROM activities_signup s JOIN activities_activity a ON a.id = s.activity_id
WHERE get_byte(uuid_send(s.id), 0) < 26
"""


def lay(count: int) -> float:
    """Activities of two hours in every community of a district, to each of which 500 of 4,000
    people came; a tenth of them have hours. Returns the seconds it took.

    The tables are laid without their triggers and without indexes that neither side reads; then
    the command that reads everything again makes the sums.
    """
    from django.db import connection

    from redvest.activities.models import Shift

    a_district()
    shifts = list(held_everywhere(-(-count // CROWD)))
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in ("activities_signup", "records_servicerecord"):
            bare_of_indexes(cursor, table)
        step = max(1, STEP // CROWD)
        query = SIGN_UP.replace("{crowds}", str(PEOPLE // CROWD))
        for start in range(0, len(shifts), step):
            cursor.execute(query, [shifts[start : start + step]])
        cursor.execute(RECORD.replace("%", "%%"))
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    assert Shift.objects.count() >= len(shifts)
    return time.perf_counter() - begun


def bare_of_indexes(cursor: Any, table: str) -> None:
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'x')",
        [table],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE %s",
        [table, "%pkey"],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')


def a_district() -> None:
    """The cast, and people enough, in crowds of 500."""
    from django.db import connection

    from redvest.people.models import Person, Volunteer
    from tests.insight.stage import Year
    from tests.orders.cast import DISTRICT, the_cast

    global YEAR
    YEAR = Year(the_cast())
    people = [Person(district=DISTRICT, home_community=place(n)) for n in range(PEOPLE)]
    Person.objects.bulk_create(people)
    Volunteer.objects.bulk_create(
        Volunteer(
            district=DISTRICT,
            person=one,
            volunteer_no=f"B{number:06d}",
            status="active",
            home_community=one.home_community,
        )
        for number, one in enumerate(people)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_crowd AS SELECT id,"
            f" (substr(volunteer_no, 2)::int / {CROWD}) AS crowd FROM people_volunteer"
            " WHERE volunteer_no LIKE 'B%'"
        )


def place(number: int) -> str:
    """One of 240 communities in 24 streets."""
    from tests.orders.cast import DISTRICT

    return f"{DISTRICT}{number % PLACES // 10 + 1:03d}{number % 10 + 1:03d}"


def held_everywhere(count: int) -> Iterator[UUID]:
    """So many activities with one session and one shift each; the ids of the shifts."""
    from redvest.activities.models import Activity, Position, Session, Shift
    from redvest.insight.models import Headcount
    from tests.insight.stage import on
    from tests.orders.cast import DISTRICT

    rows: list[list[Any]] = [[], [], [], [], []]
    for number in range(count):
        begins = on(date(2022, 4, 1) + timedelta(days=number * 37 % DAYS), number % 6 * 2 + 8)
        ends = begins + timedelta(hours=2)
        times = {"starts_at": begins, "ends_at": ends}
        activity = Activity(
            district=DISTRICT,
            region=place(number),
            team=YEAR.cast.team,
            lead=YEAR.cast.volunteers["zhao"],
            kind=("service", "performance", "lecture")[number % 3],
            category=("other", "culture", "care")[number % 3],
            title="一次活动",
            risk_statement="没有特别的风险",
            tags=["文明实践日"] if number % 7 == 0 else [],
            status="ended",
            status_since=begins,
            created_at=begins,
            **times,
        )
        of = {"district": DISTRICT, "activity": activity}
        position = Position(**of, name="参加", capacity=CROWD)
        session = Session(**of, **times)
        shift = Shift(**of, session=session, position=position, capacity=CROWD, **times)
        count_of = Headcount(
            district=DISTRICT, session=session, people=40, method="counted", counted_at=ends
        )
        for kept, row in zip(rows, (activity, position, session, shift, count_of), strict=True):
            kept.append(row)
    for model, kept in zip((Activity, Position, Session, Shift, Headcount), rows, strict=True):
        model.objects.bulk_create(kept, batch_size=5_000)
    yield from (one.id for one in rows[3])


def read(keys: tuple[str, ...], region: str) -> dict[str, object]:
    from redvest.engines.indicators import BY_KEY
    from redvest.engines.periods import period
    from redvest.insight.queries.figures import figures_of

    found = figures_of(region, region, [BY_KEY[key] for key in keys], {"now": period("2024")})
    return {key: found["now", region, key] for key in keys}


def plain(keys: tuple[str, ...], region: str) -> dict[str, list[object]]:
    from django.db import connection

    from redvest.engines.indicators import BY_KEY
    from redvest.engines.periods import period
    from redvest.insight.queries.reach import reach
    from redvest.insight.reproducing import reproducing

    found: dict[str, list[object]] = {}
    for key in keys:
        one = BY_KEY[key]
        for query in reproducing(one, region, region, reach(period("2024"), one)):
            with connection.cursor() as cursor:
                cursor.execute(query)
                found.setdefault(key, []).append(cursor.fetchone()[0])
    return found


def writing(ids: list[UUID], records: list[UUID], rate: int, done: Any, stop: Any) -> None:
    """A process of its own: one commit after another, so many a second as are asked for."""
    import django

    django.setup()
    from redvest.activities.models import SignUp
    from redvest.records.models import ServiceRecord

    begun = time.perf_counter()
    while not stop.is_set() and done.value < len(ids):
        SignUp.objects.filter(id=ids[done.value]).update(state="no_show")
        if done.value % 10 == 0:
            ServiceRecord.objects.filter(id=records[done.value // 10]).update(state="revoked")
        done.value += 1
        ahead = done.value / rate - (time.perf_counter() - begun)
        time.sleep(max(0.0, ahead))


def folding(stop: Any) -> None:
    """Another: what the worker does."""
    import django

    django.setup()
    from redvest.insight.services import fold_changes

    while not stop.wait(5.0):
        fold_changes()


def freshness(rate: int, seconds: float) -> tuple[float, list[float], int]:
    """Writes a second, milliseconds of a reading of all panels, and readings that lacked a write
    which was committed when they began. Every tenth write takes somebody's hours away."""
    from redvest.activities.models import SignUp
    from redvest.records.models import ServiceRecord
    from tests.orders.cast import DISTRICT

    of_2024 = SignUp.objects.filter(starts_at__year=2024).values_list("id", flat=True)
    ids = list(of_2024[: int(rate * seconds) + 1])
    records = list(ServiceRecord.objects.values_list("id", flat=True)[: len(ids) // 10 + 1])
    before = int(read(PANELS, DISTRICT)["participations"].value)  # type: ignore[attr-defined]
    apart = multiprocessing.get_context("spawn")
    done, stop, seen, behind = apart.Value("q", 0), apart.Event(), [], 0
    processes = [
        apart.Process(target=writing, args=(ids, records, rate, done, stop)),
        apart.Process(target=folding, args=(stop,)),
    ]
    for one in processes:
        one.start()
    while not done.value and processes[0].is_alive():  # Starting takes seconds.
        time.sleep(0.05)
    begun_at, begun = done.value, time.perf_counter()
    while time.perf_counter() - begun < seconds and done.value < len(ids):
        committed, asked = done.value, time.perf_counter()
        value = read(PANELS, DISTRICT)["participations"].value  # type: ignore[attr-defined]
        seen.append((time.perf_counter() - asked) * 1000)
        behind += int(value) > before - committed
        time.sleep(0.1)
    written = (done.value - begun_at) / (time.perf_counter() - begun)
    stop.set()
    for one in processes:
        one.join()
    return written, seen, behind


def timed(what: Callable[[], Any], rounds: int) -> tuple[Any, float]:
    took = []
    for _round in range(rounds):
        begun = time.perf_counter()
        found = what()
        took.append((time.perf_counter() - begun) * 1000)
    return found, median(took)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 10.0
    with database():
        from django.db import connection

        from redvest.activities.models import SignUp
        from redvest.insight.models import PeopleTally, Presence, Tally
        from redvest.insight.services import differences, rebuild_tallies
        from redvest.records.models import ServiceRecord
        from tests.orders.cast import DISTRICT

        took = lay(count)
        rows, hours = SignUp.objects.count(), ServiceRecord.objects.count()
        print(f"{rows:,} participations, {hours:,} records laid in {took:.0f} s; {machine()}")
        _cells, again = timed(rebuild_tallies, 1)
        print(
            f"everything read again in {again / 1000:.0f} s: {Tally.objects.count():,} tallies,"
            f" {Presence.objects.count():,} presences, {PeopleTally.objects.count():,} of people",
            flush=True,
        )
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        shown, ours = timed(lambda: read(PANELS, DISTRICT), ROUNDS)
        counted, bare = timed(lambda: plain(PANELS, DISTRICT), 2)
        for key, value in shown.items():
            told = [value.value] if value.part is None else [value.part, value.whole]
            assert told == counted[key], key
        print(
            f"12 panels: kept {ours:.1f} ms | plain SQL {bare:.0f} ms | ratio {ours / bare:.5f};"
            f" {machine()}",
            flush=True,
        )
        for key in PANELS:
            _value, alone = timed(lambda key=key: read((key,), DISTRICT), ROUNDS)
            print(f"  {key}: {alone:.1f} ms alone")
        written, seen, behind = freshness(rate, seconds)
        worst = sorted(seen)[int(len(seen) * 0.95)]
        print(
            f"{written:.0f} writes/s committed while read: {len(seen)} readings of 12"
            f" panels, median {median(seen):.1f} ms, 95th {worst:.1f} ms,"
            f" {behind} behind what was committed when they began"
        )
        if count <= 1_000_000:
            assert differences() == []


if __name__ == "__main__":
    main()
