"""Words that mean: do not order, call. By rule and never by a model, so that anybody can check it.

Rather one banner too many: a denial (没有着火) still shows it. Only a short reviewed list of idioms
in which the word plainly means something else (打不着火, 上火) is taken out first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from redvest.engines.said_numbers import flat


class Danger(StrEnum):
    """What may be happening; the order is that of the banner."""

    SUICIDE = "suicide"
    FIRE = "fire"
    GAS = "gas"
    ILLNESS = "illness"
    VIOLENCE = "violence"
    MISSING = "missing"
    TRAPPED = "trapped"


NUMBERS: dict[Danger, tuple[str, ...]] = {
    Danger.SUICIDE: ("110", "120"),
    Danger.FIRE: ("119",),
    Danger.GAS: ("119",),
    Danger.ILLNESS: ("120",),
    Danger.VIOLENCE: ("110",),
    Danger.MISSING: ("110",),
    Danger.TRAPPED: ("119",),
}
"""Whom to call, the first one first."""

_WORDS = {
    Danger.SUICIDE: (
        "自杀|一死了之|不如死|死了算|生无可恋|走绝路|想解脱|没有?活路|活着没有?(?:什么"
        "|啥)?(?:意思|意义|劲)|不想再活|轻生|寻短见|不想活|活不下去|活够了|想死|去死|寻死|跳楼"
        "|上吊|割腕|自残|自尽"
        "|喝农药|服毒|遗书"
        "|了结自己|结束生命|吞了?安眠药|吃了?(?:整|一)瓶(?:安眠)?药|suicid|kill myself|end my life"
    ),
    Danger.FIRE: (
        "着火|焦味|焦糊味|起火|失火|火灾|走火|火情|冒烟|冒黑烟|烧起来|烧着了|烧焦|爆炸"
        "|电线冒火|冒火花"
        r"|on fire|\bfire\b|smoke|explo[ds]"
    ),
    Danger.GAS: (
        "煤气|燃气|天然气|液化气|瓦斯|沼气|一氧化碳|管道气|闻到气味|臭鸡蛋味|煤烟中毒"
        r"|gas leak|smell(?:s)?(?: of)? gas|carbon monoxide|\bgas\b"
    ),
    Danger.ILLNESS: (
        "晕倒|昏倒|晕过去|昏过去|昏迷|休克|不省人事|叫不醒|没有?反应了|没有?呼吸|喘不上气"
        "|喘不过气|呼吸困难"
        "|没气了|抽搐|心梗|心肌梗|心脏病发|心绞痛|胸口(?:很|剧|特别)?(?:痛|疼|闷)|胸痛|中风"
        "|脑梗|脑溢血|脑出血"
        "|半边(?:身子|脸)|嘴歪|口吐白沫|大出血|流血不止|止不住血|血止不住|吐血|便血"
        "|摔倒(?:了)?(?:起不来|不能动|动不了)"
        "|起不来了|摔断|骨折|噎住|噎着|卡住(?:了)?(?:喉咙|气管)|卡了?鱼刺|中毒|误服|误食|触电"
        "|电击|溺水|落水|掉(?:进|到)(?:河|水|井|湖)"
        "|烫伤|烧伤|中暑|过敏性休克|羊水破|要生了|急救|救护车|快不行了|救命|心跳(?:停|没)"
        r"|unconscious|not breathing|heart attack|stroke|faint|bleeding|chest pain"
    ),
    Danger.VIOLENCE: (
        "家暴|家庭暴力|打我(?!电话|手机|座机|家)|打人|被打|殴打|打架|持刀|拿刀|砍人|杀人|要杀"
        "|绑架|抢劫|抢钱|被抢"
        "|强奸|猥亵|性侵|骚扰我"
        "|虐待|跟踪我|撬门|撬锁|入室|小偷|有贼|被盗|偷了我|诈骗|被骗|骗了我|骗走|报警(?!器)"
        "|限制人身"
        "|非法拘禁"
        r"|violen|rape|robb|stalk|beats? me|scam"
    ),
    Danger.MISSING: (
        "走失|[天日]没(?:有)?(?:什么|啥)?(?:动静|声音|声响|出门|露面|看见|看到|见着|见到)"
        "|[门叫]不开门|门(?:也|都|怎么)?敲不开|敲不开|走丢|走散|失踪|失联|联系不上|找不到(?:人"
        "|老人|孩子|我妈|我爸|奶奶|爷爷|母亲|父亲"
        "|老伴|妈妈|爸爸)"
        "|(?:人|老人|孩子|奶奶|爷爷|老伴)(?:不见|丢)了|不见了(?:人|孩子|老人)|(?:没|一直没"
        "|还没)(?:有)?回(?:家|来)"
        "|离家出走|迷路|几天没(?:看见|见|露面|动静)|好几天没|敲门没人应|没人应门|missing|got"
        " lost|ran away"
    ),
    Danger.TRAPPED: (
        "困在|被困|困住|电梯(?:里)?(?:关|卡)|关在电梯|反锁在|锁在(?:家|屋|里|厨房|厕所|房)"
        "|塌了|倒塌|坍塌|塌方|被淹|进水了"
        "|水漫|洪水|漏电|马蜂窝|毒蛇|trapped|collapsed"
    ),
}
_RULES = {danger: re.compile(words, re.IGNORECASE) for danger, words in _WORDS.items()}

HARMLESS = (
    "打不着火|点不着火|打不着|不着火了?的(?:灶|炉)|上火|火锅|发火|恼火|火车|火气|打火机|火爆"
    "|走火入魔"
    "|笑死|累死|热死|冷死|急死|烦死|吵死|想死你|死机|气死|忙死|饿死我了|愁死"
    "|跳楼价|爆炸头|信息爆炸|灯泡爆炸?了|打架子|打架鼓|打人工|被打扰|被打扫|被打湿|被打乱"
    "|手机没反应了?|电视没反应了?|遥控器?没反应了|开关没反应了|没有?反应了?的(?:手机|电视|开关"
    "|遥控)"
    "|防骗|反诈骗?|防诈骗?|防盗|防火|消防|灭火器|防溺水|防走失|防煤气中毒|预防中毒|预防中风"
    "|急救(?:知识|培训|课|讲座|员证)"
    "|(?:燃气|煤气|天然气|消防|防火)(?:安全)?(?:知识|讲座|课|宣讲|宣传|培训)|无烟|电子烟"
)
"""Idioms, trade names and lessons in which the words above are no danger."""

_HARMLESS = re.compile(HARMLESS)


@dataclass(frozen=True, slots=True)
class Warned:
    """One danger that the text may speak of, with the words that say so and whom to call."""

    danger: Danger
    words: str
    numbers: tuple[str, ...]


def dangers_in(text: str) -> tuple[Warned, ...]:
    """What may be dangerous in a text, the worst first; empty for an ordinary wish."""
    plain = _HARMLESS.sub(lambda found: "·" * len(found.group()), flat(text))
    found = ((danger, rule.search(plain)) for danger, rule in _RULES.items())
    return tuple(
        Warned(danger, hit.group(), NUMBERS[danger]) for danger, hit in found if hit is not None
    )


def numbers_to_call(warned: tuple[Warned, ...]) -> tuple[str, ...]:
    """The telephone numbers of all of them, each once, the first needed first."""
    return tuple(dict.fromkeys(number for one in warned for number in one.numbers))
