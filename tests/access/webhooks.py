"""Webhooks: the center's, of its own district."""

from django.utils import timezone

from redvest.notices.models import Webhook
from tests.access import Place, Row, Who, World

CENTRE = frozenset({Who.CENTRE})
POST = ("POST",)


def hook(world: World, place: Place) -> dict[str, object]:
    def make() -> Webhook:
        found = Webhook(
            district=place.district,
            name="数据中台",
            url="https://hooks.example/",
            kinds=["order.claim"],
            cursor=-1,
            made_by=world.accounts[Who.CENTRE].id,
            made_at=timezone.now(),
        )
        found.secret = "whsec_AAAA"
        found.save(force_insert=True)
        return found

    return {"hook_id": world.once(("hook", place.district), make).id}  # type: ignore[attr-defined]


def step(world: World, place: Place) -> dict[str, object]:
    return {**hook(world, place), "action": "stop"}


ROWS = {
    "notices:hooks": Row(CENTRE),
    "notices:hook_new": Row(CENTRE),
    "POST notices:hook_new": Row(CENTRE, methods=POST),
    "notices:hook": Row(CENTRE, kwargs=hook),
    "POST notices:hook": Row(CENTRE, kwargs=hook, methods=POST),
    "notices:hook_step": Row(CENTRE, kwargs=step, methods=POST),
}
