"""How amounts of the bank are said."""

from redvest.core.templatetags.redvest import duration
from redvest.engines.ledger import Unit


def amount_of(unit: Unit, value: int, *, signed: bool = False) -> str:
    """Points as a number, minutes as a span of time; a debt with its sign."""
    said = duration(abs(value)) if unit is Unit.MINUTES else str(abs(value))
    if value < 0:
        return f"−{said}"
    return f"+{said}" if signed else said
