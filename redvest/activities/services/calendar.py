"""The year of a district: themes, campaigns, lines of work, and festivals of its own."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Campaign, LocalFestival
from redvest.activities.services.door import checked_choice, checked_text, insert_once
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor

CAMPAIGN_KINDS = ("theme", "campaign", "work_line")
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _keeps_calendar(actor: Actor) -> None:
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("主题、专项和节日由区中心设定。"))


@transact
def add_campaign(
    *, actor: Actor, kind: str, name: str, starts_on: date, ends_on: date, note: str = ""
) -> Campaign:
    """A theme of a month, a campaign or a line of work that activities may carry."""
    _keeps_calendar(actor)
    checked_choice("kind", kind, CAMPAIGN_KINDS)
    name = "".join(checked_text("name", name, 30, _("请写名称，例如：学雷锋月。")).split())
    if kind == "theme":
        starts_on = starts_on.replace(day=1)
        ends_on = (starts_on + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if ends_on < starts_on:
        message = _("最后一天不能早于第一天。")
        raise Invalid(message, fields={"ends_on": message})
    campaign = Campaign(
        district=actor.district,
        kind=kind,
        name=name,
        note=checked_text("note", note, 200),
        starts_on=starts_on,
        ends_on=ends_on,
        created_by=actor.account_id,
    )
    insert_once(
        campaign,
        {
            "campaign_name_is_unique": ("name", _("已经有同名的主题或专项。")),
            "month_has_one_theme": ("starts_on", _("这个月已经有主题，请先停用原来的。")),
        },
    )
    record_event(actor=actor, kind="campaign.added", subject=campaign, after={"kind": kind})
    return campaign


@transact
def retire_campaign(*, actor: Actor, campaign_id: UUID) -> Campaign:
    """It is not offered any more; what carries it keeps it."""
    _keeps_calendar(actor)
    found = Campaign.objects.select_for_update(no_key=True).filter(
        district=actor.district, id=campaign_id, retired_at=None
    )
    campaign = found.first()
    if campaign is None:
        raise NotSeen(_("没有找到这个主题或专项，可能已经停用。"))
    campaign.retired_at = timezone.now()
    campaign.save(update_fields=["retired_at"])
    record_event(actor=actor, kind="campaign.retired", subject=campaign)
    return campaign


@transact
def add_festival(
    *, actor: Actor, name: str, is_lunar: bool, month: int, day: int, note: str = ""
) -> LocalFestival:
    """A festival that only this district keeps; a lunar one is found anew each year."""
    _keeps_calendar(actor)
    most = 30 if is_lunar else MONTH_DAYS[month - 1] if 1 <= month <= 12 else 0
    if not 1 <= month <= 12 or not 1 <= day <= most:
        message = _("没有这一天，请核对月和日。")
        raise Invalid(message, fields={"day": message})
    festival = LocalFestival(
        district=actor.district,
        name=checked_text("name", name, 20, _("请写节日名称，例如：拗九节。")),
        is_lunar=is_lunar,
        month=month,
        day=day,
        note=checked_text("note", note, 200),
        created_by=actor.account_id,
    )
    insert_once(festival, {"festival_name_is_unique": ("name", _("已经有同名的节日。"))})
    record_event(actor=actor, kind="festival.added", subject=festival)
    return festival


@transact
def retire_festival(*, actor: Actor, festival_id: UUID) -> LocalFestival:
    """It stands in the calendar no more."""
    _keeps_calendar(actor)
    festival = (
        LocalFestival.objects.select_for_update(no_key=True)
        .filter(district=actor.district, id=festival_id, retired_at=None)
        .first()
    )
    if festival is None:
        raise NotSeen(_("没有找到这个节日，可能已经停用。"))
    festival.retired_at = timezone.now()
    festival.save(update_fields=["retired_at"])
    record_event(actor=actor, kind="festival.retired", subject=festival)
    return festival
