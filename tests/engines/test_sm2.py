"""SM2 against the example of its standard, and every way of changing a signature."""

import pytest

from redvest.engines import sm2
from tests.sm2_pen import pen, raw

# GB/T 32918.5-2017, annex A.2.
PRIVATE = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
KEY = bytes.fromhex(
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
MESSAGE = b"message digest"
DIGEST = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"
SIGNATURE = bytes.fromhex(
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)


def test_the_example_of_the_standard_is_right():
    assert sm2.key_bytes(sm2.sum_of(PRIVATE, sm2.G, 0, sm2.G)) == KEY
    assert sm2.digest_of(KEY, MESSAGE).hex() == DIGEST
    assert sm2.is_signed(KEY, MESSAGE, SIGNATURE)


def test_whatever_is_changed_it_is_refused():
    r, s = SIGNATURE[:32], SIGNATURE[32:]
    order, nothing = sm2.N.to_bytes(32), bytes(32)
    for signature in (
        s + r,
        SIGNATURE[:-1],
        SIGNATURE + b"0",
        r + nothing,
        nothing + s,
        r + order,
        order + s,
        r + (sm2.N - int.from_bytes(r)).to_bytes(32),  # r + s is the order
        *(bytes([*SIGNATURE[:at], SIGNATURE[at] ^ 1, *SIGNATURE[at + 1 :]]) for at in (0, 31, 63)),
    ):
        assert not sm2.is_signed(KEY, MESSAGE, signature)
    assert not sm2.is_signed(KEY, MESSAGE + b".", SIGNATURE)
    for key in (KEY[1:], b"\x02" + KEY[1:], KEY[:-1] + b"\x14", sm2.key_bytes(sm2.G), bytes(65)):
        assert not sm2.is_signed(key, MESSAGE, SIGNATURE)


def test_nowhere_is_a_point_too():
    assert sm2.sum_of(1, sm2.G, sm2.N - 1, sm2.G) is None
    assert sm2.sum_of(0, sm2.G, 0, None) is None
    assert sm2.sum_of(3, sm2.G, 7, None) == sm2.sum_of(1, sm2.G, 2, sm2.G)


def test_the_library_and_we_agree():
    library = pytest.importorskip("gmssl_pyx")
    for message in (b"", b"x", "证明".encode() * 50):
        der = library.sm2_sign(PRIVATE.to_bytes(32), KEY[1:], message)
        assert sm2.is_signed(KEY, message, raw(der))
        ours = pen(PRIVATE.to_bytes(32), sm2.digest_of(KEY, message))
        assert library.sm2_verify(KEY[1:], message, ours)
