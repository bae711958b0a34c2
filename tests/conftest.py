"""Databases that tests run against; see tests/cluster.py for the server itself.

Ordinary tests run in a transaction that is rolled back, as the application's role. A test that
needs real commits (races, faults, several connections) asks for ``committed_db`` and gets a
database of its own, copied from the migrated one.
"""

import os
import secrets
import socket
from collections.abc import Iterator
from typing import Any

import pytest

LOCAL_NAMES = {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", socket.gethostname()}  # noqa: S104


@pytest.fixture(autouse=True)
def every_test_begins_in_chinese() -> Iterator[None]:
    """A page asked for in English leaves its language with the thread; the next test knows none."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_cost_little() -> Iterator[None]:
    """Hashing slowly is the point of a password hash, and not of a test that signs in."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    real = (Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost)
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64
    yield
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = real


@pytest.fixture(scope="session", autouse=True)
def the_middleware_is_built_once() -> Iterator[None]:
    """Every client would list all static files again, a tenth of a second for each test.

    A test that changes a setting gets its own chain, since middleware reads settings when built.
    """
    from django.test.client import ClientHandler
    from django.test.signals import setting_changed

    real, built = ClientHandler.load_middleware, {}

    def kept(handler: Any, is_async: bool = False) -> None:
        if is_async not in built:
            real(handler, is_async)
            mine = ("enforce_csrf_checks",)
            built[is_async] = {k: v for k, v in vars(handler).items() if k not in mine}
        vars(handler).update(built[is_async])

    def forget(**_said: object) -> None:
        built.clear()

    setting_changed.connect(forget)
    ClientHandler.load_middleware = kept
    yield
    ClientHandler.load_middleware = real
    setting_changed.disconnect(forget)


@pytest.fixture(autouse=True)
def no_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking the network for a name is a call outside too; connections are pytest-socket's."""
    real = socket.getaddrinfo

    def only_local(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in LOCAL_NAMES:
            raise AssertionError(f"a test looked up the name {name}")
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", only_local)


def _connect_as(user: str, name: str | None = None) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["USER"] = user
    if name is not None:
        connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Migrate as the owner, test as the application's role.

    The plugin's own fixture makes no database when only ``committed_db`` is asked for.
    """
    from django.db import connection
    from django.urls import get_resolver

    from redvest.settings import APP_ROLE
    from tests import databases

    get_resolver()._populate()  # Imports every page, which takes seconds: not in a transaction.
    name = f"test_redvest_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with django_db_blocker.unblock():
        template = databases.migrated()
        with databases.admin() as db:
            databases.create(db, name, template)
        databases.hardened(name)
        # A file's cast waits in one transaction for all its tests, on machines however busy.
        options = connection.settings_dict["OPTIONS"]
        options["options"] += " -c idle_in_transaction_session_timeout=300000"
        _connect_as(APP_ROLE, name)
    yield
    with django_db_blocker.unblock(), databases.admin() as db:
        connection.close()
        databases.drop(db, name)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """A database of the test's own in which commits are real. Yields its name."""
    from django.db import connection

    from redvest.settings import APP_ROLE
    from tests import databases

    template = connection.settings_dict["NAME"]
    name = f"{template}_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        with databases.admin() as db:
            databases.create(db, name, template)
        _connect_as(APP_ROLE, name)
        try:
            yield name
        finally:
            _connect_as(APP_ROLE, template)
            with databases.admin() as db:
                databases.drop(db, name)
