"""The problems of an import that only the company's own data shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cadencia.interchange import problems as reader_problems
from cadencia.interchange.tables import sentences, told_fields
from cadencia.interchange.tables.contract_rows import ContractOrigin
from cadencia.interchange.tables.records import Json, Place, Problem, Record
from cadencia.parties.problems import Problem as ValueProblem

_BETWEEN = "; "
"""Stands in the reader's sentences between what is wrong and how to mend it."""
_SENTENCE = ". "
_JUDGED_BY = {("customers", "tax_id"): "country", ("formulas", "expression"): "parameters"}
"""A field that can't be judged where another one is lacking."""


@dataclass(slots=True)
class Findings:
    """The problems found, in the language of whoever reads them."""

    language: str
    found: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, record: Record, path: str, **values: Json) -> None:
        """Note a problem at a field of a record, unless the field itself is lacking."""
        if path not in record.lacks:
            self.refuse_at(code, record.origin.where(path), **values)

    def refuse_at(self, code: str, place: Place, **values: Json) -> None:
        """Note a problem at a place."""
        self.found.append(sentences.problem(code, place, language=self.language, **values))

    def refuse_values(self, problems: Iterable[ValueProblem], record: Record) -> None:
        """Note what the checks of masters say of a record, as far as it can be judged.

        Of two sentences the second tells how to mend it; a single one follows the value.
        """
        for each in problems:
            if not record.lacks.isdisjoint((each.path, _JUDGED_BY.get((record.kind, each.path)))):
                continue
            place = record.origin.where(each.path)
            text, between, remedy = each.message.partition(_SENTENCE)
            if between:
                text = f"{text}."
            elif place.value:
                wrong, remedy = sentences.sentence(
                    "value_refused", language=self.language, value=place.value
                )
                text = f"{wrong} {text}"
            self.found.append(
                Problem(place=place, code="value_refused", problem=text, remedy=remedy)
            )

    def refuse_reading(self, problems: Iterable[reader_problems.Problem], record: Record) -> None:
        """Note what the contract file's reader says of a contract."""
        for each in problems:
            whole = reader_problems.sentence(each, self.language)
            if isinstance(record.origin, ContractOrigin):
                whole = told_fields.as_headings(whole, self.language)
            text, between, remedy = whole.partition(_BETWEEN)
            if not between:
                _, remedy = sentences.sentence("value_refused", language=self.language, value="")
            place = record.origin.where(each.path)
            self.found.append(
                Problem(
                    place=place,
                    code=each.code,
                    problem=f"{_begun(text).rstrip('.')}.",
                    remedy=_begun(remedy),
                )
            )


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
