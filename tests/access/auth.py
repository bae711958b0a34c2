"""Signing in and everything around it."""

from allauth.mfa.models import Authenticator

from redvest.people.services.accounts import open_account
from tests.access import EVERYBODY, SIGNED_IN, Place, Row, Who, World


def a_key(world: World, place: Place) -> dict[str, object]:
    """A security key of somebody else: nobody may find it."""

    def make() -> Authenticator:
        owner = open_account(phone="13711112222", district="620102")
        return Authenticator.objects.create(user=owner, type="webauthn", data={})

    key = world.once("key", make)
    assert isinstance(key, Authenticator)
    return {"pk": key.pk}


NOBODY: dict[Who, frozenset[Place]] = dict.fromkeys(EVERYBODY, frozenset())
EVERYWHERE = {Who.SYSTEM_ADMIN: frozenset(Place)}
# Steps of signing in send whoever skipped the first one back to it, as they do strangers.
ROWS = {
    "account_security": Row(SIGNED_IN),
    "account_login": Row(EVERYBODY),
    "account_request_login_code": Row(EVERYBODY),
    "account_confirm_login_code": Row(SIGNED_IN),
    "account_logout": Row(EVERYBODY),
    "account_signup": Row(EVERYBODY),
    "account_inactive": Row(EVERYBODY),
    "account_verify_phone": Row(SIGNED_IN),
    "account_reauthenticate": Row(SIGNED_IN),
    "account_change_password": Row(SIGNED_IN),
    "account_set_password": Row(SIGNED_IN),
    "account_change_phone": Row(SIGNED_IN),
    "usersessions_list": Row(SIGNED_IN),
    "mfa_index": Row(SIGNED_IN),
    "mfa_authenticate": Row(SIGNED_IN),
    "mfa_reauthenticate": Row(SIGNED_IN),
    "mfa_activate_totp": Row(SIGNED_IN),
    "mfa_deactivate_totp": Row(SIGNED_IN),
    "mfa_view_recovery_codes": Row(SIGNED_IN),
    "mfa_generate_recovery_codes": Row(SIGNED_IN),
    "mfa_list_webauthn": Row(SIGNED_IN),
    "mfa_add_webauthn": Row(SIGNED_IN),
    "mfa_remove_webauthn": Row(SIGNED_IN, kwargs=a_key, sees=dict.fromkeys(SIGNED_IN, frozenset())),
    "mfa_login_webauthn": Row(SIGNED_IN),
    "mfa_reauthenticate_webauthn": Row(SIGNED_IN),
    "account_connections": Row(SIGNED_IN),
    "account_link": Row(SIGNED_IN),
    "socialaccount_login_cancelled": Row(EVERYBODY),
    # No account elsewhere is set up in the tests.
    "weixin_login": Row(EVERYBODY, kwargs=lambda w, p: {}, sees=NOBODY),
    "weixin_callback": Row(EVERYBODY, kwargs=lambda w, p: {}, sees=NOBODY),
    "openid_connect_login": Row(
        EVERYBODY, kwargs=lambda w, p: {"provider_id": "zwfw"}, sees=NOBODY
    ),
    "openid_connect_callback": Row(
        EVERYBODY, kwargs=lambda w, p: {"provider_id": "zwfw"}, sees=NOBODY
    ),
    "admin:index": Row(frozenset({Who.SYSTEM_ADMIN})),
    "admin:jsi18n": Row(frozenset({Who.SYSTEM_ADMIN})),
    "admin:app_list": Row(
        frozenset({Who.SYSTEM_ADMIN}), kwargs=lambda w, p: {"app_label": "people"}, sees=EVERYWHERE
    ),
    "admin:people_account_changelist": Row(frozenset({Who.SYSTEM_ADMIN})),
    "admin:people_account_change": Row(
        frozenset({Who.SYSTEM_ADMIN}),
        kwargs=lambda w, p: {"object_id": w.accounts[Who.RESIDENT].id},
        sees=EVERYWHERE,
    ),
    "admin:people_rolegrant_changelist": Row(frozenset({Who.SYSTEM_ADMIN})),
    "admin:people_rolegrant_change": Row(
        frozenset({Who.SYSTEM_ADMIN}),
        kwargs=lambda w, p: {"object_id": w.accounts[Who.STATION].grants.get().id},
        sees=EVERYWHERE,
    ),
    # Exists only in a demo, which tests are not.
    "demo_sms": Row(EVERYBODY, kwargs=lambda w, p: {}, sees=NOBODY),
}
