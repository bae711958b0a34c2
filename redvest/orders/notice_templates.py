"""What residents, teams and volunteers are told about an order. No names, no addresses."""

from django.utils.translation import gettext_lazy as _

from redvest.notices.templates import Template, register

ORDER = frozenset({"number", "item"})

register(
    Template(
        "order_placed",
        _("需求已提交"),
        _("您点的“{item}”已收到，编号 {number}。社区站点会尽快受理。"),
        ORDER,
    ),
    Template(
        "order_claimed",
        _("有队伍接单了"),
        _("您点的“{item}”（{number}）已由{team}接单，接下来会约定上门时间。"),
        ORDER | {"team"},
    ),
    Template(
        "order_scheduled",
        _("上门时间已约定"),
        _("您点的“{item}”（{number}）约定在{time}上门，由{team}负责。"),
        ORDER | {"team", "time"},
    ),
    Template(
        "order_done",
        _("请确认服务是否完成"),
        _("您点的“{item}”（{number}）已服务完。请确认，并说一句好不好。"),
        ORDER,
    ),
    Template(
        "order_offered",
        _("有一单想请贵队帮忙"),
        _("{team}收到一单“{item}”（{number}）。请接单或拒单，拒单不影响队伍。"),
        ORDER | {"team"},
    ),
    Template(
        "order_withdrawn",
        _("居民撤单了"),
        _("“{item}”（{number}）已由居民撤单，不用再去了。"),
        ORDER,
        urgent=True,
    ),
    Template(
        "assignment_proposed",
        _("队伍请您参加一次服务"),
        _("{team}想请您在{time}参加“{item}”（{number}）。请答复能不能去。"),
        ORDER | {"team", "time"},
    ),
)
