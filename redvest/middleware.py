"""Small steps around every view: errors, whose turn it is, who is asking, whether they may in."""

from collections.abc import Callable
from weakref import finalize

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.translation import gettext as _

from redvest import access as third_party
from redvest.core.failures import failure_page, too_busy
from redvest.core.memo import one_page
from redvest.errors import DomainError
from redvest.http import Request, check_entry
from redvest.lanes import Gate, lane_of
from redvest.people.actors import Visitor
from redvest.people.queries import who_comes

Next = Callable[[HttpRequest], HttpResponse]
DISTRICT_COOKIE, ELDER_COOKIE, AREA_COOKIE = "district", "elder", "area"


def chosen_district(request: HttpRequest) -> str:
    """The district in the cookie, if it looks like one."""
    code = request.COOKIES.get(DISTRICT_COOKIE, "")
    return code if len(code) == 6 and code.isascii() and code.isdecimal() else ""


def chosen_area(request: HttpRequest, district: str) -> str:
    """The community in the cookie, as long as it belongs to the district at hand."""
    code = request.COOKIES.get(AREA_COOKIE, "")
    fits = bool(district) and len(code) == 12 and code.isdecimal() and code.startswith(district)
    return code if fits else ""


class errors:
    """Turns refusals into pages and adds the headers that hold for every answer."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.path.startswith("/api/"):
            allowed = response.headers.get("Allow", "")
            response = failure_page(request, 405, "", "method_not_allowed")
            response.headers["Allow"] = allowed
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(self)"
        )
        visitor = getattr(request, "visitor", None)
        if visitor is not None and visitor.actor.account_id is not None:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class turns:
    """Holds requests up, or turns them away, while the process has more to do than it can."""

    gate = Gate()

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lane = lane_of(request.method or "", request.path, request.META.get("QUERY_STRING", ""))
        if lane is None:
            return self.get_response(request)
        if not self.gate.enter(lane):
            return too_busy(request)
        response = None
        try:
            response = self.get_response(request)
        finally:
            if response is None or not response.streaming:
                self.gate.leave(lane)
        if response.streaming:  # Its rows are still to be read.
            leave = finalize(response, self.gate.leave, lane)
            leave.atexit = False
            response._resource_closers.append(leave)  # type: ignore[attr-defined]
        return response


class visitor:
    """Finds the district, the actor and the display mode."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/static/") or request.path == "/health/live":
            return self.get_response(request)
        account = request.user if request.user.is_authenticated else None
        district, actor = who_comes(account, chosen_district(request))
        code = district.code if district is not None else ""
        elder = account.elder_mode if account else request.COOKIES.get(ELDER_COOKIE) == "1"
        request.visitor = Visitor(  # type: ignore[attr-defined]
            actor,
            district,
            bool(elder),
            translation.get_language() or "",
            chosen_area(request, code),
        )
        if request.method in ("GET", "HEAD"):
            with one_page():
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        if hosts := getattr(request, "image_hosts", None):
            response._csp_update = {"img-src": hosts}  # type: ignore[attr-defined]
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return failure_page(
                request, error.status, str(error.message), error.code, fields=error.fields
            )
        if isinstance(error, OperationalError):
            message = _("系统正忙，刚才的操作没有生效，请稍后再试。")
            return failure_page(request, 503, message, "unavailable")
        if isinstance(error, DatabaseError):
            return failure_page(request, 500, "", "server_error")
        return None


class access:
    """Deny by default: a view runs only if it, or the list of foreign views, says who may."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        who = getattr(view, "redvest_access", None)
        methods = getattr(view, "redvest_methods", None)
        if who is None:
            name = request.resolver_match.view_name if request.resolver_match else ""
            who = third_party.rule_for(name, request.path)
        if who is None:
            return failure_page(request, 403, "", "undeclared")
        if methods is not None and request.method not in (*methods, "HEAD", "OPTIONS"):
            return HttpResponseNotAllowed(methods)
        try:
            turned_away = check_entry(request, who)
            if turned_away is not None and request.path.startswith("/api/"):
                # A program cannot use the login page.
                return failure_page(request, 401, "", "sign_in")
            return turned_away
        except DomainError as refusal:  # Django hands no middleware what another one raises.
            return failure_page(request, refusal.status, str(refusal.message), refusal.code)
