"""allauth's forms in the words and with the keyboards people here expect."""

import time
from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import context
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from redvest.engines.identifiers import IdentifierError, compact, mobile
from redvest.errors import Invalid
from redvest.people.auth import limits
from redvest.people.models import Account
from redvest.people.purposes import Purpose, current_words
from redvest.people.queries import account_by_phone
from redvest.people.services.accounts import open_account

AGREED = "agreed"
FRESH_CODE_SECONDS = 15 * 60


class PhoneField(forms.CharField):
    """A mainland mobile number, taken however it is typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("手机号"))
        kwargs["error_messages"] = {"required": _("请输入手机号。")}
        kwargs["widget"] = forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        )
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return mobile(text)
        except IdentifierError:
            raise ValidationError(_("请输入11位手机号，例如 13800001234。"), code="phone") from None


class CodeField(forms.CharField):
    """Six digits, half or full width, with or without blanks."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("验证码"))
        kwargs["error_messages"] = {"required": _("请输入短信里的6位验证码。")}
        kwargs["widget"] = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"}
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return compact(str(value)) if value else ""


def _dress(form: forms.Form, **labels: Any) -> None:
    """Our labels; no grey placeholders that vanish while typing, no lists in hints."""
    for name, label in labels.items():
        if name in form.fields:
            field = form.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("请填写“%(label)s”。") % {"label": label}


def _consume_code_limit(phone: str, account: Account | None) -> None:
    request = context.request
    if not limits.consume(request, "request_login_code", phone, account):
        raise limits.codes_exhausted(
            limits.minutes_left(request, "request_login_code", phone, account)
        )


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, password=_("密码"))


class RequestLoginCodeForm(account.RequestLoginCodeForm):
    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        self._user = account_by_phone(phone)
        _consume_code_limit(phone, self._user)
        return phone


class ConfirmLoginCodeForm(account.ConfirmLoginCodeForm):
    code = CodeField()


class VerifyPhoneForm(account.VerifyPhoneForm):
    code = CodeField()


class SignupForm(account.SignupForm):
    """A phone and a yes to the privacy notice; the rest is asked when it is needed."""

    agree = forms.BooleanField(
        label=_("我已阅读并同意上面的隐私说明"),
        error_messages={"required": _("请先阅读隐私说明并勾选同意，再获取验证码。")},
    )
    field_order = ("phone", "agree")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        phone = cleaned.get("phone")
        if phone and not self.errors:
            try:
                _consume_code_limit(phone, account_by_phone(phone))
            except ValidationError as error:
                self.add_error("phone", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[Account, HttpResponse]:
        """Send a code either way: a known phone signs its owner in, a new one gets an account.

        Both answers look the same, so nobody learns whose phone is registered.
        """
        user = self._account(request, self.cleaned_data["phone"])
        LoginCodeVerificationProcess.initiate(
            request=request, user=user, phone=self.cleaned_data["phone"]
        )
        version = current_words(Purpose.PRIVACY).version
        request.session[AGREED] = {"account": str(user.id), "version": version}
        target = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME)
        query = {REDIRECT_FIELD_NAME: target} if target else None
        return user, headed_redirect_response("account_confirm_login_code", query=query)

    @staticmethod
    def _account(request: HttpRequest, phone: str) -> Account:
        found = account_by_phone(phone)
        if found is not None:
            return found
        visitor = request.visitor  # type: ignore[attr-defined]
        try:
            return open_account(
                phone=phone,
                district=visitor.district.code if visitor.district else "",
                language=visitor.language or "zh-hans",
                verified=False,
            )
        except Invalid:  # The other half of a double click was faster.
            found = account_by_phone(phone)
            if found is None:
                raise
            return found


class ChangePhoneForm(account.ChangePhoneForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, phone=_("新手机号"))


class PasswordWords:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self
        _dress(
            form,
            oldpassword=_("现在的密码"),
            password1=_("新密码"),
            password2=_("再输入一次新密码"),
        )
        form.fields["password1"].help_text = _(
            "至少8位，不要用生日、手机号或连续数字；工作人员至少12位。"
        )


class SetPasswordForm(PasswordWords, account.SetPasswordForm):
    pass


class ChangePasswordForm(PasswordWords, account.ChangePasswordForm):
    """Whoever has just signed in by code may have forgotten the old password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signed_in_by_code():
            del self.fields["oldpassword"]


def signed_in_by_code() -> bool:
    request = context.request
    records = get_authentication_records(request, request.user)
    return any(
        record["method"] == "code" and time.time() - record["at"] < FRESH_CODE_SECONDS
        for record in records
    )


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, password=_("密码"))


class TotpWords:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self
        form.fields["code"] = CodeField(label=_("动态码"))
        form.fields["code"].error_messages["required"] = _("请输入动态码。")


class ActivateTOTPForm(TotpWords, totp.ActivateTOTPForm):
    pass


class AuthenticateForm(TotpWords, mfa.AuthenticateForm):
    pass


class MfaReauthenticateForm(TotpWords, mfa.ReauthenticateForm):
    pass
