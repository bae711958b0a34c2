"""Addresses of the district's own settings."""

from django.urls import path

from redvest.districts.pages import settings

app_name = "districts"
urlpatterns = [
    path("desk/district/", settings.settings, name="settings"),
    path("desk/district/policy/", settings.policy, name="policy"),
    path("desk/district/policy/history/", settings.history, name="history"),
    path("desk/district/holidays/", settings.holidays, name="holidays"),
]
