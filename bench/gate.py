"""10,000 people check in at one gate over HTTP within five minutes, and the same statements raw.

Everybody posts the code that turns on the lead's screen at that moment, with a phone of their own;
every tenth sends it twice. Afterwards everybody is there once, with one stamp. The raw side sends
the statements of one check-in through psycopg, one transaction each, for other people.

    python -m bench.gate [people] [clients]
"""

import secrets
import sys
import time
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bench.login_and_home import served
from bench.orders_writes import raw_seconds, recorded
from bench.signup_race import cookies_of, crowd, everybody_sends
from bench.stage import database, machine

PEOPLE, CLIENTS, SECONDS, AIM, TWICE, RAW = 10_000, 8, 300.0, 0.3, 0.1, 40


def at_the_gate(people: int) -> tuple[Any, list[Any], list[Any]]:
    """An activity that has just begun, with the accounts and sign-ups of everybody expected."""
    from django.utils import timezone

    from redvest.activities.models import Activity, Session, Shift, SignUp
    from redvest.activities.services.parts import CAPACITY_MOST
    from redvest.people.models import Volunteer
    from tests.activities.cast import an_activity, shift_of
    from tests.orders.cast import the_cast

    activity = an_activity(the_cast(), capacity=min(people, CAPACITY_MOST))
    accounts = crowd(people)
    shift, now = shift_of(activity), timezone.now()
    times = {"starts_at": now - timedelta(minutes=5), "ends_at": now + timedelta(hours=2)}
    Activity.objects.filter(id=activity.id).update(status="ongoing", **times)
    Session.objects.filter(id=shift.session_id).update(**times)
    # One gate for more than a position may hold: as if they came to several of them.
    Shift.objects.filter(id=shift.id).update(capacity=people, taken=people, **times)
    expected = Volunteer.objects.filter(volunteer_no__startswith="R").order_by("volunteer_no")
    signups = [
        SignUp(
            district=activity.district,
            activity=activity,
            shift=shift,
            volunteer=one,
            state="confirmed",
            queued_at=now,
            state_since=now,
            **times,
        )
        for one in expected.select_related("person")
    ]
    SignUp.objects.bulk_create(signups, batch_size=2000)
    return Activity.objects.get(id=activity.id), accounts, signups


def judged(people: int) -> list[str]:
    """What is wrong afterwards; nothing, if all is well."""
    from redvest.activities.models import SignUp, Stamp

    there = SignUp.objects.filter(state="checked_in").count()
    stamps = Stamp.objects.filter(mark="in", method="code")
    wrong = [] if there == people else [f"{there} there instead of {people}"]
    count, different = stamps.count(), stamps.values("signup").distinct().count()
    if not count == different == people:
        wrong.append(f"{count} stamps of {different} people")
    return wrong


def main() -> int:
    sizes = [int(text) for text in sys.argv[1:]]
    people, clients = (*sizes, *(PEOPLE, CLIENTS)[len(sizes) :])
    with database():
        from django.db import connection

        from redvest.activities.services import Shown, codes, stamp_own
        from redvest.engines.attendance_merge import Mark
        from redvest.people.queries import actor_of

        activity, accounts, signups = at_the_gate(people + RAW)
        screen = codes.turning(activity.sessions.get())
        cookies = cookies_of(accounts[RAW:])
        steps = []
        for account, signup in zip(accounts[:RAW], signups[:RAW], strict=True):
            wanted = {
                "actor": actor_of(account, activity.district),
                "signup_id": signup.id,
                "mark": Mark.IN,
                "shown": Shown(code=screen.at(time.time()), device=account.id.hex),
            }
            steps.append(recorded(partial(stamp_own, **wanted)))
        raw = RAW / sum(map(raw_seconds, steps))
        path = f"/activities/{activity.id}/here/"

        sent: dict[int, tuple[str, str, str]] = {}

        def form(index: int, token: str) -> tuple[str, str, str]:
            # Whoever sends twice sends the same: the thumb was impatient, the code is the old one.
            if index not in sent:
                body = {
                    "csrfmiddlewaretoken": token,
                    "_key": f"gate-{index}",
                    "mark": "in",
                    "signup": str(signups[RAW + index].id),
                    "code": screen.at(time.time()),
                }
                phone = f"; rv_phone={secrets.token_urlsafe(18)}"
                sent[index] = path, urlencode(body), phone
            return sent[index]

        connection.close()
        env = {"REDVEST_POOL": "1", "REDVEST_DB_ROLE": "owner"}
        with served("redvest.wsgi:application", env) as port:
            took = everybody_sends(port, cookies, clients, TWICE, form)
        wrong = judged(people + RAW)
    return report(took, wrong, raw, people)


def report(took: dict[str, Any], wrong: list[str], raw: float, people: int) -> int:
    sent, seconds = sum(took["statuses"].values()), took["seconds"]
    rate = sent / seconds
    print(f"{machine()}; {people} people, {sent} submissions, answers {took['statuses']}")
    whole = PEOPLE * seconds / people
    print(f"{people / seconds:.0f} check-ins a second: {PEOPLE} in {whole:.0f} s of {SECONDS:.0f}")
    print(f"over HTTP {rate:.0f}/s, raw {raw:.0f}/s: ratio {rate / raw:.2f} (aim {AIM})")
    bad = {status for status in took["statuses"] if status not in (302, 409)}
    wrong += [f"answers {sorted(bad)}"] if bad else []
    print("everybody is there once" if not wrong else "; ".join(wrong))
    return 1 if wrong or whole > SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
