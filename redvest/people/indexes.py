"""How personal identifiers are looked up without being readable: one index for one kind of thing.

All phones of people share one index, and so do all papers, so that an account, a person and an
invitation of the same human find each other.
"""

from collections.abc import Callable

from redvest.core.keyring import blind_index, indexer

PHONE, PAPER = "account.phone", "person.id_number"


def phone_index(number: str) -> bytes:
    """Of a normalized phone number."""
    return blind_index(PHONE, number)


def paper_index(kind: str, number: str) -> bytes:
    """Of a normalized number of an identity document of one kind."""
    return blind_index(PAPER, f"{kind}:{number}")


def phone_indexer() -> Callable[[str], bytes]:
    """:func:`phone_index` for many numbers."""
    return indexer(PHONE)


def paper_indexer(kind: str) -> Callable[[str], bytes]:
    """:func:`paper_index` for many numbers of one kind."""
    index = indexer(PAPER)
    return lambda number: index(f"{kind}:{number}")
