"""Changing the menu: the center its items, stations their place, teams what they offer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.opening_hours import HoursError, parse_day
from redvest.engines.roles import Role
from redvest.engines.service_needs import ItemKind, Qualification
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.orders.item_labels import TRAININGS
from redvest.orders.models import ServiceCategory, ServiceItem, TeamItem, VenueItem
from redvest.orders.queries.menu import item_by_code, offered_by_team, whole_menu
from redvest.orders.services.door import checked_text
from redvest.people.actors import Actor
from redvest.people.labels import SKILLS
from redvest.teams.queries import team_seen_by
from redvest.venues.queries import venue_seen_by

TOPICS_MAX, TOPIC_MAX, NOTE_MAX = 20, 60, 120


@dataclass(frozen=True)
class ItemCard:
    """What the center writes about an item. The code stays for good once it is given."""

    category: str
    kind: str
    name: str
    name_en: str = ""
    hint: str = ""
    hint_en: str = ""
    skill: str = ""
    qualification: str = ""
    training: str = ""
    people: int = 1
    minors_allowed: bool = False
    needs_insurance: bool = False
    same_sex: bool = False
    minutes: int = 60
    asks: str = ""
    asks_en: str = ""
    risk: str = ""
    risk_en: str = ""
    referral: str = ""
    referral_en: str = ""
    is_public: bool = True
    core_category: str = "other"


def _only_center(actor: Actor) -> None:
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("服务菜单由区中心统一维护，站点可以在本站范围内调整。"))


def _checked(card: ItemCard) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if not card.name.strip():
        wrong["name"] = _("请填写服务名称。")
    known: dict[str, set[str]] = {
        "kind": set(ItemKind),
        "skill": {"", *SKILLS},
        "qualification": {"", *Qualification},
        "training": {"", *TRAININGS},
    }
    for field, codes in known.items():
        if getattr(card, field) not in codes:
            wrong[field] = _("请从列表里选择。")
    if not 1 <= card.people <= 20:
        wrong["people"] = _("请填写 1 至 20 之间的人数。")
    if not 5 <= card.minutes <= 480:
        wrong["minutes"] = _("请填写 5 至 480 之间的分钟数。")
    if card.minors_allowed and card.needs_insurance:
        wrong["minors_allowed"] = _("有危险、要保险的服务不能让未成年人参加。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)
    values = asdict(card)
    values.pop("category")
    for field, value in values.items():
        if isinstance(value, str):
            column = ServiceItem._meta.get_field(field)
            values[field] = checked_text(field, value, getattr(column, "max_length", None) or 0)
    return values


def _category(district: str, code: str) -> ServiceCategory:
    found = ServiceCategory.objects.filter(district=district, code=code).first()
    if found is None:
        message = _("请从列表里选择。")
        raise Invalid(message, fields={"category": message})
    return found


@transact
def add_item(*, actor: Actor, card: ItemCard) -> ServiceItem:
    """Offer something new in the district."""
    _only_center(actor)
    values = _checked(card)
    # NB: the category's row is the lock under which places and codes are given out.
    category = _category(actor.district, card.category)
    ServiceCategory.objects.select_for_update(no_key=True).get(id=category.id)
    rows = ServiceItem.objects.filter(district=actor.district)
    last = rows.filter(category=category).aggregate(last=Max("position"))["last"]
    number = 1
    while rows.filter(code=f"{category.code}-{number}").exists():
        number += 1
    item = ServiceItem(
        district=actor.district,
        category=category,
        code=f"{category.code}-{number}",
        icon=category.icon,
        position=0 if last is None else last + 1,
        **values,
    )
    item.save(force_insert=True)
    record_event(
        actor=actor, kind="catalog.item_added", subject=item, after={"code": item.code, **values}
    )
    return item


@transact
def edit_item(*, actor: Actor, code: str, card: ItemCard, version: object) -> ServiceItem:
    """Change an item for the orders to come; those that name it keep what they say."""
    _only_center(actor)
    item = item_by_code(actor, code, lock=True)
    check_version(version, item.version)
    values = _checked(card) | {"category": _category(actor.district, card.category)}
    before = {
        field: getattr(item, field)
        for field, value in values.items()
        if field != "category" and getattr(item, field) != value
    }
    for field, value in values.items():
        setattr(item, field, value)
    item.version += 1
    item.save(update_fields=["version", *values])
    record_event(
        actor=actor,
        kind="catalog.item_changed",
        subject=item,
        before=before,
        after={field: values[field] for field in before},
    )
    return item


@transact
def set_item_active(*, actor: Actor, code: str, active: bool) -> ServiceItem:
    """Retire an item, or offer it again. Orders that name it go on."""
    _only_center(actor)
    item = item_by_code(actor, code, lock=True)
    if item.is_active == active:
        raise Conflict(_("这项服务的状态已经变化，请刷新页面。"), code="wrong_state")
    item.is_active = active
    item.version += 1
    item.save(update_fields=["is_active", "version"])
    kind = "catalog.item_restored" if active else "catalog.item_retired"
    record_event(actor=actor, kind=kind, subject=item, after={"code": item.code})
    return item


@transact
def move_item(*, actor: Actor, code: str, up: bool) -> ServiceItem:
    """Move an item one place within its category."""
    _only_center(actor)
    item = item_by_code(actor, code)
    ServiceCategory.objects.select_for_update(no_key=True).get(id=item.category_id)
    rows = list(whole_menu(actor.district).filter(category=item.category))
    here = next(index for index, row in enumerate(rows) if row.id == item.id)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return item
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows):
        if row.position != position:
            ServiceItem.objects.filter(id=row.id).update(position=position)
    record_event(
        actor=actor, kind="catalog.moved", subject=item, after={"code": item.code, "to": there}
    )
    return item


@transact
def adapt_item(
    *,
    actor: Actor,
    venue_id: UUID,
    code: str,
    hidden: bool,
    note: str,
    hours: str,
    version: object = None,
) -> VenueItem:
    """What holds for an item at one venue, as far as the district lets venues decide."""
    venue = venue_seen_by(actor, venue_id, lock=True)
    item = item_by_code(actor, code)
    policy = policy_of(actor.district)
    note, hours = checked_text("note", note, NOTE_MAX), checked_text("hours", hours, 60)
    row = VenueItem.objects.filter(district=actor.district, venue=venue, item=item).first()
    row = row or VenueItem(district=actor.district, venue=venue, item=item, version=0)
    check_version(version, row.version)
    before = {"hidden": row.is_hidden, "note": row.note, "hours": row.hours}
    after = {"hidden": hidden, "note": note, "hours": hours}
    allowed = {
        "hidden": policy.menu_stations_hide,
        "note": policy.menu_stations_note,
        "hours": policy.menu_stations_hours,
    }
    for field, may in allowed.items():
        if not may and before[field] != after[field]:
            message = _("区里规定站点不能改这一项，请联系区中心。")
            raise NotAllowed(message, code="fixed_by_policy", fields={field: message})
    if hours:
        try:
            parse_day(hours, 1)
        except HoursError:
            message = _("请按 09:00-12:00, 14:00-17:30 的样子填写时间。")
            raise Invalid(message, fields={"hours": message}) from None
    row.is_hidden, row.note, row.hours = hidden, note, hours
    row.version += 1
    if row.version == 1:
        row.save(force_insert=True)
    else:
        row.save(update_fields=["is_hidden", "note", "hours", "version"])
    record_event(
        actor=actor,
        kind="catalog.venue_adapted",
        subject=item,
        region=venue.region,
        before=before,
        after={**after, "venue": str(venue.id), "code": item.code},
    )
    return row


def _topics(given: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(line.strip() for line in given if line.strip()))
    if len(found) > TOPICS_MAX or any(len(line) > TOPIC_MAX for line in found):
        message = _("每行一个题目，最多%(most)d个，每个不超过%(long)d个字。") % {
            "most": TOPICS_MAX,
            "long": TOPIC_MAX,
        }
        raise Invalid(message, fields={"topics": message})
    return found


@transact
def set_team_offer(
    *, actor: Actor, team_id: UUID, offers: Mapping[str, Sequence[str]]
) -> list[TeamItem]:
    """Which items a team offers, each with its topics. What it offered before stays on record."""
    team = team_seen_by(actor, team_id, lock=True)
    items = {row.code: row for row in whole_menu(actor.district).filter(is_active=True)}
    if set(offers) - set(items):
        message = _("请从列表里选择。")
        raise Invalid(message, fields={"items": message})
    now = timezone.now()
    held = offered_by_team(actor.district, team.id)
    wanted = {items[code].id: _topics(topics) for code, topics in offers.items()}
    for item_id, row in held.items():
        if wanted.get(item_id) != row.topics:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
    fresh = [
        TeamItem(district=actor.district, team=team, item_id=item_id, topics=topics, since=now)
        for item_id, topics in wanted.items()
        if item_id not in held or held[item_id].topics != topics
    ]
    TeamItem.objects.bulk_create(fresh)
    record_event(
        actor=actor,
        kind="catalog.team_offers",
        subject=team,
        region=team.region,
        after={"items": sorted(offers)},
    )
    return list(offered_by_team(actor.district, team.id).values())
