"""Emergency words: every danger is noticed, idioms are not, a denial is noticed all the same."""

import pytest

from redvest.engines.emergency_words import NUMBERS, Danger, dangers_in, numbers_to_call


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("我想自杀", Danger.SUICIDE),
        ("她说活着没有意思了", Danger.SUICIDE),
        ("老人把一瓶安眠药都吃了，吃了一瓶安眠药", Danger.SUICIDE),
        ("煤气漏了", Danger.GAS),
        ("煤气灶打不着火", Danger.GAS),
        ("没有煤气味", Danger.GAS),
        ("厨房着火了", Danger.FIRE),
        ("没有着火", Danger.FIRE),
        ("There is a fire", Danger.FIRE),
        ("爷爷走失了", Danger.MISSING),
        ("孩子找不到了，找不到孩子", Danger.MISSING),
        ("奶奶晕倒了", Danger.ILLNESS),
        ("摔倒起不来", Danger.ILLNESS),
        ("老头子中风", Danger.ILLNESS),
        ("有人家暴", Danger.VIOLENCE),
        ("被困在电梯里", Danger.TRAPPED),
        ("ｆｉｒｅ！", Danger.FIRE),
    ],
)
def test_a_danger_is_noticed(text: str, danger: Danger):
    assert danger in {one.danger for one in dangers_in(text)}


@pytest.mark.parametrize(
    "text",
    [
        "阳台灯坏了，请人来换",
        "老人上火了，嗓子疼",
        "在火锅店旁边",
        "请打我电话",
        "累死了，想请人打扫",
        "跳楼价买的风扇坏了",
        "灯泡爆炸了",
        "消防安全知识宣讲",
        "办一场急救知识讲座",
        "防走失手环怎么用",
        "打火机坏了",
        "",
    ],
)
def test_an_ordinary_wish_shows_no_banner(text: str):
    assert dangers_in(text) == ()


def test_the_worst_comes_first_and_no_number_twice():
    found = dangers_in("着火了，爷爷晕倒了，我不想活了")
    assert [one.danger for one in found] == [Danger.SUICIDE, Danger.FIRE, Danger.ILLNESS]
    assert numbers_to_call(found) == ("110", "120", "119")


def test_every_danger_has_a_number():
    assert set(NUMBERS) == set(Danger)
    assert all(set(numbers) <= {"110", "119", "120"} for numbers in NUMBERS.values())
