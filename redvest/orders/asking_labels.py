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
# What happens next, in the resident's words; by state.
NEXT = {
    "submitted": _("社区站点会看您的需求，可能打电话核实。"),
    "returned": _("站点请您补充一下，补好了再提交。"),
    "rejected": _("站点没有受理。不同意的，可以请区中心再看一次。"),
    "merged": _("和另一单合在一起办，进展看那一单。"),
    "accepted": _("站点正在找合适的队伍。"),
    "dispatched": _("已请队伍接单，正在等答复。"),
    "pooled": _("已请附近的队伍和志愿者来接单。"),
    "claimed": _("队伍接单了，接下来和您约时间。"),
    "scheduled": _("请在约定的时间留人在家。开门前先看证件。"),
    "in_service": _("志愿者正在为您服务。"),
    "done": _("请说一声做完了没有。没解决的，也请告诉我们。"),
    "confirmed": _("请说一句好不好，帮下一位居民。"),
    "unconfirmed": _("您没有确认，我们不当作满意。现在仍可确认。"),
    "rework": _("会有人再来一次，先和您约时间。"),
    "disputed": _("有人正在核实，会和您联系。核实的人没有参加这次服务。"),
    "escalated": _("已请上级部门一起解决，有进展会告诉您。"),
    "unfulfilled": _("现在没有人能办，已记入待解决清单。站点会告诉您还能找谁。"),
}
