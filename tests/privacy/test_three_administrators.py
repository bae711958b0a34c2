"""The three administrators share no power, and the auditing one changes nothing."""

from itertools import combinations

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from redvest.access import rule_for
from redvest.core.checks import walk
from redvest.engines.roles import Role
from redvest.http import STAFF, Open
from redvest.people.models import RoleGrant
from tests.access import Place, Who
from tests.test_access import MODULES, rows_of
from tests.world import build_world

THREE = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
OPEN = {Open.ANYONE, Open.SIGNED_IN}


def doors() -> dict[str, tuple[frozenset[object], tuple[str, ...]]]:
    """Who may open what, with which methods; what is open to everybody or all staff left out."""
    found = {}
    for name, route, entry in walk(get_resolver().url_patterns):
        who = getattr(entry.callback, "redvest_access", None) or rule_for(name, "/" + route)
        if not who & OPEN and not who >= STAFF:
            methods = getattr(entry.callback, "redvest_methods", ("GET", "POST"))
            found[name] = (who, methods)
    return found


def of(role: Role) -> set[str]:
    return {name for name, (who, _methods) in doors().items() if role in who}


# Doors that two of them may open, and what each may do there.
SHARED = {
    "desk_roles": "who holds what: given by one, looked at by the other",
    "desk_role": "one role with its history: ended by one, looked at by the other",
}


@pytest.mark.parametrize(("one", "other"), list(combinations(THREE, 2)))
def test_no_door_opens_to_two_of_them(one: Role, other: Role):
    shared = of(one) & of(other)
    assert shared <= SHARED.keys(), shared
    assert not shared or {one, other} == {Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


def writing_doors() -> list[str]:
    """Where the one who audits comes in and a form could be sent."""
    return sorted(
        name
        for name, (who, methods) in doors().items()
        if Role.AUDIT_ADMIN in who and set(methods) - {"GET", "HEAD", "OPTIONS"}
    )


@pytest.mark.django_db
def test_the_one_who_audits_changes_nothing():
    world = build_world()
    client = Client()
    client.force_login(world.accounts[Who.AUDIT_ADMIN])
    rows = {k.removeprefix("POST "): row for m in MODULES for k, row in rows_of(m).items()}
    for name in writing_doors():
        row = rows[name]
        kwargs = row.kwargs(world, Place.OWN) if row.kwargs else {}
        before = list(RoleGrant.objects.order_by("id").values())
        answer = client.post(reverse(name, kwargs=kwargs), {"reason": "轮岗", "action": "revoke"})
        assert answer.status_code != 302, name  # A refusal, or the form with one.
        assert list(RoleGrant.objects.order_by("id").values()) == before
    assert set(writing_doors()) <= SHARED.keys()


def test_each_of_them_has_something_to_do():
    """The control: the sets are not empty because nothing was looked at."""
    assert len(doors()) > 20
    assert of(Role.AUDIT_ADMIN)
    assert of(Role.SYSTEM_ADMIN) | of(Role.SECURITY_ADMIN)
