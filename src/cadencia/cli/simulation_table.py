"""A simulation as a table for people."""

from __future__ import annotations

import io
import os
import shutil

from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.table import Table

from cadencia.core.agreement import Contract
from cadencia.core.simulation import IssuedDraft, Simulation
from cadencia.interchange.answer import plain

WORDS = {
    "es": {
        "title": "Contrato {code} · {customer}",
        "columns": "Fecha|Tipo|Cuota|Concepto|Neto|Total|A pagar|Vencimientos",
        "foot": "Cuotas: {installments} · Documentos: {documents}",
        "nothing": "Nada que facturar en estas fechas.",
        "refusal": "No se puede facturar: {message}",
        "invoice": "factura",
        "delivery_note": "albarán",
        "non_billable_delivery_note": "albarán no facturable",
        "work_order": "pedido de trabajo",
    },
    "en": {
        "title": "Contract {code} · {customer}",
        "columns": "Date|Type|Installment|Description|Net|Total|Payable|Due dates",
        "foot": "Installments: {installments} · Documents: {documents}",
        "nothing": "Nothing to bill on these dates.",
        "refusal": "Can't be billed: {message}",
        "invoice": "invoice",
        "delivery_note": "delivery note",
        "non_billable_delivery_note": "non-billable delivery note",
        "work_order": "work order",
    },
}
AMOUNTS = (4, 5, 6)  # columns on the right
UNBROKEN = (0, 7, *AMOUNTS)  # dates and amounts stay on one line
LEAST_WIDTH = 100


def table(contract: Contract, simulation: Simulation, language: str) -> str:
    """Return the documents one to a row, then what was refused."""
    words = WORDS[language]
    out = io.StringIO()
    console = Console(file=out, width=max(shutil.get_terminal_size().columns, LEAST_WIDTH))
    if simulation.documents:
        console.print(_documents(contract, simulation, words))
    elif not simulation.refusals:
        console.print(words["nothing"])
    counts = {
        "installments": len(simulation.installments),
        "documents": len(simulation.documents),
    }
    console.print(words["foot"].format(**counts), highlight=False)
    for each in simulation.refusals:
        console.print(words["refusal"].format(message=each.message), markup=False)
    return os.linesep.join(line.rstrip() for line in out.getvalue().splitlines()) + os.linesep


def _documents(contract: Contract, simulation: Simulation, words: dict[str, str]) -> Table:
    title = words["title"].format(code=contract.code, customer=contract.customer.name)
    found = Table(title=escape(title), show_edge=False)
    for place, name in enumerate(words["columns"].split("|")):
        side: JustifyMethod = "right" if place in AMOUNTS else "left"
        found.add_column(name, justify=side, no_wrap=place in UNBROKEN)
    for each in simulation.documents:
        found.add_row(*(escape(cell) for cell in _cells(each, simulation, words)))
    return found


def _cells(each: IssuedDraft, simulation: Simulation, words: dict[str, str]) -> list[str]:
    draft, foot = each.draft, each.draft.totals
    numbers = (simulation.installments[place].number for place in draft.installments)
    return [
        each.issue_date.isoformat(),
        words[draft.key.document_type],
        ", ".join("–" if number is None else str(number) for number in numbers),
        "\n".join(line.description for line in draft.lines),
        plain(foot.net),
        plain(foot.total),
        plain(foot.payable),
        "\n".join(f"{due.on.isoformat()} {plain(due.amount)}" for due in each.due_dates),
    ]
