"""Addresses of the front pages and of the figures."""

from django.urls import include, path

from redvest.insight.pages import (
    figures,
    fronts,
    metrics,
    open_data,
    own,
    papers,
    screen,
    stories,
)

figures_urls = [
    path("desk/figures/", figures.figures, name="figures"),
    path("desk/figures/file/<slug:kind>/", figures.figures_file, name="figures_file"),
    path("desk/figures/of/<slug:key>/", figures.indicator, name="indicator"),
    path("desk/figures/funnel/", stories.funnel, name="funnel"),
    path("desk/figures/activity/", stories.activity, name="activity"),
    path("desk/figures/report/", papers.report, name="report"),
    path("desk/figures/briefing/", papers.briefing, name="briefing"),
    path("desk/screen/", screen.screen, name="screen"),
    path("desk/screen/data/", screen.screen_data, name="screen_data"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("open-data/<slug:kind>/", open_data.open_data_file, name="open_data_file"),
    path("desk/figures/own/", own.own, name="own"),
    path("desk/figures/own/new/", own.own_new, name="own_new"),
    path("desk/figures/own/<uuid:indicator_id>/", own.own_values, name="own_values"),
    path("desk/figures/own/<uuid:indicator_id>/retire/", own.own_retire, name="own_retire"),
    path("desk/figures/value/<uuid:value_id>/withdraw/", own.own_withdraw, name="own_withdraw"),
    path("desk/figures/sessions/", own.headcounts, name="headcounts"),
    path("desk/figures/sessions/<uuid:session_id>/", own.headcount, name="headcount"),
    path("desk/figures/published/", own.published, name="published"),
    path("desk/figures/published/<uuid:publication_id>/", own.publication, name="publication"),
]

urlpatterns = [
    path("metrics", metrics.metrics, name="metrics"),
    path("", fronts.home, name="home"),
    path("desk/", fronts.desk, name="desk"),
    path("me/", fronts.me, name="me"),
    path("", include((figures_urls, "insight"))),
]
