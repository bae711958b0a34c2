"""Words for the values stored in venues. The order is the order on pages."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from redvest.engines.venue_flow import VenueAction, VenueStatus


class Level(StrEnum):
    CENTER = "center"
    OFFICE = "office"
    STATION = "station"
    POINT = "point"


class Kind(StrEnum):
    VENUE = "venue"
    CORE = "core"
    BASE = "base"
    STOP = "stop"
    STUDIO = "studio"
    MICRO = "micro"
    STREET = "street"


class Basis(StrEnum):
    ESTIMATED = "estimated"
    PLACED = "placed"


LEVEL_OF_CODE = {6: Level.CENTER, 9: Level.OFFICE, 12: Level.STATION}

LEVELS = {
    Level.CENTER: _("实践中心"),
    Level.OFFICE: _("实践所"),
    Level.STATION: _("实践站"),
    Level.POINT: _("实践点"),
}

KINDS = {
    Kind.VENUE: _("主阵地"),
    Kind.CORE: _("第二核心"),
    Kind.BASE: _("实践基地"),
    Kind.STOP: _("志愿服务驿站"),
    Kind.STUDIO: _("文明实践工作室"),
    Kind.MICRO: _("微阵地"),
    Kind.STREET: _("宣传街"),
}

# What staff may add beside the centers, offices and stations that follow from the divisions.
ADDED_KINDS = [Kind.VENUE, Kind.BASE, Kind.STOP, Kind.STUDIO, Kind.MICRO, Kind.STREET]

ADDED_LABELS = {kind: _("实践点") if kind is Kind.VENUE else KINDS[kind] for kind in ADDED_KINDS}

STATUSES = {
    VenueStatus.PLANNED: _("筹建中"),
    VenueStatus.OPEN: _("已开放"),
    VenueStatus.TEMPORARILY_CLOSED: _("临时关闭"),
    VenueStatus.CLOSED: _("已停用"),
}

STATUS_TONES = {
    VenueStatus.PLANNED: "neutral",
    VenueStatus.OPEN: "done",
    VenueStatus.TEMPORARILY_CLOSED: "waiting",
    VenueStatus.CLOSED: "stopped",
}

ACTIONS = {
    VenueAction.OPEN: _("开放"),
    VenueAction.PAUSE: _("临时关闭"),
    VenueAction.REOPEN: _("恢复开放"),
    VenueAction.CLOSE: _("永久停用"),
}

FUNCTIONS = {"spread": _("传播"), "practise": _("践行"), "serve": _("服务")}

HOSTS = {
    "party_mass_service_center": _("党群服务中心"),
    "deputy_home": _("人大代表之家"),
    "cppcc_liaison_station": _("政协委员联络站"),
    "culture_plaza": _("文化广场"),
    "women_children_home": _("妇女儿童之家"),
    "rural_reading_room": _("农家书屋"),
    "party_member_room": _("党员活动室"),
    "culture_center": _("文化活动中心"),
    "young_old_facility": _("一老一少一普设施"),
    "library": _("图书馆"),
    "culture_hall": _("文化馆"),
    "patriotic_base": _("爱国主义教育基地"),
    "heritage_site": _("历史遗址遗迹"),
    "public_window": _("窗口单位"),
}

AREAS = {
    "theory_shelf": _("新思想书柜"),
    "service_hall": _("政务服务体验厅"),
    "live_studio": _("新时代直播间"),
    "lecture_room": _("宣讲室"),
    "reading_room": _("阅览室"),
    "activity_room": _("多功能活动室"),
    "council_corner": _("议事角"),
    "children_room": _("儿童活动室"),
    "elder_room": _("长者活动室"),
    "counseling_room": _("心理疏导室"),
    "other": _("其他"),
}

FACILITIES = {
    "drinking_water": _("饮用水"),
    "toilet": _("卫生间"),
    "charging": _("手机充电"),
    "wifi": _("无线网络"),
    "first_aid": _("急救箱"),
    "aed": _("自动除颤器（AED）"),
    "microwave": _("加热饭菜"),
    "umbrella": _("雨具"),
    "books": _("图书报刊"),
    "nursing_room": _("母婴室"),
    "canteen": _("幸福食堂"),
}

ACCESSIBILITY = {
    "ramp": _("无障碍坡道"),
    "elevator": _("无障碍电梯"),
    "accessible_toilet": _("无障碍卫生间"),
    "tactile_paving": _("盲道"),
    "wheelchair": _("可借轮椅"),
    "hearing": _("字幕或手语服务"),
    "low_counter": _("低位服务台"),
    "reading_glasses": _("老花镜"),
}

SCHEMES = {
    "venue": _("阵地建设清单"),
    "base": _("基地资格清单"),
    "stop": _("驿站建设清单"),
    "inspection": _("使用情况巡查"),
}


def schemes_for(kind: str) -> list[str]:
    """The checklists a venue is held against, its own kind first."""
    own = kind if kind in (Kind.BASE, Kind.STOP) else "venue"
    return [str(own), "inspection"]
