"""The OpenAPI tells the truth: whatever a program makes of it, no answer is a surprise (S18)."""

import os
from typing import Any

import pytest
import schemathesis
from django.db import connections
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from pytest_django.live_server_helper import LiveServer
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup

from redvest.engines.grants import DEPARTMENT_ROLES
from redvest.engines.roles import Role
from redvest.people.actors import system
from redvest.people.models import Department, ProxyLink
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from tests.orders.cast import DISTRICT, Cast, an_order, the_cast

pytestmark = pytest.mark.slow
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "3"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TOKEN = "t" * 32
WHO = os.environ.get("SCHEMA_WHO", "nobody granny wang zhao desk centre watcher").split()
# Roles whose accounts meet little but refusals: those have to be described as well.
REST = {
    "department": Role.DEPT,
    "partner": Role.PARTNER,
    "auditor": Role.AUDITOR,
    "system": Role.SYSTEM_ADMIN,
    "security": Role.SECURITY_ADMIN,
    "audit": Role.AUDIT_ADMIN,
}


def cookies_of(cast: Cast, who: str) -> dict[str, str]:
    if who not in cast.accounts:
        return {}
    client = Client()
    client.force_login(cast.accounts[who])
    return {"sessionid": client.cookies["sessionid"].value, "csrftoken": TOKEN}


def surprises(schema: Any, cookies: dict[str, str], order_id: str) -> tuple[int, list[str]]:
    """How many operations were tried, and what their descriptions did not foresee."""
    tried, found = 0, []
    for result in schema.get_all_operations():
        operation = result.ok()
        tried += 1

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def one(case: Any) -> None:
            # Real ids, so that the steps are reached and not only the door.
            if "order_id" in (case.path_parameters or {}):
                case.path_parameters["order_id"] = order_id
            case.headers = {**(case.headers or {}), "X-CSRFToken": TOKEN}
            case.validate_response(case.call(cookies=cookies), checks=CHECKS)

        try:
            one()
        except (Exception, FailureGroup) as error:
            found.append(f"{operation.label}: {str(error)[:600]}")
    return tried, found


def everybody() -> Cast:
    """The cast, and somebody of every other role."""
    cast = the_cast()
    cast.staff("watcher", 10, Role.SUPERVISOR, DISTRICT)
    department = Department.objects.create(district=DISTRICT, name="城管局")
    for number, (name, role) in enumerate(REST.items(), start=11):
        cast.accounts[name] = open_account(phone=f"199000000{number}", district=DISTRICT)
        grant_role(
            actor=system(DISTRICT),
            account_id=cast.accounts[name].id,
            role=role,
            scope=DISTRICT,
            department_id=department.id if role in DEPARTMENT_ROLES else None,
        )
    cast.add("relative", 30)
    ProxyLink.objects.create(
        district=DISTRICT,
        proxy=cast.accounts["relative"],
        resident=cast.persons["granny"],
        kind="family",
        consent_basis="code",
        confirmed_at=timezone.now(),
    )
    return cast


@pytest.mark.parametrize("who", [WHO, pytest.param(["relative", *REST], marks=pytest.mark.long)])
def test_every_endpoint_keeps_to_its_description_for_everybody(
    committed_db: str, django_db_blocker: Any, who: list[str]
):
    """Bounded examples of every operation as each of the cast; and the control: a description
    that leaves an answer out is found."""
    # The addresses are imported here: inside a transaction that would leave it idle for too long.
    assert get_resolver().url_patterns
    with django_db_blocker.unblock():
        cast = everybody()
        order = str(an_order(cast, "dispatched").id)
        cookies = {name: cookies_of(cast, name) for name in who}
        server = LiveServer("127.0.0.1")
        try:
            schema = schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json")
            for name in who:
                tried, found = surprises(schema, cookies[name], order)
                assert tried > 40
                assert found == [], name
            raw = {**schema.raw_schema}
            del raw["paths"]["/api/v1/orders"]["get"]["responses"]["401"]
            raw["paths"] = {"/api/v1/orders": {"get": raw["paths"]["/api/v1/orders"]["get"]}}
            planted = schemathesis.openapi.from_dict(raw)
            planted.config.update(base_url=server.url)
            _tried, found = surprises(planted, {}, order)
            assert found, "an answer nobody described was not found"
        finally:
            server.stop()
            connections.close_all()
