"""What one may do on a festival or a practice day: a first idea, to be made one's own.

Sources: published accounts of 我们的节日 (visits at Spring Festival, memorial page at 清明, talk at
端午, flower arranging at 七夕, tea at 中秋, care for parents at 重阳, porridge at 拗九节).
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Project
from redvest.engines.activity_rules import ActivityKind
from redvest.engines.team_flow import CoreCategory

INDOORS = _("没有特别的风险；请留意脚下和用电安全。")
HELPER = _("志愿者")
OUTDOORS = _("户外活动，请注意天气、补水和来往车辆。")
Text = Promise | str


@dataclass(frozen=True)
class Idea:
    """A first draft of an activity."""

    title: Text
    description: Text
    kind: ActivityKind
    category: CoreCategory
    position: Text = HELPER
    risk: Text = INDOORS
    minutes: int = 120
    capacity: int = 10

    def initial(self) -> dict[str, Any]:
        """What the form of a new activity begins with."""
        return {
            "title": str(self.title),
            "description": str(self.description),
            "kind": self.kind.value,
            "category": self.category.value,
            "name": str(self.position),
            "risk_statement": str(self.risk),
            "minutes": self.minutes,
            "capacity": self.capacity,
            "is_outdoor": self.risk is OUTDOORS,
        }


_K, _C = ActivityKind, CoreCategory
IDEAS: dict[str, tuple[Idea, ...]] = {
    "practice_day": (
        Idea(
            _("文明实践日：小区环境大扫除"),
            _("一起清理楼道、绿化带和小广告，工具由站里准备。"),
            _K.SERVICE,
            _C.HYGIENE_ENVIRONMENT,
            risk=OUTDOORS,
        ),
        Idea(
            _("文明实践日：便民服务进小区"),
            _("理发、磨刀、修小家电、量血压，在小区广场一次办好。"),
            _K.POST,
            _C.POVERTY_RELIEF,
            risk=OUTDOORS,
        ),
    ),
    "new_years_eve": (
        Idea(
            _("我们的节日·除夕：给独居老人送年夜饭"),
            _("结对的志愿者到老人家里一起吃顿年夜饭，打扫、贴春联。"),
            _K.SERVICE,
            _C.POVERTY_RELIEF,
        ),
    ),
    "spring": (
        Idea(
            _("我们的节日·春节：走访慰问和写春联"),
            _("请书法好的居民现场写春联，再把春联送到行动不便的人家里。"),
            _K.SERVICE,
            _C.CULTURE,
        ),
    ),
    "lantern": (
        Idea(
            _("我们的节日·元宵：猜灯谜、包汤圆"),
            _("大家一起做花灯、猜灯谜、包汤圆，分给邻居。"),
            _K.PERFORMANCE,
            _C.CULTURE,
        ),
    ),
    "aojiu": (
        Idea(
            _("我们的节日·拗九：给老人送拗九粥"),
            _("熬一锅拗九粥，送到老人家里，陪他们说说话。"),
            _K.SERVICE,
            _C.POVERTY_RELIEF,
        ),
    ),
    "qingming": (
        Idea(
            _("我们的节日·清明：网上祭英烈"),
            _("在网上献花、留言，听烈士的故事；不烧纸，文明祭扫。"),
            _K.ONLINE,
            _C.THEORY,
            _("线上引导"),
            minutes=60,
        ),
    ),
    "dragon_boat": (
        Idea(
            _("我们的节日·端午：包粽子和公益宣传"),
            _("邻居们一起包粽子、做香囊，听一段防溺水和禁毒的宣传。"),
            _K.LECTURE,
            _C.CULTURE,
        ),
    ),
    "qixi": (
        Idea(
            _("我们的节日·七夕：艺术插花和婚俗新风"),
            _("学插花，聊一聊不要高价彩礼、婚事新办。"),
            _K.CLASS,
            _C.CULTURE,
        ),
    ),
    "mid_autumn": (
        Idea(
            _("我们的节日·中秋：邻里茶话会"),
            _("请新邻居和老邻居坐在一起吃月饼、说家常，邀上独居的老人。"),
            _K.SERVICE,
            _C.CULTURE,
        ),
    ),
    "double_ninth": (
        Idea(
            _("我们的节日·重阳：陪老人登高、量血压"),
            _("陪能走的老人到公园走走，上门给走不动的老人量血压、剪头发。"),
            _K.SERVICE,
            _C.HEALTH_FITNESS,
            risk=OUTDOORS,
        ),
    ),
    "laba": (
        Idea(
            _("我们的节日·腊八：送一碗腊八粥"),
            _("给环卫工人、快递员和独居老人送上热粥。"),
            _K.POST,
            _C.POVERTY_RELIEF,
        ),
    ),
    "lei_feng": (
        Idea(
            _("学雷锋：便民服务一条街"),
            _("修、理、量、问：把各支队伍的手艺摆到一条街上。"),
            _K.BIG_EVENT,
            _C.POVERTY_RELIEF,
            risk=OUTDOORS,
            minutes=180,
            capacity=40,
        ),
    ),
    "mother_river": (
        Idea(
            _("保护母亲河：巡河、测水、捡垃圾"),
            _("沿河走一段，捡垃圾，量水温和酸碱度，把数字记下来。"),
            _K.PATROL,
            _C.HYGIENE_ENVIRONMENT,
            _("巡河"),
            OUTDOORS,
        ),
    ),
    "arbor": (
        Idea(
            _("植树节：认养一棵树"),
            _("在划定的地方种树、挂牌、浇水，以后自己来照看。"),
            _K.SERVICE,
            _C.HYGIENE_ENVIRONMENT,
            risk=OUTDOORS,
        ),
    ),
    "children": (
        Idea(
            _("六一：科普小课堂"),
            _("做一个小实验，讲一讲交通安全和防溺水。"),
            _K.CLASS,
            _C.SCIENCE,
        ),
    ),
    "environment": (
        Idea(
            _("世界环境日：巡河测水"),
            _("沿河巡查，记录垃圾和水质。"),
            _K.PATROL,
            _C.HYGIENE_ENVIRONMENT,
            _("巡河"),
            OUTDOORS,
        ),
    ),
    "constitution": (
        Idea(
            _("宪法日：法律明白人在身边"),
            _("讲几个身边的案例，现场答疑。"),
            _K.LECTURE,
            _C.LAW,
        ),
    ),
    "volunteers": (
        Idea(
            _("国际志愿者日：志愿者见面会"),
            _("谢谢来过的人，听听他们的建议，欢迎新来的。"),
            _K.SERVICE,
            _C.OTHER,
        ),
    ),
}


def of_project(project: Project) -> dict[str, Any]:
    """What the form of a new activity of a project begins with."""
    return {
        "project": str(project.id),
        "title": project.title,
        "description": project.aim,
        "kind": project.kind,
        "category": project.category,
        "name": project.position,
        "risk_statement": project.risk_statement,
        "bring": project.bring,
        "minutes": project.minutes,
        "capacity": project.capacity,
        "tags": " ".join(project.tags),
    }
