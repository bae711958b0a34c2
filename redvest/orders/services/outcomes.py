"""What a visit brought, in figures."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from redvest.errors import Invalid
from redvest.orders.labels import READINGS

TALLY = {"persons": (0, 1000), "times": (0, 1000), "kg": (0, 5000)}


def _number(field: str, value: object, low: int, high: int) -> Decimal:
    message = _("请填写 %(low)s 至 %(high)s 之间的数字。") % {"low": low, "high": high}
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Invalid(message, fields={field: message}) from None
    exponent = number.as_tuple().exponent
    if not number.is_finite() or not low <= number <= high or int(exponent) < -2:
        raise Invalid(message, fields={field: message})
    return number


def checked_tally(given: Mapping[str, object]) -> dict[str, str]:
    """Counts and weights as decimal text; empty entries are left out.

    Raises
    ------
    Invalid
        If there is a name nobody knows or a figure out of bounds.
    """
    found: dict[str, str] = {}
    for name, value in given.items():
        if value in (None, ""):
            continue
        if name not in TALLY:
            raise Invalid(_("请从列表里选择。"), fields={name: _("请从列表里选择。")})
        number = _number(name, value, *TALLY[name])
        if name != "kg" and number != number.to_integral_value():
            message = _("请填写整数。")
            raise Invalid(message, fields={name: message})
        found[name] = format(number.normalize(), "f")
    return found


def checked_readings(given: Mapping[str, object]) -> str | None:
    """Readings with their units as sealed JSON text, or None when there are none.

    Raises
    ------
    Invalid
        If there is a name nobody knows or a value no living person has.
    """
    found: dict[str, list[str]] = {}
    for name, value in given.items():
        if value in (None, ""):
            continue
        if name not in READINGS:
            raise Invalid(_("请从列表里选择。"), fields={name: _("请从列表里选择。")})
        _label, unit, low, high = READINGS[name]
        found[name] = [format(_number(name, value, low, high).normalize(), "f"), unit]
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else None
