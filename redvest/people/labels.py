"""Codes stored about people, with the words for them beside them."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.engines.identifiers import DocumentKind, Sex
from redvest.engines.volunteer_flow import VolunteerState

Labels = dict[str, Promise]


class ProxyKind(StrEnum):
    FAMILY = "family"
    GRID = "grid"
    STATION = "station"


class ConsentBasis(StrEnum):
    """How it is known that a resident agreed to be represented."""

    CODE = "code"
    IN_PERSON = "in_person"
    PHONE = "phone"
    GUARDIAN = "guardian"


DOCUMENTS: Labels = {
    DocumentKind.RESIDENT_ID: _("居民身份证"),
    DocumentKind.RESIDENCE_PERMIT: _("港澳台居民居住证"),
    DocumentKind.FOREIGN_RESIDENT_CARD: _("外国人永久居留身份证"),
    DocumentKind.HK_MACAU_PERMIT: _("港澳居民来往内地通行证"),
    DocumentKind.TAIWAN_PERMIT: _("台湾居民来往大陆通行证"),
    DocumentKind.PASSPORT: _("护照"),
}

SEXES: Labels = {
    Sex.MALE: _("男"),
    Sex.FEMALE: _("女"),
    Sex.UNKNOWN: _("未知"),
    Sex.UNSTATED: _("不说明"),
}

# Groups a volunteer may count themselves to.
CATEGORIES: Labels = {
    "party_cadre": _("党员干部"),
    "in_service_party_member": _("在职党员"),
    "student": _("学生"),
    "teacher": _("教师"),
    "medical": _("医务人员"),
    "veteran": _("退役军人"),
    "retired": _("退休人员"),
    "enterprise": _("企业职工"),
    "new_employment": _("新就业群体"),
    "grid_worker": _("网格员"),
    "social_worker": _("社工"),
    "other": _("其他群众"),
}

# GB/T 4762, the values a volunteer may offer; none of them is ever asked for.
POLITICAL_STATUSES: Labels = {
    "01": _("中共党员"),
    "02": _("中共预备党员"),
    "03": _("共青团员"),
    "12": _("无党派人士"),
    "13": _("群众"),
    "04": _("民主党派成员"),
}

SKILLS: Labels = {
    "haircut": _("理发"),
    "plumbing": _("水电维修"),
    "appliances": _("家电维修"),
    "cleaning": _("家政保洁"),
    "cooking": _("做饭送餐"),
    "nursing": _("医护照料"),
    "first_aid": _("急救"),
    "counseling": _("心理疏导"),
    "law": _("法律咨询"),
    "tutoring": _("课业辅导"),
    "lecturing": _("宣讲"),
    "phone_help": _("教用手机"),
    "driving": _("驾驶"),
    "sign_language": _("手语"),
    "translation": _("外语翻译"),
    "arts": _("文艺表演"),
    "calligraphy": _("书画"),
    "sports": _("体育健身"),
    "photography": _("摄影摄像"),
    "mediation": _("邻里调解"),
}

# What somebody may speak best; the common language goes without saying, sign language is a skill.
LANGUAGES: Labels = {
    "local_dialect": _("本地方言"),
    "cantonese": _("粤语"),
    "minnan": _("闽南话"),
    "wu": _("吴语"),
    "tibetan": _("藏语"),
    "mongolian": _("蒙古语"),
    "uyghur": _("维吾尔语"),
    "kazakh": _("哈萨克语"),
    "korean": _("朝鲜语"),
    "zhuang": _("壮语"),
    "yi": _("彝语"),
    "english": _("英语"),
}

SERVICE_CATEGORIES: Labels = {
    "elder_disabled": _("助老助残"),
    "children": _("儿童关怀"),
    "poverty_relief": _("扶贫帮困"),
    "community": _("社区服务"),
    "neighbors": _("邻里守望"),
    "medical": _("医疗卫生"),
    "education": _("文化教育"),
    "culture_sports": _("文体活动"),
    "science": _("科普宣传"),
    "environment": _("生态环保"),
    "animals": _("动物保护"),
    "safety": _("安全生产"),
    "emergency": _("应急救援"),
    "legal_aid": _("法律援助"),
    "events": _("赛会服务"),
    "teaching_support": _("支教助学"),
    "other": pgettext_lazy("service category", "其他"),
}

BENEFICIARY_CATEGORIES: Labels = {
    "elder_alone": _("独居老人"),
    "empty_nest": _("空巢老人"),
    "no_family": _("孤寡老人"),
    "aged_80": _("高龄老人"),
    "disabled": _("残疾人"),
    "dementia_care": _("失能失智照护"),
    "low_income": _("低保或困难家庭"),
    "bereaved": _("计划生育特殊家庭"),
    "left_behind_child": _("留守儿童"),
    "child_in_need": _("困境儿童"),
    "entitled_group": _("优抚对象"),
    "other": pgettext_lazy("beneficiary", "其他需要照顾的情况"),
}

RELATIONS: Labels = {
    "father": _("父亲"),
    "mother": _("母亲"),
    "grandparent": _("祖父母或外祖父母"),
    "other_guardian": _("其他监护人"),
}

PROXY_KINDS: Labels = {
    ProxyKind.FAMILY: _("家人"),
    ProxyKind.GRID: _("网格员"),
    ProxyKind.STATION: _("社区站点"),
}

CONSENT_BASES: Labels = {
    ConsentBasis.CODE: _("本人手机验证码"),
    ConsentBasis.IN_PERSON: _("本人到站点当面同意"),
    ConsentBasis.PHONE: _("本人电话同意"),
    ConsentBasis.GUARDIAN: _("监护人同意"),
}

VOLUNTEER_STATES: Labels = {
    VolunteerState.INVITED: _("已邀请"),
    VolunteerState.SELF_REGISTERED: _("待验证手机"),
    VolunteerState.PHONE_VERIFIED: _("待完善资料"),
    VolunteerState.PROFILE_COMPLETE: _("待实名核验"),
    VolunteerState.GUARDIAN_PENDING: _("待监护人同意"),
    VolunteerState.REAL_NAME_VERIFIED: _("待作出承诺"),
    VolunteerState.ACTIVE: _("正式志愿者"),
    VolunteerState.PAUSED: _("已暂停"),
    VolunteerState.RESTRICTED: _("受限"),
    VolunteerState.CLOSED: _("已注销"),
    VolunteerState.DECEASED: _("已故"),
}

VOLUNTEER_TONES = {
    VolunteerState.ACTIVE: "done",
    VolunteerState.PAUSED: "stopped",
    VolunteerState.RESTRICTED: "late",
    VolunteerState.CLOSED: "stopped",
    VolunteerState.DECEASED: "stopped",
}

WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
SLOTS = (_("上午"), _("下午"), _("晚上"))
SLOT_COUNT = 21


def slot_labels() -> list[tuple[int, str]]:
    """Number and words of each of the 21 slots: three a day, Monday first."""
    return [
        (day * 3 + slot, f"{WEEKDAYS[day]}{SLOTS[slot]}") for day in range(7) for slot in range(3)
    ]


def words(labels: Labels, codes: list[str]) -> list[str]:
    """The words for stored codes; a code that was dropped since is shown as it is."""
    return [str(labels.get(code, code)) for code in codes]
