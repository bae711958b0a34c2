"""How a view says who may come in, and how a submission takes effect once.

``@page(...)`` is on every view of ours; ``redvest.middleware.access`` refuses a view without it,
and a system check refuses to start.
"""

import hashlib
from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from redvest.core.fields import cells_read
from redvest.core.models import AnsweredRequest
from redvest.db import counting, transact
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.people.actors import Actor, Visitor

View = Callable[..., HttpResponse]
KEY_MAX = 80
YEAR_SECONDS = 365 * 24 * 3600


class Open(Enum):
    """Doors that need no role."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"


STAFF = frozenset(
    {
        Role.TEAM_ADMIN,
        Role.VENUE_ADMIN,
        Role.CENTRE_ADMIN,
        Role.DEPT,
        Role.SUPERVISOR,
        Role.PARTNER,
        Role.AUDITOR,
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
        Role.AUDIT_ADMIN,
    }
)


class Request(HttpRequest):
    """A request after the visitor middleware, for type checkers."""

    visitor: Visitor
    htmx: Any


def page(*who: Role | Open, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Declare who may open a view and with which methods.

    Anonymous visitors are sent to the login page; the wrong role meets a 403. A method other than
    GET runs in one transaction and at most once per submission key.
    """
    if not who:
        raise TypeError("name at least one role or Open.ANYONE")

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
            if request.method in ("GET", "HEAD", "OPTIONS"):
                return view(request, *args, **kwargs)
            return once(request, lambda: view(request, *args, **kwargs))

        guarded.redvest_access = frozenset(who)  # type: ignore[attr-defined]
        guarded.redvest_methods = methods  # type: ignore[attr-defined]
        return cast("View", guarded)

    return declare


def check_entry(request: Request, who: frozenset[Role | Open]) -> HttpResponse | None:
    """None when the visitor may come in, else the way to the login page.

    Raises
    ------
    NotAllowed
        If somebody is signed in without any of the roles.
    """
    if Open.ANYONE in who:
        return None
    actor = request.visitor.actor
    if actor.account_id is None:
        from django.contrib.auth.views import redirect_to_login

        return redirect_to_login(request.get_full_path())
    if Open.SIGNED_IN in who or actor.roles & who:
        return None
    raise NotAllowed(_("您的身份不能使用这个页面。如有需要，请联系本级管理员授权。"))


def submission_key(request: HttpRequest) -> str:
    """The client's key for this submission: a header, or the hidden field of every form."""
    key = request.headers.get("Idempotency-Key", "")
    if not key and not request.path.startswith("/api/"):
        key = request.POST.get("_key", "")
    if len(key) > KEY_MAX:
        raise Invalid(_("提交编号过长，请刷新页面后再提交。"), code="bad_key")
    return key


def _fingerprint(request: HttpRequest) -> bytes:
    """SHA-256 over what was sent, without the tokens that change by themselves."""
    digest = hashlib.sha256(request.get_full_path().encode())
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        for name in sorted(request.POST):
            if name != "csrfmiddlewaretoken":
                digest.update(f"\0{name}\0{request.POST.getlist(name)}".encode())
        for name in sorted(request.FILES):
            upload = request.FILES[name]
            assert isinstance(upload, UploadedFile)
            digest.update(f"\0{name}\0{upload.name}\0{upload.size}".encode())
    else:
        digest.update(request.body)
    return digest.digest()


class _Undo(Exception):
    """Carries a refusal out of the transaction, which is rolled back."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def once(request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Run a submission in one transaction. Its repetition gets the first answer.

    A form that comes back with errors (a page instead of a redirect) rolls back and is not
    remembered: the person corrects it and submits again.
    """
    key = submission_key(request)

    @transact
    def run() -> HttpResponse:
        row = _claim(request, key) if key else None
        if row is not None and row.status is not None:
            return _repeat(request, row)
        read_before = cells_read()
        response = act()
        is_page = response.status_code == 200 and not request.path.startswith("/api/")
        if response.status_code >= 400 or (
            is_page and not getattr(response, "keep_changes", False)
        ):
            raise _Undo(response)
        says_nothing = "Location" in response.headers or getattr(response, "is_receipt", False)
        shows = cells_read() != read_before and not says_nothing
        if row is not None and (is_page or shows):
            row.delete()  # It may show somebody's data in full, which is kept nowhere in plain.
        elif row is not None:
            row.status = response.status_code
            row.location = response.headers.get("Location", "")
            row.body = "" if response.streaming else response.content.decode()
            row.save(update_fields=["status", "location", "body"])
        return response

    try:
        with counting():
            return run()
    except _Undo as refusal:
        return refusal.response


def _claim(request: Request, key: str) -> AnsweredRequest:
    """Take the key, waiting for whoever is using it right now."""
    identity = {
        "account_id": request.visitor.actor.account_id,
        "endpoint": f"{request.method} {request.path}"[:200],
        "key": key,
    }
    try:
        with transaction.atomic():
            return AnsweredRequest.objects.create(**identity, fingerprint=_fingerprint(request))
    except IntegrityError:
        return AnsweredRequest.objects.get(**identity)


def _repeat(request: Request, row: AnsweredRequest) -> HttpResponse:
    if bytes(row.fingerprint) != _fingerprint(request):
        raise Invalid(_("这次提交与之前的内容不同，请刷新页面后重新提交。"), code="key_reused")
    if row.location:
        return HttpResponseRedirect(row.location)
    kind = "text/html"
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        kind = "application/json"
    elif request.path.endswith(".xml"):
        kind = "text/xml"
    return HttpResponse(row.body, status=row.status or 200, content_type=kind)


def actor_of(request: HttpRequest) -> Actor:
    return cast("Request", request).visitor.actor


def check_version(shown: object, current: int) -> None:
    """Refuse a form that was opened before somebody else's change.

    Raises
    ------
    Conflict
        If the version in the form is not the current one.
    """
    if str(shown) != str(current):
        raise Conflict(
            _("您打开页面之后，别人已修改了这里。请核对最新内容后再保存，您填写的内容已保留。"),
            code="stale",
        )


def keep_choice(response: HttpResponse, name: str, value: str) -> None:
    """Remember a choice of display for a year, in a cookie no script reads."""
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
    )
