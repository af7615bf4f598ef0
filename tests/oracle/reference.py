"""The answer of `cadencia simulate`, worked out a second time and slowly."""

from itertools import groupby

from tests.oracle.amounts import Amounts
from tests.oracle.contract_form import read
from tests.oracle.documents import Desk
from tests.oracle.walk import Walk


def answer(raw, start, until, as_of=None):
    """Return installments, documents and refusals of a contract file, as its page shows them."""
    form = read(raw)
    if form.state != "posted" or not form.active:
        return {"installments": [], "documents": [], "refusals": []}
    walk = Walk(form, until)
    desk = Desk(form, Amounts(walk), as_of)
    listed = [
        each
        for each in walk.visits
        if start <= each.due_on <= until and not each.settled and not each.skipped
    ]
    if as_of:
        listed = [each for each in listed if desk.ask_on(desk.theoretical(each)) <= as_of]
    documents = []
    for _, together in groupby(listed, key=lambda each: each.due_on):
        documents += desk.documents_of(list(together))
    places = {id(each): place for place, each in enumerate(listed)}
    documents.sort(key=lambda each: (each.issue_date, places[id(each.visits[0])]))
    return {
        "installments": [_installment(each, desk, documents) for each in listed],
        "documents": [_document(each) for each in documents],
        "refusals": sorted(desk.refusals),
    }


def _installment(visit, desk, documents):
    return {
        "number": visit.number,
        "due_on": f"{visit.due_on}",
        "kind": visit.kind,
        "theoretical_on": f"{desk.theoretical(visit)}",
        "period": {"from": f"{visit.start}", "until": f"{visit.until}"},
        "documents": [
            place
            for place, each in enumerate(documents)
            if any(own is visit for own in each.visits)
        ],
    }


def _document(document):
    foot = document.totals
    return {
        "type": document.type,
        "issue_date": f"{document.issue_date}",
        "operation_date": f"{document.operation_date}",
        "installments": [each.number for each in document.visits],
        "series": document.series,
        "lines": [_line(each) for each in document.lines],
        "taxes": [
            {
                "tax": each.tax,
                "rate": f"{each.rate:f}",
                "base": f"{each.base:f}",
                "amount": f"{each.amount:f}",
                "surcharge": f"{each.surcharge:f}",
            }
            for each in foot.taxes
        ],
        "withholding": f"{foot.withholding:f}",
        "net": f"{foot.net:f}",
        "total": f"{foot.total:f}",
        "payable": f"{foot.payable:f}",
        "due_dates": [
            {"on": f"{each.on}", "amount": f"{each.amount:f}"} for each in document.due_dates
        ],
    }


def _line(line):
    return {
        "key": line.state.key,
        "description": line.text,
        "quantity": f"{line.quantity:f}",
        "unit_price": f"{line.unit_price:f}",
        "discounts": [f"{each:f}" for each in line.discounts],
        "net": f"{line.net:f}",
        "period": {"from": f"{line.start}", "until": f"{line.until}"},
        "installment": line.visit.number,
        "taxes": list(line.state.taxes),
    }
