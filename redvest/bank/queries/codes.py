"""One-time codes: they follow from the redemption, so nothing readable is stored."""

from redvest.bank.models import Redemption
from redvest.core.keyring import blind_index

DIGITS = 8


def code_of(row: Redemption) -> str:
    """Eight digits for the eyes of whoever fetches."""
    digest = blind_index("bank.Redemption.code", f"{row.id}:{row.reserved_at.isoformat()}")
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def index_of(code: str) -> bytes:
    """The keyed hash under which a code is found."""
    return blind_index("bank.Redemption.code_index", code)


def digits_of(text: str) -> str:
    """The digits somebody typed or scanned, in whatever width and with whatever between them."""
    return "".join(str(int(mark)) for mark in text if mark.isdecimal())
