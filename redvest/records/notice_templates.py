"""What volunteers and leads are told about hours."""

from django.utils.translation import gettext_lazy as _

from redvest.notices.templates import Template, register

RECORD = frozenset({"number", "title"})

register(
    Template(
        "record_to_confirm",
        _("请确认队员的工时"),
        _("“{title}”有一条工时等您确认，编号 {number}。当时在场就请确认。"),
        RECORD,
    ),
    Template(
        "record_refused",
        _("有一条工时没有认定"),
        _("“{title}”的工时（{number}）没有认定。理由在工时册里，不同意可以申诉。"),
        RECORD,
    ),
    Template(
        "record_corrected",
        _("有一条工时更正了"),
        _("“{title}”的工时（{number}）已由新的一条更正，原来的仍可查看。"),
        RECORD,
    ),
    Template(
        "record_revoked",
        _("有一条工时被撤销"),
        _("“{title}”的工时（{number}）已撤销。理由在工时册里，不同意可以申诉。"),
        RECORD,
    ),
    Template(
        "record_answered",
        _("您提的工时问题有答复了"),
        _("关于“{title}”的工时（{number}），已有书面答复，请到工时册查看。"),
        RECORD,
    ),
)

ISSUER = frozenset({"issuer"})

register(
    Template(
        "certificate_issued",
        _("服务证明已出具"),
        _("{issuer}已出具您的服务证明，公示七天后生效。可以打印，也可以出示二维码。"),
        ISSUER,
    ),
    Template(
        "certificate_refused",
        _("服务证明没有出具"),
        _("{issuer}没有出具您申请的服务证明，理由在“我的证明”里。"),
        ISSUER,
    ),
    Template(
        "certificate_revoked",
        _("服务证明被撤销"),
        _("{issuer}出具的服务证明已撤销，理由在“我的证明”里。"),
        ISSUER,
    ),
    Template(
        "certificate_superseded",
        _("服务证明已失效"),
        _("{issuer}出具的服务证明里有一条工时变了，原证明已失效，可以重新申请。"),
        ISSUER,
    ),
)

STARS = frozenset({"stars"})

register(
    Template(
        "star_noticed",
        _("您的星级开始公示"),
        _("您申请的{stars}星已审核通过，公示五个工作日。"),
        STARS,
    ),
    Template(
        "star_given",
        _("您获得了星级"),
        _("您已是{stars}星志愿者。谢谢您的每一次服务。"),
        STARS,
    ),
    Template(
        "star_recommended",
        _("您的星级已推报上级"),
        _("您申请的{stars}星公示期满，已推报上级，有结果会告诉您。"),
        STARS,
    ),
    Template(
        "star_refused",
        _("星级申请没有通过"),
        _("您申请的{stars}星没有授予，理由在“我的星级”里，随时可以再申请。"),
        STARS,
    ),
    Template(
        "star_revoked",
        _("有一颗星被撤销"),
        _("您的{stars}星已撤销，理由在“我的星级”里。不同意请联系区中心。"),
        STARS,
    ),
)

TITLED = frozenset({"title"})

register(
    Template(
        "attainment_confirmed",
        _("工时册里多了一条"),
        _("“{title}”已记入您的工时册。如果不对，请告诉站点。"),
        TITLED,
    ),
    Template(
        "attainment_withdrawn",
        _("工时册里撤回了一条"),
        _("“{title}”已从您的工时册撤回。不同意请联系区中心。"),
        TITLED,
    ),
)

register(
    Template(
        "transfer_accepted",
        _("别处的工时已转入"),
        _("您从{issuer}带来的工时已记入工时册，只显示，不计算。"),
        ISSUER,
    ),
    Template(
        "transfer_refused",
        _("别处的工时没有转入"),
        _("您从{issuer}带来的工时没有转入，理由在“从别处带来工时”里。"),
        ISSUER,
    ),
)
