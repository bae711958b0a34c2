"""One sentence as somebody says it, taken apart: what is needed, when, where, whom to call.

Nothing here decides for anybody. Needs come as a ranked list from which the person chooses, and
what was not understood stays empty rather than being guessed. No model and no dictionary to
download: words and rules that anybody can read, with what the district itself calls its places
and its services handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from redvest.engines.emergency_words import Warned, dangers_in
from redvest.engines.need_words import WORDS
from redvest.engines.said_numbers import NUMBER, flat, number, phone_in
from redvest.engines.said_place import Communities, Place, door_in
from redvest.engines.said_time import SaidTime, time_in

CHIPS = 3
NOTHING_SAID = SaidTime()
PEOPLE_MAX = 99
_NAME_WEIGHT, _PAIR_WEIGHT = 4, 1
_REFUSED = re.compile(r"(?:不用|不要|不需要|别|不是|不想|无需|不必)[^，。,；;！!？?]{0,3}$")
_PEOPLE = re.compile(
    rf"(?<![第0-9.])(?P<count>[1-9][0-9]?|{NUMBER})\s{{0,3}}(?:个|位|名|口)(?P<more>多|来)?\s{{0,3}}"
    r"(?:(?:[独孤高空][居寡龄巢]|残疾|行动不便的?|七八十岁的?|[0-9一二三四五六七八九十]+岁的?"
    r"|生病的?|小|腿脚不便的?)*)"
    r"(?P<who>老人家?|老年人|老太太|老头|老爷子|孩子|小孩|娃|小朋友|学生|大人|居民|人|病人"
    r"|邻居|残疾人|党员|员工|观众|听众|家长|妈妈)"
)
_BARE = re.compile(r"(?<![0-9.第])(?P<count>[1-9][0-9]?)\s{0,3}人(?![民行士工员次家份])")
_HELPERS = re.compile(r"(?:来|派|找|请|叫|要|需要|安排|缺)\s{0,3}$")
_WORKERS = re.compile(r"(?:来|帮|上门|抬|搬|志愿者|师傅|干|做|过来)")
_COUPLE = re.compile(
    r"老两口|老俩口|老两|夫妻[两二]|我们[两二]|我[和跟]老伴|我[和跟]我?老公|我[和跟]我?爱人"
    r"|母女[两二]|父子[两二]|母子[两二]|[两二]口子"
)
_CALM = re.compile(
    r"(?:不|没那么|不太|不是很|不用太?)(?:着)?急|不赶时间|不用赶|什么时候都行|有空再来|慢慢来"
    r"|随时都行"
)
_PRESSING = re.compile(
    r"尽快|赶紧|赶快|马上|立刻|立即|越快越好|快点|快来|加急|紧急|十万火急|着急|急需|急用|很急"
    r"|等不[及了]|(?<![不])急(?!诊|救|性|忙|剧)|火速|刻不容缓"
)
_JOINTS = re.compile(r"\s{0,3}[，,、;；][\s，,、;；]*")
_LEFT_OVER = re.compile(
    r"(?:我家?|家)?(?:就?住在?|(?:联系)?(?:我的)?(?:电话|手机号?码?|联系方式|地址))(?:号码)?(?:是|为"
    r"|:)?\s{0,3}(?=[，。,.；;！!]|$)"
)


@dataclass(frozen=True, slots=True)
class Need:
    """An item of the catalog, as the parser knows it."""

    code: str
    name: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one sentence says. Empty where it says nothing.

    Attributes
    ----------
    needs : tuple of str
        At most three item codes, the likeliest first; a person chooses among them.
    when : SaidTime
        The time wished for.
    communities : tuple of str
        Twelve-digit codes; more than one when the name alone does not say which.
    phone : str
        Digits, or empty.
    address : str
        A door with its compound, as written.
    people : int or None
        How many need it.
    is_urgent : bool
        Whether words of haste were said and not taken back.
    dangers : tuple of Warned
        What may be an emergency, whatever else was said.
    words : str
        The sentence without telephone number and door, which are kept apart under seal.
    """

    needs: tuple[str, ...] = ()
    when: SaidTime = NOTHING_SAID
    communities: tuple[str, ...] = ()
    phone: str = ""
    address: str = ""
    people: int | None = None
    is_urgent: bool = False
    dangers: tuple[Warned, ...] = ()
    words: str = ""


