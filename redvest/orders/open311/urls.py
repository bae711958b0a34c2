"""Addresses of GeoReport v2."""

from django.urls import path, re_path, register_converter

from redvest.orders.open311 import views


class Format:
    regex = "xml|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Format, "georeport")
app_name = "open311"
urlpatterns = [
    path("discovery.<georeport:fmt>", views.discovery, name="discovery"),
    path("v2/discovery.<georeport:fmt>", views.discovery, name="discovery_v2"),
    path("v2/services.<georeport:fmt>", views.services, name="services"),
    path("v2/services/<slug:code>.<georeport:fmt>", views.service, name="service"),
    path("v2/requests.<georeport:fmt>", views.requests, name="requests"),
    re_path(
        r"^v2/requests/(?P<number>[0-9-]{1,20})\.(?P<fmt>xml|json)$",
        views.one_request,
        name="request",
    ),
    path("v2/tokens/<uuid:token_id>.<georeport:fmt>", views.token, name="token"),
]
