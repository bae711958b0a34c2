"""What residents and guardians are told about the bank. No names."""

from django.utils.translation import gettext_lazy as _

from redvest.notices.templates import Template, register

REWARD = frozenset({"reward", "points"})
VISIT = frozenset({"item", "paid", "back"})

register(
    Template(
        "points_deducted",
        _("投诉查实，扣了积分"),
        _(
            "{number}号工时对应的服务，投诉查实。工时不变，这次服务不得分，另扣{points}分。"
            "不同意可以在“我的工时”里申诉。"
        ),
        frozenset({"number", "points"}),
    ),
    Template(
        "ward_redeems",
        _("孩子用积分预约了一份礼品"),
        _("您监护的未成年人用{points}积分预约了“{reward}”。可以在存折里查看。"),
        REWARD,
    ),
    Template(
        "reward_ran_out",
        _("您预约的礼品没有货了，积分已退回"),
        _("“{reward}”没有货了，{points}积分已经退回您的存折。很抱歉让您跑一趟。"),
        REWARD,
    ),
    Template(
        "time_settled",
        _("服务做完，时间已按实际时长结算"),
        _("“{item}”用了您存的{paid}分钟，多留的{back}分钟已退回存折。"),
        VISIT,
    ),
    Template(
        "time_returned",
        _("预留的时间已退回存折"),
        _("“{item}”没有用您的时间，预留的{back}分钟已全部退回存折。"),
        VISIT,
    ),
)
