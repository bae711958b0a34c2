"""What only the resident's own page says about an order."""

from typing import Any

from django.utils.translation import gettext as _

from redvest.orders.asking_labels import NEXT
from redvest.orders.labels import REJECT_REASONS, RETURN_REASONS
from redvest.orders.models import ServiceOrder
from redvest.orders.services import order_code


def what_next(order: ServiceOrder) -> Any:
    """One sentence on what happens now, so that nobody has to guess."""
    if order.state == "rejected" and order.appealed_at is not None:
        return _("申诉已经收到，请等区中心答复。")
    return NEXT.get(order.state, "")


def reasons_of(order: ServiceOrder) -> list[dict[str, Any]]:
    """Why it came back or was refused, and who can help instead."""
    labels = {"returned": RETURN_REASONS, "rejected": REJECT_REASONS}.get(order.state)
    if labels is None:
        return []
    rows: list[dict[str, Any]] = [{"label": _("原因"), "value": labels.get(order.reason, "")}]
    if order.note:
        rows.append({"label": _("站点的话"), "value": str(order.note)})
    if order.referral:
        rows.append({"label": _("可以找"), "value": order.referral})
    return rows


def proposal_of(order: ServiceOrder) -> dict[str, Any] | None:
    """A time one side proposed and the other has not answered yet."""
    if order.proposed_from is None or order.time_agreed_at is not None:
        return None
    return {"starts": order.proposed_from, "mine": order.proposed_by == "asker"}


def code_to_tell(order: ServiceOrder) -> dict[str, str] | None:
    """The code of the moment: on arrival, then when the work is done."""
    if order.state == "scheduled":
        return {
            "title": _("到场口令"),
            "digits": order_code(order, "arrive"),
            "note": _("来人到了门口，对上证件后再告诉他。"),
        }
    if order.state in ("in_service", "done"):
        return {
            "title": _("完成口令"),
            "digits": order_code(order, "done"),
            "note": _("活干完了、满意了再告诉他，等于您已确认。"),
        }
    return None
