"""The yardstick of the web benchmarks: a bare Django view that returns given bytes.

Settings, addresses and application in one module: no middleware, no database, no templates.
``BARE_BODY`` names a file with the bytes.
"""

import os
from pathlib import Path

from django.conf import settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="bench", ALLOWED_HOSTS=["*"], ROOT_URLCONF="bench.bare", MIDDLEWARE=[]
    )

import django
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = Path(os.environ["BARE_BODY"]).read_bytes() if "BARE_BODY" in os.environ else b"bare"


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("", bare)]
django.setup(set_prefix=False)
application = WSGIHandler()
