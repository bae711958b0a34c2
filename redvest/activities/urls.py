"""Addresses of activities."""

from django.urls import path

from redvest.activities.pages import (
    calendar,
    desk,
    joining,
    leading,
    mine,
    parts,
    project_desk,
    projects,
    public,
    roster,
)

app_name = "activities"
urlpatterns = [
    path("activities/", public.index, name="index"),
    path("activities/shifts/", joining.shifts, name="shifts"),
    path("activities/shifts/<uuid:shift_id>/", joining.join, name="join"),
    path("activities/<uuid:activity_id>/", public.show, name="show"),
    path("activities/<uuid:activity_id>/poster/", public.poster, name="poster"),
    path("activities/<uuid:activity_id>/calendar.ics", public.calendar, name="calendar"),
    path("me/shifts/", mine.mine, name="mine"),
    path("me/shifts/<uuid:signup_id>/", mine.one, name="one"),
    path("me/shifts/<uuid:signup_id>/<slug:action>/", mine.step, name="own_step"),
    path("me/stand-ins/<uuid:stand_in_id>/<slug:answer>/", mine.stand_in, name="stand_in"),
    path("me/leading/", leading.leading, name="leading"),
    path("me/leading/<uuid:activity_id>/<slug:answer>/", leading.answer, name="answer_lead"),
    path("activities/<uuid:activity_id>/roster/", roster.show, name="roster"),
    path("activities/<uuid:activity_id>/sheet/", roster.sheet, name="sheet"),
    path(
        "activities/<uuid:activity_id>/roster/<uuid:signup_id>/<slug:action>/",
        roster.decide,
        name="decide",
    ),
    path("activities/year/", calendar.year, name="year"),
    path("projects/", projects.index, name="projects"),
    path("projects/<uuid:project_id>/", projects.show, name="project"),
    path("desk/programme/", calendar.programme, name="programme"),
    path("desk/programme/quiet/", calendar.quiet, name="quiet"),
    path("desk/programme/settings/", calendar.settings, name="programme_settings"),
    path(
        "desk/programme/settings/<slug:what>/<uuid:row_id>/retire/",
        calendar.retire,
        name="retire_occasion",
    ),
    path("desk/projects/", project_desk.kept, name="projects_kept"),
    path("desk/projects/new/", project_desk.new, name="project_new"),
    path("desk/projects/<uuid:project_id>/", project_desk.desk, name="project_desk"),
    path("desk/projects/<uuid:project_id>/edit/", project_desk.edit, name="project_edit"),
    path("desk/projects/<uuid:project_id>/copy/", project_desk.copy, name="project_copy"),
    path("desk/projects/<uuid:project_id>/<slug:action>/", project_desk.step, name="project_step"),
    path("desk/activities/", desk.kept, name="kept"),
    path("desk/activities/new/", desk.new, name="new"),
    path("desk/activities/<uuid:activity_id>/", desk.show, name="desk"),
    path("desk/activities/<uuid:activity_id>/edit/", desk.edit, name="edit"),
    path("desk/activities/<uuid:activity_id>/members/", roster.invite, name="invite"),
    path("desk/activities/<uuid:activity_id>/parts/<slug:part>/", parts.add, name="add_part"),
    path(
        "desk/activities/<uuid:activity_id>/parts/<slug:part>/<uuid:part_id>/drop/",
        parts.drop,
        name="drop_part",
    ),
    path(
        "desk/activities/<uuid:activity_id>/shifts/<uuid:shift_id>/",
        parts.capacity,
        name="capacity",
    ),
    path("desk/activities/<uuid:activity_id>/<slug:action>/", desk.step, name="step"),
]
