"""One server, one database of its own and one Chromium for all browser tests of a process."""

import os
import secrets
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from pytest_django.live_server_helper import LiveServer

from redvest.settings import APP_ROLE
from tests import databases
from tests.browser.look import chromium
from tests.browser.stage import Stage, raise_the_curtain
from tests.faults.orders import many_orders


class _Database:
    """The stage's database, switched to while a browser test runs and left again after it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.other = (connection.settings_dict["NAME"], connection.settings_dict["USER"])

    def __enter__(self) -> None:
        settings = connection.settings_dict
        self.other = (settings["NAME"], settings["USER"])
        connection.close()
        settings.update(NAME=self.name, USER=APP_ROLE)

    def __exit__(self, *_error: object) -> None:
        connections.close_all()
        name, user = self.other
        connection.settings_dict.update(NAME=name, USER=user)


@pytest.fixture(scope="session")
def stage_database(django_db_blocker: object) -> Iterator[_Database]:
    """Made here: the server's threads must see real commits, which no test's
    transaction gives them."""
    name = f"redvest_stage_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        template = databases.migrated()
        with databases.admin() as db:
            databases.create(db, name, template)
        yield _Database(name)
        with databases.admin() as db:
            databases.drop(db, name)


@pytest.fixture(scope="session")
def _stage(stage_database: _Database) -> Iterator[Stage]:
    # Playwright keeps an event loop in this thread; Django would take our queries for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with stage_database:
        cast = raise_the_curtain()
        server = LiveServer("127.0.0.1")
    try:
        with chromium() as browser, many_orders():  # All pages together need more than one may.
            yield Stage(server.url, browser, cast)
    finally:
        server.stop()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def stage(_stage: Stage, stage_database: _Database, django_db_blocker: object) -> Iterator[Stage]:
    with django_db_blocker.unblock(), stage_database:  # type: ignore[attr-defined]
        yield _stage
