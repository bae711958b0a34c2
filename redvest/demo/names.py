"""Invented people: names put together by counting, papers and phones nobody has.

* Names: a surname and a given name from the lists below, combined by index. Whoever really bears
  one of them is not meant.
* Papers: an ID number begins with the code of the county that issued it. Ours begin with the code
  of a whole province (such as 620000), which issues none; the check digit is right.
* Phones: 199 0000 0000 to 199 0000 9999. The block reads as invented at a glance; no message
  leaves the demo in any case, because it configures no channel that reaches a phone.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from redvest.engines.identifiers import id_check_character

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
    "贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷"
)
# fmt: off
GIVEN = (
    "建国", "秀英", "桂兰", "志强", "淑珍", "玉兰", "国华", "红梅", "春生", "凤霞",
    "文斌", "晓燕", "振华", "丽娟", "永福", "金花", "学军", "雅琴", "海涛", "慧敏",
    "立新", "素芳", "宝山", "月娥", "向东", "彩云", "长河", "美玲", "德顺", "秋菊",
    "明远", "思雨", "家和", "静怡", "新民", "爱华", "双喜", "婉清", "守信", "念慈",
    "耀祖", "香莲", "成林", "佳宁", "松年", "若兰", "喜田", "冬梅", "东升", "翠萍",
    "安平", "书瑶", "有根", "银环", "大勇", "巧云", "广文", "芷若", "保民", "惠芬",
)
# fmt: on
PHONE_BLOCK = "1990000"
RESIDENTS_FROM, VOLUNTEERS_FROM, CHILDREN_FROM, STAFF_FROM = 1000, 4000, 8000, 9000


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist."""

    name: str
    phone: str
    id_number: str


def invented(
    index: int, first: int, province: str, youngest: int, oldest: int, today: date
) -> Invented:
    """The person of an index within a group whose phones begin at ``first``.

    Parameters
    ----------
    index : int
        From 0.
    first : int
        Number of the group's first phone within the block.
    province : str
        Two digits.
    youngest, oldest : int
        Ages in years between which the group is spread.
    today : date
        Ages are counted to this day.
    """
    number = first + index
    name = SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 11 % len(GIVEN)]
    years = youngest + index * 13 % (oldest - youngest + 1)
    born = today - timedelta(days=365 * years + years // 4 + 40 + number * 17 % 300)
    # Numbers that share their last three digits are of different thousands: so are their days.
    born = date.fromordinal(born.toordinal() // 10 * 10 + number // 1000)
    body = f"{province}0000{born:%Y%m%d}{number % 1000:03d}"
    return Invented(name, f"{PHONE_BLOCK}{number:04d}", body + id_check_character(body))
