"""That orders were taken out, by whom and why."""

from django.utils.translation import gettext_lazy as _

from redvest.core.exporting import ROWS_MAX
from redvest.db import transact
from redvest.errors import Invalid
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import Actor


@transact
def note_orders_export(*, actor: Actor, reason: str, kind: str, state: str, rows: int) -> Event:
    """Written down before the first line leaves; too many lines leave not at all."""
    if rows > ROWS_MAX:
        message = _("一次最多导出 %(rows)s 行，请先缩小范围。") % {"rows": ROWS_MAX}
        raise Invalid(message, code="too_many_rows", fields={"until": message})
    return record_event(
        actor=actor,
        kind="orders.exported",
        district=actor.district,
        reason=reason,
        after={"format": kind, "state": state, "rows": rows},
    )
