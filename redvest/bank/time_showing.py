"""What the pages of the time bank say, to the owner and at the desk alike."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.bank.models import TimeReceiver, TimeUse
from redvest.bank.queries.passbook import held_by
from redvest.bank.queries.time_bank import limits_of, receivers_of
from redvest.bank.showing import amount_of
from redvest.bank.time_labels import BASES, NEEDS, TIES, VERIFICATIONS, use_state
from redvest.districts.queries import policy_of
from redvest.engines.ledger import Unit
from redvest.engines.time_bank import Basis, State
from redvest.orders.labels import named
from redvest.orders.queries import catalog
from redvest.people.models import Person
from redvest.people.queries.persons import shown_name


def rules_of(district: str) -> list[str]:
    """The limits, before anybody commits to anything."""
    limits, policy = limits_of(district), policy_of(district)
    numbers = {
        "age": limits.age,
        "least": limits.least,
        "most": limits.most,
        "open_most": limits.open_most,
        "days": policy.time_hold_days,
    }
    lines = (
        _("%(age)d岁起可以自己用；没到年龄的，可以给登记过的家人或困难老人用。"),
        _("一次用%(least)d到%(most)d分钟，同时最多%(open_most)d单。"),
        _("先留出来，做完按实际时长结算：用得少，多留的退回；用得多，超出的不扣。"),
        _("没有服务成、撤单、取消，全部退回；日子过后%(days)d天没有结果，也自动退回。"),
        _("投诉查实的，扣掉的时间退回。时间不能转给别人，只能用在一次服务上。"),
    )
    return [line % numbers for line in lines]


def stats_of(person: Person) -> list[dict[str, Any]]:
    """What may be used, and what is set aside."""
    found = held_by(person, Unit.MINUTES)
    stats: list[dict[str, Any]] = [
        {
            "label": _("可以用的时间"),
            "value": amount_of(Unit.MINUTES, found.balance),
            "icon": "clock",
        }
    ]
    if found.held:
        stats.append({"label": _("预留中"), "value": amount_of(Unit.MINUTES, found.held)})
    return stats


def use_links(uses: list[TimeUse], *, desk: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "url": reverse("orders:desk", args=[row.order_id])
            if desk
            else reverse("bank:time_one", args=[row.id]),
            "label": named(row.order.item),
            "note": _("%(number)s · 留出%(held)s")
            % {"number": row.order.number, "held": amount_of(Unit.MINUTES, row.minutes)},
            "icon": "clock",
            "state": use_state(row),
        }
        for row in uses
    ]


def use_facts(row: TimeUse) -> list[dict[str, Any]]:
    """Everything about one use."""
    facts: list[dict[str, Any]] = [
        {"label": _("状态"), "state": use_state(row)},
        {"label": _("单号"), "value": row.order.number},
        {"label": _("服务项目"), "value": named(row.order.item)},
        {"label": _("给谁用"), "value": for_whom(row.receiver)},
        {"label": _("为什么可以用"), "value": BASES[Basis(row.basis)]},
        {"label": _("留出"), "value": amount_of(Unit.MINUTES, row.minutes)},
    ]
    if row.served:
        facts.append({"label": _("实际服务"), "value": amount_of(Unit.MINUTES, row.served)})
    if row.state == State.SETTLED.value:
        facts.append({"label": _("扣了"), "value": amount_of(Unit.MINUTES, row.paid)})
        if row.minutes > row.paid:
            back = amount_of(Unit.MINUTES, row.minutes - row.paid)
            facts.append({"label": _("退回"), "value": back})
        elif row.served > row.paid:
            more = amount_of(Unit.MINUTES, row.served - row.paid)
            facts.append({"label": _("多服务的，不扣"), "value": more})
    if row.verified_by:
        facts.append({"label": _("站点怎样核实"), "value": VERIFICATIONS[row.verified_by]})
    facts.append({"label": _("什么时候"), "at": row.asked_at})
    return facts


def for_whom(receiver: TimeReceiver | None) -> str:
    return shown_name(receiver.receiver) if receiver is not None else _("本人")


def receiver_rows(person: Person) -> list[dict[str, Any]]:
    """For whom else it may be used."""
    return [
        {
            "row": one,
            "name": shown_name(one.receiver),
            "tie": TIES.get(one.tie) or NEEDS.get(one.tie, ""),
        }
        for one in receivers_of(person)
    ]


def use_choices(person: Person) -> dict[str, Any]:
    """What the form offers: items of the menu, and for whom."""
    receivers = [
        (str(one["row"].id), f"{one['name']}（{one['tie']}）") for one in receiver_rows(person)
    ]
    return {
        "limits": limits_of(person.district),
        "items": [(str(item.id), named(item)) for item in catalog(person.district)],
        "receivers": [("", _("本人")), *receivers] if receivers else [],
    }


def answers(form: Any, balance: int) -> list[dict[str, Any]]:
    """Everything once more before it is sent, and what is left then."""
    values = form.cleaned_data
    chosen = {name: dict(_flat(form.fields[name].choices)) for name in ("item", "preferred_slot")}
    minutes = values["minutes"]
    rows: list[dict[str, Any]] = [
        {"label": _("服务项目"), "value": chosen["item"][str(values["item"])]},
        {"label": _("需求"), "value": values["description"]},
        {"label": _("方便的日子"), "at": date.fromisoformat(str(values["preferred_on"]))},
        {"label": _("方便的时段"), "value": chosen["preferred_slot"][values["preferred_slot"]]},
        {"label": _("现在有"), "value": amount_of(Unit.MINUTES, balance)},
        {"label": _("先留出"), "value": amount_of(Unit.MINUTES, minutes)},
        {"label": _("还剩"), "value": amount_of(Unit.MINUTES, balance - minutes)},
    ]
    if "receiver" in form.fields:
        whom = dict(_flat(form.fields["receiver"].choices))[values["receiver"] or ""]
        rows.insert(0, {"label": _("给谁用"), "value": whom})
    return rows


def _flat(choices: Any) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in choices]
