"""Prices by formula: a named expression over `amount` and declared parameters (LN-9, R8).

An expression is read as a small language of its own and refused if it holds anything else:
numbers, `amount` and the parameters, + - * /, parentheses, `min max round abs`, and
`a if b < c else d`. There are no powers, remainders, texts, attributes or other calls, and
its length, size and depth are bounded. Only what passed is handed to simpleeval.

    amount * 0.26 + base        max(amount, minimum)        amount if amount > 100 else 100
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from typing import Any

AMOUNT = "amount"
"""The name of the amount to be evaluated (*monto a evaluar*) in every formula."""

RESULT_DECIMALS = 8
QUANTITY_DECIMALS = 6
LONGEST_EXPRESSION = 500  # characters
MOST_NODES = 200
DEEPEST = 25
LARGEST_RESULT = Decimal(10) ** 12  # as an amount in the contract file: 12 digits

_FUNCTIONS = ("abs", "max", "min", "round")
_RESERVED = frozenset({AMOUNT, *_FUNCTIONS, "and", "or", "not", "if", "else"})
_DECIMALS = re.compile(r"[0-8]")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
# 28 digits would round the largest amount times the largest rate in silence.
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A named expression and the names of the parameters that it asks for."""

    name: str
    expression: str
    parameters: tuple[str, ...] = ()


