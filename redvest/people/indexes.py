"""How personal identifiers are looked up without being readable: one index for one kind of thing.

All phones of people share one index, and so do all papers, so that an account, a person and an
invitation of the same human find each other.
"""

from redvest.core.keyring import blind_index


def phone_index(number: str) -> bytes:
    """Of a normalized phone number."""
    return blind_index("account.phone", number)


def paper_index(kind: str, number: str) -> bytes:
    """Of a normalized number of an identity document of one kind."""
    return blind_index("person.id_number", f"{kind}:{number}")
