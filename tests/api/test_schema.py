"""The OpenAPI tells the truth: whatever a program makes of it, no answer is a surprise (S18)."""

import os
from typing import Any

import pytest
import schemathesis
from django.db import connections
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from pytest_django.live_server_helper import LiveServer
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup

from redvest.engines.roles import Role
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


def test_every_endpoint_keeps_to_its_description_for_everybody(
    committed_db: str, django_db_blocker: Any
):
    """Bounded examples of every operation as each of the cast; and the control: a description
    that leaves an answer out is found."""
    # The addresses are imported here: inside a transaction that would leave it idle for too long.
    assert get_resolver().url_patterns
    with django_db_blocker.unblock():
        cast = the_cast()
        cast.staff("watcher", 10, Role.SUPERVISOR, DISTRICT)
        order = str(an_order(cast, "dispatched").id)
        cookies = {who: cookies_of(cast, who) for who in WHO}
        server = LiveServer("127.0.0.1")
        try:
            schema = schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json")
            for who in WHO:
                tried, found = surprises(schema, cookies[who], order)
                assert tried > 40
                assert found == [], who
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