class FormulaRefused(Exception):
    """The formula can't be read, or has no result for these values.

    `code` says why; `detail` is the piece concerned, as written.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def check(formula: Formula) -> None:
    """Refuse a formula that could never be evaluated.

    :raises FormulaRefused: if it is too long, isn't of the language or names what it does
        not declare.
    """
    _parsed(formula)


def evaluate(formula: Formula, amount: Decimal, parameters: Mapping[str, Decimal]) -> Decimal:
    """Return the formula's result, rounded half up to 8 decimals at most.

    >>> km = Formula(name="km", expression="amount * 0.26 + base", parameters=("base",))
    >>> evaluate(km, Decimal("120"), {"base": Decimal("10")})
    Decimal('41.2')

    :raises FormulaRefused: if it can't be read, a parameter lacks or is too many, it divides
        by zero, or the result has more than 12 digits before the point.
    """
    expression = _parsed(formula)
    _refuse_other_parameters(formula, parameters)
    from simpleeval import SimpleEval  # here: most contracts have no formula

    evaluator = SimpleEval(
        operators=SimpleEval().operators,
        functions={"abs": abs, "max": max, "min": min, "round": _rounded},
        names={**parameters, AMOUNT: amount},
    )
    evaluator.nodes = {**evaluator.nodes, ast.Constant: _number_of(expression.text)}
    try:
        with localcontext(_EXACT):
            result = Decimal(evaluator.eval(expression.text, previously_parsed=expression.tree))
    except DecimalException as failure:
        raise FormulaRefused("division_by_zero", expression.text) from failure
    return _shown(result, expression.text)


def quantity(formula: Formula, amount: Decimal, parameters: Mapping[str, Decimal]) -> Decimal:
    """Return the formula's result as a quantity: half up to 6 decimals, never negative (LN-11).

    :raises FormulaRefused: as `evaluate`, or if the result is negative.
    """
    found = evaluate(formula, amount, parameters)
    if found < 0:
        raise FormulaRefused("result_negative", format(found, "f"))
    finest = Decimal(1).scaleb(-QUANTITY_DECIMALS)
    return _shown(found.quantize(finest, ROUND_HALF_UP, _EXACT), formula.expression)


@dataclass(frozen=True, slots=True)
class _Expression:
    text: str
    tree: ast.expr


def _shown(result: Decimal, text: str) -> Decimal:
    if not result.is_finite() or abs(result) >= LARGEST_RESULT:
        raise FormulaRefused("result_too_large", text)
    rounded = result.quantize(Decimal(1).scaleb(-RESULT_DECIMALS), ROUND_HALF_UP, _EXACT)
    plain = rounded.normalize(_EXACT)
    return Decimal(0) if not plain else Decimal(f"{plain:f}")


def _refuse_other_parameters(formula: Formula, parameters: Mapping[str, Decimal]) -> None:
    for name in formula.parameters:
        if name not in parameters:
            raise FormulaRefused("parameter_missing", name)
    for name in parameters:
        if name not in formula.parameters:
            raise FormulaRefused("parameter_unknown", name)


def _rounded(number: Decimal, decimals: Decimal = Decimal(0)) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP, _EXACT)


def _number_of(text: str) -> Callable[[ast.Constant], Decimal]:
    """Return how a literal is read: from its text, since `ast` has made a float of it."""
    return lambda node: Decimal(ast.get_source_segment(text, node) or "")


def _parsed(formula: Formula) -> _Expression:
    for name in formula.parameters:
        if not name.isidentifier() or name in _RESERVED:
            raise FormulaRefused("parameter_name", name)
    text = formula.expression.strip()
    if not text:
        raise FormulaRefused("expression_empty")
    if len(text) > LONGEST_EXPRESSION:
        raise FormulaRefused("expression_too_long", str(LONGEST_EXPRESSION))
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as failure:
        raise FormulaRefused("expression_unreadable", text) from failure
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise FormulaRefused("expression_too_long", str(LONGEST_EXPRESSION))
    _Grammar(text, frozenset({AMOUNT, *formula.parameters})).number(tree, DEEPEST)
    return _Expression(text, tree)


class _Grammar:
    """What an expression may hold; `depth` is how many levels are left."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names = names

    def number(self, node: ast.AST, depth: int) -> None:
        """Refuse what isn't a number."""
        if depth <= 0:
            raise FormulaRefused("expression_too_deep", self.text)
        check = _NUMBERS.get(type(node))
        if check is None:
            raise self.refusal(node)
        check(self, node, depth - 1)

    def condition(self, node: ast.AST, depth: int) -> None:
        """Refuse what isn't a comparison of numbers, or several with and, or, not."""
        if depth <= 0:
            raise FormulaRefused("expression_too_deep", self.text)
        if isinstance(node, ast.BoolOp):
            for each in node.values:
                self.condition(each, depth - 1)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.condition(node.operand, depth - 1)
        elif isinstance(node, ast.Compare) and all(isinstance(op, _COMPARISONS) for op in node.ops):
            for each in (node.left, *node.comparators):
                self.number(each, depth - 1)
        else:
            raise self.refusal(node)

    def constant(self, node: Any, _depth: int) -> None:
        if not _NUMBER.fullmatch(ast.get_source_segment(self.text, node) or ""):
            raise self.refusal(node)

    def name(self, node: Any, _depth: int) -> None:
        if node.id not in self.names:
            raise FormulaRefused("name_unknown", node.id)

    def unary(self, node: Any, depth: int) -> None:
        if not isinstance(node.op, ast.UAdd | ast.USub):
            raise self.refusal(node)
        self.number(node.operand, depth)

    def binary(self, node: Any, depth: int) -> None:
        if not isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            raise self.refusal(node)
        self.number(node.left, depth)
        self.number(node.right, depth)

    def choice(self, node: Any, depth: int) -> None:
        self.condition(node.test, depth)
        self.number(node.body, depth)
        self.number(node.orelse, depth)

    def call(self, node: Any, depth: int) -> None:
        function = node.func.id if isinstance(node.func, ast.Name) else None
        if function not in _FUNCTIONS or node.keywords or not self._arguments_fit(node, function):
            raise self.refusal(node)
        for each in node.args:
            self.number(each, depth)

    def _arguments_fit(self, node: ast.Call, function: str) -> bool:
        if function != "round":
            return len(node.args) == 1 if function == "abs" else len(node.args) > 1
        if not node.args:
            return False
        _number, *decimals = [self.segment(each) for each in node.args]
        return not decimals or bool(len(decimals) == 1 and _DECIMALS.fullmatch(decimals[0]))

    def segment(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.text, node) or self.text

    def refusal(self, node: ast.AST) -> FormulaRefused:
        return FormulaRefused("expression_not_allowed", self.segment(node))


_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_NUMBERS: dict[type[ast.AST], Callable[[_Grammar, Any, int], None]] = {
    ast.Constant: _Grammar.constant,
    ast.Name: _Grammar.name,
    ast.UnaryOp: _Grammar.unary,
    ast.BinOp: _Grammar.binary,
    ast.IfExp: _Grammar.choice,
    ast.Call: _Grammar.call,
}
