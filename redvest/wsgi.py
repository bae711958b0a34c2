"""What the production server calls."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from redvest.core.parents import end_with
from redvest.core.tidying import look_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redvest.settings")
if server := os.environ.get("REDVEST_SERVER"):
    end_with(int(server))
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loads every page before the first one is asked for
look_rarely()
