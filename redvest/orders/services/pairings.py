"""Writing down who does not go to a resident any more, or rather goes; and ending it."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.orders.labels import PAIR_KINDS, PAIR_REASONS
from redvest.orders.models import Pairing, ServiceOrder
from redvest.orders.queries import DESK, order_seen_by
from redvest.orders.queries.pairings import live_pairs, pairable
from redvest.orders.services.door import checked_choice
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.persons import desk_covers


@transact
def set_pair(*, actor: Actor, order_id: UUID, who: str, kind: str, reason: str) -> Pairing:
    """Keep a team or a volunteer away from the resident of an order, or prefer them.

    ``who`` is ``team:…`` or ``volunteer:…``, one of those who were asked for this resident before.
    It holds for this resident alone and is no judgment of anybody.
    """
    order, roles = order_seen_by(actor, order_id)
    if not roles & set(DESK):
        raise NotAllowed(_("由受理这一单的站点或区中心登记。"))
    checked_choice("kind", kind, PAIR_KINDS, _("请选择以后怎么安排。"))
    checked_choice("reason", reason, PAIR_REASONS, _("请选择原因。"))
    # NB: the resident's row is the lock under which pairs of hers are written.
    Person.objects.select_for_update(no_key=True).get(id=order.requester_id)
    if who not in dict(pairable(order)):
        message = _("请从列表里选择；已经登记过的要先取消。")
        raise Invalid(message, fields={"who": message})
    sort, _colon, found = who.partition(":")
    pair = Pairing.objects.create(
        district=order.district,
        resident_id=order.requester_id,
        team_id=found if sort == "team" else None,
        volunteer_id=found if sort == "volunteer" else None,
        kind=kind,
        reason=reason,
        set_by=actor.account_id,
        set_at=timezone.now(),
    )
    record_event(
        actor=actor,
        kind="pair.set",
        subject=pair,
        region=order.community,
        reason=reason,
        after={"kind": kind, "who": who},
    )
    return pair


@transact
def end_pair(*, actor: Actor, pair_id: UUID) -> Pairing:
    """It holds no longer; the row stays."""
    rows = Pairing.objects.select_related("resident").filter(district=actor.district, id=pair_id)
    pair = rows.select_for_update(of=("self",), no_key=True).first()
    if pair is None or not desk_covers(actor, pair.resident):
        raise NotSeen(_("没有找到这条登记。"))
    if pair.ended_at is not None:
        raise Conflict(_("这条登记已经取消了。"), code="wrong_state")
    pair.ended_at, pair.ended_by = timezone.now(), actor.account_id
    pair.save(update_fields=["ended_at", "ended_by"])
    record_event(actor=actor, kind="pair.ended", subject=pair, region=pair.resident.home_community)
    return pair


def check_not_apart(order: ServiceOrder, team_id: UUID) -> None:
    """Refuse a team that the desk keeps away from this resident.

    Raises
    ------
    Conflict
        If it is so; whoever wants it otherwise ends that first.
    """
    apart = live_pairs(order.district).filter(
        resident=order.requester_id, team=team_id, kind="apart"
    )
    if apart.exists():
        raise Conflict(
            _("站点登记过不再安排这支队伍去这一家，请另选；情况变了就先取消登记。"),
            code="kept_apart",
        )
