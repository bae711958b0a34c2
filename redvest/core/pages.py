"""Pages that belong to no noun: health, language, elder mode, choice of district."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from redvest.core.services import remember_display
from redvest.districts.queries import district_or_none
from redvest.errors import Invalid
from redvest.http import Open, actor_of, keep_choice, page
from redvest.middleware import DISTRICT_COOKIE, ELDER_COOKIE


def back_to(request: HttpRequest) -> str:
    """Where a small form leads back to: a path of ours, else the front page."""
    target = request.POST.get("next", "/")
    if url_has_allowed_host_and_scheme(target, None) and target.startswith("/"):
        return target
    return "/"


def _with_cookie(request: HttpRequest, name: str, value: str) -> HttpResponse:
    response = HttpResponseRedirect(back_to(request))
    keep_choice(response, name, value)
    return response


@page(Open.ANYONE)
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@page(Open.ANYONE)
def ready(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


@page(Open.ANYONE, methods=("POST",))
def set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Invalid("language")
    remember_display(actor=actor_of(request), language=language)
    return _with_cookie(request, settings.LANGUAGE_COOKIE_NAME, language)


@page(Open.ANYONE, methods=("POST",))
def set_elder_mode(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("elder") == "1"
    remember_display(actor=actor_of(request), elder_mode=wanted)
    return _with_cookie(request, ELDER_COOKIE, "1" if wanted else "0")


@page(Open.ANYONE, methods=("POST",))
def set_district(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("district", "")
    if district_or_none(code) is None:
        raise Invalid("district")
    return _with_cookie(request, DISTRICT_COOKIE, code)


@page(Open.ANYONE)
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows without a network; the same for everybody."""
    return render(request, "offline.html")


@page(Open.ANYONE)
def service_worker(request: HttpRequest) -> HttpResponse:
    """A script whose scope is the whole site, so it cannot lie among the static files."""
    response = render(request, "sw.js", content_type="text/javascript")
    response["Cache-Control"] = "no-store"
    return response
