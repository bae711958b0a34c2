"""Addresses of orders."""

from django.urls import path

from redvest.orders import desk_urls, menu_urls, visit_urls
from redvest.orders.pages import (
    after,
    asking,
    own,
    rating,
    sentence,
    serving,
    slip,
    standing_in,
    tracking,
)

app_name = "orders"
urlpatterns = [
    *desk_urls.urlpatterns,
    *menu_urls.urlpatterns,
    *visit_urls.urlpatterns,
    path("orders/", own.mine, name="mine"),
    path("orders/new/", asking.menu, name="menu"),
    path("orders/say/", sentence.say, name="say"),
    path("orders/new/<slug:code>/", asking.place, name="place"),
    path("orders/<uuid:order_id>/", own.show, name="show"),
    path("orders/<uuid:order_id>/placed/", asking.placed, name="placed"),
    path("orders/<uuid:order_id>/link/", tracking.link, name="link"),
    path("orders/<uuid:order_id>/link/close/", tracking.close, name="link_close"),
    path("orders/<uuid:order_id>/slip/", slip.show, name="slip"),
    path("t/<slug:token>/", tracking.enter, name="track"),
    path("t/<slug:token>/progress/", tracking.progress, name="track_progress"),
    path("orders/<uuid:order_id>/time/", after.other_time, name="other_time"),
    path("orders/<uuid:order_id>/time/<slug:reply>/", after.answer, name="answer_time"),
    path("orders/<uuid:order_id>/unsolved/", after.unsolved, name="unsolved"),
    path("orders/<uuid:order_id>/complain/", after.complain, name="complain"),
    path("orders/<uuid:order_id>/appeal/", after.appeal, name="appeal"),
    path("orders/<uuid:order_id>/more/", after.more, name="more"),
    path("orders/<uuid:order_id>/rate/", rating.rate, name="rate"),
    path("orders/<uuid:order_id>/reveal/", serving.reveal, name="reveal"),
    path("orders/<uuid:order_id>/<slug:action>/", own.step, name="step"),
    path("desk/residents/<uuid:person_id>/order/", standing_in.place_menu, name="desk_menu"),
    path(
        "desk/residents/<uuid:person_id>/order/<slug:code>/",
        standing_in.place_for,
        name="desk_place",
    ),
]
