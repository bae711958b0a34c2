"""What a district may set does something, and says in both languages what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from redvest.districts import labels
from redvest.engines import policy
from redvest.engines.policy import SPECS, Unit
from redvest.venues.labels import SCHEMES

PACKAGE = Path(__file__).resolve().parents[2] / "redvest"
# Where a field is declared and named is no place that reads it.
NAMED = {PACKAGE / "engines/policy.py", PACKAGE / "districts/labels.py"}
# The limits of steps are read through the table of engines.policy.limit_of.
READ_BY_TABLE = {name for names in policy._LIMITS.values() for name in names}


def attributes(source: Path) -> Iterator[str]:
    """Names read off some object in a module, or handed to ``limit_named``."""
    text = source.read_text(encoding="utf-8")
    by_name = "limit_named" in text
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node.attr
        elif by_name and isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_field_is_read_somewhere():
    read = {f"checklist_{scheme}" for scheme in SCHEMES} | READ_BY_TABLE
    for source in PACKAGE.rglob("*.py"):
        if source not in NAMED:
            read |= set(attributes(source))
    assert sorted(set(SPECS) - read) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_field_has_a_name_and_its_unit_a_word(language):
    worded = {Unit.YES_NO, Unit.TEXT, Unit.CLOCK, Unit.ITEMS, Unit.WEEKDAY}
    with override(language):
        names = {name: str(label) for name, label in labels.FIELDS.items()}
        assert set(names) == set(SPECS)
        assert all(names.values())
        assert len(set(names.values())) == len(names)
        assert {spec.unit for spec in SPECS.values()} - worded <= set(labels.UNITS)
        assert {spec.group for spec in SPECS.values()} <= set(labels.GROUPS)
        if language == "en":
            assert all(name.isascii() or "“" in name or "–" in name for name in names.values())
