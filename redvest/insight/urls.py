"""Addresses of the front pages."""

from django.urls import path

from redvest.insight.pages import fronts, metrics

urlpatterns = [
    path("metrics", metrics.metrics, name="metrics"),
    path("", fronts.home, name="home"),
    path("desk/", fronts.desk, name="desk"),
    path("me/", fronts.me, name="me"),
]
