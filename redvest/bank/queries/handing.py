"""What a desk or a shop can hand over, and what it handed over last."""

from django.db.models import Q
from django.utils import timezone

from redvest.bank.models import Redemption, RewardStock
from redvest.bank.queries.merchants import DESK, agreed_merchants
from redvest.bank.queries.rewards import with_places
from redvest.people.actors import Actor


def handed_lately(actor: Actor, most: int = 20) -> list[Redemption]:
    """What this account handed over last."""
    rows = Redemption.objects.filter(
        district=actor.district, handed_by=actor.account_id, handed_at__isnull=False
    )
    return list(with_places(rows).order_by("-handed_at")[:most])


def stocks_kept_by(actor: Actor) -> list[RewardStock]:
    """What can be handed over at the actor's own venues right now."""
    inside = Q(pk__in=[])
    for scope in actor.scopes(*DESK):
        inside |= Q(venue__region__startswith=scope)
    rows = RewardStock.objects.filter(
        inside, district=actor.district, left__gt=0, reward__is_open=True
    ).select_related("reward", "venue", "merchant")
    found = list(rows.order_by("reward__points", "reward__name", "id")[:200])
    agreed = agreed_merchants(actor.district, timezone.localdate())
    return [
        one for one in found if one.reward.merchant_id is None or one.reward.merchant_id in agreed
    ]
