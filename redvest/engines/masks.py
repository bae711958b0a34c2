"""How personal data are shown to those who may see that they exist, but not what they are.

A mask never fails: what it cannot make sense of becomes stars. It is for showing, not for keeping;
what is stored is encrypted (Personal Information Protection Law article 51).
"""

from __future__ import annotations

import re

STAR = "*"

_SURNAMES = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶
太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良
漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲
公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚
褚师 纳兰 完颜 叶赫 那拉
"""
_COMPOUND_SURNAMES = frozenset(_SURNAMES.split())
_DOTS = "·•‧・．∙●"
_NUMERAL = r"[0-9０-９A-Za-zＡ-Ｚａ-ｚ零〇一二三四五六七八九十百甲乙丙丁东西南北中前后左右#\-－—]+"

# The first of these is where an address begins to point at a door instead of a compound.
_DOOR = re.compile(
    rf"{_NUMERAL}(?:号楼|號樓|栋|幢|座|单元|门栋|层|楼(?!巷|街|路|村|镇|乡|社|下|前|子)|室|户|房|#)"
    r"|[0-9０-９]+[-－—/][0-9０-９]+.*$"
    r"|(?<=[组社队村庄屯坝])[0-9０-９]+号(?!院|路|街|线|桥|小区|大院)"
    r"|[0-9０-９]+[#＃]"
    r"|[0-9０-９]{3,4}$"
)
_PHONE_IN_TEXT = re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])")
_ID_IN_TEXT = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")


def mask_name(name: str) -> str:
    """Return a name with its surname and at most its last character readable.

    ``张三`` becomes ``张*``, ``张小三`` ``张*三``, ``欧阳娜娜`` ``欧阳*娜``. Of names joined by a
    dot and of names in Latin letters, the first letter of each part stays. A single character is
    hidden, for it would be the whole name.
    """
    name = " ".join(name.split())
    if any(dot in name for dot in _DOTS):
        return re.sub(rf"[^{_DOTS}]+", lambda part: _first_only(part.group()), name)
    if name.isascii():
        return re.sub(r"[^ ]+", lambda part: _first_only(part.group()), name)
    name = name.replace(" ", "")
    if len(name) < 2:
        return STAR * len(name)
    kept = 2 if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else 1
    if len(name) - kept < 2:
        return name[:kept] + STAR * (len(name) - kept)
    return name[:kept] + STAR * (len(name) - kept - 1) + name[-1]


def _first_only(part: str) -> str:
    return part[0] + STAR * (len(part) - 1) if len(part) > 1 else STAR


def mask_phone(phone: str) -> str:
    """Return a number with its middle hidden: ``138****5678``.

    Of numbers shorter than eleven characters the last two stay readable, and nothing at all of
    those shorter than seven.
    """
    if len(phone) >= 11:
        return phone[:3] + STAR * (len(phone) - 7) + phone[-4:]
    if len(phone) >= 7:
        return STAR * (len(phone) - 2) + phone[-2:]
    return STAR * len(phone)


def mask_id_number(number: str) -> str:
    """Return an ID number without its day of birth: ``620102********0011``.

    Of other documents the first character and the last two stay readable.
    """
    if len(number) == 18:
        return number[:6] + STAR * 8 + number[14:]
    if len(number) >= 6:
        return number[0] + STAR * (len(number) - 3) + number[-2:]
    return STAR * len(number)


def mask_address(address: str) -> str:
    """Return an address down to its compound, without building, unit, door or household number.

    The answer is the beginning of the address and masking it again changes nothing. The number of
    a road stays, since it names a compound as often as a house; a number after a village, a group
    or a production team names one household and goes.
    """
    text = address.strip()
    while found := _DOOR.search(text):
        text = text[: found.start()].rstrip(" ,，、-－—")
    return text


def scrub(text: str) -> str:
    """Return free text with mobile and ID numbers masked, for logs and public pages."""
    text = _ID_IN_TEXT.sub(lambda found: mask_id_number(found.group()), text)
    return _PHONE_IN_TEXT.sub(
        lambda found: mask_phone(re.sub(r"[^0-9]", "", found.group())[-11:]), text
    )
