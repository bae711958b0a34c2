"""What the center does with webhooks: adding, changing, new secret, stopping, sending again."""

import base64
import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core import jobs
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.http import check_version
from redvest.journal.labels import KINDS
from redvest.journal.services import record_event
from redvest.notices import outbound
from redvest.notices.labels import Status
from redvest.notices.models import Delivery, Webhook
from redvest.notices.webhooks import DELIVER, PREFIX, kinds_offered, last_index
from redvest.people.actors import Actor

NAME_MAX, URL_MAX, HOOKS_MAX = 60, 300, 20
OVERLAP = timedelta(days=1)


def hooks_of(actor: Actor) -> list[Webhook]:
    return list(Webhook.objects.filter(district=actor.district).order_by("-made_at"))


def hook_seen_by(actor: Actor, hook_id: UUID, *, lock: bool = False) -> Webhook:
    """One webhook of the actor's district, for its center.

    Raises
    ------
    NotAllowed, NotSeen
        Without the role; or when it is not of this district.
    """
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("只有区中心能设置系统对接。"))
    rows = Webhook.objects.filter(district=actor.district, id=hook_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotSeen(_("没有这个对接。"))
    return found


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _checked(name: str, url: str, kinds: Iterable[str]) -> tuple[str, str, list[str]]:
    wrong: dict[str, object] = {}
    name, url, chosen = name.strip(), url.strip(), sorted(set(kinds))
    if not 0 < len(name) <= NAME_MAX:
        wrong["name"] = _("请写明对接哪个系统，最多%(most)d个字。") % {"most": NAME_MAX}
    if not chosen or set(chosen) - {kind for kind, _label in kinds_offered(KINDS)}:
        wrong["kinds"] = _("请至少选择一种事件。")
    try:
        if len(url) > URL_MAX or not url.isprintable():
            raise outbound.Refused("too long")
        outbound.check_hook(url)
    except outbound.Refused:
        wrong["url"] = _("地址要以 https:// 开头，并且主机名已由系统管理员列入允许外联的名单。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)
    return name, url, chosen


@transact
def add_hook(*, actor: Actor, name: str, url: str, kinds: Iterable[str]) -> tuple[Webhook, str]:
    """A new webhook, told of everything from now on. Its secret is returned once."""
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district) or actor.account_id is None:
        raise NotAllowed(_("只有区中心能设置系统对接。"))
    name, url, chosen = _checked(name, url, kinds)
    if Webhook.objects.filter(district=actor.district).count() >= HOOKS_MAX:
        raise Conflict(_("对接已有%(most)d个，请先停用不再需要的。") % {"most": HOOKS_MAX})
    hook = Webhook(
        district=actor.district,
        name=name,
        url=url,
        kinds=chosen,
        cursor=last_index(actor.district),
        made_by=actor.account_id,
        made_at=timezone.now(),
    )
    secret = _new_secret()
    hook.secret = secret
    hook.save(force_insert=True)
    record_event(actor=actor, kind="webhook.added", subject=hook, after={"kinds": chosen})
    return hook, secret


@transact
def change_hook(
    *, actor: Actor, hook_id: UUID, name: str, url: str, kinds: Iterable[str], version: object
) -> Webhook:
    """Another name, address or choice of events; from the next event on."""
    hook = hook_seen_by(actor, hook_id, lock=True)
    check_version(version, hook.version)
    hook.name, hook.url, hook.kinds = _checked(name, url, kinds)
    hook.version += 1
    hook.save(update_fields=["name", "url", "kinds", "version"])
    record_event(actor=actor, kind="webhook.changed", subject=hook, after={"kinds": hook.kinds})
    return hook


@transact
def renew_secret(*, actor: Actor, hook_id: UUID) -> tuple[Webhook, str]:
    """A new secret; for a day deliveries are signed with both."""
    hook = hook_seen_by(actor, hook_id, lock=True)
    fresh = _new_secret()
    # A cell is bound to its column: the old secret is sealed anew where it now stands.
    hook.old_secret = hook.secret.decide(str)
    hook.old_secret_until = timezone.now() + OVERLAP
    hook.secret = fresh
    hook.version += 1
    hook.save(update_fields=["secret", "old_secret", "old_secret_until", "version"])
    record_event(actor=actor, kind="webhook.secret_renewed", subject=hook)
    return hook, fresh


@transact
def switch_hook(*, actor: Actor, hook_id: UUID, on: bool) -> Webhook:
    """Stop or go on. What happened while it was off is delivered when it goes on again."""
    hook = hook_seen_by(actor, hook_id, lock=True)
    if hook.is_active == on:
        return hook
    if on:
        _checked(hook.name, hook.url, hook.kinds)
    hook.is_active, hook.stopped_because = on, "" if on else "by_hand"
    hook.version += 1
    hook.save(update_fields=["is_active", "stopped_because", "version"])
    record_event(actor=actor, kind="webhook.resumed" if on else "webhook.stopped", subject=hook)
    return hook


@transact
def send_again(*, actor: Actor, hook_id: UUID) -> int:
    """Everything that was given up is sent once more."""
    hook = hook_seen_by(actor, hook_id, lock=True)
    done = Delivery.objects.filter(
        district=hook.district, webhook=hook, status=Status.DEAD.value
    ).update(status=Status.QUEUED.value, attempts=0, error="", next_try_at=timezone.now())
    if done:
        record_event(actor=actor, kind="webhook.retried", subject=hook, after={"count": done})
        jobs.kick(DELIVER)
    return done
