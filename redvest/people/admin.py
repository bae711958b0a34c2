"""The rescue tool: Django's admin, which here only looks, and calls services.

For the hour in which a page of ours does not do what somebody locked out needs. It shows no
personal data unmasked and edits nothing by hand.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from redvest.engines.identifiers import IdentifierError, mobile
from redvest.engines.roles import Role
from redvest.errors import DomainError
from redvest.http import actor_of
from redvest.people.auth import limits
from redvest.people.auth.adapter import own_phone
from redvest.people.models import Account, RoleGrant
from redvest.people.queries import account_by_phone
from redvest.people.services import signing_in

REASON = "rescue"
NOT_OURS = {
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "view_on_site",
}


class RescueSite(admin.AdminSite):
    site_header = site_title = _("红马甲救援后台")
    index_title = _("只能查看，和办理列出的几件事")
    final_catch_all_view = False
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).has(Role.SYSTEM_ADMIN)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect("/")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Signing in and out, passwords and look-ups by name are the pages' business."""
        return [entry for entry in super().get_urls() if getattr(entry, "name", "") not in NOT_OURS]


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing is added, changed or deleted by hand."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rescue.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rescue.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def get_urls(self) -> list[URLPattern]:
        """Only the list and the single row; no address for what may not be done."""
        return [
            entry
            for entry in super().get_urls()
            if entry.name and entry.name.endswith(("_changelist", "_change"))
        ]


def _each(request: HttpRequest, rows: QuerySet[Account], act: Callable[[Account], object]) -> None:
    """Do it to every chosen account; tell each refusal and go on."""
    done = 0
    for account in rows:
        try:
            act(account)
        except DomainError as error:
            messages.error(request, f"{account.login_name}: {error.message}")
        else:
            done += 1
    if done:
        messages.success(request, _("已办理 %(count)d 个账号。") % {"count": done})


class AccountAdmin(ReadOnly):
    list_display = ("login_name", "masked_phone", "is_active", "has_factor", "last_login")
    list_filter = ("is_active", "home_district")
    fields = readonly_fields = (
        "id",
        "login_name",
        "masked_phone",
        "phone_verified_at",
        "home_district",
        "language",
        "is_active",
        "has_factor",
        "created_at",
        "last_login",
        "closed_at",
    )
    search_fields = ("login_name",)
    search_help_text = _("账号名，或完整手机号")
    ordering = ("-created_at",)
    show_full_result_count = False
    actions = ("unlock", "end_sessions", "suspend", "resume")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A phone is found whole or not at all: it is stored as a keyed hash."""
        try:
            found = account_by_phone(mobile(search_term))
        except IdentifierError:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(id=found.id) if found else queryset.none(), False

    @admin.display(description=_("手机号"))
    def masked_phone(self, account: Account) -> str:
        return str(account.phone or "")

    @admin.display(description=_("两步验证"), boolean=True)
    def has_factor(self, account: Account) -> bool:
        return bool(Authenticator.objects.filter(user=account).exists())

    @admin.action(description=_("解除登录锁定"))
    def unlock(self, request: HttpRequest, rows: QuerySet[Account]) -> None:
        def act(account: Account) -> None:
            signing_in.unlock_account(actor=actor_of(request), account_id=account.id, reason=REASON)
            limits.forgive(own_phone(account))

        _each(request, rows, act)

    @admin.action(description=_("退出所有设备"))
    def end_sessions(self, request: HttpRequest, rows: QuerySet[Account]) -> None:
        _each(
            request,
            rows,
            lambda account: signing_in.sign_out_account(
                actor=actor_of(request), account_id=account.id, reason=REASON
            ),
        )

    @admin.action(description=_("停用账号"))
    def suspend(self, request: HttpRequest, rows: QuerySet[Account]) -> None:
        _each(
            request,
            rows,
            lambda account: signing_in.suspend_account(
                actor=actor_of(request), account_id=account.id, reason=REASON
            ),
        )

    @admin.action(description=_("恢复账号"))
    def resume(self, request: HttpRequest, rows: QuerySet[Account]) -> None:
        _each(
            request,
            rows,
            lambda account: signing_in.resume_account(
                actor=actor_of(request), account_id=account.id, reason=REASON
            ),
        )


class RoleGrantAdmin(ReadOnly):
    list_display = ("account", "role", "scope", "starts_at", "ends_at", "revoked_at")
    list_filter = ("role", "district")
    fields = readonly_fields = (
        "id",
        "account",
        "role",
        "scope",
        "team_id",
        "department",
        "starts_at",
        "ends_at",
        "granted_by",
        "revoked_at",
        "revoked_by",
    )
    list_select_related = ("account",)
    ordering = ("-starts_at",)
    show_full_result_count = False
    actions = None


rescue = RescueSite(name="admin")
rescue.register(Account, AccountAdmin)
rescue.register(RoleGrant, RoleGrantAdmin)
