"""Twelve panels of a dashboard over many participations: kept sums against plain SQL.

The yardstick is the query each panel shows as reproducing it, over the very same rows; both must
give the same numbers. Then single participations are committed as fast as asked for a few seconds
while the job folds, and a second connection reads after each commit: how long until it is counted.

    python -m bench.dashboard [participations] [writes per second] [seconds]
"""

import sys
import threading
import time
from statistics import median

from bench.stage import database, machine

PANELS = (
    "venues",
    "volunteers",
    "teams",
    "activities",
    "sessions",
    "cultural_sessions",
    "practice_day_sessions",
    "participations",
    "audience",
    "hours",
    "orders",
    "served_share",
)
PEOPLE, ROUNDS, STEP = 500, 7, 50_000

LAY = """
INSERT INTO activities_signup (id, district, activity_id, shift_id, volunteer_id, state, starts_at,
    ends_at, party, companions, is_guarded, signed_by, via, agreement_hash, queued_at, answer_by,
    state_since, reminded_at, reason, objection, decided_by, version)
SELECT gen_random_uuid(), s.district, s.activity_id, s.id, v.id, 'checked_out', s.starts_at,
    s.ends_at, NULL, 0, false, NULL, 'own', '', s.starts_at, NULL, s.ends_at, NULL, '', '', NULL, 1
FROM activities_shift s CROSS JOIN people_volunteer v
WHERE s.id = ANY(%s) AND v.volunteer_no LIKE 'B%%'
"""


def lay(count: int) -> float:
    """Activities of two hours, one after the other, to which everybody came. Seconds."""
    from datetime import date, timedelta

    from django.db import connection

    from redvest.activities.models import Shift
    from redvest.people.models import Person, Volunteer
    from tests.insight.stage import Year, held
    from tests.orders.cast import DISTRICT, HOME, the_cast

    year = Year(the_cast())
    person = [Person(district=DISTRICT, name="人", home_community=HOME) for _ in range(PEOPLE)]
    for one in person:
        one.save(force_insert=True)
    Volunteer.objects.bulk_create(
        Volunteer(
            district=DISTRICT,
            person=one,
            volunteer_no=f"B{number:06d}",
            status="active",
            home_community=HOME,
        )
        for number, one in enumerate(person)
    )
    for number in range(-(-count // PEOPLE)):
        day = date(2023, 1, 1) + timedelta(days=number // 10 % 1000)
        category = "culture" if number % 3 else "other"
        tags = ("文明实践日",) if number % 7 == 0 else ()
        held(year, day, hour=number % 10 * 2, category=category, tags=tags, audience=40)
    shifts = list(Shift.objects.values_list("id", flat=True))
    begun = time.perf_counter()
    step = max(1, STEP // PEOPLE)
    for start in range(0, len(shifts), step):
        with connection.cursor() as cursor:
            cursor.execute(LAY, [shifts[start : start + step]])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.perf_counter() - begun


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


def freshness(rate: int, seconds: float) -> tuple[int, list[float], int]:
    """Writes done, milliseconds from commit until counted, and how often a reading was behind."""
    from django.db import connection

    from redvest.activities.models import SignUp
    from redvest.insight.services.rolling import fold_changes
    from tests.orders.cast import DISTRICT

    ids = list(SignUp.objects.filter(starts_at__year=2024).values_list("id", flat=True)[:20_000])
    before = int(read(("participations",), DISTRICT)["participations"].value)  # type: ignore[attr-defined]
    done, stop, seen = [0], threading.Event(), []
    behind = [0]

    def write() -> None:
        begun = time.perf_counter()
        while not stop.is_set() and done[0] < len(ids):
            SignUp.objects.filter(id=ids[done[0]]).update(state="no_show")
            done[0] += 1
            ahead = done[0] / rate - (time.perf_counter() - begun)
            time.sleep(max(0.0, ahead))
        connection.close()

    def fold() -> None:
        while not stop.wait(1.0):
            fold_changes()
        connection.close()

    threads = [threading.Thread(target=write), threading.Thread(target=fold)]
    for one in threads:
        one.start()
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        committed, begun = done[0], time.perf_counter()
        value = read(("participations",), DISTRICT)["participations"].value  # type: ignore[attr-defined]
        seen.append((time.perf_counter() - begun) * 1000)
        behind[0] += int(value) > before - committed
    stop.set()
    for one in threads:
        one.join()
    return done[0], seen, behind[0]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 5.0
    with database():
        from redvest.activities.models import SignUp
        from redvest.insight.models import Tally
        from redvest.insight.services.rolling import differences, fold_changes
        from tests.orders.cast import DISTRICT

        took = lay(count)
        rows = SignUp.objects.count()
        while fold_changes():
            pass
        print(f"{rows:,} participations laid in {took:.1f} s; {machine()}", flush=True)
        ours, bare = [], []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            shown = read(PANELS, DISTRICT)
            ours.append((time.perf_counter() - begun) * 1000)
            begun = time.perf_counter()
            counted = plain(PANELS, DISTRICT)
            bare.append((time.perf_counter() - begun) * 1000)
        for key, value in shown.items():
            told = [value.value] if value.part is None else [value.part, value.whole]  # type: ignore[attr-defined]
            assert told == counted[key], key
        print(
            f"12 panels, {Tally.objects.count():,} tallies: kept {median(ours):.1f} ms |"
            f" plain SQL {median(bare):.1f} ms | ratio {median(ours) / median(bare):.4f}"
        )
        done, seen, behind = freshness(rate, seconds)
        print(
            f"{done / seconds:.0f} writes/s committed while read: {len(seen)} readings, median"
            f" {median(seen):.1f} ms, {behind} behind what was committed when they began"
        )
        assert differences() == []


if __name__ == "__main__":
    main()
