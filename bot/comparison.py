"""What a question may want compared: over what, by which bound or order, what computed; values."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

__all__ = ["Bound", "Comparison", "Operation", "Order", "Over"]


class Over(StrEnum):
    """What a question leaves open: 哪些省 ranges over places, 哪一年 over years."""

    NOTHING = ""
    PLACES = "places"
    YEARS = "years"


class Order(StrEnum):
    """Which end of an order a question wants."""

    NONE = ""
    MOST = "most"
    LEAST = "least"
    BOTH = "both"


class Operation(StrEnum):
    """What a question wants computed of figures."""

    NONE = ""
    DIFFERENCE = "-"
    SUM = "+"
    RATIO = "÷"
    SHARE = "÷%"
    GROWTH = "growth"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """What a figure must keep to; an end that is None is open."""

    low: Decimal | None = None
    high: Decimal | None = None
    is_strict: bool = False
    """Equal to an end is not enough (超过)."""
    is_span: bool = False
    """The figure itself must be the range from low to high."""
    unit: str = ""
    side: str = ""
    """Which end of a range it is set to, low or high (下限, 上限); the whole range when empty."""
    barred: str = ""
    """A word that the figure must not have (“5%左右”的不算)."""
    other: "Bound | None" = None
    """What a figure may keep to instead (低于5%或下限只有4.5%)."""

    def holds(self, value: Decimal, upper: Decimal | None = None) -> bool:
        """Tell whether a figure, or the asked end of a range or all of it, keeps to it."""
        top = value if upper is None or self.side == "low" else upper
        value = top if self.side == "high" else value
        if self.is_span:
            return (value, top) == (self.low, self.high)
        if self.is_strict and (value == self.low or top == self.high):
            return False
        return (self.low is None or value >= self.low) and (self.high is None or top <= self.high)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What a question wants compared."""

    over: Over = Over.NOTHING
    order: Order = Order.NONE
    count: int = 1
    """How many of the order's end it wants."""
    bound: Bound | None = None
    operation: Operation = Operation.NONE
    both_modes: bool = False
    """It asks for a target and what came of it."""
    change: bool = False
    """It asks how figures changed over the years."""
    before: bool = False
    """It compares its year with the one before."""
    recent: int = 0
    """It asks for so many of the latest years; 0: it names its years."""
    stated: bool = False
    """It asks which of them state a figure at all."""

    @property
    def chooses(self) -> bool:
        """It wants only some of the places or years that it ranges over."""
        is_limited = self.order is not Order.NONE or self.bound is not None
        return self.over is not Over.NOTHING and (is_limited or self.stated)

    @property
    def is_open(self) -> bool:
        """It compares more than the places and years that it names."""
        return self.over is not Over.NOTHING or self.both_modes or self.before
