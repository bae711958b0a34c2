"""Addresses of the front pages."""

from django.urls import path

from redvest.insight import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("desk/", pages.desk, name="desk"),
    path("me/", pages.me, name="me"),
]
