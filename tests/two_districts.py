"""A process of one district with a database of its own: ``python -m tests.two_districts CODE``.

The cast of the tests lives through an order and a year of figures in the district ``CODE``, whose
people have phones of their own. Printed is what the district then says of itself.
"""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

KEYS = ("orders", "activities", "sessions", "audience", "hours", "teams", "active_volunteers")


def of_district(name: str, code: str) -> ModuleType:
    """A module of the tests, moved to another district."""
    path = Path(__file__).parent.joinpath(*name.split(".")[1:]).with_suffix(".py")
    text = path.read_text(encoding="utf-8").replace("620102", code)
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    phones = text.replace("1990000", f"19{code[:5]}")
    exec(compile(phones, str(path), "exec"), module.__dict__)  # noqa: S102 - a file of ours
    return module


def said(code: str) -> dict[str, Any]:
    """Figures of the district, and what anybody reads of it on its public page."""
    from django.test import Client

    from redvest.engines.indicators import BY_KEY
    from redvest.engines.periods import period
    from redvest.insight.queries.figures import figures_of

    found = figures_of(code, code, [BY_KEY[key] for key in KEYS], {"now": period("2024")})
    browser = Client(SERVER_NAME="localhost")
    browser.cookies["district"] = code
    told = browser.get("/open-data/json/?year=2024").json()
    return {
        "figures": {key: str(found["now", code, key].value) for key in KEYS},
        "public": {one["key"]: one["total"] for one in told["figures"]},
        "district": told["district"],
    }


def main(code: str) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.urls import get_resolver

    get_resolver()._populate()  # Imports every page: not while a transaction waits.
    # However busy the machine is.
    waits = " -c idle_in_transaction_session_timeout=300000 -c statement_timeout=60000"
    connection.settings_dict["OPTIONS"]["options"] += waits
    cast = of_district("tests.orders.cast", code)
    stage = of_district("tests.insight.stage", code)
    year = stage.a_busy_year()
    cast.an_order(year.cast, until="confirmed")
    from redvest.insight.services import fold_changes
    from redvest.journal.sealing import seal_all

    fold_changes()
    seal_all(since=None)
    print(json.dumps(said(code)))


if __name__ == "__main__":
    main(sys.argv[1])
