"""Words for what is said while somebody orders: dangers, numbers to call, advice."""

from django.utils.translation import gettext_lazy as _

from redvest.engines.emergency_words import Danger

DANGERS = {
    Danger.SUICIDE: _("有人可能伤害自己：请不要让他一个人待着，马上打电话。"),
    Danger.FIRE: _("可能着火了：先离开，不要拿东西，不要坐电梯，再打119。"),
    Danger.GAS: _("可能漏气：不要开关电器，开窗，离开后再打119。志愿者不修燃气。"),
    Danger.ILLNESS: _("可能是急病或重伤：请打120，说清地址，听医生的话。"),
    Danger.VIOLENCE: _("有人受到伤害或威胁：先到安全的地方，再打110。"),
    Danger.MISSING: _("有人可能走失或出事：不用等24小时，现在就打110。"),
    Danger.TRAPPED: _("有人被困或有险情：请打119，不要自己冒险。"),
}
CALLS = {"110": _("报警 110"), "119": _("火警 119"), "120": _("急救 120")}
