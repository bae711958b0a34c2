"""What is published stays what it was: figures frozen with their definitions, word for word."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from redvest.db import transact
from redvest.engines.indicators import BY_KEY, Figure, Indicator
from redvest.engines.periods import period
from redvest.engines.roles import Role
from redvest.engines.suppression import lone
from redvest.errors import Invalid, NotAllowed
from redvest.insight.labels import SAID, UNITS
from redvest.insight.models import Publication
from redvest.insight.queries.figures import board
from redvest.journal.services import record_event
from redvest.people.actors import Actor


def shown(indicator: Indicator, found: Figure) -> str | None:
    """A figure as the public may read it: none where so few people stand behind it."""
    if found.value is None:
        return None
    counts = [found.part, found.whole] if found.whole is not None else [int(found.value)]
    if indicator.is_of_people and any(lone(one) is None for one in counts if one is not None):
        return None
    return str(found.value)


@transact
def publish_figures(*, actor: Actor, title: str, key: str, keys: list[str]) -> Publication:
    """The center publishes figures of a period for the whole district."""
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("统计数字由区中心发布。"))
    wanted = [BY_KEY[one] for one in keys if one in BY_KEY]
    if not wanted:
        message = _("请至少选一项数字。")
        raise Invalid(message, fields={"keys": message})
    if not title.strip():
        message = _("请写一个标题。")
        raise Invalid(message, fields={"title": message})
    readings, as_of = board(actor.district, actor.district, wanted, period(key))
    with override("zh-hans"):
        rows = [
            {
                "key": one.indicator.key,
                "name": str(SAID[one.indicator.key].name),
                "value": shown(one.indicator, one.now),
                "unit": str(UNITS[one.indicator.unit]),
                "definition": str(SAID[one.indicator.key].definition),
                "version": one.indicator.version,
            }
            for one in readings
        ]
    row = Publication.objects.create(
        district=actor.district,
        title=title.strip(),
        region=actor.district,
        period=key,
        rows=rows,
        as_of=as_of,
        published_by=actor.account_id,
        published_at=timezone.now(),
    )
    record_event(
        actor=actor,
        kind="figures.published",
        subject=row,
        region=actor.district,
        after={"period": key, "figures": len(rows)},
    )
    return row
