"""Addresses of venues. Included at the root, so that the desk's stand under /desk/."""

from django.urls import path

from redvest.venues.pages import (
    changing,
    circle,
    circle_desk,
    desk,
    files,
    managing,
    nearby,
    public,
)

app_name = "venues"
urlpatterns = [
    path("area/", nearby.area, name="area"),
    path("venues/", public.index, name="index"),
    path("venues/nearest/", nearby.nearest, name="nearest"),
    path("venues/<uuid:venue_id>/", public.venue, name="venue"),
    path("circle/", circle.circle, name="circle"),
    path("desk/circle/", circle_desk.desk, name="circle_desk"),
    path("desk/circle/export/", circle_desk.export, name="circle_export"),
    path("desk/circle/people/", circle_desk.people, name="circle_people"),
    path("desk/circle/people/template/", circle_desk.template, name="circle_template"),
    path("desk/circle/streets/", circle_desk.streets, name="circle_streets"),
    path("desk/circle/next/<uuid:answer_id>/", circle_desk.answer, name="circle_next"),
    path("venues/<uuid:venue_id>/walk/", circle.walk, name="walk"),
    path("desk/venues/", desk.desk, name="desk"),
    path("desk/venues/add/", desk.add, name="add"),
    path("desk/venues/export/", desk.export, name="export"),
    path("desk/venues/<uuid:venue_id>/", managing.manage, name="manage"),
    path("desk/venues/<uuid:venue_id>/edit/", changing.edit, name="edit"),
    path("desk/venues/<uuid:venue_id>/place/", changing.place, name="place"),
    path("desk/venues/<uuid:venue_id>/areas/", files.areas, name="areas"),
    path("desk/venues/<uuid:venue_id>/status/", changing.status, name="status"),
    path("desk/venues/<uuid:venue_id>/checks/<slug:scheme>/<int:year>/", files.check, name="check"),
    path("desk/venues/<uuid:venue_id>/honors/", changing.honor, name="honor"),
    path(
        "desk/venues/<uuid:venue_id>/honors/<uuid:honor_id>/withdraw/",
        changing.withdraw_honor,
        name="withdraw_honor",
    ),
    path("desk/district/outline/", files.outline, name="outline"),
]
