"""Opening and closing a venue, its yearly checks and its honors."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines import venue_flow
from redvest.engines.venue_flow import VenueAction, VenueStatus
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.ids import uuid7
from redvest.people.actors import Actor
from redvest.venues.labels import STATUSES, schemes_for
from redvest.venues.models import Venue, VenueCheck, VenueHonor
from redvest.venues.queries import checklist_of, roles_at, venue_seen_by
from redvest.venues.services.access import save_changes, trace, venue_for_change

FIRST_YEAR = 2018  # 新时代文明实践中心 began as a pilot in July 2018
NOTE_MAX = 200


@transact
def change_status(
    *, actor: Actor, venue_id: UUID, version: int, action: VenueAction, reason: str = ""
) -> Venue:
    """Open a venue, close it for a while, open it again, or close it for good."""
    venue = venue_for_change(actor, venue_id, version)
    before = VenueStatus(venue.status)
    try:
        after = venue_flow.next_status(before, action, roles_at(actor, venue.region))
    except venue_flow.NotAllowed:
        raise NotAllowed(_("永久停用阵地要由区实践中心办理，请联系中心管理员。")) from None
    except venue_flow.WrongStatus:
        raise Conflict(
            _("阵地现在是“%(status)s”，不能这样操作。请刷新页面查看最新状态。")
            % {"status": STATUSES[before]},
            code="wrong_status",
        ) from None
    reason = reason.strip()
    if len(reason) > NOTE_MAX or (not reason and venue_flow.STEPS[action].needs_reason):
        raise Invalid(
            _("请填写原因（不超过 %(max)d 个字），居民会在阵地页面上看到。") % {"max": NOTE_MAX},
            fields={"reason": _("请填写原因。")},
        )
    note = "" if after is VenueStatus.OPEN else reason
    values: dict[str, Any] = {"status": after.value, "status_note": note}
    if after is VenueStatus.OPEN and venue.opened_on is None:
        values["opened_on"] = timezone.localdate()
    save_changes(actor, venue, f"venue.{action.value}", values, reason)
    return venue


@transact
def enter_check(
    *,
    actor: Actor,
    venue_id: UUID,
    scheme: str,
    year: int,
    marks: Sequence[dict[str, Any]],
    version: int = 0,
) -> VenueCheck:
    """Enter or correct a year's checklist. ``version`` is 0 when none was there on the form."""
    venue = venue_seen_by(actor, venue_id, lock=True)
    if scheme not in schemes_for(venue.kind):
        raise Invalid(_("这类阵地没有这份清单，请重新选择。"), code="bad_scheme")
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Invalid(
            _("年份应在 %(first)d 至 %(last)d 之间。")
            % {"first": FIRST_YEAR, "last": timezone.localdate().year},
            fields={"year": _("请改填年份。")},
        )
    row = VenueCheck.objects.filter(
        district=venue.district, venue=venue, scheme=scheme, year=year
    ).first()
    if (row.version if row else 0) != version:
        raise Conflict(_("别人已填写了这一年的清单，请核对后再保存。"), code="stale")
    # Once entered, a year keeps the items it was checked against, whatever the policy says later.
    items = (
        tuple(mark["item"] for mark in row.marks) if row else checklist_of(venue.district, scheme)
    )
    if tuple(mark["item"] for mark in marks) != items:
        raise Conflict(_("清单项目已调整，请刷新页面后重新填写。"), code="stale")
    if any(len(mark["note"]) > NOTE_MAX for mark in marks):
        raise Invalid(_("说明不超过 %(max)d 个字。") % {"max": NOTE_MAX})
    before = {"met": sum(mark["met"] for mark in row.marks)} if row else {}
    row = row or VenueCheck(
        id=uuid7(), district=venue.district, venue=venue, scheme=scheme, year=year, version=0
    )
    row.marks, row.checked_by = list(marks), actor.account_id
    row.checked_at, row.version = timezone.now(), row.version + 1
    if version:
        row.save(update_fields=["marks", "checked_by", "checked_at", "version"])
    else:
        row.save(force_insert=True)
    met = sum(mark["met"] for mark in row.marks)
    after = {"scheme": scheme, "year": year, "met": met, "of": len(items)}
    trace(actor, venue, "venue.checked", before=before, after=after)
    return row


@transact
def add_honor(
    *, actor: Actor, venue_id: UUID, title: str, awarded_by: str, year: int
) -> VenueHonor:
    """List a title the venue was given."""
    venue = venue_seen_by(actor, venue_id, lock=True)
    if not 1949 <= year <= timezone.localdate().year:
        raise Invalid(_("请填写获得荣誉的年份，不能晚于今年。"), fields={"year": _("请改填年份。")})
    try:
        with transaction.atomic():
            honor = VenueHonor.objects.create(
                district=venue.district, venue=venue, title=title, awarded_by=awarded_by, year=year
            )
    except IntegrityError:
        raise Invalid(
            _("这项荣誉已经登记过。"),
            code="honor_listed",
            fields={"title": _("这项荣誉已经登记过。")},
        ) from None
    trace(actor, venue, "venue.honor_added", after={"title": title, "year": year})
    return honor


@transact
def withdraw_honor(*, actor: Actor, venue_id: UUID, honor_id: UUID) -> VenueHonor:
    """Take a title off the list that was entered by mistake; the entry itself stays."""
    venue = venue_seen_by(actor, venue_id, lock=True)
    honor = venue.honors.filter(id=honor_id, withdrawn_at=None).first()
    if honor is None:
        raise NotSeen(_("没有找到这项荣誉，可能已经撤下。"))
    honor.withdrawn_at = timezone.now()
    honor.save(update_fields=["withdrawn_at"])
    trace(actor, venue, "venue.honor_withdrawn", before={"title": honor.title, "year": honor.year})
    return honor
