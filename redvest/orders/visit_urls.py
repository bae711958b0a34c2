"""Addresses of teams, of volunteers, and of the programs that speak with a district."""

from django.urls import path

from redvest.orders.open311 import views as open311
from redvest.orders.pages import (
    badges,
    calendar,
    export,
    matching,
    offers,
    pool,
    serving,
    tracking,
)

urlpatterns = [
    path("tasks/", serving.tasks, name="tasks"),
    path("tasks/calendar/", calendar.calendar, name="calendar"),
    path("tasks/badge/", badges.badge, name="badge"),
    path("tasks/badge/remove/", badges.remove, name="badge_remove"),
    path("tasks/<uuid:order_id>/badge/", badges.visit, name="visit_badge"),
    path("tasks/<uuid:order_id>/", serving.task, name="task"),
    path("tasks/<uuid:order_id>/<slug:action>/", serving.step, name="task_step"),
    path("ical/<slug:token>.ics", calendar.feed, name="feed"),
    path("orders/<uuid:order_id>/photos/<uuid:photo_id>/", serving.photo, name="photo"),
    path("orders/<uuid:order_id>/coming/<uuid:visit_id>/", badges.visitor, name="visitor"),
    path("t/<slug:token>/coming/<uuid:visit_id>/", tracking.visitor, name="track_visitor"),
    path("v/", badges.door, name="door"),
    path("v/<slug:token>/", badges.scanned, name="scanned"),
    path("desk/badges/", badges.waiting, name="badges"),
    path("desk/badges/<uuid:photo_id>/", badges.compare, name="badge_photo"),
    path("desk/badges/<uuid:photo_id>/<slug:answer>/", badges.decide, name="badge_decide"),
    path("pool/", pool.pool, name="pool"),
    path("pool/near/", matching.near, name="near"),
    path("matching/", matching.method, name="matching"),
    path("pool/<uuid:order_id>/", pool.pooled, name="pooled"),
    path("desk/offers/", offers.offers, name="offers"),
    path("desk/offers/<uuid:order_id>/", offers.offer, name="offer"),
    path("desk/offers/<uuid:order_id>/<slug:action>/", offers.offer_step, name="offer_step"),
    path("desk/export/", export.export, name="export"),
    path("desk/open311/", open311.keys, name="open311_keys"),
    path("desk/open311/<uuid:key_id>/revoke/", open311.revoke, name="open311_revoke"),
]
