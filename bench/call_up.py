"""Two thousand people are called and come within a minute, most of them at once.

A call for 2,000 people is an activity with so many places; 2,000 volunteers answer it: two in five
in the first ten seconds. Each looks at three pages (the front page, the activity, the shift) and
takes a place; every fifth sends it again. Whoever is told to come back later does so. Afterwards
everybody who was wanted has a place, nobody twice, and no answer was an error.

    python -m bench.call_up [people] [seconds]
"""

import random
import sys
from urllib.parse import urlencode

from bench.arrivals import Request, everybody_comes
from bench.overload import serving
from bench.signup_race import SEED, cookies_of, crowd, judged
from bench.stage import database, machine

PEOPLE, SECONDS, EARLY, FIRST, TWICE = 2000, 60.0, 0.4, 10.0, 0.2
PATIENT = 20  # times somebody comes back to say yes; nobody comes back to a page


def arrivals(people: int, seconds: float) -> list[float]:
    """When everybody begins: 40 % of them within the first sixth of the time."""
    rng, first = random.Random(SEED), seconds * FIRST / SECONDS
    early = int(people * EARLY)
    at = [rng.uniform(0, first) for _one in range(early)]
    return at + [rng.uniform(first, seconds) for _one in range(people - early)]


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    with database():
        from django.db import connection

        from tests.activities.cast import an_activity, shift_of
        from tests.orders.cast import the_cast

        activity = an_activity(the_cast(), capacity=people)
        shift = shift_of(activity)
        sessions = cookies_of(crowd(people))
        connection.close()
        rng, visitors = random.Random(SEED), []
        accept = f"/activities/shifts/{shift.id}/"
        pages = ("/", f"/activities/{activity.id}/", accept)
        for index, (cookie, token) in enumerate(sessions):
            # So many at once need an agreement by law, which everybody ticks.
            ticked = {"csrfmiddlewaretoken": token, "_key": f"call-{index}", "agrees": "on"}
            body = urlencode(ticked)
            sent = Request("acceptance", accept, cookie, lambda body=body: body, PATIENT)
            wanted = [Request("page", path, cookie) for path in pages]
            wanted += [sent] * (1 + (rng.random() < TWICE))
            visitors.append(wanted)
        with serving() as (port, _pid):
            coming = zip(arrivals(people, seconds), visitors, strict=True)
            seen, took = everybody_comes(port, coming)
        wrong = judged(shift, people, people)
    for name, one in seen.items():
        good = {302, 409, 503} if name == "acceptance" else {200, 503}
        strange = sorted(set(one.statuses) - good)
        wrong += [f"{name}: answers {strange}"] if strange else []
        wrong += [f"{name}: no time to come back"] if one.statuses[503] != one.retry_after else []
        print(f"{name:10} {one.said()}")
    print(
        f"{people} called, all through after {took:.0f} s of {seconds:.0f}:"
        f" {people / took:.0f} acceptances a second; {machine()}"
    )
    print("; ".join(wrong) or "everybody who was wanted has a place, nobody twice")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
