"""Photos for the door: the volunteer brings one, the team or the station compares, residents see
it while somebody is on the way to them."""

import base64
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.orders.labels import BADGE_REASONS
from redvest.orders.models import Assignment, BadgePhoto, OrderLink, ServiceOrder
from redvest.orders.queries import DESK, order_seen_by
from redvest.orders.queries.badges import COMING_STATES, shown_photo, waiting_photo
from redvest.orders.services.door import checked_choice
from redvest.orders.services.photos import redrawn
from redvest.people.actors import Actor, strongest
from redvest.people.models import Volunteer
from redvest.people.queries.persons import is_minor_today

NEAR = frozenset({Role.RESIDENT, Role.PROXY, *DESK})


def _own(actor: Actor) -> Volunteer:
    if actor.volunteer_id is None:
        raise NotAllowed(_("请先登记成为志愿者，再加胸牌照片。"), code="not_a_volunteer")
    rows = Volunteer.objects.select_related("person").select_for_update(of=("self",), no_key=True)
    return rows.get(district=actor.district, id=actor.volunteer_id)


def _drop(volunteer: Volunteer, states: tuple[str, ...], into: str) -> int:
    """Pictures in these states are gone; that they were there stays."""
    rows = BadgePhoto.objects.filter(
        district=volunteer.district, volunteer=volunteer, state__in=states
    )
    return rows.update(state=into, content=None)


@transact
def bring_badge_photo(*, actor: Actor, data: bytes) -> BadgePhoto:
    """A new photo waits for approval; the one approved before is shown until then."""
    volunteer = _own(actor)
    if is_minor_today(volunteer.person):
        raise NotAllowed(_("未成年人不放照片，上门由同行的成年人出示胸牌。"), code="minor")
    jpeg, _width, _height = redrawn(data)
    _drop(volunteer, ("waiting",), "replaced")
    photo = BadgePhoto(district=volunteer.district, volunteer=volunteer, uploaded_at=timezone.now())
    photo.content = base64.b64encode(jpeg).decode()
    photo.save(force_insert=True)
    record_event(
        actor=actor,
        kind="badge.photo_brought",
        subject=photo,
        region=volunteer.home_community,
        role=Role.VOLUNTEER,
    )
    return photo


@transact
def take_badge_photo_back(*, actor: Actor) -> int:
    """The volunteer's picture is gone at once, also for visits already agreed."""
    volunteer = _own(actor)
    gone = _drop(volunteer, ("waiting", "approved"), "withdrawn")
    if gone:
        record_event(
            actor=actor,
            kind="badge.photo_withdrawn",
            subject=volunteer,
            region=volunteer.home_community,
            role=Role.VOLUNTEER,
        )
    return gone


@transact
def look_at_waiting_photo(*, actor: Actor, photo_id: UUID) -> str:
    """The picture as base64, to compare it with the person."""
    photo = waiting_photo(actor, photo_id)
    assert photo.content is not None  # What waits has its picture.
    content: str = photo.content.reveal(actor=actor, reason=str(_("审核胸牌照片")))
    return content


@transact
def decide_badge_photo(
    *, actor: Actor, photo_id: UUID, approve: bool, reason: str = ""
) -> BadgePhoto:
    """Yes: residents see it from now on. No: with a reason, and the picture is gone."""
    photo = waiting_photo(actor, photo_id, lock=True)
    volunteer = photo.volunteer
    if approve:
        _drop(volunteer, ("approved",), "replaced")
        photo.state = "approved"
    else:
        checked_choice("reason", reason, BADGE_REASONS, _("请选择不能用的原因。"))
        photo.state, photo.reason, photo.content = "refused", reason, None
    photo.decided_by, photo.decided_at = actor.account_id, timezone.now()
    photo.save(update_fields=["state", "reason", "content", "decided_by", "decided_at"])
    record_event(
        actor=actor,
        kind="badge.photo_approved" if approve else "badge.photo_refused",
        subject=photo,
        region=volunteer.home_community,
        role=strongest(actor.roles & {Role.TEAM_ADMIN, *DESK}),
        reason=reason,
    )
    notify(
        district=photo.district,
        template=f"badge_{photo.state}",
        params={},
        to_person_id=volunteer.person_id,
        url=reverse("orders:badge"),
        dedupe_key=f"badge:{photo.id}",
    )
    return photo


def _shown_in_full(actor: Actor, order: ServiceOrder, visit_id: UUID) -> str:
    visit = None
    if order.state in COMING_STATES:
        visit = Assignment.objects.filter(
            district=order.district, order=order, id=visit_id, state="accepted"
        ).first()
    photo = shown_photo(visit) if visit is not None else None
    if photo is None or photo.content is None:
        raise NotSeen(_("没有可以看的照片。照片只在有人要上门时显示。"))
    content: str = photo.content.reveal(actor=actor, reason=str(_("开门前核对来人")))
    return content


@transact
def look_at_visitor(*, actor: Actor, order_id: UUID, visit_id: UUID) -> str:
    """Who is coming, for the resident, who speaks for her and the desk; every look is recorded."""
    order, roles = order_seen_by(actor, order_id)
    if not roles & NEAR:
        raise NotAllowed(_("照片只给等着上门的居民看。"), code="not_near")
    return _shown_in_full(actor, order, visit_id)


@transact
def look_at_visitor_by_link(*, actor: Actor, link: OrderLink, visit_id: UUID) -> str:
    """The same for whoever opened the order's link with its code a moment ago."""
    if link.opened_at is None:
        raise Invalid(_("请先填查询码。"))
    return _shown_in_full(actor, link.order, visit_id)
