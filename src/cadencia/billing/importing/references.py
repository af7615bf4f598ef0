"""What a contract of an import refers to and only the company's data can judge."""

from collections.abc import Iterator, Mapping

from cadencia.billing.importing import details
from cadencia.billing.importing.surroundings import Surroundings
from cadencia.billing.importing.work import Work
from cadencia.interchange.tables.records import Json, Record


def refuse_unknown(
    contract: Mapping[str, Json], record: Record, around: Surroundings, work: Work
) -> None:
    """Note the payers, price lists, series and people that the company doesn't have.

    A ledger is refused: its rows say *billed* of documents that the company hasn't got.
    """
    if contract.get("ledger"):
        work.findings.refuse("ledger_stays", record, "contract.ledger")
    payer = text(contract, "bill_to")
    if payer and payer not in around.customers and payer not in work.broken("customers"):
        work.findings.refuse("customer_unknown", record, "contract.bill_to", name=payer)
    price_list = text(contract, "price_list")
    if price_list and price_list not in around.masters.price_list_ids:
        work.findings.refuse("price_list_unknown", record, "contract.price_list", name=price_list)
    for path, series in _series(contract):
        if series not in around.masters.series:
            known = ", ".join(around.masters.series)
            work.findings.refuse("series_unknown", record, path, name=series, known=known)
    for name, value in details.unknown(contract, around.refs):
        work.findings.refuse(f"{name}_unknown", record, f"contract.{name}", name=value)
    work.findings.refuse_values(details.unfit(contract), record)


def text(data: Mapping[str, Json], name: str) -> str | None:
    """Return a text that is given, None for anything else."""
    value = data.get(name)
    return value if isinstance(value, str) and value else None


def _series(contract: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    if series := text(contract, "series"):
        yield "contract.series", series
    lines = contract.get("lines")
    for index, line in enumerate(lines if isinstance(lines, list) else ()):
        if isinstance(line, Mapping) and (series := text(line, "series")):
            yield f"contract.lines.{index}.series", series
