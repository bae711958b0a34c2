"""What is published: services, their definitions, and requests without anybody in them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from redvest.core.templatetags.redvest import STATES
from redvest.districts.models import District, Region
from redvest.districts.queries import district_or_none, districts_listed
from redvest.engines.order_flow import OPEN, State
from redvest.errors import Invalid, NotSeen
from redvest.orders.labels import SLOTS, named
from redvest.orders.models import ServiceItem, ServiceOrder

ROWS_MAX = 1000
SPAN = timedelta(days=90)
# What waits for nothing but a word of thanks counts as closed for those outside.
AFTER = {State.CONFIRMED, State.UNCONFIRMED, State.RATED}
OPEN_NOW = sorted(state.value for state in OPEN - AFTER)
UNPUBLISHED = [State.DRAFT.value]


def jurisdiction(code: str) -> District:
    """The district that is asked; it need not be named where there is only one."""
    if code:
        found = district_or_none(code)
        if found is None:
            raise NotSeen(_("没有这个 jurisdiction_id。"))
        return found
    every = list(districts_listed()[:2])
    if len(every) != 1:
        raise Invalid(_("请给出 jurisdiction_id（区县代码）。"))
    return every[0]


def public_items(district: str) -> QuerySet[ServiceItem]:
    """Items whose orders may be published; those about health, mind or law never are."""
    return ServiceItem.objects.filter(district=district, is_public=True).select_related("category")


def services(district: str) -> list[dict[str, Any]]:
    rows = public_items(district).filter(is_active=True)
    return [
        {
            "service_code": row.code,
            "service_name": named(row),
            "description": row.hint,
            "metadata": True,
            "type": "realtime",
            "keywords": "",
            "group": named(row.category),
        }
        for row in rows.order_by("category__position", "position")
    ]


def public_item(district: str, code: str) -> ServiceItem:
    found = public_items(district).filter(code=code, is_active=True).first()
    if found is None:
        raise NotSeen(_("没有这个 service_code。"))
    return found


def _attribute(
    position: int, code: str, datatype: str, description: str, required: bool, **more: Any
) -> dict[str, Any]:
    values = more.get("values", {})
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": more.get("hint", ""),
        "order": position,
        "description": description,
        "values": [{"key": key, "name": str(name)} for key, name in values.items()],
    }


def definition(item: ServiceItem) -> dict[str, Any]:
    """What must be said besides the fields every request has."""
    yes = {"yes": _("同意")}
    known = {"phone": _("本人电话同意"), "in_person": _("本人到站点当面同意")}
    attributes = [
        _attribute(1, "preferred_on", "datetime", _("方便的日子"), True, hint="YYYY-MM-DD"),
        _attribute(2, "preferred_slot", "singlevaluelist", _("方便的时段"), False, values=SLOTS),
        _attribute(3, "risk_note", "text", _("有什么要志愿者留意？"), False),
        _attribute(
            4,
            "consent_to_share",
            "singlevaluelist",
            _("我同意把地址和电话告诉答应前来的志愿者"),
            True,
            values=yes,
        ),
        _attribute(
            5,
            "consent_basis",
            "singlevaluelist",
            _("居民以什么方式同意代办"),
            True,
            values=known,
        ),
    ]
    return {"service_code": item.code, "attributes": attributes}


def _moment(text: str, name: str) -> datetime | None:
    if not text:
        return None
    try:
        found = parse_datetime(text)
        if found is None:
            day = parse_date(text)
            found = datetime(day.year, day.month, day.day) if day else None  # noqa: DTZ001
    except (ValueError, OverflowError):
        found = None
    if found is None or not 1970 < found.year < 9000:
        raise Invalid(_("%(name)s 要写成 2026-03-05T08:00:00+08:00 的样子。") % {"name": name})
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _window(start_text: str, end_text: str) -> tuple[datetime, datetime]:
    start, end = _moment(start_text, "start_date"), _moment(end_text, "end_date")
    if start and end:
        if not start <= end <= start + SPAN:
            raise Invalid(_("start_date 到 end_date 最多相隔 90 天，且先后不能颠倒。"))
        return start, end
    if start:
        return start, start + SPAN
    end = end or timezone.now()
    return end - SPAN, end


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()][:ROWS_MAX]


def published(district: str) -> QuerySet[ServiceOrder]:
    """Orders of public items, with nothing of them that only those concerned may see."""
    return (
        ServiceOrder.objects.filter(district=district, item__is_public=True)
        .exclude(state__in=UNPUBLISHED)
        .select_related("item")
        .only(
            "id", "district", "number", "community", "state", "state_since", "placed_at",
            "item__code", "item__name", "item__name_en",
        )
        .order_by("-placed_at", "-id")
    )  # fmt: skip


def requests(district: str, asked: dict[str, str]) -> QuerySet[ServiceOrder]:
    """At most a thousand requests: those named, or those of a window of ninety days."""
    rows = published(district)
    if asked.get("service_request_id"):
        return rows.filter(number__in=_several(asked["service_request_id"]))[:ROWS_MAX]
    start, end = _window(asked.get("start_date", ""), asked.get("end_date", ""))
    rows = rows.filter(placed_at__gte=start, placed_at__lte=end)
    if asked.get("service_code"):
        rows = rows.filter(item__code__in=_several(asked["service_code"]))
    wanted = set(_several(asked.get("status", "")))
    if wanted - {"open", "closed"}:
        raise Invalid(_("status 只能是 open 或 closed。"))
    if wanted == {"open"}:
        rows = rows.filter(state__in=OPEN_NOW)
    elif wanted == {"closed"}:
        rows = rows.exclude(state__in=OPEN_NOW)
    return rows[:ROWS_MAX]


def shown(district: District, rows: Iterable[ServiceOrder]) -> list[dict[str, Any]]:
    """Requests as those outside see them: what, which community, how far."""
    places = {
        region.code: region
        for region in Region.objects.filter(district=district.code, valid_to=None).only(
            "code", "name", "lat", "lon"
        )
    }
    found = []
    for row in rows:
        community, street = places.get(row.community), places.get(row.community[:9])
        names = [region.name for region in (street, community) if region is not None]
        found.append(
            {
                "service_request_id": row.number,
                "status": "open" if row.state in OPEN_NOW else "closed",
                "status_notes": str(STATES.get(row.state, ("", row.state))[1]),
                "service_name": named(row.item),
                "service_code": row.item.code,
                "description": "",
                "agency_responsible": district.name,
                "service_notice": "",
                "requested_datetime": timezone.localtime(row.placed_at),
                "updated_datetime": timezone.localtime(row.state_since),
                "expected_datetime": "",
                "address": " ".join(names),
                "address_id": row.community,
                "zipcode": "",
                "lat": community.lat if community else None,
                "long": community.lon if community else None,
                "media_url": "",
            }
        )
    return found
