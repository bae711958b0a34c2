"""The packaged menu: whole, in both languages, with every rule that protects somebody."""

import re
from pathlib import Path

import pytest

import redvest
from redvest.engines.service_needs import ItemKind, Qualification
from redvest.engines.team_flow import CoreCategory
from redvest.errors import Invalid
from redvest.journal.models import Event
from redvest.orders.item_labels import TRAININGS
from redvest.orders.models import ServiceItem, ServiceOrder
from redvest.orders.queries import catalog
from redvest.orders.services import place_order, seed_catalog
from redvest.orders.services.catalog import packaged
from redvest.people.labels import SKILLS
from redvest.venues.services import init_district
from tests.orders.cast import DISTRICT, Cast

ITEMS = [item for category in packaged() for item in category["item"]]
SPRITE = Path(redvest.__file__).parent / "static" / "vendor" / "bootstrap-icons" / "sprite.svg"
WORDS = ("hint", "asks", "risk", "referral")
NAMED_BY_THE_DISTRICTS = {
    "haircut", "repair", "cleaning", "meal", "clinic", "class", "lecture", "law", "counsel",
    "cleanup", "river", "traffic", "holiday_class", "show", "good_people", "wish_daily",
}  # fmt: skip


def test_the_file_holds_what_the_districts_name_in_codes_that_are_known():
    icons = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
    codes = [item["code"] for item in ITEMS]
    assert len(set(codes)) == len(codes)
    assert set(codes) >= NAMED_BY_THE_DISTRICTS
    for item in ITEMS:
        assert item.get("kind", "help") in set(ItemKind), item["code"]
        assert item["icon"] in icons, item["code"]
        assert item.get("skill", "") in {"", *SKILLS}, item["code"]
        assert item.get("qualification", "") in {"", *Qualification}, item["code"]
        assert item.get("training", "") in {"", *TRAININGS}, item["code"]
        assert item.get("core_category", "other") in set(CoreCategory), item["code"]
    assert {category["icon"] for category in packaged()} <= icons


@pytest.mark.parametrize("item", ITEMS, ids=[item["code"] for item in ITEMS])
def test_every_sentence_is_there_in_both_languages_and_fits_its_column(item: dict[str, str]):
    assert item["zh"]
    assert item["en"].isascii()
    for word in WORDS:
        chinese, english = item.get(f"{word}_zh", ""), item.get(f"{word}_en", "")
        assert bool(chinese) == bool(english), word
        assert english.isascii(), word
        for column, text in ((word, chinese), (f"{word}_en", english)):
            assert len(text) <= ServiceItem._meta.get_field(column).max_length


def test_danger_minors_and_privacy_are_decided_item_by_item():
    by_code = {item["code"]: item for item in ITEMS}
    for code in ("repair", "clinic", "bathing", "river", "traffic"):
        assert by_code[code]["insured"], code
    for code in ("clinic", "health_check", "bathing", "law", "counsel", "mediation"):
        assert by_code[code]["public"] is False, code
    for item in ITEMS:
        if item.get("insured"):
            assert not item.get("minors"), item["code"]
        if item.get("minors") and item.get("kind", "help") == "help":
            assert item.get("people", 1) >= 2 or item["code"] == "sorting", item["code"]
    for code, number in (("repair", "119"), ("visit", "110"), ("counsel", "120"), ("law", "12348")):
        assert number in by_code[code]["referral_zh"]
        assert number in by_code[code]["referral_en"]


@pytest.mark.django_db
def test_a_new_district_has_its_menu_and_setting_up_again_changes_nothing():
    init_district(DISTRICT)
    assert ServiceItem.objects.filter(district=DISTRICT).count() == len(ITEMS)
    changed = ServiceItem.objects.get(district=DISTRICT, code="haircut")
    changed.name, changed.is_active = "理个发", False
    changed.save()
    init_district(DISTRICT)
    assert seed_catalog(DISTRICT) == 0
    changed.refresh_from_db()
    assert (changed.name, changed.is_active) == ("理个发", False)
    assert Event.objects.filter(district=DISTRICT, kind="catalog.seeded").count() == 1


@pytest.mark.django_db
def test_the_general_menu_has_neither_talks_nor_wishes_nor_what_was_retired(cast: Cast):
    ServiceItem.objects.filter(district=DISTRICT, code="visit").update(is_active=False)
    kinds = set(catalog(DISTRICT).values_list("kind", flat=True))
    assert kinds == {"help", "meal", "class"}
    for code in ("lecture", "wish_daily", "visit"):
        item = ServiceItem.objects.get(district=DISTRICT, code=code)
        assert item not in catalog(DISTRICT)
        with pytest.raises(Invalid, match="另选一项"):
            place_order(
                actor=cast.granny,
                requester_id=cast.persons["granny"].id,
                card=cast.card(item_id=item.id),
            )
    assert ServiceOrder.objects.count() == 0
