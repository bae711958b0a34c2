"""Words for what an adjustment stores."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.bank.reward_labels import Shown
from redvest.engines.adjust_flow import State

REASONS = {
    "not_written": _("该记的没有记上"),
    "written_twice": _("同一件事记了两次"),
    "wrong_amount": _("数额记错"),
    "ruling": _("复核或裁定要求更正"),
}
FINDINGS = {
    "missing_paper": _("当时缺材料，现在补齐"),
    "own_mistake": _("经办人记错"),
    "system_fault": _("系统故障"),
    "ruling": _("复核或裁定"),
}
STATES = {
    State.ASKED: Shown(pgettext_lazy("adjustment", "等另一人批准"), "waiting"),
    State.MADE: Shown(pgettext_lazy("adjustment", "已调整，等查明原因"), "late"),
    State.REFUSED: Shown(pgettext_lazy("adjustment", "没有批准"), "stopped"),
    State.CLEARED: Shown(pgettext_lazy("adjustment", "已结清"), "done"),
    State.UNDONE: Shown(pgettext_lazy("adjustment", "已撤回"), "stopped"),
}
EVENTS: Mapping[str, Promise | str] = {
    "adjustment.ask": pgettext_lazy("event", "提请人工调整"),
    "adjustment.approve": pgettext_lazy("event", "批准人工调整"),
    "adjustment.refuse": pgettext_lazy("event", "不批准人工调整"),
    "adjustment.clear": pgettext_lazy("event", "结清人工调整"),
    "adjustment.undo": pgettext_lazy("event", "撤回人工调整"),
}
