"""The JSON API at /api/v1/: what every endpoint shares. Endpoints stand in the apps' ``api.py``.

There is one error shape, ``{"error": {"code", "message", "number", "fields"?}}``. Refusals of the
domain pass through and are answered by the middleware; what the library itself refuses is turned
into the same shape here.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from redvest.bank.api import router as vending
from redvest.core.failures import failure_page
from redvest.districts.api import router as districts
from redvest.orders import api as orders
from redvest.venues.api import router as venues

api = NinjaAPI(
    title="Redvest API",
    version="1",
    urls_namespace="api",
    description="Public data of the districts on this server (coordinates name their datum), and"
    " every step of an order for whoever is signed in, and what vending machines hand over.",
)
api.add_router("/districts", districts)
api.add_router("/districts", venues)
api.add_router("/districts", orders.menu)
api.add_router("/vending", vending)
api.add_router("", orders.router)
api.add_router("", orders.lists)


def _invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    assert isinstance(error, ValidationError)
    fields = {str(one["loc"][-1]): str(one["msg"]) for one in error.errors}
    message = _("请求参数不对：%(names)s。") % {"names": ", ".join(sorted(fields))}
    return failure_page(request, 422, message, "invalid", fields=fields)


def _http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    assert isinstance(error, HttpError)
    return failure_page(request, error.status_code, str(error), str(error.status_code))


def _missing(request: HttpRequest, _error: Http404 | type[Http404]) -> HttpResponse:
    return failure_page(request, 404, "", "not_found")


api.add_exception_handler(ValidationError, _invalid)
api.add_exception_handler(HttpError, _http)
api.add_exception_handler(Http404, _missing)
