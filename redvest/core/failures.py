"""Failure pages. Each says what happened, what to do next, and a number to quote; never more."""

import logging
import secrets
import sys

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

log = logging.getLogger("redvest")
RETRY_AFTER = "5"  # seconds; what keeps us busy is usually over by then


def failure_page(
    request: HttpRequest, status: int, message: str = "", code: str = "", **extra: object
) -> HttpResponse:
    """The page or the JSON body for a refusal, in the visitor's language."""
    number = secrets.token_hex(4).upper()
    if status >= 500:
        match = request.resolver_match
        place = match.view_name if match else request.path
        log.error("failure %s status %s at %s", number, status, place, exc_info=sys.exc_info())
    headers = {"Retry-After": RETRY_AFTER} if status == 503 else {}
    if request.path.startswith("/api/"):
        body = {"error": _error(status, message, code, number, extra.get("fields"))}
        return JsonResponse(body, status=status, headers=headers)
    context = {"status": status, "message": message, "number": number, **extra}
    try:
        html = render_to_string(f"errors/{status}.html", context, request)
    except Exception:
        log.exception("failure %s: the failure page itself failed", number)
        html = render_to_string("errors/plain.html", {**context, "site": settings.SITE_NAME})
    return HttpResponse(html, status=status, headers=headers)


def too_busy(request: HttpRequest) -> HttpResponse:
    """Not now, come back soon: said before anybody is known, and at next to no cost."""
    headers = {"Retry-After": RETRY_AFTER}
    answer: HttpResponse
    with translation.override(translation.get_language_from_request(request)):
        if request.path.startswith("/api/"):
            said = _("系统正忙，刚才的操作没有生效，请稍后再试。")
            body = {"error": _error(503, said, "busy", secrets.token_hex(4).upper(), None)}
            answer = JsonResponse(body, status=503, headers=headers)
        else:
            html = render_to_string("errors/busy.html", {"site": settings.SITE_NAME})
            answer = HttpResponse(html, status=503, headers=headers)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # A line for each would be a flood.
    return answer


# What the API says where the reason has no words of its own.
WORDS = {
    400: gettext_lazy("请求的格式不对。"),
    401: gettext_lazy("请先登录。"),
    403: gettext_lazy("没有权限。"),
    404: gettext_lazy("没有找到这个地址。"),
    405: gettext_lazy("这个地址不支持这种请求方法。"),
}


def _error(status: int, message: str, code: str, number: str, fields: object) -> dict[str, object]:
    """The one error shape of the API."""
    said = str(message or WORDS.get(status, _("系统出了问题，请稍后再试。")))
    error: dict[str, object] = {"code": code or str(status), "message": said, "number": number}
    if isinstance(fields, dict) and fields:
        error["fields"] = {name: str(text) for name, text in fields.items()}
    return error


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _("页面放得太久了，请返回上一页刷新后再提交。")
    return failure_page(request, 403, message, "csrf")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failure_page(request, 404, "", "not_found")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failure_page(request, 403, "", "not_allowed")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failure_page(request, 400, "", "bad_request")


def broken(request: HttpRequest) -> HttpResponse:
    """What no view and no step before it has caught; without the database, come back later."""
    if isinstance(sys.exc_info()[1], OperationalError):
        message = _("系统正忙，刚才的操作没有生效，请稍后再试。")
        return failure_page(request, 503, message, "unavailable")
    return failure_page(request, 500, "", "server_error")
