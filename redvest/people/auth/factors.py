"""Who must have a second factor, and whether they do.

The installation asks for it (``REDVEST_STAFF_MFA``) and so does every district until its policy
says otherwise; either may let go of it.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from redvest.districts.queries import policy_of
from redvest.people.queries import districts_served


def has_second_factor(account_id: Any) -> bool:
    """Recovery codes alone do not count: they only stand in for a lost device."""
    return Authenticator.objects.filter(
        user_id=account_id, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).exists()


def lacks_second_factor(account_id: Any, district: str) -> bool:
    """Whether somebody with a role in a district still has to set one up."""
    return (
        settings.STAFF_MFA
        and not has_second_factor(account_id)
        and policy_of(district).staff_second_factor
    )


def needs_second_factor(account: Any) -> bool:
    """The same wherever an account has a role: for the page that follows a login."""
    return account.is_authenticated and any(
        lacks_second_factor(account.pk, district) for district in districts_served(account.pk)
    )
