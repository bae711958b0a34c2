"""What the production server calls."""

import os

from django.core.wsgi import get_wsgi_application

from redvest.core.parents import end_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redvest.settings")
if server := os.environ.get("REDVEST_SERVER"):
    end_with(int(server))
application = get_wsgi_application()
