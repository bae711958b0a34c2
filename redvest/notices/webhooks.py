"""Telling other systems what happens to orders: at least once, in order of the journal, signed.

The journal is the outbox: its events are written in the transaction of the change, and the place
the sealer gives them is a cursor that skips nobody who commits late. What is sent follows the
Standard Webhooks specification, so that consumers check it with a ready-made library.
"""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone

from redvest.core import jobs
from redvest.db import transact
from redvest.journal.models import Event, Leaf
from redvest.journal.services import record_event
from redvest.notices import outbound
from redvest.notices.labels import Status
from redvest.notices.leases import carry_due
from redvest.notices.models import Delivery, Webhook
from redvest.people.actors import system

log = logging.getLogger("redvest.notices")

DELIVER = "notices.deliver_webhooks"
COLLECT_MAX = 500
# As the specification proposes: soon, then ever more seldom, over almost three days.
WAITS = [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)]
WAITS += [timedelta(hours=hours) for hours in (2, 5, 10, 14, 20)]
KEEP = timedelta(days=30)
PREFIX = "whsec_"
# What of an event's ``before`` and ``after`` goes out: states, numbers and codes of things.
PUBLIC_VALUES = ("state", "version", "item", "team", "grade", "urgency")


def last_index(district: str) -> int:
    """The newest place in the district's sealed journal, -1 when there is none."""
    found = Leaf.objects.filter(district=district).aggregate(last=Max("index"))["last"]
    return -1 if found is None else int(found)


def payload(event: Event) -> str:
    """The event as it leaves: what happened to which thing, never who did it or to whom."""

    def values(found: dict[str, Any]) -> dict[str, Any]:
        return {name: found[name] for name in PUBLIC_VALUES if name in found}

    data = {
        "district": event.district,
        "subject": event.subject_type,
        "subject_id": str(event.subject_id),
        "region": event.region,
        "before": values(event.before),
        "after": values(event.after),
    }
    text = {"type": event.kind, "timestamp": event.at.isoformat(), "data": data}
    return json.dumps(text, ensure_ascii=False, separators=(",", ":"))


def collect() -> int:
    """Make deliveries of what the journal got since the last time. Returns how many."""
    return sum(_collect_for(hook_id) for hook_id in _active())


@transact
def _active() -> list[UUID]:
    return list(Webhook.objects.filter(is_active=True).values_list("id", flat=True))


@transact
def _collect_for(hook_id: UUID) -> int:
    """One webhook: its new deliveries and its cursor move together or not at all."""
    hook = (
        Webhook.objects.select_for_update(skip_locked=True)
        .filter(id=hook_id, is_active=True)
        .first()
    )
    if hook is None:
        return 0
    leaves = list(
        Leaf.objects.filter(district=hook.district, index__gt=hook.cursor)
        .select_related("event")
        .order_by("index")[:COLLECT_MAX]
    )
    if not leaves:
        return 0
    now = timezone.now()
    made = [
        Delivery(
            district=hook.district,
            webhook=hook,
            event_id=leaf.event_id,
            position=leaf.index,
            kind=leaf.event.kind,
            body=payload(leaf.event),
            next_try_at=now,
            made_at=now,
        )
        for leaf in leaves
        if leaf.event.kind in hook.kinds
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    hook.cursor = leaves[-1].index
    hook.save(update_fields=["cursor"])
    if made:
        jobs.kick(DELIVER)
    return len(made)


def deliver_due(limit: int = 200) -> int:
    """Send what is due. Several may run at once. Returns how many were taken up."""
    due = Delivery.objects.filter(webhook__is_active=True).order_by("next_try_at", "position")
    return carry_due(due, _carry, limit)


def signature(secret: str, message_id: str, timestamp: str, body: str) -> str:
    """``v1,`` and the base64 of HMAC-SHA-256 over id, time and body."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers_for(hook: Webhook, delivery: Delivery) -> dict[str, str]:
    """What the consumer checks the delivery by: one signature for each secret that counts."""
    now = timezone.now()
    stamp, message_id = str(int(now.timestamp())), str(delivery.event_id)

    def sign(secret: str) -> str:
        return signature(secret, message_id, stamp, delivery.body)

    signatures = [hook.secret.decide(sign)]
    if hook.old_secret is not None and hook.old_secret_until and hook.old_secret_until > now:
        signatures.append(hook.old_secret.decide(sign))
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Redvest-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signatures),
    }


def _carry(delivery_id: UUID) -> None:
    delivery = Delivery.objects.select_related("webhook").get(id=delivery_id)
    if delivery.status != Status.SENDING.value:
        return
    hook = delivery.webhook
    try:
        status = outbound.post_hook(hook.url, delivery.body.encode(), headers_for(hook, delivery))
    except outbound.Refused:
        _note_failure(delivery_id=delivery_id, code="host_not_allowed", retry=False)
    except outbound.CallFailed as error:
        _note_failure(delivery_id=delivery_id, code=error.code, retry=error.retry)
    except Exception as error:
        log.exception("delivery %s: unexpected failure", delivery_id)
        _note_failure(delivery_id=delivery_id, code=type(error).__name__, retry=True)
    else:
        if 200 <= status < 300:
            _note_sent(delivery_id=delivery_id)
        else:
            # Redirects are not followed: where they lead nobody has looked at.
            _note_failure(
                delivery_id=delivery_id,
                code=f"http_{status}",
                retry=status != 410,
                gone=status == 410,
            )


@transact
def _note_sent(*, delivery_id: UUID) -> None:
    Delivery.objects.filter(id=delivery_id, status=Status.SENDING.value).update(
        status=Status.SENT.value, sent_at=timezone.now(), next_try_at=None, error=""
    )


@transact
def _note_failure(*, delivery_id: UUID, code: str, retry: bool, gone: bool = False) -> None:
    """Try again later, or give up and let the center see it. 410 ends the whole webhook."""
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("webhook")
        .get(id=delivery_id)
    )
    if delivery.status != Status.SENDING.value:
        return
    delivery.error = code[:60]
    if retry and delivery.attempts <= len(WAITS):
        delivery.status = Status.FAILED.value
        delivery.next_try_at = timezone.now() + WAITS[delivery.attempts - 1]
    else:
        delivery.status, delivery.next_try_at = Status.DEAD.value, None
        record_event(
            actor=system(delivery.district),
            kind="webhook.dead",
            subject=delivery,
            after={"webhook": str(delivery.webhook_id), "error": delivery.error},
        )
    delivery.save(update_fields=["status", "next_try_at", "error"])
    if gone:
        stop(delivery.webhook, "gone")


def stop(hook: Webhook, because: str) -> None:
    """Tell it nothing more until somebody turns it on again."""
    hook.is_active, hook.stopped_because = False, because
    hook.version += 1
    hook.save(update_fields=["is_active", "stopped_because", "version"])
    record_event(
        actor=system(hook.district),
        kind="webhook.stopped",
        subject=hook,
        after={"because": because},
    )


@transact
def forget_old() -> int:
    """Deliveries that arrived are kept for a month, for whoever asks whether they did."""
    done, _by_model = Delivery.objects.filter(
        status=Status.SENT.value, made_at__lt=timezone.now() - KEEP
    ).delete()
    return done


def deliveries_of(hook: Webhook) -> QuerySet[Delivery]:
    return Delivery.objects.filter(district=hook.district, webhook=hook).order_by(
        "-made_at", "-position"
    )


def kinds_offered(known: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The kinds of events another system may be told of: what happens to orders."""
    yield from ((kind, label) for kind, label in known.items() if kind.startswith("order."))
