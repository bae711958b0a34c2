"""What organisers and volunteers are told about an activity. No names, no addresses."""

from django.utils.translation import gettext_lazy as _

from redvest.notices.templates import Template, register

ACTIVITY = frozenset({"title"})
SIGNUP = frozenset({"title", "time"})

register(
    Template(
        "activity_to_approve",
        _("有活动等您审批"),
        _("“{title}”提交了审批，请在一个工作日内看。"),
        ACTIVITY,
    ),
    Template("activity_approved", _("活动已批准"), _("“{title}”已批准，可以发布了。"), ACTIVITY),
    Template(
        "activity_rejected",
        _("活动没有批准"),
        _("“{title}”没有批准：{reason}。可以修改后再提交。"),
        ACTIVITY | {"reason"},
    ),
    Template(
        "activity_lead_asked",
        _("请您现场负责"),
        _("“{title}”想请您做现场负责人。能不能负责都请答复。"),
        ACTIVITY,
    ),
    Template(
        "activity_lead_left",
        _("现场负责人要另找"),
        _("“{title}”的现场负责人不能负责了，请另请一位。"),
        ACTIVITY,
    ),
    Template(
        "activity_cancelled",
        _("活动取消了"),
        _("{time}的“{title}”取消了，原因：{reason}。不用再来。"),
        SIGNUP | {"reason"},
        urgent=True,
    ),
    Template(
        "activity_postponed",
        _("活动延期了"),
        _("{time}的“{title}”延期，原因：{reason}。定了新时间再问您能不能来。"),
        SIGNUP | {"reason"},
        urgent=True,
    ),
    Template(
        "activity_changed",
        _("活动有变化"),
        _("{time}的“{title}”改了：{what}。不方便来可以取消，不算临时取消。"),
        SIGNUP | {"what"},
    ),
    Template(
        "activity_changed_after",
        _("您批准的活动有变化"),
        _("“{title}”改了：{what}。请看一眼。"),
        ACTIVITY | {"what"},
    ),
    Template(
        "activity_rescheduled",
        _("活动改期，请您确认"),
        _("“{title}”改到{time}。能来请在{until}前确认，不能来不用办什么。"),
        SIGNUP | {"until"},
    ),
    Template(
        "signup_offered",
        _("候补有名额了，请确认"),
        _("{time}的“{title}”给您留了一个名额，请在{until}前确认。"),
        SIGNUP | {"until"},
        urgent=True,
    ),
    Template(
        "signup_invited",
        _("队伍想请您一起去"),
        _("{time}的“{title}”，队里给您留了名额。去不去由您，请在{until}前答复。"),
        SIGNUP | {"until"},
    ),
    Template("signup_admitted", _("报名同意了"), _("{time}的“{title}”，您已报上。"), SIGNUP),
    Template(
        "signup_rejected",
        _("这次没有安排"),
        _("{time}的“{title}”这次没有安排您。不影响您报名别的活动。"),
        SIGNUP,
    ),
    Template(
        "signup_reminder",
        _("活动快开始了"),
        _("{time}“{title}”，您已报上。不能来请尽早取消，好让别人补上。"),
        SIGNUP,
    ),
    Template(
        "activity_to_settle",
        _("有活动等您结算"),
        _("“{title}”的负责人已交名单，请核对后结算，三个工作日内办完。"),
        ACTIVITY,
    ),
    Template(
        "signup_left_late",
        _("有人临时不能来"),
        _("“{title}”有一位临近开始时取消了报名，请看看人手够不够。"),
        ACTIVITY,
    ),
    Template(
        "signup_replaced",
        _("有人替班"),
        _("“{title}”有一位请别人替班，名单已更新。"),
        ACTIVITY,
    ),
    Template(
        "stand_in_asked",
        _("想请您替一个班"),
        _("{time}的“{title}”，有人去不了，想请您替班。去不去由您。"),
        SIGNUP,
    ),
    Template(
        "stand_in_answered",
        _("替班有了答复"),
        _("{time}的“{title}”：{answer}"),
        SIGNUP | {"answer"},
    ),
    Template(
        "swap_to_approve",
        _("有人想换班，请您看"),
        _("“{title}”有两位想互换班次，请在名单里答复。"),
        ACTIVITY,
    ),
    Template(
        "signup_absence",
        _("请核对出席情况"),
        _("{time}的“{title}”记为未到。如果您来了或事先说过，请在“我的班次”里提出。"),
        SIGNUP,
    ),
    Template(
        "signup_appealed",
        _("有人对未到有异议"),
        _("“{title}”有一位对“未到”的记录有异议，请核对。"),
        ACTIVITY,
    ),
)
