"""What must be finished at the bank before somebody can close their account.

The books themselves stay as they are when somebody leaves: they hold numbers and no names.
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from redvest.bank.models import Redemption, TimeExchange, TimeUse
from redvest.engines.redemption_flow import OPEN, State
from redvest.engines.time_bank import State as TimeState
from redvest.people.models import Person

OBJECTED = (State.DISPUTED.value, State.REVERSING.value)


def open_redemptions(person: Person) -> Iterable[str | Promise]:
    """Rewards that are set aside, or that somebody objected to."""
    rows = Redemption.objects.filter(district=person.district, person=person)
    waiting = rows.filter(state__in=[state.value for state in OPEN]).count()
    if waiting:
        yield _("您还有 %(count)d 个兑换没有领取，请先领取或取消。") % {"count": waiting}
    objected = rows.filter(state__in=OBJECTED).count()
    if objected:
        yield _("您有 %(count)d 个兑换正在核实，请等站点办完。") % {"count": objected}


def open_time(person: Person) -> Iterable[str | Promise]:
    """Time set aside for somebody's order, or on its way to another district."""
    held = TimeUse.objects.filter(
        district=person.district, person=person, state=TimeState.HELD.value
    ).count()
    if held:
        yield _("您的时间还有 %(count)d 单在用，请先办完或撤单。") % {"count": held}
    away = TimeExchange.objects.filter(district=person.district, person=person, state="sent")
    if away.exists():
        yield _("您转到另一个区的时间还在路上，请等对方区收到。")
