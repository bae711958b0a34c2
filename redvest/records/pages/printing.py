"""Hours on paper: the certificate as a sheet and as PDF, and the book of hours."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.templatetags.redvest import duration
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.showing_qr import qr_uri
from redvest.people.actors import Actor
from redvest.people.labels import DOCUMENTS
from redvest.people.models import Volunteer
from redvest.people.queries.persons import shown_name
from redvest.records.labels import titled
from redvest.records.models import Attainment, Certificate, CertificateLine
from redvest.records.pages.certificates import STANDING
from redvest.records.pages.seals import picture_uri
from redvest.records.papers import (
    attained_line,
    certificate_pdf,
    level_shown,
    missing_note,
    passport_pdf,
)
from redvest.records.queries import records_of, totals_of
from redvest.records.queries.attainments import attainments_of
from redvest.records.queries.certificates import certificate_seen_by, clerk_of
from redvest.records.services.sealing import marked

PASSPORT_ROWS = 5_000


def _own(request: HttpRequest, certificate_id: UUID) -> Certificate:
    row, roles = certificate_seen_by(actor_of(request), certificate_id)
    if Role.VOLUNTEER not in roles or row.state not in STANDING:
        raise NotSeen(_("没有找到可以打印的证明。"))
    return row


def _cells(row: Certificate) -> dict[str, Any]:
    person, clerk = row.volunteer.person, clerk_of(row)
    return {
        "name": person.name,
        "paper": person.id_number,
        "in_charge": row.in_charge,
        "clerk": clerk.name if clerk else None,
        "contact": row.contact,
    }


def _kind(row: Certificate) -> dict[str, str]:
    """Which paper it is whose number stands on the sheet."""
    person = row.volunteer.person
    return {"kind": str(DOCUMENTS.get(person.id_kind, "")) if person.id_number else ""}


def _masked(row: Certificate) -> dict[str, str]:
    return _kind(row) | {name: str(cell) if cell else "" for name, cell in _cells(row).items()}


def _opened(row: Certificate, actor: Actor) -> dict[str, str]:
    """The sealed words of the sheet in full, each reading recorded."""
    why = str(_("本人打印服务证明"))
    return _kind(row) | {
        name: cell.reveal(actor=actor, reason=why) if cell else ""
        for name, cell in _cells(row).items()
    }


def _lines(row: Certificate) -> "QuerySet[CertificateLine]":
    return row.lines.select_related("record").order_by("record__starts_at")


def _learned(row: Certificate) -> list[Attainment]:
    """The trainings the certificate lists."""
    rows = row.trainings.select_related("attainment").order_by("attainment__happened_on", "id")
    return [one.attainment for one in rows]


def _check_url(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("records:check"))


@page(Role.VOLUNTEER, methods=("GET", "POST"))
def printed(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The sheet: masked to look at, in full for the volunteer who asks for it, which is noted."""
    row = _own(request, certificate_id)
    full = request.method == "POST"
    opened = _opened(row, actor_of(request)) if full else _masked(row)
    check_url = _check_url(request)
    response = render(
        request,
        "records/certificate.html",
        {
            "row": row,
            "opened": opened,
            "full": full,
            "missing": missing_note([*opened.values(), row.issuer]) if full else "",
            "time": duration(row.minutes),
            "filled_in": duration(row.filled_in) if row.filled_in else "",
            "lines": [
                {
                    "on": line.record.service_on,
                    "title": titled(line.record),
                    "time": duration(line.minutes),
                    "level": level_shown(line),
                }
                for line in _lines(row)
            ],
            "learned": [attained_line(one) for one in _learned(row)],
            "seal": picture_uri(marked(bytes(row.seal.picture), row.serial))
            if full and row.seal
            else "",
            "noticed": row.state == "noticed",
            # The text is behind the #, which browsers send to nobody.
            "qr": qr_uri(f"{check_url}#{row.token}"),
            "check_url": check_url,
        },
    )
    response.keep_changes = full  # type: ignore[attr-defined]
    return response


@page(Role.VOLUNTEER, methods=("POST",))
def certificate_file(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The same sheet as PDF, in full; recorded as a reading."""
    row = _own(request, certificate_id)
    opened = _opened(row, actor_of(request))
    paper = certificate_pdf(row, opened, _lines(row), _check_url(request), _learned(row))
    return _pdf(paper, row.serial)


@page(Role.VOLUNTEER)
def passport_file(request: HttpRequest) -> HttpResponse:
    """My book of hours as PDF, the name masked."""
    actor = actor_of(request)
    if actor.volunteer_id is None:
        raise NotSeen(_("您在本区还不是志愿者。"))
    volunteer = Volunteer.objects.select_related("person").get(
        district=actor.district, id=actor.volunteer_id
    )
    rows = records_of(volunteer.id, actor.district)[:PASSPORT_ROWS]
    totals = totals_of(volunteer.id, actor.district)
    attained = attainments_of(volunteer.id, actor.district)
    name = shown_name(volunteer.person)
    return _pdf(passport_pdf(volunteer, name, totals, rows, attained), "hours")


def _pdf(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    response.keep_changes = True  # type: ignore[attr-defined]
    return response
