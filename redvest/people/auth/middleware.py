"""What holds for people with a role: short sessions and a second factor."""

import time
from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest import access as third_party
from redvest.districts.queries import policy_of
from redvest.engines.policy import SPECS
from redvest.http import Open, Request
from redvest.people.auth.factors import lacks_second_factor

Next = Callable[[HttpRequest], HttpResponse]
IDLE_SECONDS, NOTED_EVERY, HOUR = 30 * 60, 60, 3600
SINCE, SEEN = "staff_since", "staff_seen"


class staff:
    """Ends a staff session left alone, and lets roles sleep until there is a second factor."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visitor = getattr(request, "visitor", None)
        if visitor is None or not visitor.actor.is_staff:
            return self.get_response(request)
        if _over(request, visitor.actor.district):
            return _sign_out(request, visitor.actor.district)
        if lacks_second_factor(visitor.actor.account_id, visitor.actor.district):
            visitor.extra["asleep"] = frozenset(grant.role for grant in visitor.actor.grants)
            visitor.actor = replace(visitor.actor, grants=())
        return self.get_response(request)

    def process_view(
        self, request: Request, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        asleep = getattr(request, "visitor", None) and request.visitor.extra.get("asleep")
        if not asleep:
            return None
        who = getattr(view, "redvest_access", None)
        if who is None and request.resolver_match is not None:
            who = third_party.rule_for(request.resolver_match.view_name, request.path)
        open_doors = {Open.ANYONE, Open.SIGNED_IN, *request.visitor.actor.roles}
        if who is None or who & open_doors or not who & asleep:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                {"error": {"code": "second_factor", "message": _("请先开通两步验证。")}},
                status=403,
            )
        messages.info(request, _("工作人员账号要先开通两步验证，才能使用工作台。"))
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _too_old(seconds: float, district: str) -> bool:
    """Whether a session is older than the district lets it become.

    No district may choose less than the shortest, so younger sessions cost no question.
    """
    if seconds <= SPECS["session_hours"].low * HOUR:
        return False
    return seconds > policy_of(district).session_hours * HOUR


def _over(request: HttpRequest, district: str) -> bool:
    """Whether the session is too old or was left alone; notes that somebody is here."""
    now = time.time()
    session = request.session
    since = session.setdefault(SINCE, now)
    seen = session.setdefault(SEEN, now)
    if now - seen > IDLE_SECONDS or _too_old(now - since, district):
        return True
    if now - seen > NOTED_EVERY:
        session[SEEN] = now
    return False


def _sign_out(request: HttpRequest, district: str) -> HttpResponse:
    logout(request)
    message = _(
        "为保护居民信息，工作人员 %(idle)d 分钟未操作或登录满 %(hours)d 小时后要重新登录。"
    ) % {"idle": IDLE_SECONDS // 60, "hours": policy_of(district).session_hours}
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": "session_over", "message": message}}, status=401)
    messages.info(request, message)
    target = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(target)
