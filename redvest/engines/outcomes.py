"""What a patrol or a clean-up brought: measures with their units and what is plausible.

Source of the ranges: GB 3838-2002 (surface water) for what occurs, and the range of common field
instruments for what can be read at all. A value outside ``possible`` is a slip of the hand; one
outside ``usual`` may be true and is asked about once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType

from redvest.engines.activity_rules import ActivityKind


class Measure(StrEnum):
    """What is measured or counted; stored, so never renamed."""

    LITTER = "litter"
    ADS_REMOVED = "ads_removed"
    BIKES_TIDIED = "bikes_tidied"
    HAZARDS_FOUND = "hazards_found"
    WATER_TEMPERATURE = "water_temperature"
    PH = "ph"
    OXYGEN = "oxygen"
    TURBIDITY = "turbidity"
    AMMONIA = "ammonia"
    TRANSPARENCY = "transparency"
    VIEWS = "views"


class Summing(StrEnum):
    """How several values of one measure become one figure."""

    SUM = "sum"
    RANGE = "range"


class OutcomeError(ValueError):
    """A value that cannot be; ``code`` is ``number``, ``places``, ``impossible`` or ``unusual``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Scale:
    """Unit, decimal places and ranges of one measure, both ends included."""

    unit: str
    places: int
    possible: tuple[Decimal, Decimal]
    usual: tuple[Decimal, Decimal]
    summing: Summing


def _scale(unit: str, places: int, possible: str, usual: str, summing: Summing) -> Scale:
    low, high = (Decimal(part) for part in possible.split())
    from_, to = (Decimal(part) for part in usual.split())
    return Scale(unit, places, (low, high), (from_, to), summing)


SCALES: Mapping[Measure, Scale] = MappingProxyType(
    {
        Measure.LITTER: _scale("kg", 1, "0.1 5000", "0.1 300", Summing.SUM),
        Measure.ADS_REMOVED: _scale("", 0, "1 5000", "1 500", Summing.SUM),
        Measure.BIKES_TIDIED: _scale("", 0, "1 5000", "1 500", Summing.SUM),
        Measure.HAZARDS_FOUND: _scale("", 0, "0 500", "0 50", Summing.SUM),
        Measure.WATER_TEMPERATURE: _scale("°C", 1, "-2 45", "0 35", Summing.RANGE),
        Measure.PH: _scale("", 1, "0 14", "6 9", Summing.RANGE),
        Measure.OXYGEN: _scale("mg/L", 1, "0 25", "2 15", Summing.RANGE),
        Measure.TURBIDITY: _scale("NTU", 1, "0 4000", "0 200", Summing.RANGE),
        Measure.AMMONIA: _scale("mg/L", 2, "0 100", "0 2", Summing.RANGE),
        Measure.TRANSPARENCY: _scale("cm", 0, "0 1000", "5 300", Summing.RANGE),
        Measure.VIEWS: _scale("", 0, "0 100000000", "0 1000000", Summing.SUM),
    }
)
_FIELD = tuple(one for one in Measure if one is not Measure.VIEWS)


def measures_of(kind: ActivityKind) -> tuple[Measure, ...]:
    """Return what an activity of a kind may bring: of a patrol everything, of one online views."""
    if kind is ActivityKind.PATROL:
        return _FIELD
    if kind is ActivityKind.ONLINE:
        return (Measure.VIEWS,)
    if kind in (ActivityKind.SERVICE, ActivityKind.POST, ActivityKind.BIG_EVENT):
        return (Measure.LITTER, Measure.ADS_REMOVED, Measure.BIKES_TIDIED, Measure.HAZARDS_FOUND)
    return ()


def read(measure: Measure, text: str, *, sure: bool = False) -> Decimal:
    """Return a value as it is kept.

    Parameters
    ----------
    measure : Measure
        What was measured.
    text : str
        As somebody typed it; a full-width point or comma is understood.
    sure : bool
        Whether the person looked again and stands by an unusual value.

    Raises
    ------
    OutcomeError
        ``number`` when it is none, ``places`` when it is finer than the instrument,
        ``impossible`` outside the range, ``unusual`` when it should be looked at again.

    Examples
    --------
    >>> read(Measure.LITTER, "35.5")
    Decimal('35.5')
    """
    scale = SCALES[measure]
    try:
        value = Decimal(text.strip().replace("．", ".").replace("。", "."))
    except InvalidOperation:
        raise OutcomeError("number") from None
    if not value.is_finite():
        raise OutcomeError("number")
    low, high = scale.possible
    if not low <= value <= high:
        raise OutcomeError("impossible")
    if value != round(value, scale.places):
        raise OutcomeError("places")
    if not sure and not scale.usual[0] <= value <= scale.usual[1]:
        raise OutcomeError("unusual")
    return round(value, scale.places)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure over several values: their sum, or the lowest and the highest."""

    measure: Measure
    count: int
    low: Decimal
    high: Decimal


def summed(values: Iterable[tuple[Measure, Decimal]]) -> tuple[Figure, ...]:
    """Return one figure for each measure, in the order of :class:`Measure`.

    >>> [(one.low, one.count) for one in summed([(Measure.LITTER, Decimal(2))] * 2)]
    [(Decimal('4'), 2)]
    """
    by: dict[Measure, list[Decimal]] = {}
    for measure, value in values:
        by.setdefault(measure, []).append(value)
    found = []
    for measure in Measure:
        if measure not in by:
            continue
        mine = by[measure]
        if SCALES[measure].summing is Summing.SUM:
            whole = sum(mine, Decimal(0))
            found.append(Figure(measure, len(mine), whole, whole))
        else:
            found.append(Figure(measure, len(mine), min(mine), max(mine)))
    return tuple(found)
