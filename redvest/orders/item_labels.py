"""Words for what the catalog stores."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redvest.engines.service_needs import ItemKind, Obstacle, Qualification, Shortfall

Labels = dict[str, Promise]

KINDS: Labels = {
    ItemKind.HELP: _("上门服务"),
    ItemKind.TALK: _("讲座演出"),
    ItemKind.WISH: _("微心愿"),
    ItemKind.MEAL: _("送餐"),
    ItemKind.CLASS: _("课堂"),
}
QUALIFICATIONS: Labels = {
    Qualification.ELECTRICIAN: _("电工证"),
    Qualification.NURSE: _("护士执业证"),
    Qualification.DOCTOR: _("医师执业证"),
    Qualification.LAWYER: _("律师或法律援助资格"),
    Qualification.COUNSELOR: _("心理咨询培训证书"),
    Qualification.TEACHER: _("教师资格证"),
    Qualification.HEALTH_CARD: _("健康证"),
    Qualification.DRIVER: _("驾驶证"),
}
TRAININGS: Labels = {
    "elder_care": _("护老常识培训"),
    "child_safety": _("未成年人保护培训"),
    "first_aid": _("急救培训"),
    "food_safety": _("食品安全培训"),
}
INSURANCES: Labels = {"accident": _("志愿者意外保险")}
PAPER_KINDS: Labels = {
    "insurance": _("保险"),
    "qualification": _("资格"),
    "training": _("培训"),
}
PAPER_CODES: dict[str, Labels] = {
    "insurance": INSURANCES,
    "qualification": QUALIFICATIONS,
    "training": TRAININGS,
}
OBSTACLES: Labels = {
    Obstacle.OWN_ORDER: _("这是其本人点的单"),
    Obstacle.AGE_UNKNOWN: _("还没有登记出生日期，请先补全"),
    Obstacle.MINOR: _("未满18周岁，这项服务只能由成年人做"),
    Obstacle.TOO_YOUNG: _("到那一天还没有到要求的年龄"),
    Obstacle.CHILD_ALONE: _("未满8周岁，只能随监护人同行"),
    Obstacle.UNQUALIFIED: _("没有登记这项服务要求的资格"),
    Obstacle.QUALIFICATION_ENDED: _("资格到服务那天已经过期"),
    Obstacle.UNINSURED: _("没有登记意外保险"),
    Obstacle.INSURANCE_ENDED: _("意外保险到服务那天已经过期"),
    Obstacle.UNTRAINED: _("还没有参加这项服务要求的培训"),
    Obstacle.TRAINING_ENDED: _("培训到服务那天已经过期"),
    Obstacle.OTHER_SEX: _("这一单要由另一性别的志愿者上门"),
    Obstacle.OTHER_LANGUAGE: _("这一单要会说居民听得懂的语言"),
    Obstacle.KEPT_APART: _("站点登记过不再安排去这一家"),
}
SHORTFALLS: Labels = {
    Shortfall.NOBODY: _("请至少选择一名队员。"),
    Shortfall.TOO_FEW: _("这项服务要求至少两人同去，请再选一名队员。"),
    Shortfall.NO_ADULT: _("未成年志愿者要有一名成年人同去，请再选一名成年队员。"),
    Shortfall.NO_LANGUAGE: _("要有一名会说居民所用语言的队员同去，请再选一名。"),
}
AUDIENCES: Labels = {
    "residents": _("社区居民"),
    "elders": _("老年人"),
    "children": _("少年儿童"),
    "parents": _("家长"),
    "party": _("党员"),
    "workers": _("企业职工"),
    "students": _("学生"),
    "new_employment": _("新就业群体"),
}
EQUIPMENT: Labels = {
    "projector": _("投影"),
    "microphone": _("话筒"),
    "loudspeaker": _("音响"),
    "screen": _("大屏"),
    "computer": _("电脑"),
    "stage": _("舞台"),
    "tables": _("桌椅"),
    "power": pgettext_lazy("equipment", "电源"),
}


def reasons(found: Iterable[Obstacle]) -> str:
    """Why somebody may not serve, as one sentence."""
    return "；".join(str(OBSTACLES[one]) for one in found)


def worded(item: Any, word: str) -> str:
    """A sentence of an item (hint, asks, risk, referral) in the reader's language."""
    english = (get_language() or "").startswith("en")
    return str((english and getattr(item, f"{word}_en")) or getattr(item, word))
