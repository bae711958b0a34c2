"""What allauth asks the project: who has a phone, how a code travels, where people go next."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address, ip_network
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redvest.core import cells
from redvest.engines.masks import mask_phone
from redvest.errors import Conflict
from redvest.people.auth import devices, limits, sms
from redvest.people.auth.factors import needs_second_factor
from redvest.people.models import Account
from redvest.people.purposes import Purpose, current_words
from redvest.people.queries import account_by_phone, actor_of, has_any_grant
from redvest.people.services import signing_in
from redvest.people.services.consenting import agree_to_rules

STAFF_PASSWORD_MIN, SESSIONS_MAX = 12, 5
SECRET_PURPOSE = "mfa.secret"  # noqa: S105

_rough: ContextVar[bool] = ContextVar("rough", default=False)


@contextmanager
def rough_address() -> Iterator[None]:
    """While devices are written down: a person recognizes their network, nobody needs the rest."""
    token = _rough.set(True)
    try:
        yield
    finally:
        _rough.reset(token)


def own_phone(account: Account) -> str:
    """The number itself, for sending to it or comparing with what its owner typed."""
    return account.phone._open() if account.phone else ""


class AccountAdapter(DefaultAccountAdapter):
    """Phones instead of names and mail; our words; limits that spare known devices."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("这个账号已停用，请联系社区站点。"),
        "phone_password_mismatch": _("手机号或密码不对，请核对后再试，或改用短信验证码登录。"),
        "enter_current_password": _("现在的密码不对，请重新输入。"),
        "incorrect_code": _("验证码不对，请核对短信后重新输入。"),
        "incorrect_password": _("密码不对，请重新输入。"),
        "phone_taken": _("这个手机号已用于另一个账号，请换一个号码，或用它直接登录。"),
        "too_many_login_attempts": format_lazy(
            _("错误次数过多，请重新获取验证码，或 {minutes} 分钟后再试。"),
            minutes=settings.LOCKED_MINUTES,
        ),
        "rate_limited": _("操作太频繁，请一分钟后再试。"),
        "same_as_current": _("新号码和现在的号码相同，请输入另一个号码。"),
    }

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        from redvest.people.auth.forms import PhoneField

        return PhoneField(**{**kwargs, "label": _("手机号")})

    def get_user_by_phone(self, phone: str) -> Account | None:
        return account_by_phone(phone)

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        if not user.phone:
            return None
        return own_phone(user), user.phone_verified_at is not None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        if verified:
            self.set_phone_verified(user, phone)

    def set_phone_verified(self, user: Account, phone: str) -> None:
        before, was_proven = own_phone(user), user.phone_verified_at is not None
        try:
            fresh = signing_in.prove_phone(account_id=user.id, phone=phone)
        except Conflict:
            raise self.validation_error("phone_taken") from None
        if before and was_proven and before != phone:
            sms.send(
                phone=before,
                kind=sms.PHONE_CHANGED,
                code=phone[-4:],
                district=user.home_district,
            )
        user.phone_verified_at = fresh.phone_verified_at
        user.refresh_from_db(fields=["phone", "phone_index"])

    def send_verification_code_sms(
        self, user: Account, phone: str, code: str, **kwargs: Any
    ) -> None:
        sms.send(phone=phone, kind=sms.LOGIN_CODE, code=code, district=user.home_district)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        sms.send(phone=phone, kind=sms.NO_ACCOUNT)

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Never used: signing up with a known phone simply signs its owner in."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The peer's address; forwarded headers count only behind our own proxies."""
        found = get_client_ip(request) or "0.0.0.0"  # noqa: S104
        if not _rough.get():
            return found
        bits = 24 if ip_address(found).version == 4 else 48
        return str(ip_network(f"{found}/{bits}", strict=False).network_address)

    def is_safe_url(self, url: str) -> bool:
        """Only paths of ours, whatever a browser makes of backslashes and odd schemes."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        phone = str(credentials.get("phone", ""))
        account = account_by_phone(phone)
        self._login_failed_rl_usage = limits.consume(request, "login_failed", phone, account)
        if not self._login_failed_rl_usage:
            raise limits.locked(limits.minutes_left(request, "login_failed", phone, account))

    def clean_password(self, password: str, user: Account | None = None) -> str:
        password = super().clean_password(password, user)
        if user is not None and user.pk and has_any_grant(user.pk):
            MinimumLengthValidator(STAFF_PASSWORD_MIN).validate(password, user)
        return password

    def set_password(self, user: Account, password: str) -> None:
        user.password = signing_in.set_new_password(account_id=user.id, password=password).password

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if needs_second_factor(request.user):
            return reverse("mfa_activate_totp")
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_security")

    def login(self, request: HttpRequest, user: Account) -> None:
        agreed = request.session.get("agreed")
        super().login(request, user)
        request.session.pop("agreed", None)
        version = current_words(Purpose.PRIVACY).version
        if agreed == {"account": str(user.id), "version": version}:
            district = request.visitor.district  # type: ignore[attr-defined]
            code = district.code if district else user.home_district
            agree_to_rules(actor=actor_of(user, code))

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        with rough_address():
            response = super().post_login(request, user, **kwargs)
        devices.remember(response, user)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=devices.AGE_SECONDS,
                secure=settings.PRODUCTION,
                httponly=True,
                samesite="Lax",
            )
        _end_oldest_sessions(user)
        return response


def _end_oldest_sessions(user: Account) -> None:
    rows = UserSession.objects.filter(user=user).order_by("-created_at", "-id")
    for row in rows[SESSIONS_MAX:]:
        row.end()


def display_name(user: Account) -> str:
    return mask_phone(own_phone(user)) if user.phone else user.login_name


class MFAAdapter(DefaultMFAAdapter):
    """Secrets sealed like every other secret; labels without names."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("动态码不对，请看一眼手机上的新动态码再输入。"),
        "cannot_generate_recovery_codes": _("请先开通动态码或安全密钥，再生成备用码。"),
    }

    def encrypt(self, text: str) -> str:
        return cells.seal(text, SECRET_PURPOSE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return cells.unseal(bytes.fromhex(encrypted_text), SECRET_PURPOSE)

    def get_totp_issuer(self) -> str:
        return gettext("红马甲")

    def _get_site_name(self) -> str:
        return gettext("红马甲")

    def _get_user_identifier(self, user: Account) -> str:
        return display_name(user)
