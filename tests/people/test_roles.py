"""Roles: given within one's own scope, never to oneself, gone with the next request."""

from itertools import combinations

import pytest

from redvest.engines.grants import GRANTABLE, GRANTED_ROLES, Held, may_grant
from redvest.engines.roles import ADMIN_DUTIES, Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.people.actors import Actor, system
from redvest.people.models import Account, Department, RoleGrant
from redvest.people.queries import actor_of
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role, revoke_role

pytestmark = pytest.mark.django_db
HERE, STREET, COMMUNITY = "620102", "620102001", "620102001001"


def account(number: int) -> Account:
    return open_account(phone=f"1390000{number:04d}", district=HERE)


def holder(number: int, role: Role, scope: str) -> Actor:
    found = account(number)
    grant_role(actor=system(HERE), account_id=found.id, role=role, scope=scope)
    return actor_of(found, HERE)


def test_a_street_grants_its_communities_and_nothing_wider():
    street, somebody = holder(1, Role.VENUE_ADMIN, STREET), account(2)
    grant_role(actor=street, account_id=somebody.id, role=Role.VENUE_ADMIN, scope=COMMUNITY)
    for scope in (STREET, HERE, "620102002", "620102002001"):
        with pytest.raises(NotAllowed):
            grant_role(actor=street, account_id=somebody.id, role=Role.VENUE_ADMIN, scope=scope)
    assert [g.scope for g in actor_of(somebody, HERE).grants] == [COMMUNITY]


@pytest.mark.parametrize("scope", ["62", "6201020", "350102", "620102001001001", "", "62010２"])
def test_it_refuses_a_scope_that_is_not_a_level_of_this_district(scope: str):
    somebody = account(1)
    with pytest.raises(Invalid):
        grant_role(actor=system(HERE), account_id=somebody.id, role=Role.VENUE_ADMIN, scope=scope)
    assert not RoleGrant.objects.exists()


def test_it_refuses_granting_to_oneself():
    centre = holder(1, Role.CENTRE_ADMIN, HERE)
    with pytest.raises(NotAllowed, match="不能给自己"):
        grant_role(actor=centre, account_id=centre.account_id, role=Role.VENUE_ADMIN, scope=STREET)
    assert RoleGrant.objects.count() == 1


@pytest.mark.parametrize(("first", "second"), list(combinations(sorted(ADMIN_DUTIES), 2)))
def test_nobody_holds_two_of_the_three_administrators(first: Role, second: Role):
    somebody = account(1)
    grant_role(actor=system(HERE), account_id=somebody.id, role=first, scope=HERE)
    with pytest.raises(Invalid, match="三个人"):
        grant_role(actor=system(HERE), account_id=somebody.id, role=second, scope=HERE)
    assert [g.role for g in actor_of(somebody, HERE).grants] == [first]


def test_the_three_administrators_share_no_power_to_grant():
    """Pairwise disjoint, save that only the security administrator grants at all."""
    powers = {duty: GRANTABLE.get(duty, frozenset()) for duty in ADMIN_DUTIES}
    for one, other in combinations(sorted(ADMIN_DUTIES), 2):
        assert not powers[one] & powers[other]


def test_a_revoked_role_is_gone_at_the_next_request():
    centre, street = holder(1, Role.CENTRE_ADMIN, HERE), account(2)
    grant = grant_role(actor=centre, account_id=street.id, role=Role.VENUE_ADMIN, scope=STREET)
    assert actor_of(street, HERE).is_staff
    revoke_role(actor=centre, grant_id=grant.id, reason="换人")
    assert not actor_of(street, HERE).is_staff
    with pytest.raises(Conflict):
        revoke_role(actor=centre, grant_id=grant.id, reason="再来一次")
    kinds = list(Event.objects.filter(subject_id=grant.id).values_list("kind", flat=True))
    assert kinds == ["role.granted", "role.revoked"]


def test_it_refuses_revoking_without_a_reason_or_beyond_scope():
    centre, street = holder(1, Role.CENTRE_ADMIN, HERE), holder(2, Role.VENUE_ADMIN, STREET)
    grant = RoleGrant.objects.get(account_id=centre.account_id)
    with pytest.raises(NotAllowed):
        revoke_role(actor=street, grant_id=grant.id, reason="x")
    with pytest.raises(Invalid):
        revoke_role(actor=system(HERE), grant_id=grant.id, reason=" ")
    elsewhere = Actor(None, "350102", implied=frozenset({Role.SYSTEM}))
    with pytest.raises(NotSeen):
        revoke_role(actor=elsewhere, grant_id=grant.id, reason="x")
    grant.refresh_from_db()
    assert grant.revoked_at is None


def test_the_same_role_twice_is_a_conflict_and_changes_nothing():
    holder(1, Role.CENTRE_ADMIN, HERE)
    somebody = Account.objects.get()
    with pytest.raises(Conflict):
        grant_role(actor=system(HERE), account_id=somebody.id, role=Role.CENTRE_ADMIN, scope=HERE)
    assert RoleGrant.objects.count() == 1


def test_a_department_handler_needs_a_department_of_this_district():
    somebody = account(1)
    far = Department.objects.create(district="350102", name="城管局")
    with pytest.raises(Invalid):
        grant_role(actor=system(HERE), account_id=somebody.id, role=Role.DEPT, scope=HERE)
    with pytest.raises(NotSeen):
        grant_role(
            actor=system(HERE),
            account_id=somebody.id,
            role=Role.DEPT,
            scope=HERE,
            department_id=far.id,
        )
    assert not RoleGrant.objects.exists()


def test_nobody_can_grant_what_reaches_beyond_them():
    """Over every role and level: what may be granted lies inside the granter's own scope."""
    scopes = [HERE, STREET, COMMUNITY, "620102002", "350102"]
    for own_role in Role:
        for own_scope in scopes:
            for role in GRANTED_ROLES:
                for scope in scopes:
                    if may_grant([Held(own_role, own_scope)], role, scope):
                        assert scope.startswith(own_scope)


def test_it_refuses_a_phone_that_is_taken_however_it_is_typed():
    account(1)
    for typed in ("13900000001", "+86 139 0000 0001", "１３９００００００１"):
        with pytest.raises(Invalid) as refusal:
            open_account(phone=typed, district=HERE)
        assert "phone" in refusal.value.fields
    assert Account.objects.count() == 1
