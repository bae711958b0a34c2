"""Words for what records store."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redvest.engines.attainment_flow import State as Attained
from redvest.engines.certificates import State as CertificateState
from redvest.engines.evidence import Arrival, Flag, Level
from redvest.engines.record_flow import State
from redvest.engines.star_flow import State as StarState
from redvest.engines.transfers import State as Transferred
from redvest.records.models import ServiceRecord


class Shown(NamedTuple):
    """A state as the status tag shows it."""

    label: Promise | str
    tone: str


STATES = {
    State.DRAFT: Shown(pgettext_lazy("record", "待生成"), "neutral"),
    State.PENDING_CONFIRM: Shown(pgettext_lazy("record", "待确认"), "waiting"),
    State.PENDING_REVIEW: Shown(pgettext_lazy("record", "待审核"), "waiting"),
    State.PUBLIC_NOTICE: Shown(pgettext_lazy("record", "公示中"), "active"),
    State.EFFECTIVE: Shown(pgettext_lazy("record", "已生效"), "done"),
    State.QUESTIONED: Shown(pgettext_lazy("record", "有疑问"), "late"),
    State.REJECTED: Shown(pgettext_lazy("record", "未认定"), "stopped"),
    State.CORRECTED: Shown(pgettext_lazy("record", "已更正"), "stopped"),
    State.REVOKED: Shown(pgettext_lazy("record", "已撤销"), "stopped"),
    State.FROZEN: Shown(pgettext_lazy("record", "已冻结"), "late"),
}
LEVELS = {
    Level.NONE: _("还没有证明"),
    Level.A: _("扫码或口令签到，并有他人确认"),
    Level.B: _("扫码或口令签到签退"),
    Level.C: _("负责人或服务对象当时确认"),
    Level.D: _("补录：事后由组织者登记"),
    Level.E: _("自己申报或从别处带来"),
}
ARRIVALS = {
    Arrival.CODE: _("凭口令签到"),
    Arrival.PLACE: _("在场地扫码签到"),
    Arrival.DESK: _("在服务台签到"),
    Arrival.LEAD: _("由现场负责人点名"),
    Arrival.SELF: _("自己点的签到"),
    Arrival.NONE: _("没有签到"),
}
VOUCHERS = {
    "lead": _("现场负责人"),
    "beneficiary": _("服务对象"),
    "desk": _("站点工作人员"),
    "": _("还没有人确认"),
}
FLAGS = {
    Flag.LONG_DAY: _("这一天超过10小时"),
    Flag.NIGHT: _("在夜里"),
    Flag.OVER_PLAN: _("比计划的长"),
    Flag.OVERLAP: _("和另一条工时时间重叠"),
    Flag.OWN_ORDER: _("服务的人也经办了这一单"),
    Flag.OPEN_CASE: _("这一单还在核实"),
}
REJECT_REASONS = {
    "not_there": _("当时没有到场"),
    "wrong_time": _("时间不对"),
    "not_service": _("不是志愿服务"),
    "no_proof": _("没有凭据"),
    "twice": _("重复登记"),
}
REVOKE_REASONS = {
    "false": _("内容不实"),
    "not_service": _("不是志愿服务"),
    "twice": _("重复登记"),
    "wrong_person": _("记错了人"),
}
CERTIFICATE_REASONS = {
    "not_ours": _("不是本单位组织的"),
    "in_doubt": _("工时还有疑问"),
    "false": _("内容不实"),
}
ATTAINMENT_KINDS = {
    "training": _("培训"),
    "award": _("表彰"),
}
ATTAINMENT_STATES = {
    Attained.ENTERED: Shown(pgettext_lazy("attainment", "待核对"), "waiting"),
    Attained.CONFIRMED: Shown(pgettext_lazy("attainment", "已核对"), "done"),
    Attained.REFUSED: Shown(pgettext_lazy("attainment", "未认定"), "stopped"),
    Attained.WITHDRAWN: Shown(pgettext_lazy("attainment", "已撤回"), "stopped"),
}
ATTAINMENT_REASONS = {
    "no_proof": _("没有凭据"),
    "wrong_person": _("记错了人"),
    "false": _("内容不实"),
    "twice": _("重复登记"),
}
TRANSFER_HOW = {
    "signed": _("带签名的工时册"),
    "paper": _("纸质证明"),
}
TRANSFER_STATES = {
    Transferred.ASKED: Shown(pgettext_lazy("transfer", "待核对"), "waiting"),
    Transferred.ACCEPTED: Shown(pgettext_lazy("transfer", "已转入"), "done"),
    Transferred.REFUSED: Shown(pgettext_lazy("transfer", "未转入"), "stopped"),
}
TRANSFER_REASONS = {
    "not_theirs": _("不是本人的"),
    "no_original": _("没有带原件"),
    "differs": _("和原件不一致"),
    "twice": _("重复登记"),
}
TRANSFER_FAULTS = {
    "malformed": _("这不是完整的工时册文件，请重新下载，不要改动。"),
    "false": _("签名不对：文件被改过。请重新下载，不要改动。"),
    "unknown_key": _("区里还没有登记这个单位的公钥，请联系区中心，或凭纸质证明。"),
    "not_theirs": _("文件里的区和公钥登记的区不一致。"),
    "too_many": _("文件太大，最多5000条服务、5 MB。"),
    "empty": _("文件里没有已生效、有凭据的工时。"),
}
NATIONAL_KINDS = {
    "put": _("报送"),
    "withdraw": _("撤回"),
}
NATIONAL_STATES = {
    "queued": Shown(pgettext_lazy("national", "待报送"), "waiting"),
    "sending": Shown(pgettext_lazy("national", "报送中"), "active"),
    "sent": Shown(pgettext_lazy("national", "已报送"), "done"),
    "failed": Shown(pgettext_lazy("national", "失败，会再试"), "waiting"),
    "dead": Shown(pgettext_lazy("national", "没有送到，要有人处理"), "late"),
}
CERTIFICATE_STATES = {
    CertificateState.REQUESTED: Shown(pgettext_lazy("certificate", "待出具"), "waiting"),
    CertificateState.NOTICED: Shown(pgettext_lazy("certificate", "公示中"), "active"),
    CertificateState.VALID: Shown(pgettext_lazy("certificate", "有效"), "done"),
    CertificateState.REJECTED: Shown(pgettext_lazy("certificate", "未出具"), "stopped"),
    CertificateState.REVOKED: Shown(pgettext_lazy("certificate", "已撤销"), "stopped"),
    CertificateState.SUPERSEDED: Shown(pgettext_lazy("certificate", "已失效，请重新申请"), "late"),
}
QUESTIONS = {
    "wrong": _("时间或分钟不对"),
    "doubt": _("这次服务可能不属实"),
    "appeal": _("不同意处理结果"),
}
SHEET_KINDS = {
    "signin": _("本单位的纸质签到表（补录）"),
    "elsewhere": _("别处的工时清单（只作参考）"),
}
SHEET_STATES = {
    "previewed": Shown(pgettext_lazy("sheet", "待确认"), "waiting"),
    "running": Shown(pgettext_lazy("sheet", "登记中"), "active"),
    "done": Shown(pgettext_lazy("sheet", "已登记"), "done"),
    "undone": Shown(pgettext_lazy("sheet", "已撤销"), "stopped"),
}
SHEET_COLUMNS = {
    "number": _("志愿者编号"),
    "name": _("姓名"),
    "phone": _("手机号"),
    "title": _("服务名称"),
    "day": _("日期"),
    "starts": _("开始"),
    "ends": _("结束"),
    "rest": _("休息分钟"),
}
SHEET_FAULTS = {
    "bad_number": _("编号太长，请核对"),
    "nobody": _("要写志愿者编号；没有编号的写姓名和手机号"),
    "bad_phone": _("手机号应为11位数字"),
    "bad_name": _("姓名过长或含有数字"),
    "bad_title": _("请写明是什么服务，最多60个字"),
    "bad_day": _("日期不对：要是一年以内、已经过去的日子，例如2026-03-05"),
    "bad_time": _("时间不对，例如14:30"),
    "bad_rest": _("休息写分钟数，例如15"),
    "too_short": _("结束要晚于开始，休息要比总时间短"),
    "too_long": _("一次服务不超过16小时"),
    "same_time": _("同一个人的时间与第%(other)s行重叠"),
    "unknown_number": _("没有这个编号的志愿者"),
    "own_hours": _("不能登记自己的工时，请由别人导入"),
    "taken": _("这段时间里已有另一条工时"),
    "month_full": _("这个单位这个月的补录已满40小时"),
    "refused": _("这一行现在不能登记，请逐条补录"),
}
STAR_STATES = {
    StarState.APPLIED: Shown(pgettext_lazy("star", "待审核"), "waiting"),
    StarState.NOTICE: Shown(pgettext_lazy("star", "公示中"), "active"),
    StarState.RECOMMENDED: Shown(pgettext_lazy("star", "已推报上级"), "active"),
    StarState.AWARDED: Shown(pgettext_lazy("star", "已授予"), "done"),
    StarState.REJECTED: Shown(pgettext_lazy("star", "未授予"), "stopped"),
    StarState.DISPUTED: Shown(pgettext_lazy("star", "核实中，星级不变"), "late"),
    StarState.REVOKED: Shown(pgettext_lazy("star", "已撤销"), "stopped"),
}
STAR_REASONS = {
    "hours": _("工时有误"),
    "complaint": _("有查实的投诉"),
    "wrong_person": _("记错了人"),
    "not_recommended": _("上级没有授予"),
}
STAR_LEVELS = {
    "street": _("街道"),
    "district": _("区"),
    "city": _("市"),
    "province": _("省"),
}
STAR_SCHEMES = {
    "national-2021": _("全国通行：100、300、600、1000、1500小时，由区审核"),
    "fujian-2013": _("福建：100、300、600、1000、1500小时，三星起报市，五星报省"),
    "beijing-2010": _("北京：100、200、500、800、1000小时，由区审核"),
    "zhangjiagang-2014": _("张家港：30、60、100、200、300小时，由区审核"),
}
EVENTS = {
    "record.transfer": _("从别处转入"),
    "record.draft": _("系统按签到签退记下"),
    "record.record": _("由组织者补录"),
    "record.settle": _("活动结算时按签到记下"),
    "record.ask": _("请现场负责人或站点确认"),
    "record.confirm": _("已确认"),
    "record.deny": _("没有确认"),
    "record.first_approval": _("第一位审核人同意"),
    "record.approve": _("审核通过"),
    "record.reject": _("未认定"),
    "record.waive_review": _("凭据充分，不用审核"),
    "record.take_effect": _("工时生效"),
    "record.question": _("有人提出疑问，先不计算"),
    "record.asked": _("有人提出更正或申诉"),
    "record.answered": _("已答复"),
    "record.uphold": _("核实后维持"),
    "record.correct": _("由新的一条更正"),
    "record.ask_revoke": _("提出撤销，先不计算"),
    "record.revoke": _("已撤销"),
    "record.keep": _("不撤销"),
    "record.reinstate": _("恢复"),
}


def state_of(record: ServiceRecord) -> Shown:
    return STATES[State(record.state)]


def titled(record: ServiceRecord) -> str:
    """The name of the service in the visitor's language, where it has one."""
    english = (get_language() or "").startswith("en")
    return record.title_en if english and record.title_en else record.title


