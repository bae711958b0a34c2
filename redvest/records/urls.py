"""Addresses of hours."""

from django.urls import path

from redvest.records.pages import desk, filling, own

app_name = "records"
urlpatterns = [
    path("me/hours/", own.passport, name="passport"),
    path("me/hours/export.json", own.export, name="export"),
    path("me/hours/confirm/", own.to_confirm, name="to_confirm"),
    path("me/hours/<uuid:record_id>/", own.show, name="show"),
    path("me/hours/<uuid:record_id>/ask/", own.ask, name="ask"),
    path("me/hours/<uuid:record_id>/<slug:action>/", own.word, name="word"),
    path("desk/hours/", desk.index, name="index"),
    path("desk/hours/new/", filling.fill_in, name="fill_in"),
    path("desk/hours/questions/<uuid:question_id>/", desk.answer, name="answer"),
    path("desk/hours/<uuid:record_id>/", desk.show, name="desk"),
    path("desk/hours/<uuid:record_id>/correct/", filling.correct, name="correct"),
    path("desk/hours/<uuid:record_id>/<slug:action>/", desk.step, name="step"),
]
