"""What residents, teams and volunteers are told about an order. No names, no addresses."""

from django.utils.translation import gettext_lazy as _

from redvest.notices.labels import Channel
from redvest.notices.templates import Template, register

ORDER = frozenset({"number", "item"})

register(
    Template(
        "order_receipt",
        _("点单回执"),
        _("“{item}”已点好，编号 {number}。查看进展：{link} 查询码 {code}"),
        ORDER | {"link", "code"},
        channels=(Channel.SMS,),
        required=True,
        secret=True,
    ),
    Template(
        "order_placed",
        _("需求已提交"),
        _("您点的“{item}”已收到，编号 {number}。社区站点会尽快受理。"),
        ORDER,
    ),
    Template(
        "wish_published",
        _("您的心愿公开了"),
        _("“{item}”（{number}）已公开给大家看，不写您是谁、住在哪里。"),
        ORDER,
    ),
    Template(
        "wish_received",
        _("您的心愿到站点了"),
        _("“{item}”（{number}）的东西已到{place}，请来领取，不方便可请站点送来。"),
        ORDER | {"place"},
    ),
    Template(
        "wish_thanked",
        _("有人谢谢您"),
        _("您实现的“{item}”（{number}）收到了一句感谢。"),
        ORDER,
    ),
    Template(
        "order_bundled",
        _("和几位邻居一起办"),
        _(
            "您点的“{item}”（{number}）和几位邻居一起，{time}在{place}办。不方便去可以退出，仍给您单独安排。"
        ),
        ORDER | {"time", "place"},
    ),
    Template(
        "order_unbundled",
        _("集中服务取消了"),
        _("您点的“{item}”（{number}）改为另行安排，站点会再联系您。"),
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
    Template(
        "order_returned",
        _("请补充一下信息"),
        _("您点的“{item}”（{number}）需要补充：{reason}。改好后再提交就行。"),
        ORDER | {"reason"},
    ),
    Template(
        "order_rejected",
        _("这一单没有受理"),
        _("您点的“{item}”（{number}）没有受理：{reason}。{referral}不同意的话可以申诉。"),
        ORDER | {"reason", "referral"},
    ),
    Template(
        "appeal_upheld",
        _("申诉成立"),
        _("您点的“{item}”（{number}）已经受理，接下来会安排队伍。"),
        ORDER,
    ),
    Template(
        "appeal_refused",
        _("申诉有了答复"),
        _("您点的“{item}”（{number}）仍然不能受理，理由写在订单里。"),
        ORDER,
    ),
    Template(
        "order_merged",
        _("两单合成了一单"),
        _("您点的“{item}”（{number}）和 {other} 是同一件事，接下来看 {other} 就行。"),
        ORDER | {"other"},
    ),
    Template(
        "order_cancelled",
        _("这一单取消了"),
        _("您点的“{item}”（{number}）由区中心取消：{reason}。"),
        ORDER | {"reason"},
        urgent=True,
    ),
    Template(
        "order_called_off",
        _("这一单不用去了"),
        _("“{item}”（{number}）不再需要您去，谢谢您。"),
        ORDER,
        urgent=True,
    ),
    Template(
        "order_escalated",
        _("已请部门协调"),
        _("您点的“{item}”（{number}）需要部门来办，已经转交，办好会告诉您。"),
        ORDER,
    ),
    Template(
        "order_unfulfilled",
        _("暂时没有找到人"),
        _("您点的“{item}”（{number}）暂时没有人能办，已记入需求清单。接下来怎么办写在订单里。"),
        ORDER,
    ),
    Template(
        "order_given_back",
        _("会换一支队伍"),
        _("接单的队伍来不了，您点的“{item}”（{number}）会优先另外安排。"),
        ORDER,
        urgent=True,
    ),
    Template(
        "order_back_at_desk",
        _("有一单回到站点"),
        _("“{item}”（{number}）没有队伍在办，请另外安排。"),
        ORDER,
    ),
    Template(
        "order_reassigned",
        _("这一单已改派"),
        _("“{item}”（{number}）已改派给别人，不用再答复。改派不影响队伍。"),
        ORDER,
    ),
    Template(
        "order_timed_out",
        _("这一单已收回"),
        _("“{item}”（{number}）到时没有答复，已另外安排。这不影响队伍。"),
        ORDER,
    ),
    Template(
        "order_needs_centre",
        _("请帮忙找队伍"),
        _("“{item}”（{number}）还没有人接，请区中心帮忙安排。"),
        ORDER,
    ),
    Template(
        "order_overdue",
        _("有一单超过了时限"),
        _("“{item}”（{number}）超过了时限，请尽快办理。"),
        ORDER,
    ),
    Template(
        "order_time_proposed",
        _("请看看上门时间行不行"),
        _("“{item}”（{number}）：{team}想在{time}上门。请答复行不行。"),
        ORDER | {"team", "time"},
    ),
    Template(
        "order_often_proposed",
        _("这周又多一次上门，您愿意吗"),
        _("“{item}”（{number}）：这周您家已有多次上门，{team}还想在{time}来。请答复行不行。"),
        ORDER | {"team", "time"},
    ),
    Template(
        "order_time_asked",
        _("居民想改时间"),
        _("“{item}”（{number}）的居民想改到{time}。请答复行不行。"),
        ORDER | {"time"},
    ),
    Template(
        "order_time_refused",
        _("时间没有谈成"),
        _("“{item}”（{number}）：对方{time}不方便。"),
        ORDER | {"time"},
    ),
    Template(
        "assignment_refused",
        _("有队员去不了"),
        _("“{item}”（{number}）有一名队员去不了，请另外安排。"),
        ORDER,
    ),
    Template(
        "order_no_show",
        _("没有人上门，对不起"),
        _("您点的“{item}”（{number}）到时没有人签到，站点会联系您并重新安排。"),
        ORDER,
        urgent=True,
    ),
    Template(
        "order_absent",
        _("上门时没有见到人"),
        _("“{item}”（{number}）：志愿者上门时联系不上居民，这一单先结束了。还需要请再点一次。"),
        ORDER,
    ),
    Template(
        "order_case_opened",
        _("有一件事要核实"),
        _("“{item}”（{number}）有爽约、差评或投诉，请由没有参与服务的人联系居民。"),
        ORDER,
    ),
    Template(
        "order_complaint_received",
        _("投诉已收到"),
        _("关于“{item}”（{number}）的投诉已收到，会由没有参与服务的人核实并答复您。"),
        ORDER,
    ),
    Template(
        "order_case_answered",
        _("您反映的事有了答复"),
        _("关于“{item}”（{number}）的答复写在订单里。"),
        ORDER,
    ),
    Template(
        "order_rework",
        _("居民说还没有解决"),
        _("“{item}”（{number}）还没有解决，请尽快再去一次，或由站点另派队伍。"),
        ORDER,
    ),
    Template(
        "order_unsafe",
        _("志愿者反映有不安全的地方"),
        _("去过“{item}”（{number}）的志愿者反映有不安全的地方，请联系了解，并写进下次的提醒。"),
        ORDER,
    ),
    Template(
        "badge_approved",
        _("胸牌照片可以用了"),
        _("您的胸牌照片已通过。上门那天，等您的居民能看到它。"),
    ),
    Template(
        "badge_refused",
        _("胸牌照片请换一张"),
        _("您的胸牌照片没有通过，原因写在胸牌页面上，请换一张。"),
    ),
)
