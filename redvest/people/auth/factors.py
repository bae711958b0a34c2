"""Who must have a second factor, and whether they do."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from redvest.people.queries import has_any_grant


def has_second_factor(account_id: Any) -> bool:
    """Recovery codes alone do not count: they only stand in for a lost device."""
    return Authenticator.objects.filter(
        user_id=account_id, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).exists()


def needs_second_factor(account: Any) -> bool:
    return (
        settings.STAFF_MFA
        and account.is_authenticated
        and has_any_grant(account.pk)
        and not has_second_factor(account.pk)
    )
