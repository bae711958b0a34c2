"""Every column people may read about themselves has a name they understand."""

from django.db import models

from redvest.core.personal_data import register
from redvest.data import column_names


def columns_shown() -> set[str]:
    return {
        column.name
        for entry in register()
        for column in entry.shown_fields()
        if not entry.others
        and not isinstance(column.target_field if column.is_relation else column, models.UUIDField)
    }


def test_every_column_shown_has_a_chinese_name_and_no_name_is_left_over():
    shown = columns_shown()
    assert len(shown) > 250
    assert sorted(shown - set(column_names())) == []
    assert sorted(set(column_names()) - shown) == []
    assert all(name.strip() and not name.isascii() for name in column_names().values())
