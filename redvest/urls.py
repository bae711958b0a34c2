"""Every address. Pages at /, API at /api/v1/."""

from django.urls import include, path

from redvest.api import api
from redvest.core import pages as core
from redvest.core.style import style_page
from redvest.notices.pages import demo
from redvest.people.admin import rescue

urlpatterns = [
    path("health/live", core.alive, name="alive"),
    path("health/ready", core.ready, name="ready"),
    path("display/language", core.set_language, name="set_language"),
    path("display/elder", core.set_elder_mode, name="set_elder_mode"),
    path("display/district", core.set_district, name="set_district"),
    path("offline/", core.offline, name="offline"),
    path("sw.js", core.service_worker, name="service_worker"),
    path("accounts/", include("redvest.people.auth.urls")),
    path("rescue/", rescue.urls),
    path("", include("redvest.people.urls")),
    path("demo/sms/", demo.demo_messages, name="demo_sms"),
    path("desk/", include("redvest.people.desk_urls")),
    path("", include("redvest.notices.urls")),
    path("", include("redvest.journal.urls")),
    path("style/", style_page, name="style"),
    path("api/v1/", api.urls),
    path("open311/", include("redvest.orders.open311.urls")),
    path("", include("redvest.districts.urls")),
    path("", include("redvest.venues.urls")),
    path("", include("redvest.orders.urls")),
    path("", include("redvest.records.urls")),
    path("", include("redvest.bank.urls")),
    path("", include("redvest.activities.urls")),
    path("", include("redvest.teams.urls")),
    path("", include("redvest.meals.urls")),
    path("", include("redvest.insight.urls")),
]

handler400 = "redvest.core.failures.bad_request"
handler403 = "redvest.core.failures.forbidden"
handler404 = "redvest.core.failures.not_found"
handler500 = "redvest.core.failures.broken"
handler429 = "redvest.people.auth.limits.too_many"
