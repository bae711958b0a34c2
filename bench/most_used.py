"""The most used pages and calls of the API, by twenty at once, on whatever database is at hand.

The server is started as an operator starts it, on the database that ``redvest`` itself would use
(``DATABASE_URL``, or the embedded one in ``REDVEST_DATA_DIR``), and only reads are sent. Everybody
goes through all of them, one after another, each from another place in the row.

    python -m bench.most_used 620102 [seconds] [people]
"""

import itertools
import os
import sys
import time
from collections import Counter
from http.client import HTTPConnection
from typing import Any

from bench.load import HOST, Tally, answer, drive
from bench.overload import serving
from bench.stage import machine

SECONDS, PEOPLE, WARM = 60.0, 20, 8.0


def ready() -> None:
    """Django on the database at hand."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "redvest.settings"
    os.environ["REDVEST_STAFF_MFA"] = "0"
    if not os.environ.get("DATABASE_URL"):
        from redvest import embedded

        embedded.ensure_running()
    import django

    django.setup()


def somebody(district: str) -> dict[str, Any]:
    """An account at the center, one at a station, a volunteer's and a resident's, as they are."""
    from redvest.activities.models import SignUp
    from redvest.engines.roles import Role
    from redvest.orders.models import ServiceOrder
    from redvest.people.models import Account, RoleGrant

    def with_role(role: Role) -> Any:
        found = RoleGrant.objects.filter(role=role.value, scope__startswith=district)
        return Account.objects.get(id=found.order_by("id").values_list("account_id", flat=True)[0])

    went = SignUp.objects.filter(district=district, volunteer__person__account__isnull=False)
    asked = ServiceOrder.objects.filter(district=district, requester__account__isnull=False)
    volunteer = went.order_by("id").values_list("volunteer__person__account", flat=True).first()
    resident = asked.order_by("id").values_list("requester__account", flat=True).first()
    centre = with_role(Role.CENTRE_ADMIN)
    return {
        "centre": centre,
        "station": with_role(Role.VENUE_ADMIN),
        "volunteer": Account.objects.get(id=volunteer) if volunteer else centre,
        "resident": Account.objects.get(id=resident) if resident else centre,
    }


def cookie(account: Any, district: str) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client(SERVER_NAME=HOST)
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; district={district}"


def most_used(district: str) -> list[tuple[str, str, str]]:
    """Name, who asks, address."""
    from redvest.orders.models import ServiceOrder

    order = ServiceOrder.objects.filter(district=district).exclude(state="draft").latest("id")
    api = f"/api/v1/districts/{district}"
    return [
        ("front page", "resident", "/"),
        ("own orders", "resident", "/orders/"),
        ("activities", "volunteer", "/activities/"),
        ("my page", "volunteer", "/me/"),
        ("hours", "volunteer", "/me/hours/"),
        ("inbox", "centre", "/desk/orders/"),
        ("order at the desk", "centre", f"/desk/orders/{order.id}/"),
        ("figures", "centre", "/desk/figures/"),
        ("API: venues", "resident", f"{api}/venues"),
        ("API: menu", "resident", f"{api}/menu"),
        ("API: own orders", "resident", "/api/v1/orders"),
        ("API: own tasks", "volunteer", "/api/v1/tasks"),
        ("API: inbox", "centre", "/api/v1/desk/orders"),
    ]


def rows_of(district: str) -> str:
    from redvest.activities.models import SignUp
    from redvest.journal.models import Event
    from redvest.orders.models import ServiceOrder
    from redvest.people.models import Volunteer

    count = {one.__name__: one.objects.filter(district=district).count()
             for one in (Volunteer, SignUp, ServiceOrder, Event)}  # fmt: skip
    return ", ".join(f"{number:,} {name}" for name, number in count.items())


def main() -> int:
    district = sys.argv[1] if len(sys.argv) > 1 else "620102"
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    people = int(sys.argv[3]) if len(sys.argv) > 3 else PEOPLE
    ready()
    from django.db import connection

    who = {name: cookie(one, district) for name, one in somebody(district).items()}
    asked, rows = most_used(district), rows_of(district)
    connection.close()
    took = {name: Tally() for name, _who, _path in asked}
    statuses: dict[str, Counter[int]] = {name: Counter() for name in took}
    turn = itertools.count()

    def step(connection: HTTPConnection) -> bool:
        name, role, path = asked[next(turn) % len(asked)]
        begun = time.perf_counter()
        status, _h, _b = answer(connection, "GET", path, headers={"Cookie": who[role]})
        took[name].took.append(time.perf_counter() - begun)
        statuses[name][status] += 1
        return status == 200

    with serving() as (port, _pid):
        drive(port, step, clients=people, seconds=WARM)
        for tally, counted in zip(took.values(), statuses.values(), strict=True):
            tally.took.clear()
            counted.clear()
        whole = drive(port, step, clients=people, seconds=seconds)
    print(f"{district}: {rows}; {people} people, {whole.per_second:.0f} answers/s; {machine()}")
    for name, tally in took.items():
        print(
            f"{name:18} p50 {tally.percentile(0.5) * 1000:6.0f} ms, p95"
            f" {tally.percentile(0.95) * 1000:6.0f} ms, {dict(statuses[name])}"
        )
    print(f"{whole.failed} refused or failed")
    return 1 if whole.failed else 0


if __name__ == "__main__":
    sys.exit(main())
