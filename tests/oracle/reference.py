"""The answer of `cadencia simulate`, worked out a second time and slowly."""

from itertools import groupby

from tests.oracle.amounts import Amounts
from tests.oracle.contract_form import read
from tests.oracle.documents import Desk
from tests.oracle.rounding import rounded
from tests.oracle.sale import parts_of_sale
from tests.oracle.walk import Walk


def answer(raw, start, until, as_of=None):
    """Return installments, documents and refusals of a contract file, as its page shows them."""
    form = read(raw)
    if form.state != "posted" or not form.active:
        return {"installments": [], "documents": [], "refusals": []}
    walk = Walk(form, until)
    desk = Desk(form, Amounts(walk), as_of)
    sold = parts_of_sale(walk) if form.installments_are == "due_dates" else []
    listed = [each for each in walk.visits if _is_listed(each, desk, start, until, sold)]
    documents = desk.sold(walk, sold) if any(each in listed for each in sold) else []
    if sold and sold[0] not in listed:  # a refusal is told with the first installment
        desk.refusals.clear()
    others = [each for each in listed if each not in sold]
    for _, together in groupby(others, key=lambda each: each.due_on):
        documents += desk.documents_of(list(together))
    for document in documents:
        document.visits = [each for each in document.visits if each in listed]
    places = {id(each): place for place, each in enumerate(listed)}
    documents.sort(key=lambda each: (each.issue_date, places[id(each.visits[0])]))
    return {
        "installments": [_installment(each, desk, documents) for each in listed],
        "documents": [_document(each) for each in documents],
        "refusals": sorted(set(desk.refusals)),
    }


def _is_listed(visit, desk, start, until, sold):
    if visit.settled or visit.skipped or not start <= visit.due_on <= until:
        return False
    asked = sold[0] if visit in sold else visit  # a sale is asked for all at once
    return not desk.as_of or desk.ask_on(desk.theoretical(asked)) <= desk.as_of


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
        "lines": [_line(each, document) for each in document.lines],
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
        "stock_moves": document.moves,
        "deferred_cost": {
            "provisioned": f"{rounded(document.provisioned, document.decimals):f}",
            "released": f"{rounded(document.released, document.decimals):f}",
        },
    }


def _line(line, document):
    return {
        "key": line.state.key,
        "description": line.text,
        "quantity": f"{line.quantity:f}",
        "unit_price": f"{line.unit_price:f}",
        "discounts": [f"{each:f}" for each in line.discounts],
        "net": f"{line.net:f}",
        "period": {"from": f"{line.start}", "until": f"{line.until}"},
        "installment": line.visit.number if line.visit in document.visits else None,
        "taxes": list(line.state.taxes),
    }
