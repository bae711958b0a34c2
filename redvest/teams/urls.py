"""Addresses of teams."""

from django.urls import path

from redvest.teams.pages import desk, keeping, matching, public

app_name = "teams"
urlpatterns = [
    path("teams/", public.index, name="index"),
    path("teams/new/", public.apply, name="apply"),
    path("teams/<uuid:team_id>/", public.show, name="show"),
    path("teams/<uuid:team_id>/join/", public.join, name="join"),
    path("me/teams/", public.mine, name="mine"),
    path("me/teams/<uuid:membership_id>/<slug:action>/", public.answer, name="answer"),
    path("desk/teams/", desk.kept, name="kept"),
    path("desk/teams/tree/", desk.tree, name="tree"),
    path("desk/teams/new/", desk.new, name="new"),
    path("desk/teams/<uuid:team_id>/", desk.show, name="desk"),
    path("desk/teams/<uuid:team_id>/edit/", desk.edit, name="edit"),
    path("desk/teams/<uuid:team_id>/move/", keeping.move, name="move"),
    path("desk/teams/<uuid:team_id>/invite/", desk.invite, name="invite"),
    path("desk/teams/<uuid:team_id>/matching/", matching.matching, name="matching"),
    path("desk/teams/<uuid:team_id>/<slug:action>/", keeping.step, name="step"),
    path(
        "desk/teams/<uuid:team_id>/members/<uuid:membership_id>/<slug:action>/",
        keeping.member,
        name="member",
    ),
]
