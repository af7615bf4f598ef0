"""What the tables of docs/rules ask: dates, rounding, splits, totals, texts, due dates."""

from datetime import date
from decimal import Decimal

from cadencia.core import (
    dates,
    document_dates,
    payment_terms,
    splitting,
    text_variables,
    totals,
)
from cadencia.core.business_days import every_weekday


def _date(cell):
    return date.fromisoformat(cell) if cell else None


def _int(cell):
    return int(cell) if cell else None


def _without_blanks(row, **readers):
    """Read the cells that are not blank: the others keep the rule's default."""
    return {name: read(row[name]) for name, read in readers.items() if row.get(name)}


def monthly_dates(row):
    found = [
        dates.add_months(_date(row["first"]), int(row["every"]) * k, _int(row["anchor_day"]))
        for k in range(5)
    ]
    return {"first five": " ".join(each.isoformat() for each in found)}


def day_counts(row):
    start, end = _date(row["from"]), _date(row["until"])
    return {
        "actual": str(dates.actual_days(start, end)),
        "thirty": str(dates.thirty_days(start, end)),
    }


def issue_dates(row):
    found = document_dates.issue_date(
        theoretical_on=_date(row["theoretical"]),
        day_of_issue=_date(row["day of issue"]),
        last_issued_on=_date(row["last issued"]),
        closed_until=_date(row["closed until"]),
    )
    return {"issue date": found.isoformat()}


def _parts(cell):
    pairs = (each.split("@") for each in cell.split())
    return tuple(payment_terms.PaymentPart(Decimal(percent), int(days)) for percent, days in pairs)


def due_dates(row):
    terms = payment_terms.PaymentTerms(
        **_without_blanks(
            row,
            months=int,
            days=int,
            month_end=lambda cell: cell == "yes",
            fixed_days=lambda cell: tuple(int(each) for each in cell.split()),
            parts=_parts,
            business_day=str,
        )
    )
    found = payment_terms.due_dates(
        terms, _date(row["from"]), Decimal(row["amount"]), 2, every_weekday
    )
    return {"due": ", ".join(f"{each.amount} on {each.on.isoformat()}" for each in found)}


def splits(row):
    found = splitting.split_evenly(Decimal(row["price"]), int(row["parts"]), int(row["decimals"]))
    runs = [f"{found.count(each)} × {each}" for each in dict.fromkeys(found)]
    return {"parts": ", ".join(runs)}


_TAXES = {
    "IVA21": totals.TaxRate("IVA21", "IVA", Decimal(21), Decimal("5.2")),
    "IVA10": totals.TaxRate("IVA10", "IVA", Decimal(10), Decimal("1.4")),
    "IGIC7": totals.TaxRate("IGIC7", "IGIC", Decimal(7)),
    "IPS8": totals.TaxRate("IPS8", "IPS", Decimal(8)),
}


def _total_line(cell):
    net, *codes = cell.replace("+", " ").split()
    marked = codes[-1:] == ["withheld"]
    taxes = tuple(_TAXES[code] for code in (codes[:-1] if marked else codes))
    return totals.TotalLine(Decimal(net), taxes, marked)


def feet(row):
    found = totals.document_totals(
        [_total_line(each) for each in row["lines"].split(",")],
        decimals=2,
        **_without_blanks(
            row,
            expenses=Decimal,
            withholding_rate=Decimal,
            surcharge_applies=lambda cell: cell == "yes",
            rounding=str,
            prices_include_tax=lambda cell: cell == "yes",
        ),
    )
    return {
        "net": str(found.net),
        "taxes": ", ".join(
            f"{each.tax} {each.rate} % of {each.base} = {each.amount}"
            + (f" + {each.surcharge}" if each.surcharge else "")
            for each in found.taxes
        ),
        "withholding": str(found.withholding),
        "total": str(found.total),
        "payable": str(found.payable),
    }


def texts(row):
    facts = text_variables.Facts(
        due_on=_date(row["due on"]),
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        period_from=date(2026, 3, 1),
        period_until=date(2026, 3, 31),
        installment=3,
        installments=12,
        contract="CT-1",
        customer="Ana",
        reference="PO 77",
        theoretical_on=date(2026, 3, 2),
        payment_due_on=date(2026, 4, 1),
        asset="Caldera 3",
    )
    return {
        language: text_variables.expand(row["text"], facts, language) for language in ("es", "en")
    }


def refused_texts(row):
    return {"refused": " ".join(text_variables.unknown_variables(row["text"]))}


CASES = {
    "monthly-dates": monthly_dates,
    "day-counts": day_counts,
    "issue-dates": issue_dates,
    "due-dates": due_dates,
    "splits": splits,
    "totals": feet,
    "texts": texts,
    "refused-texts": refused_texts,
}
