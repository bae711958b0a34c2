"""Every text a person may see has its English, and no English is left over."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django import forms

from redvest.core.forming import whole_number

ROOT = Path(__file__).resolve().parents[2]


def test_every_text_has_its_english():
    found = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "messages.py"), "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stderr == ""
    assert found.stdout.splitlines() == []


CHINESE = re.compile("[\u4e00-\u9fff]")


def _fixed(name: str, field: forms.Field) -> Iterator[str]:
    """The Chinese texts of a field that do not wait for the reader's language."""
    said = [field.label, field.help_text, *field.error_messages.values()]
    said += field.widget.attrs.values()
    if isinstance(field, forms.ChoiceField):
        said += [label for _, label in field.choices]
    yield from (f"{name}: {one}" for one in said if isinstance(one, str) and CHINESE.search(one))


def _kinds(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield from (one, *_kinds(one))


def test_what_a_form_says_waits_for_the_language_of_its_reader():
    for path in (ROOT / "redvest").rglob("*.py"):
        if "forms" in (path.stem, path.parent.name):
            module = path.relative_to(ROOT).with_suffix("").parts
            import_module(".".join(module).removesuffix(".__init__"))
    ours = [one for one in _kinds(forms.BaseForm) if one.__module__.startswith("redvest.")]
    assert len(ours) > 100
    found = [
        line
        for one in ours
        for name, field in getattr(one, "base_fields", {}).items()
        for line in _fixed(f"{one.__module__}.{one.__name__}.{name}", field)
    ]
    assert found == []


def test_a_text_that_was_put_together_too_early_is_found():
    early = forms.IntegerField(label="几份", error_messages={"required": "请填写3"})
    assert list(_fixed("early", early)) == ["early: 几份", "early: 请填写3"]
    assert list(_fixed("late", whole_number("", 1, 3))) == []
