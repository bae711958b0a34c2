"""宣讲 and performances: a station orders one for its residents, at its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.service_needs import ItemKind
from redvest.errors import Invalid, NotAllowed
from redvest.orders.item_labels import AUDIENCES, EQUIPMENT
from redvest.orders.models import Talk
from redvest.orders.queries import DESK
from redvest.orders.queries.menu import teams_offering
from redvest.orders.queries.sight import COLLECTIVE
from redvest.orders.services.agreeing import check_time
from redvest.orders.services.desk import accept_order
from redvest.orders.services.dispatching import dispatch_order, pool_order
from redvest.orders.services.door import checked_text
from redvest.orders.services.placing import (
    OrderCard,
    _check_place_and_time,
    _item,
    _role_of,
    write_order,
)
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.venues.models import Venue
from redvest.venues.queries import venue_seen_by

SEATS_MAX, TALK_MINUTES = 2000, (15, 480)


@dataclass(frozen=True)
class TalkCard:
    """What a station says when it orders a talk."""

    item_id: UUID
    topic: str
    audience: str
    seats: int
    starts_at: datetime
    minutes: int
    equipment: Sequence[str] = ()
    team_id: UUID | None = None
    note: str = ""


def _together(venue: Venue, community: str) -> Person:
    """The residents of a place together, in whose name their station orders."""
    found = Person.objects.filter(
        district=venue.district, entered_via=COLLECTIVE, home_community=community, closed_at=None
    ).first()
    if found is None:
        found = Person(
            district=venue.district,
            entered_via=COLLECTIVE,
            home_community=community,
            name=venue.name[:40],
        )
        found.save(force_insert=True)
    return found


def _check(card: TalkCard) -> None:
    wrong: dict[str, object] = {}
    if card.audience not in AUDIENCES:
        wrong["audience"] = _("请从列表里选择。")
    if not 1 <= card.seats <= SEATS_MAX:
        wrong["seats"] = _("请填写 1 至 %(most)d 之间的人数。") % {"most": SEATS_MAX}
    if not TALK_MINUTES[0] <= card.minutes <= TALK_MINUTES[1]:
        wrong["minutes"] = _("请从列表里选择。")
    if set(card.equipment) - set(EQUIPMENT):
        wrong["equipment"] = _("请从列表里选择。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)


@transact
def order_talk(*, actor: Actor, venue_id: UUID, card: TalkCard) -> Talk:
    """Order a talk from a team that offers it, or let whoever can give it come forward.

    The station that orders is the desk of the place as well, so the order counts as accepted.
    """
    venue = venue_seen_by(actor, venue_id, lock=True)
    if len(venue.region) != 12:
        message = _("讲座在社区的站点办，请选一个站。")
        raise Invalid(message, fields={"venue": message})
    if not any(actor.has(role, region=venue.region) for role in DESK):
        raise NotAllowed(_("您的身份不能办理这一步。"), code="not_allowed")
    _check(card)
    check_time(card.starts_at, card.starts_at + timedelta(minutes=card.minutes))
    item = _item(actor.district, card.item_id, (ItemKind.TALK.value,))
    if card.team_id and not teams_offering(item).filter(team_id=card.team_id).exists():
        message = _("这支队伍不讲这个，请从列表里另选一支。")
        raise Invalid(message, fields={"team": message})
    topic = checked_text("topic", card.topic, 60, required=_("请写想听什么题目。"))
    requester = _together(venue, venue.region)
    order_card = OrderCard(
        item_id=item.id,
        community=venue.region,
        description="，".join(part for part in (topic, card.note.strip()) if part),
        address=venue.address or venue.name,
        contact_phone="",
        preferred_on=timezone.localdate(card.starts_at),
        consent_to_share=True,
    )
    _check_place_and_time(actor.district, order_card)
    role = _role_of(actor, requester)
    order = write_order(actor, requester, role, item, order_card)
    talk = Talk(
        district=actor.district,
        order=order,
        venue=venue,
        topic=topic,
        audience=card.audience,
        seats=card.seats,
        starts_at=card.starts_at,
        minutes=card.minutes,
        equipment=sorted(set(card.equipment)),
        wanted_team_id=card.team_id,
    )
    talk.save(force_insert=True)
    accept_order(actor=actor, order_id=order.id, verification="known")
    if card.team_id:
        dispatch_order(actor=actor, order_id=order.id, team_id=card.team_id)
    else:
        pool_order(actor=actor, order_id=order.id)
    return talk
