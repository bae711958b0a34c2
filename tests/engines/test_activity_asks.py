"""What each kind asks: what is missing, what cannot hold, and who stays with children."""

import pytest

from redvest.engines.activity_asks import ASKS, AskError, checked, missing, takes_children
from redvest.engines.activity_rules import ActivityKind

K = ActivityKind
CLASS = {"topic": "书法", "from_age": "8", "to_age": "14", "guarding": "brings_and_collects"}


def test_every_kind_says_what_it_asks():
    assert set(ASKS) == set(ActivityKind)
    assert missing(K.SERVICE, {}) == ()
    assert missing(K.CLASS, {}) == ("topic", "from_age", "to_age", "guarding")
    assert missing(K.CLASS, checked(K.CLASS, CLASS)) == ()
    assert missing(K.ONLINE, {"link": "https://a.cn/"}) == ()


def test_age_nought_is_an_answer():
    assert "from_age" not in missing(K.CLASS, {"from_age": 0})


@pytest.mark.parametrize(
    ("kind", "changes", "at", "code"),
    [
        (K.CLASS, {"from_age": "多大"}, "from_age", "age"),
        (K.CLASS, {"from_age": "²"}, "from_age", "age"),
        (K.CLASS, {"to_age": "200"}, "to_age", "age"),
        (K.CLASS, {"from_age": "15"}, "to_age", "ages"),
        (K.CLASS, {"from_age": "5"}, "guarding", "alone"),
        (K.CLASS, {"guarding": "no_children"}, "guarding", "choice"),
        (K.CLASS, {"guarding": "nobody"}, "guarding", "choice"),
        (K.CLASS, {"topic": "长" * 61}, "topic", "long"),
        (K.ONLINE, {"link": "http://a.cn/"}, "link", "link"),
        (K.ONLINE, {"link": "javascript:alert(1)"}, "link", "link"),
        (K.ONLINE, {"link": "https://[bad"}, "link", "link"),
    ],
)
def test_what_cannot_hold_is_refused_at_its_question(kind, changes, at, code):
    given = {**CLASS, **changes} if kind is K.CLASS else changes
    with pytest.raises(AskError) as refusal:
        checked(kind, given)
    assert refusal.value.problems == {at: code}


def test_what_another_kind_asks_is_not_kept():
    assert checked(K.POST, {"post": "路口东侧", "link": "https://a.cn/"}) == {"post": "路口东侧"}


def test_a_class_is_for_children_unless_it_says_otherwise():
    assert takes_children(K.CLASS, {})
    assert not takes_children(K.CLASS, {"guarding": "no_children"})
    assert not takes_children(K.PATROL, {})
