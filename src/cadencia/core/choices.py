"""The choices that an agreement offers, by the words of the contract file."""

from enum import StrEnum


class Choice(StrEnum):
    """A word to choose. Looked up by the million, whence the hash of a text itself."""

    __hash__ = str.__hash__


class Unit(Choice):
    """Unit of an interval schedule (R1)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEMESTER = "semester"
    YEAR = "year"


class Timing(Choice):
    """Whether an installment bills the period that begins or the one that ends (R2)."""

    ADVANCE = "advance"
    ARREARS = "arrears"


class Opening(Choice):
    """What is billed from `starts_on` to the first regular date (R2)."""

    NONE = "none"
    FULL = "full"
    PRORATED = "prorated"


class Closing(Choice):
    """How the last period is billed when the effective end cuts it (R2)."""

    FULL = "full"
    PRORATED = "prorated"


class Proration(Choice):
    """How days are counted (R3)."""

    ACTUAL = "actual"
    THIRTY = "thirty"


class PriceSource(Choice):
    """Where a line's unit price comes from (R8)."""

    FIXED = "fixed"
    CURRENT = "current"
    CATALOG = "catalog"
    FORMULA = "formula"


class PriceSplit(Choice):
    """Same price in every installment, or one price divided among them (R9)."""

    SAME = "same"
    DIVIDED = "divided"


class Effect(Choice):
    """A scheduled modification replaces fields of a line or brings an item (R7)."""

    MODIFY = "modify"
    ADD = "add"


class Placement(Choice):
    """Whether a modification is billed on the installment's document or on its own (R7)."""

    SAME = "same"
    SEPARATE = "separate"


class Times(Choice):
    """Whether a modification acts in each installment or only in the first in force (R7)."""

    EACH = "each"
    FIRST = "first"


class PauseMode(Choice):
    """Installments in a pause are skipped, or the rest of the sequence moves on (R4)."""

    SKIP = "skip"
    SHIFT = "shift"


class StockRelease(Choice):
    """When stocked items leave the warehouse (R12)."""

    EACH = "each"
    FIRST = "first"
    FIRST_DEFERRING_COST = "first_deferring_cost"
    LAST = "last"


class InstallmentsAre(Choice):
    """Each installment is a document, or a due date of one document (ST-4)."""

    DOCUMENTS = "documents"
    DUE_DATES = "due_dates"


class Kind(Choice):
    """Kind of an installment (R4)."""

    OPENING = "opening"
    REGULAR = "regular"
    CLOSING = "closing"
    LINE_ONLY = "line_only"
    ONE_OFF = "one_off"


class LedgerState(Choice):
    """State of a row of the ledger of installments (R4)."""

    DUE = "due"
    BILLED = "billed"
    SKIPPED = "skipped"
    LINKED = "linked"
    REOPENED = "reopened"
