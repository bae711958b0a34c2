"""What the production server calls."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from redvest.core.parents import end_with
from redvest.core.tidying import look_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redvest.settings")
if server := os.environ.get("REDVEST_SERVER"):
    end_with(int(server))
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # Every page, before the first one is asked for.
look_rarely()
