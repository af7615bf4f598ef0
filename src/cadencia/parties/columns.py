"""Kinds of columns and checks that the tables share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Abs
from django.db.models.lookups import LessThan, LessThanOrEqual

PRICE_DECIMALS = 8
QUANTITY_DECIMALS = 6
WHOLE_DIGITS = 12


if TYPE_CHECKING:
    DecimalColumn = models.DecimalField[Any, Any]
else:
    DecimalColumn = models.DecimalField


class ExactDecimal(DecimalColumn):
    """A decimal kept with the zeros it was typed with: 1, 1.5 and 1.50 stay what they are.

    The column is a plain `numeric`. One with a scale would round in silence what has too many
    decimals and show 1.000000 for 1; the check `fits` refuses instead.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return `numeric`, without a scale."""
        return "numeric"


def price(**options: Any) -> ExactDecimal:
    """Return a column for a unit price or a rate: up to 8 decimals."""
    digits = WHOLE_DIGITS + PRICE_DECIMALS
    return ExactDecimal(max_digits=digits, decimal_places=PRICE_DECIMALS, **options)


def quantity(**options: Any) -> ExactDecimal:
    """Return a column for a quantity or an amount of money: up to 6 decimals."""
    digits = WHOLE_DIGITS + QUANTITY_DECIMALS
    return ExactDecimal(max_digits=digits, decimal_places=QUANTITY_DECIMALS, **options)


def codes(**options: Any) -> ArrayField[Any, Any]:
    """Return a column for a list of codes or texts."""
    return ArrayField(models.TextField(), **options)


def months(**options: Any) -> ArrayField[Any, Any]:
    """Return a column for chosen months, 1 to 12; none chosen is an empty list."""
    return ArrayField(models.SmallIntegerField(), default=list, blank=True, **options)


def percents(**options: Any) -> ArrayField[Any, Any]:
    """Return a column for percents that act one after another."""
    return ArrayField(price(), **options)


def check(name: str, condition: models.Q | BaseExpression) -> models.CheckConstraint:
    """Return a check of the table, named after it."""
    return models.CheckConstraint(condition=condition, name=f"%(app_label)s_%(class)s_{name}")


def one_of(field: str, values: Iterable[str], *, blank: bool = False) -> models.CheckConstraint:
    """Return the check that the field is one of the values (or empty, with `blank`)."""
    allowed = [str(each) for each in values] + ([""] if blank else [])
    return check(field, models.Q(**{f"{field}__in": allowed}))


def fits(field: str) -> models.CheckConstraint:
    """Return the check that the price has at most 12 whole digits and 8 decimals."""
    return _fits(field, PRICE_DECIMALS)


def fits_quantity(field: str) -> models.CheckConstraint:
    """Return the check that the quantity has at most 12 whole digits and 6 decimals."""
    return _fits(field, QUANTITY_DECIMALS)


def between(field: str, low: int, high: int) -> models.CheckConstraint:
    """Return the check that the field is empty or between the bounds, both included."""
    return check(field, models.Q(**{f"{field}__gte": low, f"{field}__lte": high}))


def in_order(start: str, until: str) -> models.CheckConstraint:
    """Return the check that the date `until`, if any, isn't before `start`, if any."""
    return check(f"{until}_order", models.Q(**{f"{until}__gte": models.F(start)}))


def _fits(field: str, decimals: int) -> models.CheckConstraint:
    scale = models.Func(models.F(field), function="scale", output_field=models.IntegerField())
    # Written with < so that NaN, greater than every number, doesn't fit either.
    size = LessThan(Abs(models.F(field)), models.Value(10**WHOLE_DIGITS))
    return check(f"{field}_fits", models.Q(LessThanOrEqual(scale, decimals)) & models.Q(size))
