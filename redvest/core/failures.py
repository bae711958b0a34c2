"""Failure pages. Each says what happened, what to do next, and a number to quote; never more."""

import logging
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

log = logging.getLogger("redvest")


def failure_page(
    request: HttpRequest, status: int, message: str = "", code: str = "", **extra: object
) -> HttpResponse:
    """The page or the JSON body for a refusal, in the visitor's language."""
    number = secrets.token_hex(4).upper()
    if status >= 500:
        log.error("failure %s status %s at %s", number, status, request.resolver_match)
    if request.path.startswith("/api/"):
        body = {"error": {"code": code or str(status), "message": message, "number": number}}
        return JsonResponse(body, status=status)
    context = {"status": status, "message": message, "number": number, **extra}
    try:
        html = render_to_string(f"errors/{status}.html", context, request)
    except Exception:
        log.exception("failure %s: the failure page itself failed", number)
        html = render_to_string("errors/plain.html", {**context, "site": settings.SITE_NAME})
    return HttpResponse(html, status=status)


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
    return failure_page(request, 500, "", "server_error")