@lru_cache(maxsize=4096)
def _pairs(name: str) -> frozenset[str]:
    """Neighboring characters of a name; what two names share is told by them."""
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))


def _said(plain: str, word: str) -> bool:
    """Whether a word stands somewhere without being refused (不用打扫)."""
    at = plain.find(word)
    while at >= 0:
        if not _REFUSED.search(plain, max(0, at - 7), at):
            return True
        at = plain.find(word, at + 1)
    return False


def rank_needs(
    plain: str, needs: Sequence[Need], words: Mapping[str, tuple[tuple[str, int], ...]] = WORDS
) -> tuple[str, ...]:
    """Codes of the items the text most likely asks for, at most :data:`CHIPS`."""
    scores: list[tuple[int, int, str]] = []
    for place, need in enumerate(needs):
        found = [(word, weight) for word, weight in words.get(need.code, ()) if _said(plain, word)]
        # A word inside a longer one that was also found says nothing new.
        score = sum(
            weight
            for word, weight in found
            if not any(word != other and word in other for other, _weight in found)
        )
        if need.name and need.name in plain:
            score += _NAME_WEIGHT
        elif need.code not in words:
            score += _PAIR_WEIGHT * sum(pair in plain for pair in _pairs(need.name))
        if score:
            scores.append((-score, place, need.code))
    return tuple(code for _score, _place, code in sorted(scores)[:CHIPS])


def people_in(plain: str) -> int | None:
    """How many need the service; who is asked to come is not counted."""
    for found in _PEOPLE.finditer(plain):
        start, end = found.span()
        asked = _HELPERS.search(plain, max(0, start - 4), start)
        if found["who"] == "人" and (asked or _WORKERS.match(plain, end)):
            continue
        count = number(found["count"])
        if count == 1 and found["who"] == "人":
            continue  # 一个人在家: alone.
        if 0 < count <= PEOPLE_MAX and not found["more"]:
            return count
    bare = _BARE.search(plain)
    if bare:
        return int(bare["count"])
    return 2 if _COUPLE.search(plain) else None


def is_urgent(plain: str) -> bool:
    """Whether words of haste were said and not taken back."""
    return bool(_PRESSING.search(_CALM.sub("", plain)))


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = [""] * (end - start)
    rest = "".join(kept)
    if spans:
        rest = _JOINTS.sub("，", _LEFT_OVER.sub("", rest)).strip(" ，,、；;")
    return rest.strip()


def parse(text: str, *, now: datetime, needs: Sequence[Need], places: Communities) -> Heard:
    """Take a sentence apart.

    Parameters
    ----------
    text : str
        Whatever somebody typed or dictated, of any length.
    now : datetime
        The moment of speaking, in business time.
    needs : sequence of Need
        What may be ordered here now, in the order of the menu.
    places : Communities
        The district's communities.
    """
    plain = flat(text)
    phone = phone_in(plain)
    # A number that is a telephone is neither a time nor a door.
    quiet = plain
    if phone:
        quiet = plain[: phone[1][0]] + "," * (phone[1][1] - phone[1][0]) + plain[phone[1][1] :]
    named: tuple[Place, ...] = places.named_in(quiet)
    door = door_in(quiet)
    spans = ([phone[1]] if phone else []) + ([door] if door else [])
    timed = quiet
    if door:
        timed = quiet[: door[0]] + "," * (door[1] - door[0]) + quiet[door[1] :]
    return Heard(
        rank_needs(plain, needs),
        time_in(timed, now),
        tuple(place.code for place in named),
        phone[0] if phone else "",
        text[slice(*door)].strip() if door else "",
        people_in(timed),
        is_urgent(plain),
        dangers_in(text),
        _without(text, spans),
    )
