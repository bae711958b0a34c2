"""Addresses of the bank."""

from django.urls import URLPattern

app_name = "bank"
urlpatterns: list[URLPattern] = []
