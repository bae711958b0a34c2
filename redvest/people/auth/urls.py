"""The addresses of signing in. Only what a phone-based district needs is routed: allauth's pages
for mail do not exist here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.usersessions import views as sessions
from django.urls import URLPattern, URLResolver, path

from redvest.people.auth import elsewhere, views
from redvest.people.auth.views import from_the_start as door
from redvest.people.auth.views import where_it_applies as where

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.security, name="account_security"),
    path("login/", door(account.request_login_code), name="account_request_login_code"),
    path("login/code/", views.confirm_login_code, name="account_confirm_login_code"),
    path("login/password/", door(account.login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", door(account.signup), name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", where(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("phone/change/", account.change_phone, name="account_change_phone"),
    path("phone/verify/", account.verify_phone, name="account_verify_phone"),
    path("devices/", sessions.list_usersessions, name="usersessions_list"),
    path("elsewhere/", views.connections, name="account_connections"),
    path("elsewhere/link/", views.link, name="account_link"),
    path("elsewhere/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("elsewhere/weixin/", elsewhere.weixin_login, name="weixin_login"),
    path("elsewhere/weixin/callback/", elsewhere.weixin_callback, name="weixin_callback"),
    path("elsewhere/oidc/<slug:provider_id>/", elsewhere.oidc_login, name="openid_connect_login"),
    path(
        "elsewhere/oidc/<slug:provider_id>/callback/",
        elsewhere.oidc_callback,
        name="openid_connect_callback",
    ),
    path("factors/", mfa.index, name="mfa_index"),
    path("factors/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("factors/reauthenticate/", where(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", where(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("factors/codes/", where(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("factors/keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("factors/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("factors/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("factors/keys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "factors/keys/reauthenticate/",
        where(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
]
