"""Identifiers: the vectors, the traps, and that every slip of a finger is caught."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.identifiers import (
    VOLUNTEER_SEQUENCE_MAX,
    DocumentKind,
    IdentifierError,
    Sex,
    age_on,
    birth_date,
    check_volunteer_number,
    credit_code,
    document_number,
    id_check_character,
    mobile,
    resident_id,
    sex,
    volunteer_number,
)

TODAY = date(2026, 11, 1)
PROVINCES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 "
    "64 65 81 82 83"
)


def refusal(call, *args):
    with pytest.raises(IdentifierError) as refused:
        call(*args)
    return refused.value.code


def test_it_takes_every_good_number_of_the_vectors(vectors):
    for number in vectors["resident_id"]["ok"]:
        assert resident_id(number, TODAY) == number
    for code in vectors["credit_code"]["ok"]:
        assert credit_code(code) == code


def test_it_refuses_every_bad_number_of_the_vectors(vectors):
    codes = [refusal(resident_id, number, TODAY) for number in vectors["resident_id"]["bad"]]
    assert codes == ["id_check", "id_date", "id_length"]


def test_it_brings_what_people_type_into_one_form(vectors):
    for typed, stored in vectors["resident_id"]["normalises_to"].items():
        assert resident_id(typed, TODAY) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "id_length"),
        ("6201021990010100I1", "id_characters"),
        ("62010219900101X011", "id_characters"),
        ("16010219900101001X", "id_region"),
        ("620102202611020014", "id_date"),
        ("620102179901010019", "id_date"),
        ("620102199013010019", "id_date"),
    ],
)
def test_it_says_what_is_wrong_with_an_id_number(typed, code):
    assert refusal(resident_id, typed, TODAY) == code


def test_somebody_born_today_has_a_number_and_tomorrow_has_not():
    for day, good in ((TODAY, True), (TODAY + timedelta(1), False)):
        body = f"620102{day:%Y%m%d}001"
        number = body + id_check_character(body)
        if good:
            assert resident_id(number, TODAY) == number
        else:
            assert refusal(resident_id, number, TODAY) == "id_date"


def test_a_fifteen_digit_number_becomes_eighteen():
    assert resident_id("110105491231002", TODAY) == "11010519491231002X"


def test_no_refusal_repeats_the_number():
    with pytest.raises(IdentifierError) as refused:
        resident_id("110105194912310021", TODAY)
    assert "1949" not in str(refused.value)


@given(
    province=st.sampled_from(PROVINCES.split()),
    rest=st.integers(0, 9999),
    born=st.dates(date(1900, 1, 1), TODAY),
    sequence=st.integers(0, 999),
    place=st.integers(0, 17),
    digit=st.sampled_from("0123456789"),
)
def test_every_wrong_digit_of_an_id_number_is_caught(province, rest, born, sequence, place, digit):
    body = f"{province}{rest:04d}{born:%Y%m%d}{sequence:03d}"
    number = body + id_check_character(body)
    assert resident_id(number, TODAY) == number
    assert birth_date(number) == born
    assert sex(number) is (Sex.MALE if sequence % 2 else Sex.FEMALE)
    slip = number[:place] + digit + number[place + 1 :]
    if slip != number:
        assert refusal(resident_id, slip, TODAY).startswith("id_")


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 3, 5), date(2026, 3, 4), 17),
        (date(2008, 3, 5), date(2026, 3, 5), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_the_age_turns_on_the_birthday(born, day, age):
    assert age_on(born, day) == age


@given(place=st.integers(0, 17), character=st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_every_wrong_character_of_a_credit_code_is_caught(place, character):
    good = "91110000600037341L"
    slip = good[:place] + character + good[place + 1 :]
    if slip != good:
        assert refusal(credit_code, slip) == "credit_code_check"


@pytest.mark.parametrize("typed", ["9111000060003734IL", "91110000600037341", "91110000600037341O"])
def test_it_refuses_what_has_not_the_shape_of_a_credit_code(typed):
    assert refusal(credit_code, typed) == "credit_code"


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 138 1234 5678",
        "008613812345678",
        "8613812345678",
        "１３８１２３４５６７８",
        "(+86)138\u30001234\u30005678",
        "\u202d13812345678\u202c",
    ],
)
def test_a_mobile_number_has_one_stored_form(typed):
    assert mobile(typed) == "13812345678"


@pytest.mark.parametrize(
    "typed", ["", "12812345678", "1381234567", "138123456789", "0931-8123456", "+85291234567"]
)
def test_it_refuses_what_is_no_mainland_mobile_number(typed):
    assert refusal(mobile, typed) == "phone"


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (DocumentKind.RESIDENT_ID, "62010219900101001 1", "620102199001010011"),
        (DocumentKind.RESIDENCE_PERMIT, "810000199001010019", "810000199001010019"),
        (DocumentKind.FOREIGN_RESIDENT_CARD, "911156199001010010", "911156199001010010"),
        (DocumentKind.PASSPORT, "e 12345678", "E12345678"),
        (DocumentKind.HK_MACAU_PERMIT, "h12345678", "H12345678"),
        (DocumentKind.HK_MACAU_PERMIT, "H1234567800", "H1234567800"),
        (DocumentKind.TAIWAN_PERMIT, "12345678", "12345678"),
        (DocumentKind.TAIWAN_PERMIT, "1234567801(B)", "1234567801B"),
    ],
)
def test_each_document_has_one_stored_form(kind, typed, stored):
    assert document_number(kind, typed, TODAY) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (DocumentKind.RESIDENT_ID, "810000199001010019"),
        (DocumentKind.RESIDENCE_PERMIT, "620102199001010011"),
        (DocumentKind.FOREIGN_RESIDENT_CARD, "620102199001010011"),
        (DocumentKind.PASSPORT, "ABCDEF"),
        (DocumentKind.PASSPORT, "E12'; --"),
        (DocumentKind.HK_MACAU_PERMIT, "X12345678"),
        (DocumentKind.TAIWAN_PERMIT, "1234567"),
    ],
)
def test_it_refuses_a_number_of_another_document(kind, typed):
    assert refusal(document_number, kind, typed, TODAY) == "document_number"


@given(
    sequence=st.integers(1, VOLUNTEER_SEQUENCE_MAX),
    place=st.integers(0, 13),
    digit=st.sampled_from("0123456789"),
)
def test_every_wrong_digit_and_swap_of_a_volunteer_number_is_caught(sequence, place, digit):
    number = volunteer_number("620102", sequence)
    assert len(number) == 14
    assert check_volunteer_number(f" {number[:6]}-{number[6:]} ") == number
    slip = number[:place] + digit + number[place + 1 :]
    at = min(place, 12)
    swap = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    for wrong in {slip, swap} - {number}:
        assert refusal(check_volunteer_number, wrong) == "volunteer_no_check"


@pytest.mark.parametrize(
    ("region", "sequence"), [("62010", 1), ("6201O2", 1), ("620102", 0), ("620102", 10_000_000)]
)
def test_no_volunteer_number_is_made_out_of_range(region, sequence):
    assert refusal(volunteer_number, region, sequence) == "volunteer_no"
