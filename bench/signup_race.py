"""2,000 people race for 200 places over HTTP, and the same statements raw.

Every fifth sends the form twice, as impatient thumbs do. Afterwards: exactly as many places given
as there are, to those who came first; everybody else on the waiting list, nobody twice, no error.
The raw side sends the statements of one sign-up through psycopg, one transaction each, for other
people; the ratio is what rules, sessions and pages cost. The control looks at the count before it
writes, as one does without the guard, and must give away more places than there are.

    python -m bench.signup_race [people] [places] [clients]
"""

import os
import random
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from bench.load import HOST, answer
from bench.login_and_home import served
from bench.orders_writes import raw_seconds, recorded
from bench.stage import database, machine

PEOPLE, PLACES, CLIENTS, AIM, TWICE = 2000, 200, 8, 0.3, 0.2
SEED, RAW, CONTROL = 20261122, 40, 20
FORM = "application/x-www-form-urlencoded"


def crowd(count: int) -> list[Any]:
    """Volunteers with an account each, laid down at once."""
    from django.utils import timezone

    from redvest.people.models import Account, Person, Volunteer
    from tests.orders.cast import DISTRICT, HOME

    now = timezone.now()
    accounts = [Account(home_district=DISTRICT) for _ in range(count)]
    Account.objects.bulk_create(accounts)
    people = [
        Person(district=DISTRICT, account=one, home_community=HOME, name="王小明",
               birth_date="1980-05-01", created_at=now)
        for one in accounts
    ]  # fmt: skip
    Person.objects.bulk_create(people)
    Volunteer.objects.bulk_create(
        Volunteer(district=DISTRICT, person=one, volunteer_no=f"R{index:06d}", status="active",
                  home_community=HOME)
        for index, one in enumerate(people)
    )  # fmt: skip
    return accounts


def cookies_of(accounts: list[Any]) -> list[tuple[str, str]]:
    """A session and a token for everybody, as signing in leaves them."""
    from django.conf import settings
    from django.middleware.csrf import get_token
    from django.test import Client, RequestFactory

    found = []
    for account in accounts:
        client = Client()
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
        request = RequestFactory().get("/")
        token = get_token(request)
        secret = request.META["CSRF_COOKIE"]
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
        found.append((f"{names[0]}={session}; {names[1]}={secret}", token))
    return found


Form = Callable[[int, str], tuple[str, str, str]]


def everybody_sends(
    port: int, cookies: list[tuple[str, str]], clients: int, twice: float, form: Form
) -> dict[str, Any]:
    """Everybody posts a form, a share of them twice, with ``clients`` connections at once.

    ``form`` gives the address, the body and further cookies of the person with that index, at the
    moment of sending.
    """
    rng = random.Random(SEED)
    work = [(index, cookie) for index, cookie in enumerate(cookies)]
    work += rng.sample(work, int(len(work) * twice))
    rng.shuffle(work)
    statuses: dict[int, int] = {}
    lock = threading.Lock()

    def run() -> None:
        connection = HTTPConnection(HOST, port, timeout=120)
        while True:
            with lock:
                if not work:
                    return
                index, (cookie, token) = work.pop()
            path, body, more = form(index, token)
            headers = {
                "Cookie": cookie + more,
                "Content-Type": FORM,
                "Origin": f"http://{HOST}:{port}",
            }
            status, _cookies, _content = answer(connection, "POST", path, body, headers)
            with lock:
                statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=run) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seconds": time.perf_counter() - started, "statuses": statuses}


def without_the_guard(people: int, places: int) -> int:
    """How many places go when each looks at the count first and writes after: the control."""
    import psycopg
    from django.db import connection

    given, lock = 0, threading.Lock()
    gate = threading.Barrier(people)
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE TABLE unguarded (taken integer)")
        db.execute("INSERT INTO unguarded VALUES (0)")

    def take() -> None:
        nonlocal given
        with psycopg.connect(url, autocommit=True) as db:
            row = db.execute("SELECT taken FROM unguarded").fetchone()
            gate.wait(60)
            if row is not None and row[0] < places:
                db.execute("UPDATE unguarded SET taken = taken + 1")
                with lock:
                    given += 1

    threads = [threading.Thread(target=take) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    return given


def judged(shift: Any, people: int, places: int) -> list[str]:
    """What is wrong afterwards; nothing, if all is well."""
    from redvest.activities.models import Shift, SignUp

    rows = list(SignUp.objects.filter(shift=shift).order_by("queued_at", "id"))
    given = [row for row in rows if row.state == "confirmed"]
    wrong = []
    if [row.state for row in rows] != ["confirmed"] * places + ["waitlisted"] * (people - places):
        wrong.append("somebody who came later has a place")
    if Shift.objects.get(id=shift.id).taken != places or len(given) != places:
        wrong.append(f"{len(given)} places given instead of {places}")
    if len(rows) != people or len({row.volunteer_id for row in rows}) != people:
        wrong.append(f"{len(rows)} rows for {people} people")
    return wrong


def main() -> int:
    sizes = [int(text) for text in sys.argv[1:]]
    people, places, clients = (*sizes, *(PEOPLE, PLACES, CLIENTS)[len(sizes) :])
    with database():
        from django.db import connection

        from redvest.activities.services import Wish, sign_up
        from redvest.people.queries import actor_of
        from tests.activities.cast import an_activity, shift_of
        from tests.orders.cast import DISTRICT, the_cast

        cast = the_cast()
        shift = shift_of(an_activity(cast, capacity=places))
        accounts = crowd(people + RAW)
        cookies = cookies_of(accounts[RAW:])
        other = shift_of(an_activity(cast, capacity=places))
        actors = [actor_of(one, DISTRICT) for one in accounts[:RAW]]
        # So many at once need an agreement by law, which everybody ticks.
        agreed = Wish(agrees=True)
        steps = [
            recorded(lambda a=a: sign_up(actor=a, shift_id=other.id, wish=agreed)) for a in actors
        ]
        raw = RAW / sum(map(raw_seconds, steps))
        connection.close()
        env = {"REDVEST_POOL": "1", "REDVEST_DB_ROLE": "owner"}
        with served("redvest.wsgi:application", env) as port:
            path = f"/activities/shifts/{shift.id}/"

            def form(index: int, token: str) -> tuple[str, str, str]:
                sent = {"csrfmiddlewaretoken": token, "_key": f"race-{index}", "agrees": "on"}
                return path, urlencode(sent), ""

            took = everybody_sends(port, cookies, clients, TWICE, form)
        wrong = judged(shift, people, places)
        oversold = without_the_guard(CONTROL, CONTROL // 4)
        print(f"without the guard {oversold} places of {CONTROL // 4} were given")
        if oversold <= CONTROL // 4:
            wrong.append("the control did not oversell")
    return report(took, wrong, raw, people)


def report(took: dict[str, Any], wrong: list[str], raw: float, people: int) -> int:
    sent = sum(took["statuses"].values())
    rate = sent / took["seconds"]
    print(f"{machine()}; {people} people, {sent} submissions, answers {took['statuses']}")
    print(f"over HTTP {rate:.0f}/s, raw statements {raw:.0f}/s: ratio {rate / raw:.2f} (aim {AIM})")
    bad = {status for status in took["statuses"] if status not in (302, 409)}
    wrong += [f"answers {sorted(bad)}"] if bad else []
    print("exactly as many places as there are, nobody twice" if not wrong else "; ".join(wrong))
    return 1 if wrong or rate / raw < AIM else 0


if __name__ == "__main__":
    sys.exit(main())
