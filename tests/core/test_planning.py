"""Questions whose text is put together once: the same answers as any other."""

from unittest import mock

import pytest
from django.db import connection
from django.db.models import CharField, UUIDField
from django.db.models.sql.compiler import SQLCompiler
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext

from redvest.core.planning import Kept
from redvest.districts.models import Region
from redvest.ids import uuid7
from redvest.orders.models import ServiceItem
from tests.orders.cast import DISTRICT, the_cast

pytestmark = pytest.mark.django_db


def whole_items() -> Kept[ServiceItem]:
    return Kept(
        lambda district, key: (
            ServiceItem.objects.select_related("category")
            .filter(district=district, id=key)
            .order_by("position")
        ),
        CharField(),
        UUIDField(),
    )


def test_the_answers_are_those_of_an_ordinary_question_and_read_afresh():
    the_cast()
    kept = whole_items()
    for item in ServiceItem.objects.select_related("category").all()[:5]:
        found = kept.first(DISTRICT, item.id)
        assert found == item
        assert found.__dict__.keys() == item.__dict__.keys()
        assert {name: value for name, value in found.__dict__.items() if name != "_state"} == {
            name: value for name, value in item.__dict__.items() if name != "_state"
        }
        assert found.category == item.category
    ServiceItem.objects.filter(id=item.id).update(name="改了名")
    with CaptureQueriesContext(connection) as asked:
        assert kept.first(DISTRICT, item.id).name == "改了名"
    assert len(asked) == 1
    assert kept.first(DISTRICT, uuid7()) is None
    assert kept.first("999999", item.id) is None


def test_the_text_is_put_together_once():
    the_cast()
    kept = whole_items()
    keys = ServiceItem.objects.values_list("id", flat=True)[:3]
    with mock.patch.object(
        SQLCompiler, "as_sql", autospec=True, side_effect=SQLCompiler.as_sql
    ) as put:
        assert [kept.first(DISTRICT, key).id for key in list(keys)] == list(keys)
    assert sum(call.args[0].query.model is ServiceItem for call in put.call_args_list) == 2


def test_a_value_is_sent_as_a_filter_would_send_it_and_never_becomes_text():
    the_cast()
    kept = whole_items()
    [key] = ServiceItem.objects.values_list("id", flat=True)[:1]
    assert kept.first(DISTRICT, str(key)).id == key
    assert kept.first("' OR 1=1 --", key) is None
    with pytest.raises(ValueError, match="shorter"):
        kept.first(DISTRICT)


def test_columns_alone_and_locks_are_kept_as_well():
    the_cast()
    names = Kept(
        lambda code: Region.objects.filter(code=code, valid_to=None).values_list("name", "code"),
        CharField(),
    )
    region = Region.objects.filter(district=DISTRICT).first()
    assert names.rows(region.code) == [(region.name, region.code)]
    locked = Kept(
        lambda key: ServiceItem.objects.select_for_update(no_key=True).filter(id=key), UUIDField()
    )
    with CaptureQueriesContext(connection) as asked:
        locked.first(ServiceItem.objects.values_list("id", flat=True)[0])
    assert "FOR NO KEY UPDATE" in asked[-1]["sql"]


def test_a_question_that_fails_is_asked_again():
    the_cast()
    kept = whole_items()
    [key] = ServiceItem.objects.values_list("id", flat=True)[:1]

    def away(*_: object) -> None:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        kept.first(DISTRICT, key)
    assert kept.first(DISTRICT, key).id == key
