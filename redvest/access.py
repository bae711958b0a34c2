"""Views that are not ours, and who may open them. Reviewed by hand; everything else is declared
on the view itself."""

from redvest.engines.roles import Role
from redvest.http import Open

# Name of the view (or its prefix up to a dash or underscore, ending in *) -> who may.
ANYONE: frozenset[Role | Open] = frozenset({Open.ANYONE})
SIGNED_IN: frozenset[Role | Open] = frozenset({Open.SIGNED_IN})
FOREIGN: dict[str, frozenset[Role | Open]] = {
    # allauth: the doors. Each step checks for itself that the one before was taken.
    "account_login": ANYONE,
    "account_request_login_code": ANYONE,
    "account_confirm_login_code": ANYONE,
    "account_logout": ANYONE,
    "account_signup": ANYONE,
    "account_inactive": ANYONE,
    "account_verify_phone": ANYONE,
    "mfa_authenticate": ANYONE,
    "mfa_login_webauthn": ANYONE,
    "socialaccount_login_cancelled": ANYONE,
    "weixin_login": ANYONE,
    "weixin_callback": ANYONE,
    "openid_connect_login": ANYONE,
    "openid_connect_callback": ANYONE,
    # Django's admin, which only looks and calls services.
    "admin:*": frozenset({Role.SYSTEM_ADMIN}),
    # allauth: one's own account.
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_change_phone": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    # The API of orders, by the roles somebody holds towards each.
    "api:orders_inbox": frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN, Role.AUDITOR}),
    "api:orders_offers": frozenset({Role.TEAM_ADMIN}),
    "api:orders_tasks": frozenset({Role.VOLUNTEER}),
    "api:orders_pool": frozenset({Role.VOLUNTEER, Role.TEAM_ADMIN}),
    "api:orders_*": SIGNED_IN,
    "api:vending_*": frozenset({Role.PARTNER, Role.VENUE_ADMIN, Role.CENTRE_ADMIN}),
    # The API's public data; an endpoint that is not public must be named here before this line.
    "api:*": ANYONE,
}


def rule_for(view_name: str, path: str) -> frozenset[Role | Open] | None:
    """Who may open a foreign view, or None when nobody has decided."""
    if view_name in FOREIGN:
        return FOREIGN[view_name]
    for pattern, who in FOREIGN.items():
        if pattern.endswith("*") and view_name.startswith(pattern[:-1]):
            return who
    if path.startswith("/static/"):
        return frozenset({Open.ANYONE})
    return None
