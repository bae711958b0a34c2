"""Addresses of hours."""

from django.urls import path

from redvest.records.pages import (
    attainments,
    certificates,
    checking,
    desk,
    filling,
    issuing,
    notices,
    own,
    printing,
    settling,
    sheets,
    stars,
)

app_name = "records"
urlpatterns = [
    path("me/hours/", own.passport, name="passport"),
    path("me/hours/export.json", own.export, name="export"),
    path("me/hours/hours.pdf", printing.passport_file, name="passport_file"),
    path("me/hours/confirm/", own.to_confirm, name="to_confirm"),
    path("me/certificates/", certificates.mine, name="certificates"),
    path("me/certificates/<uuid:certificate_id>/", printing.printed, name="printed"),
    path(
        "me/certificates/<uuid:certificate_id>/certificate.pdf",
        printing.certificate_file,
        name="certificate_file",
    ),
    path("me/hours/<uuid:record_id>/", own.show, name="show"),
    path("me/hours/<uuid:record_id>/ask/", own.ask, name="ask"),
    path("me/hours/<uuid:record_id>/<slug:action>/", own.word, name="word"),
    path("me/stars/", stars.mine, name="stars"),
    path("notices/", notices.notices, name="notices"),
    path("notices/hours/<uuid:record_id>/doubt/", notices.doubt, name="doubt"),
    path("desk/stars/", stars.desk, name="stars_desk"),
    path("desk/stars/<uuid:award_id>/", stars.one, name="star"),
    path("desk/stars/<uuid:award_id>/<slug:action>/", stars.star_step, name="star_step"),
    path("desk/hours/", desk.index, name="index"),
    path("desk/hours/sheets/", sheets.sheets, name="sheets"),
    path("desk/hours/sheets/template", sheets.template_file, name="sheet_template"),
    path("desk/hours/sheets/<uuid:sheet_id>/", sheets.sheet, name="sheet"),
    path("desk/hours/sheets/<uuid:sheet_id>/progress", sheets.progress, name="sheet_progress"),
    path("desk/hours/sheets/<uuid:sheet_id>/confirm", sheets.confirm, name="sheet_confirm"),
    path("desk/hours/sheets/<uuid:sheet_id>/undo", sheets.undo, name="sheet_undo"),
    path("desk/hours/sheets/<uuid:sheet_id>/faults", sheets.faults_file, name="sheet_faults"),
    path("desk/hours/attainments/", attainments.attainments, name="attainments"),
    path("desk/hours/attainments/new/", attainments.enter, name="attainment_new"),
    path("desk/hours/attainments/<uuid:attainment_id>/", attainments.attainment, name="attainment"),
    path(
        "desk/hours/attainments/<uuid:attainment_id>/<slug:action>/",
        attainments.attainment_step,
        name="attainment_step",
    ),
    path("desk/hours/new/", filling.fill_in, name="fill_in"),
    path("desk/hours/activities/", settling.waiting, name="to_settle"),
    path("desk/hours/activities/<uuid:activity_id>/", settling.settle, name="settle"),
    path("desk/hours/questions/<uuid:question_id>/", desk.answer, name="answer"),
    path("desk/hours/<uuid:record_id>/", desk.show, name="desk"),
    path("desk/hours/<uuid:record_id>/correct/", filling.correct, name="correct"),
    path("desk/hours/<uuid:record_id>/<slug:action>/", desk.step, name="step"),
    path("desk/certificates/", certificates.desk, name="certificates_desk"),
    path("desk/certificates/together/", issuing.together, name="together"),
    path("desk/certificates/together/<uuid:run_id>/", issuing.run, name="run"),
    path(
        "desk/certificates/together/<uuid:run_id>/progress", issuing.progress, name="run_progress"
    ),
    path("desk/certificates/<uuid:certificate_id>/", certificates.one, name="certificate"),
    path(
        "desk/certificates/<uuid:certificate_id>/<slug:action>/",
        certificates.certificate_step,
        name="certificate_step",
    ),
    path("certificates/check/", checking.check, name="check"),
    path("certificates/check/offline.html", checking.check_offline, name="check_offline"),
]
