"""Transactions as every service uses them, and what the application's role may do."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redvest.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")

# Serialization failure, deadlock, lock not available: the database asks us to try again.
RETRIED = {"40001", "40P01", "55P03"}
TRIES_MAX = 5
SECONDS_MAX = 3.0

# Rows that history depends on. The application may add to them, never change or remove.
APPEND_ONLY = [
    "journal_event",
    "journal_leaf",
    "journal_checkpoint",
    "people_consenttext",
    "bank_stockmove",
    "insight_publication",
    "bank_transfer",
    "bank_entry",
    "bank_lotuse",
]

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION redvest_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: no update, delete or truncate', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

# At the commit, whoever wrote: a transfer has its two sides, an entry follows from the one before
# it, and an account holds what its last entry says.
BOOKS = {
    "bank_transfer": """
    IF NOT coalesce((SELECT count(*) = 2
            AND bool_or(e.account_id = NEW.debit_id AND e.delta = -NEW.amount)
            AND bool_or(e.account_id = NEW.credit_id AND e.delta = NEW.amount)
            AND bool_and(a.unit = NEW.unit AND a.district = NEW.district)
          FROM bank_entry e JOIN bank_account a ON a.id = e.account_id
         WHERE e.transfer_id = NEW.id), false)
    """,
    "bank_entry": """
    IF NOT EXISTS (SELECT 1 FROM bank_transfer t WHERE t.id = NEW.transfer_id
                      AND NEW.account_id IN (t.debit_id, t.credit_id))
       OR NOT (NEW.version = 1 AND NEW.balance = NEW.delta OR EXISTS (
            SELECT 1 FROM bank_entry p WHERE p.account_id = NEW.account_id
               AND p.version = NEW.version - 1 AND p.balance + NEW.delta = NEW.balance))
    """,
    "bank_account": """
    IF EXISTS (SELECT 1 FROM bank_account a WHERE a.id = NEW.id
        AND a.balance <> coalesce((SELECT e.balance FROM bank_entry e
            WHERE e.account_id = a.id ORDER BY e.version DESC LIMIT 1), 0))
       OR EXISTS (SELECT 1 FROM bank_account a WHERE a.id = NEW.id
        AND a.version <> coalesce((SELECT max(e.version) FROM bank_entry e
            WHERE e.account_id = a.id), 0))
    """,
}
KEEP_BOOKS = """
CREATE OR REPLACE FUNCTION {table}_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {condition} THEN
        RAISE EXCEPTION '% % does not add up', TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS {table}_adds_up ON {table};
CREATE CONSTRAINT TRIGGER {table}_adds_up AFTER INSERT OR UPDATE ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {table}_adds_up()
"""


def sqlstate(error: BaseException) -> str:
    """The five-character PostgreSQL code behind a Django database error, or an empty string."""
    return getattr(error.__cause__, "sqlstate", None) or getattr(error, "sqlstate", None) or ""


def transact(function: Callable[P, T]) -> Callable[P, T]:
    """Run a service in one transaction; run it again when the database asks for that.

    The whole function is repeated, so nothing inside it may reach outside the database. Within
    another transaction it simply joins, and the outermost one repeats.
    """

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.in_atomic_block:
            return function(*args, **kwargs)
        started = time.monotonic()
        for attempt in range(1, TRIES_MAX + 1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except DatabaseError as error:
                if sqlstate(error) not in RETRIED:
                    raise
                pause = random.uniform(0.5, 1.0) * 0.02 * 3**attempt  # noqa: S311
                over = time.monotonic() + pause - started > SECONDS_MAX
                if attempt == TRIES_MAX or over:
                    raise Unavailable(
                        _("现在办理的人很多，刚才的操作没有生效，请稍后再试。"), code="busy"
                    ) from error
                time.sleep(pause)
        raise AssertionError("the loop above returns or raises")

    return inside


_kept: ContextVar[list[Callable[[], object]] | None] = ContextVar("kept_if_undone", default=None)


def even_if_undone(act: Callable[[], object]) -> None:
    """Do this after a submission, whether it took effect or not: a wrong guess has to count.

    Outside a submission nothing is counted: no stranger calls services there.
    """
    waiting = _kept.get()
    if waiting is not None:
        waiting.append(act)


@contextmanager
def counting() -> Iterator[None]:
    """Around a submission: what :func:`even_if_undone` was told happens when it is over."""
    token = _kept.set([])
    try:
        yield
    finally:
        waiting = _kept.get() or []
        _kept.reset(token)
        for act in waiting:
            act()


def prepare_database() -> None:
    """What migrations rely on. Run by the owner before them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


def harden_database(app_role: str) -> None:
    """Let the application's role work with every table, and only add to the append-only ones.

    Run by the owner after each migration. The triggers hold for the owner too, so that a slip in
    a console cannot rewrite history either.
    """
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        frozen = [table for table in APPEND_ONLY if table in existing]
        cursor.execute(REFUSE_CHANGE)
        for table in frozen:
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION redvest_refuse_change()"
            )
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_stays BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION redvest_refuse_change()"
            )
        for table, condition in BOOKS.items():
            if table in existing:
                cursor.execute(KEEP_BOOKS.format(table=table, condition=condition))
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [app_role])
        if cursor.fetchone() is None:
            return
        role = connection.ops.quote_name(app_role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute(f"REVOKE ALL ON TABLE django_migrations FROM {role}")
        cursor.execute(f"GRANT SELECT ON TABLE django_migrations TO {role}")
        for table in frozen:
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON TABLE {table} FROM {role}")
