"""Views of the inbox that somebody keeps."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.errors import Conflict, Invalid, NotSeen
from redvest.journal.services import record_event
from redvest.orders.models import SavedFilter
from redvest.people.actors import Actor

NAME_MAX, CONDITIONS_MAX, FILTERS_MAX = 20, 300, 20


@transact
def keep_filter(*, actor: Actor, name: str, conditions: str) -> SavedFilter:
    """Name a view; the same name again means the view has changed."""
    name = name.strip()
    message: object = None
    if not name:
        message = _("请给这组条件起个名字。")
    elif len(name) > NAME_MAX:
        message = _("最多%(most)d个字，现在有%(now)d个字，请缩短。") % {
            "most": NAME_MAX,
            "now": len(name),
        }
    elif not conditions or len(conditions) > CONDITIONS_MAX:
        message = _("请先选好条件，再保存。")
    if message is not None:
        raise Invalid(message, fields={"name": message})
    assert actor.account_id is not None
    mine = SavedFilter.objects.filter(district=actor.district, account_id=actor.account_id)
    row = mine.select_for_update().filter(name=name).first()
    if row is None:
        if mine.count() >= FILTERS_MAX:
            message = _("最多保存%(most)d组条件，请先删去不用的。") % {"most": FILTERS_MAX}
            raise Conflict(message, code="too_many_filters")
        row = SavedFilter(district=actor.district, account_id=actor.account_id, name=name)
        row.conditions = conditions
        row.save(force_insert=True)
    else:
        row.conditions = conditions
        row.save(update_fields=["conditions"])
    record_event(actor=actor, kind="order_filter.kept", subject=row)
    return row


@transact
def drop_filter(*, actor: Actor, filter_id: UUID) -> None:
    """Forget a view; only the own ones exist."""
    assert actor.account_id is not None
    row = (
        SavedFilter.objects.select_for_update()
        .filter(district=actor.district, account_id=actor.account_id, id=filter_id)
        .first()
    )
    if row is None:
        raise NotSeen(_("没有找到这组条件。"))
    record_event(actor=actor, kind="order_filter.dropped", subject=row)
    row.delete()
