"""The national list of divisions that comes with the program, as the founding of a district reads
it: one district at a time, and suggestions when a code was mistyped."""

from django.utils.translation import gettext as _

from redvest import data
from redvest.engines.divisions import District as NationalDistrict
from redvest.errors import Invalid

SUGGESTIONS_MAX = 5


def national_district(code: str) -> NationalDistrict:
    """A district of the national list.

    Raises
    ------
    Invalid
        If the code is malformed, names a province or a city, or is unknown; the message suggests
        districts near it.
    """
    code = code.strip()
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        named = data.divisions().search(code, SUGGESTIONS_MAX) if code else ()
        message = _("“%(code)s”不是区县代码。请输入 6 位数字，例如 620102。") % {"code": code[:20]}
        if named:
            message += _("您要找的可能是：%(near)s。") % {"near": _listed(named)}
        raise Invalid(message, code="bad_district_code")
    found = data.divisions().district(code)
    if found is not None:
        return found
    near = {"code": code, "near": _listed(similar(code))}
    if code.endswith("00"):
        message = _("%(code)s 是省或市的代码，请改用区县代码，例如：%(near)s。") % near
    else:
        message = _("没有找到区县 %(code)s。相近的区县：%(near)s。") % near
    raise Invalid(message, code="unknown_district")


def similar(code: str) -> tuple[NationalDistrict, ...]:
    """Districts a mistyped code may have meant: the longest common beginning that has any,
    and those that differ by the fewest digits first."""
    book = data.divisions()
    start = code.rstrip("0") if code.endswith("00") else code
    for length in (5, 4, 3, 2, 1, 0):
        near = book.districts(start[:length])
        if near:
            wrong = {d.code: sum(a != b for a, b in zip(d.code, code, strict=True)) for d in near}
            return tuple(sorted(near, key=lambda d: (wrong[d.code], d.code))[:SUGGESTIONS_MAX])
    return ()


def _listed(found: tuple[NationalDistrict, ...]) -> str:
    return _("、").join(f"{one.code} {one.full_name}" for one in found)


def city_name(national: NationalDistrict) -> str:
    """The city, or nothing where the list has a mere heading (市辖区, 县)."""
    above = national.full_name.removesuffix(national.name)
    return "" if above == national.province else above
