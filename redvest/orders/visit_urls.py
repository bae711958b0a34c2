"""Addresses of teams, of volunteers, and of the programs that speak with a district."""

from django.urls import path

from redvest.orders.open311 import views as open311
from redvest.orders.pages import calendar, export, offers, pool, serving

urlpatterns = [
    path("tasks/", serving.tasks, name="tasks"),
    path("tasks/calendar/", calendar.calendar, name="calendar"),
    path("tasks/<uuid:order_id>/", serving.task, name="task"),
    path("tasks/<uuid:order_id>/<slug:action>/", serving.step, name="task_step"),
    path("ical/<slug:token>.ics", calendar.feed, name="feed"),
    path("orders/<uuid:order_id>/photos/<uuid:photo_id>/", serving.photo, name="photo"),
    path("pool/", pool.pool, name="pool"),
    path("pool/<uuid:order_id>/", pool.pooled, name="pooled"),
    path("desk/offers/", offers.offers, name="offers"),
    path("desk/offers/<uuid:order_id>/", offers.offer, name="offer"),
    path("desk/offers/<uuid:order_id>/<slug:action>/", offers.offer_step, name="offer_step"),
    path("desk/export/", export.export, name="export"),
    path("desk/open311/", open311.keys, name="open311_keys"),
    path("desk/open311/<uuid:key_id>/revoke/", open311.revoke, name="open311_revoke"),
]
