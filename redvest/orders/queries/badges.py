"""Who is at the door: badge photos, and the codes that say whether somebody is expected today."""

import base64
import binascii
import hmac
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.keyring import blind_index
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.orders.models import Assignment, BadgePhoto
from redvest.orders.queries.sight import DESK
from redvest.people.actors import Actor
from redvest.teams.models import Membership
from redvest.teams.queries import within

COMING_STATES = ("scheduled", "in_service")
SEAL_BYTES, ID_BYTES, CODE_DIGITS = 9, 16, 6


def photo_states(actor: Actor) -> dict[str, str]:
    """Where the actor's own photos stand: approved, waiting, or the latest one refused and why."""
    if actor.volunteer_id is None:
        return {}
    rows = BadgePhoto.objects.filter(district=actor.district, volunteer_id=actor.volunteer_id)
    found = list(rows.order_by("-uploaded_at").values_list("state", "reason"))
    live = {state: reason for state, reason in found if state in ("approved", "waiting")}
    return live | (dict(found[:1]) if found and found[0][0] == "refused" else {})


def waiting_photos(actor: Actor) -> QuerySet[BadgePhoto]:
    """Photos this actor may decide: of members of their teams, or of volunteers of their place."""
    members = Membership.objects.filter(
        district=actor.district, team_id__in=actor.teams(Role.TEAM_ADMIN), state="member"
    ).values("volunteer_id")
    near = within("volunteer__home_community", actor.scopes(*DESK))
    rows = BadgePhoto.objects.filter(
        near | Q(volunteer_id__in=members), district=actor.district, state="waiting"
    )
    if actor.volunteer_id is not None:
        rows = rows.exclude(volunteer_id=actor.volunteer_id)
    return rows.select_related("volunteer__person").order_by("uploaded_at")


def waiting_photo(actor: Actor, photo_id: UUID, *, lock: bool = False) -> BadgePhoto:
    """One of them.

    Raises
    ------
    NotSeen
        If it is not theirs to decide, or decided already; the two look the same.
    """
    rows = waiting_photos(actor).filter(id=photo_id)
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    if found is None:
        raise NotSeen(_("没有等您审核的这张照片，可能别人已经审核过了。"))
    return found


def with_photo(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Assignments that know whether their volunteer has a photo to show (``has_photo``)."""
    shown = BadgePhoto.objects.filter(
        district=OuterRef("district"), volunteer_id=OuterRef("volunteer_id"), state="approved"
    )
    return rows.annotate(has_photo=Exists(shown))


def shown_photo(visit: Assignment) -> BadgePhoto | None:
    """The photo that goes with somebody who is expected."""
    return BadgePhoto.objects.filter(
        district=visit.district, volunteer_id=visit.volunteer_id, state="approved"
    ).first()


def _sealed(visit: Assignment, purpose: str) -> bytes:
    when = visit.order.scheduled_from
    return blind_index(purpose, f"{visit.id}:{when.isoformat() if when else ''}")


def badge_token(visit: Assignment) -> str:
    """What the QR code carries: which visit, and a seal nobody can make. Another time, another."""
    raw = visit.id.bytes + _sealed(visit, "visit_badge")[:SEAL_BYTES]
    return base64.b32encode(raw).decode().lower()


def badge_code(visit: Assignment) -> str:
    """Six digits to compare by eye or to type in together with the order's number."""
    digest = _sealed(visit, "visit_badge_code")
    return f"{int.from_bytes(digest[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def _expected(district: str) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        district=district, state="accepted", order__state__in=COMING_STATES
    ).select_related("order__requester", "volunteer__person", "dispatch__team", "dispatch__venue")


def is_today(visit: Assignment, today: date | None = None) -> bool:
    starts = visit.order.scheduled_from
    return starts is not None and timezone.localdate(starts) == (today or timezone.localdate())


def visit_of_token(district: str, token: str) -> Assignment | None:
    """The visit of today behind a QR code; None for everything else, which all looks the same."""
    try:
        raw = base64.b32decode(token.strip().upper())
    except (binascii.Error, ValueError):
        return None
    if len(raw) != ID_BYTES + SEAL_BYTES:
        return None
    found = _expected(district).filter(id=UUID(bytes=raw[:ID_BYTES])).first()
    if found is None or not is_today(found):
        return None
    seal = _sealed(found, "visit_badge")[:SEAL_BYTES]
    return found if hmac.compare_digest(raw[ID_BYTES:], seal) else None


def visit_of_code(district: str, number: str, code: str) -> Assignment | None:
    """The visit of today that an order's number and a badge's digits name together."""
    typed = "".join(str(int(mark)) for mark in code if mark.isdecimal())
    for visit in _expected(district).filter(order__number=number.strip()):
        if is_today(visit) and hmac.compare_digest(typed, badge_code(visit)):
            return visit
    return None
