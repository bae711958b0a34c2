"""Addresses about people: one's own under /me/, the station's under /desk/."""

from django.urls import path

from redvest.people.pages import care, family, my_data, own, residents, volunteer

app_name = "people"
urlpatterns = [
    path("me/profile/", own.profile, name="profile"),
    path("me/profile/edit/", own.profile_edit, name="profile_edit"),
    path("me/profile/read/<slug:field>/", own.read_own, name="read_own"),
    path("me/claim/", own.claims, name="claim"),
    path("me/claim/<uuid:row_id>/", own.claim_one, name="claim_one"),
    path("me/claim/<uuid:row_id>/decline/", own.decline, name="decline"),
    path("me/volunteer/", volunteer.volunteer, name="volunteer"),
    path("me/volunteer/service/", volunteer.service, name="service"),
    path("me/volunteer/pledge/", volunteer.pledge, name="pledge"),
    path("me/volunteer/pause/", volunteer.pause, name="pause"),
    path("me/volunteer/resume/", volunteer.resume, name="resume"),
    path("me/family/", family.family, name="family"),
    path("me/family/child/", family.child, name="child"),
    path(
        "me/family/child/<uuid:person_id>/volunteer/",
        family.child_volunteer,
        name="child_volunteer",
    ),
    path("me/family/child/<uuid:person_id>/forget/", family.child_forget, name="child_forget"),
    path("me/family/guardian/", family.guardian_ask, name="ask_guardian"),
    path("me/family/guardian/<uuid:tie_id>/", family.guardian_answer, name="guardian_answer"),
    path("me/family/guardian/<uuid:tie_id>/end/", family.guardian_end, name="guardian_end"),
    path("me/family/relative/", family.relative, name="relative"),
    path("me/family/relative/<uuid:link_id>/", family.relative_code, name="relative_code"),
    path("me/family/relative/<uuid:link_id>/end/", family.relative_end, name="relative_end"),
    path("me/consents/", my_data.consents, name="consents"),
    path("me/data/", my_data.my_data, name="my_data"),
    path("me/data/take/", my_data.take_data, name="take_data"),
    path("me/close/", my_data.close, name="close"),
    path("me/close/code/", my_data.close_code, name="close_code"),
    path("rules/", my_data.rules, name="rules"),
    path("goodbye/", my_data.closed, name="closed"),
    path("desk/residents/", residents.residents, name="residents"),
    path("desk/residents/new/", residents.register, name="resident_new"),
    path("desk/residents/<uuid:person_id>/", residents.resident, name="resident"),
    path("desk/residents/<uuid:person_id>/change/", residents.change, name="resident_change"),
    path("desk/residents/<uuid:person_id>/verify/", residents.verify, name="verify"),
    path("desk/residents/<uuid:person_id>/attach/", residents.attach, name="attach"),
    path(
        "desk/residents/<uuid:person_id>/proxies/<uuid:link_id>/confirm/",
        residents.confirm_proxy,
        name="confirm_proxy",
    ),
    path(
        "desk/residents/<uuid:person_id>/proxies/<uuid:link_id>/end/",
        residents.drop_proxy,
        name="drop_proxy",
    ),
    path("desk/residents/<uuid:person_id>/read/<slug:field>/", care.read, name="read_resident"),
    path("desk/residents/<uuid:person_id>/care/read/", care.read_care, name="read_care"),
    path("desk/residents/<uuid:person_id>/care/", care.write_care, name="write_care"),
    path("desk/residents/<uuid:person_id>/care/drop/", care.drop_care, name="drop_care"),
    path("desk/residents/<uuid:person_id>/minor/", care.ask_minor, name="ask_minor"),
    path("desk/minors/", care.minors, name="minors"),
    path("desk/volunteers/<uuid:volunteer_id>/", care.decide, name="decide"),
]
