"""How a preview is shown: some of it to people, all of it to programs as it is planned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TextIO

from rich.console import Console
from rich.table import Table

from cadencia.billing import preview_form, refusals
from cadencia.billing.gathering import Gathered
from cadencia.billing.preview import GroupKey, Summary
from cadencia.cli import screen
from cadencia.cli.wording import Speaker
from cadencia.core.drafts import ContractPlan, DraftDocument, Installment
from cadencia.documents.rendering.figures import Figures

MOST_REFUSALS = 20
DASH = "–"


@dataclass(slots=True)
class Rows:
    """What people see of a preview: the first documents and refusals."""

    say: Speaker
    figures: Figures
    most: int
    with_lines: bool = False
    documents: list[tuple[Gathered, ContractPlan, DraftDocument]] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)

    def see(self, gathered: Gathered, plan: ContractPlan) -> None:
        """Keep what fits of a contract."""
        room = self.most - len(self.documents)
        self.documents += [(gathered, plan, each) for each in plan.documents[: max(0, room)]]
        if plan.refusals and len(self.refused) < MOST_REFUSALS:
            contract = gathered.agreement.contract
            reason = " ".join(refusals.told(each) for each in plan.refusals)
            self.refused.append((contract.code, contract.customer.name, reason))

    def show(self, console: Console, summary: Summary, series: Mapping[str, str]) -> None:
        """Print the documents, the totals by type and series, and the refusals."""
        if self.documents:
            console.print(self._documents())
        if summary.documents > len(self.documents):
            rest = summary.documents - len(self.documents)
            counts = {"count": self.figures.number(Decimal(rest)), "all": summary.documents}
            console.print(self.say("more_documents", **counts))
        if summary.groups:
            console.print()
            console.print(self._groups(summary, series))
        if self.refused:
            self._show_refusals(console, summary.refusals)

    def _documents(self) -> Table:
        say = self.say
        found = screen.table(
            *(say(each) for each in ("customer", "contract", "date", "type")),
            *(say(each) for each in ("installments", "net", "total")),
            right=(4, 5, 6),
            fold=(0,),
        )
        for gathered, plan, document in self.documents:
            contract, foot = gathered.agreement.contract, document.totals
            found.add_row(
                screen.clipped(f"{contract.customer.code} {contract.customer.name}"),
                contract.code,
                self.figures.day(document.theoretical_on),
                say(document.key.document_type),
                _numbers(plan.installments[place] for place in document.installments),
                amount(self.figures, foot.net),
                money(self.figures, foot.total, document.key.currency),
            )
            if self.with_lines:
                self._add_lines(found, document)
        return found

    def _add_lines(self, table: Table, document: DraftDocument) -> None:
        for line in document.lines:
            price = self.figures.price(line.unit_price, decimals=2)
            times = f"{self.figures.number(line.quantity)} × {price}"
            table.add_row(
                screen.clipped(f"  {line.description}"),
                times,
                "",
                "",
                "",
                amount(self.figures, line.net),
                "",
                style="dim",
            )

    def _groups(self, summary: Summary, series: Mapping[str, str]) -> Table:
        say = self.say
        found = screen.table(
            *(say(each) for each in ("type", "series", "documents", "net", "taxes", "total")),
            right=(2, 3, 4, 5),
        )
        for key, group in sorted(summary.groups.items(), key=_by_type):
            found.add_row(
                say(key.document_type),
                key.series or series.get(key.document_type, DASH),
                self.figures.number(Decimal(group.documents)),
                amount(self.figures, group.net),
                amount(self.figures, group.total - group.net),
                money(self.figures, group.total, key.currency),
            )
        return found

    def _show_refusals(self, console: Console, how_many: int) -> None:
        say = self.say
        console.print()
        word = "refused_one" if how_many == 1 else "refused"
        console.print(say(word, count=how_many), style="bold red")
        found = screen.table(say("contract"), say("customer"), say("reason"), fold=(1, 2))
        for code, customer, reason in self.refused:
            found.add_row(code, screen.clipped(customer), reason)
        console.print(found)
        if how_many > len(self.refused):
            console.print(say("more_refusals", count=how_many - len(self.refused)))


@dataclass(slots=True)
class Stream:
    """What programs see: documents written as they are planned, refusals and totals at the end.

    As one JSON object, or as JSON lines `{"document": …}`, `{"refusal": …}`, `{"summary": …}`.
    """

    out: TextIO
    series: Mapping[str, str]
    header: preview_form.Form
    with_lines: bool = False
    as_lines: bool = False
    refused: list[preview_form.Form] = field(default_factory=list)
    written: int = 0

    def begin(self) -> None:
        """Write what comes before the first document."""
        if not self.as_lines:
            opening = json.dumps(self.header, ensure_ascii=False)[:-1]
            self.out.write(f'{opening}, "documents": [')

    def see(self, gathered: Gathered, plan: ContractPlan) -> None:
        """Write the documents of a contract."""
        for each in preview_form.documents(gathered, plan, self.series, with_lines=self.with_lines):
            self._write_document(each)
        for refused in preview_form.refusals_of(gathered, plan):
            if self.as_lines:
                self._write_line("refusal", refused)
            else:
                self.refused.append(refused)

    def end(self, summary: preview_form.Form) -> None:
        """Write the refusals and the totals."""
        if self.as_lines:
            self._write_line("summary", {**self.header, **summary})
            return
        refused = json.dumps(self.refused, ensure_ascii=False)
        self.out.write(f'\n], "refusals": {refused},\n"summary": ')
        self.out.write(json.dumps(summary, ensure_ascii=False) + "}\n")

    def _write_document(self, document: preview_form.Form) -> None:
        if self.as_lines:
            self._write_line("document", document)
            return
        self.out.write(",\n" if self.written else "\n")
        self.out.write(json.dumps(document, ensure_ascii=False))
        self.written += 1

    def _write_line(self, name: str, form: preview_form.Form) -> None:
        self.out.write(json.dumps({name: form}, ensure_ascii=False) + "\n")


def amount(figures: Figures, value: Decimal) -> str:
    """Return an amount with the decimals that it has."""
    return figures.amount(value, decimals=max(0, -int(value.as_tuple().exponent)))


def money(figures: Figures, value: Decimal, currency: str) -> str:
    """Return an amount with its currency."""
    decimals = max(0, -int(value.as_tuple().exponent))
    return figures.money(value, currency=currency, decimals=decimals)


def monies(figures: Figures, totals: Mapping[str, Decimal]) -> str:
    """Return the totals of several currencies."""
    found = [money(figures, value, currency) for currency, value in sorted(totals.items())]
    return ", ".join(found) or DASH


def _numbers(installments: Iterable[Installment]) -> str:
    return ", ".join(DASH if each.number is None else str(each.number) for each in installments)


def _by_type(entry: tuple[GroupKey, object]) -> tuple[str, str, str]:
    key = entry[0]
    return key.document_type, key.series or "", key.currency