# The same in the journal, where they stand among the events of everything else.
KINDS: Mapping[str, Promise | str] = {
    "record.draft": pgettext_lazy("event", "生成服务记录"),
    "record.record": pgettext_lazy("event", "登记服务记录"),
    "record.settle": pgettext_lazy("event", "活动结算生成服务记录"),
    "record.ask": pgettext_lazy("event", "服务记录请人确认"),
    "record.confirm": pgettext_lazy("event", "确认服务记录"),
    "record.deny": pgettext_lazy("event", "不认可服务记录"),
    "record.first_approval": pgettext_lazy("event", "服务记录第一次审核"),
    "record.approve": pgettext_lazy("event", "通过服务记录"),
    "record.reject": pgettext_lazy("event", "不认定服务记录"),
    "record.waive_review": pgettext_lazy("event", "服务记录免审核"),
    "record.take_effect": pgettext_lazy("event", "服务记录生效"),
    "record.question": pgettext_lazy("event", "质疑服务记录"),
    "record.asked": pgettext_lazy("event", "对服务记录提出疑问"),
    "record.answered": pgettext_lazy("event", "答复服务记录的疑问"),
    "record.uphold": pgettext_lazy("event", "维持服务记录"),
    "record.correct": pgettext_lazy("event", "更正服务记录"),
    "record.ask_revoke": pgettext_lazy("event", "提议撤销服务记录"),
    "record.revoke": pgettext_lazy("event", "撤销服务记录"),
    "record.keep": pgettext_lazy("event", "保留服务记录"),
    "record.reinstate": pgettext_lazy("event", "恢复服务记录"),
    "certificate.request": pgettext_lazy("event", "申请证明"),
    "certificate.issue": pgettext_lazy("event", "开具证明"),
    "certificate.reject": pgettext_lazy("event", "不开具证明"),
    "certificate.take_effect": pgettext_lazy("event", "证明生效"),
    "certificate.revoke": pgettext_lazy("event", "撤销证明"),
    "certificate.supersede": pgettext_lazy("event", "证明被新证明代替"),
    "star.scheme": pgettext_lazy("event", "选定星级办法"),
    "star.apply": pgettext_lazy("event", "申请星级"),
    "star.approve": pgettext_lazy("event", "同意星级，开始公示"),
    "star.reject": pgettext_lazy("event", "不授予星级"),
    "star.take_effect": pgettext_lazy("event", "授予星级"),
    "star.recommend": pgettext_lazy("event", "推报星级"),
    "star.confirm": pgettext_lazy("event", "记下上级授予的星级"),
    "star.dispute": pgettext_lazy("event", "对星级提出疑问"),
    "star.revoke": pgettext_lazy("event", "撤销星级"),
    "star.keep": pgettext_lazy("event", "维持星级"),
    "sheet.previewed": pgettext_lazy("event", "上传签到表"),
    "sheet.confirmed": pgettext_lazy("event", "确认导入签到表"),
    "sheet.stopped": pgettext_lazy("event", "停止导入签到表"),
    "sheet.undone": pgettext_lazy("event", "撤销导入的签到表"),
    "certificate.run": pgettext_lazy("event", "成批出具证明"),
    "national.retry": pgettext_lazy("event", "重新报送全国系统"),
    "record.transfer": pgettext_lazy("event", "转入别处的工时"),
    "transfer.ask": pgettext_lazy("event", "申请转入工时"),
    "transfer.accept": pgettext_lazy("event", "同意转入工时"),
    "transfer.refuse": pgettext_lazy("event", "不同意转入工时"),
    "issuer_key.enter": pgettext_lazy("event", "登记别处的公钥"),
    "issuer_key.withdraw": pgettext_lazy("event", "撤下别处的公钥"),
    "seal.upload": pgettext_lazy("event", "上传公章图片"),
    "seal.withdraw": pgettext_lazy("event", "撤下公章图片"),
    "attainment.enter": pgettext_lazy("event", "登记培训或表彰"),
    "attainment.confirm": pgettext_lazy("event", "核对培训或表彰"),
    "attainment.refuse": pgettext_lazy("event", "不认定培训或表彰"),
    "attainment.withdraw": pgettext_lazy("event", "撤回培训或表彰"),
}
