"""Addresses of the menu and of what hangs on it; part of the addresses of orders."""

from django.urls import path

from redvest.orders.pages import (
    bundles,
    menu,
    papers,
    standing,
    standing_in,
    standing_steps,
    talks,
    wishes,
)

urlpatterns = [
    path("orders/standing/", standing.standings, name="standings"),
    path("desk/standing/", standing_steps.desk_standings, name="desk_standings"),
    path("desk/series/", standing_steps.series_list, name="series_list"),
    path("desk/series/<uuid:series_id>/", standing_steps.series, name="series"),
    path(
        "desk/series/<uuid:series_id>/<slug:answer>/",
        standing_steps.series_step,
        name="series_step",
    ),
    path(
        "desk/residents/<uuid:person_id>/standing/",
        standing_in.standing_menu_for,
        name="desk_standing_menu",
    ),
    path(
        "desk/residents/<uuid:person_id>/standing/<slug:code>/",
        standing_in.standing_for,
        name="desk_standing_new",
    ),
    path("orders/standing/new/", standing.standing_menu, name="standing_menu"),
    path("orders/standing/new/<slug:code>/", standing.standing_new, name="standing_new"),
    path("orders/standing/<uuid:standing_id>/", standing.standing, name="standing"),
    path(
        "orders/standing/<uuid:standing_id>/change/",
        standing.standing_change,
        name="standing_change",
    ),
    path(
        "orders/standing/<uuid:standing_id>/<slug:action>/",
        standing_steps.standing_step,
        name="standing_step",
    ),
    path("orders/standing/pauses/<uuid:pause_id>/end/", standing_steps.pause_end, name="pause_end"),
    path("desk/menu/", menu.desk_menu, name="desk_menu_all"),
    path("desk/menu/new/", menu.item_new, name="item_new"),
    path("desk/menu/history/", menu.menu_history, name="menu_history"),
    path("desk/menu/at/<uuid:venue_id>/", menu.venue_menu, name="venue_menu"),
    path("desk/menu/at/<uuid:venue_id>/<slug:code>/", menu.venue_item, name="venue_item"),
    path("desk/menu/item/<slug:code>/", menu.item_edit, name="item_edit"),
    path("desk/menu/item/<slug:code>/<slug:action>/", menu.item_step, name="item_step"),
    path("desk/menu/team/<uuid:team_id>/", menu.team_menu, name="team_menu"),
    path("desk/bundles/", bundles.bundles, name="bundles"),
    path("desk/bundles/new/<slug:code>/", bundles.bundle_new, name="bundle_new"),
    path("desk/bundles/<uuid:bundle_id>/", bundles.bundle, name="bundle"),
    path("desk/bundles/<uuid:bundle_id>/<slug:action>/", bundles.bundle_step, name="bundle_step"),
    path("orders/<uuid:order_id>/bundle/own/", bundles.bundle_own, name="bundle_own"),
    path("wishes/", wishes.wishes, name="wishes"),
    path("wishes/new/", wishes.wish_new, name="wish_new"),
    path("wishes/mine/", wishes.wishes_mine, name="wishes_mine"),
    path("wishes/<uuid:order_id>/thanks/", wishes.wish_thanks, name="wish_thanks"),
    path("wishes/<uuid:order_id>/<slug:action>/", wishes.wish_step, name="wish_step"),
    path("desk/wishes/", wishes.wishes_desk, name="wishes_desk"),
    path(
        "desk/wishes/<uuid:order_id>/<slug:action>/",
        wishes.wish_desk_step,
        name="wish_desk_step",
    ),
    path("desk/talks/", talks.talks, name="talks"),
    path("desk/talks/new/<slug:code>/", talks.talk_new, name="talk_new"),
    path("desk/talks/<uuid:order_id>/", talks.talk, name="talk"),
    path("desk/volunteers/<uuid:volunteer_id>/papers/", papers.papers, name="papers"),
    path("desk/papers/<uuid:paper_id>/withdraw/", papers.paper_withdraw, name="paper_withdraw"),
]
