"""Which contracts a list shows: its filters as conditions of a query (GE-2, US-1)."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from cadencia.billing import contract_search
from cadencia.billing.gathering import arrays
from cadencia.billing.querying import rows
from cadencia.billing.scopes import Filter

MOST_FOUND = 10_000  # contracts that a search looks at
SHORTEST_INSIDE = 3  # letters of a word that is looked for inside texts; shorter ones begin codes
MOST_WORDS = 8


class Standing(StrEnum):
    """Where a contract stands, as a clerk tells them apart; inactive is a posted one."""

    DRAFT = "draft"
    ACTIVE = "active"
    INACTIVE = "inactive"
    FINISHED = "finished"
    VOID = "void"


_STANDING = {
    Standing.DRAFT: "c.state = 'draft'",
    Standing.ACTIVE: "c.state = 'posted' AND c.is_active",
    Standing.INACTIVE: "c.state = 'posted' AND NOT c.is_active",
    Standing.FINISHED: "c.state = 'finished'",
    Standing.VOID: "c.state = 'void'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFilter:
    """Which contracts; what is empty doesn't restrict. Codes and names are the user's.

    `text` is looked for, word by word, in code, reference, customer, tax id and items.
    `due_until` are those that may ask to be billed by that day; `ending_until` those in force
    that end by then.
    """

    text: str = ""
    standings: tuple[Standing, ...] = ()
    contracts: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    sales_reps: tuple[str, ...] = ()
    responsibles: tuple[str, ...] = ()
    responsible_parties: tuple[str, ...] = ()
    document_types: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    generation: str = ""  # automatic, manual
    due_until: date | None = None
    ending_until: date | None = None
    unconfirmed: bool = False
    parked: bool = False


ALL_CONTRACTS = ContractFilter()
OF_A_RUN = frozenset(each.name for each in fields(Filter))
"""What the scope of a run can say too."""

# Items and templates stand in it by their ids, so that the planner knows how many lines are theirs.
# The lines of one item lie in the order of their contracts: no more are read than are shown.
_OF_ITEM = """
    c.id IN (SELECT l.contract_id FROM contracts_contractline l WHERE l.item_id = %(item)s)"""
_OF_ITEMS = """
    c.id IN (SELECT l.contract_id FROM contracts_contractline l
             WHERE l.item_id = ANY(%(items)s::bigint[]))"""
_OF_ITEMS_OR_TEMPLATES = """
    c.id IN (SELECT l.contract_id FROM contracts_contractline l
             WHERE l.item_id = ANY(%(items)s::bigint[])
             UNION ALL
             SELECT f.id FROM contracts_contract f
             WHERE f.follows_template AND f.template_id = ANY(%(templates_of_items)s::bigint[]))"""
_ITEMS = "SELECT id FROM catalog_item WHERE company_id = %s AND code = ANY(%s)"
_TEMPLATES_OF_ITEMS = """
SELECT DISTINCT template_id FROM contracts_templateline
WHERE company_id = %s AND item_id = ANY(%s::bigint[])"""
_UNCONFIRMED = """
    c.state = 'posted' AND c.is_active AND (c.confirm_first AND NOT c.first_confirmed
                                            OR c.confirm_last AND NOT c.last_confirmed)"""


def _of(table: str, name: str, key: str = "code") -> str:
    return f"(SELECT id FROM {table} WHERE company_id = %(company)s AND {key} = ANY(%({name})s))"  # noqa: S608 - ours alone


_CONDITIONS = {
    "contracts": "c.code = ANY(%(contracts)s)",
    "customers": "c.customer_id IN " + _of("parties_customer", "customers"),
    "kinds": "c.kind_id IN " + _of("contracts_contractkind", "kinds", "name"),
    "projects": "c.project = ANY(%(projects)s)",
    "sales_reps": "c.sales_rep_id IN " + _of("parties_salesrep", "sales_reps"),
    "responsibles": """c.responsible_id IN (
        SELECT id FROM parties_user WHERE username = ANY(%(responsibles)s))""",
    "responsible_parties": "c.responsible_party_id IN "
    + _of("parties_responsibleparty", "responsible_parties", "name"),
    "document_types": "c.document_type = ANY(%(document_types)s)",
    "series": "c.series = ANY(%(series)s)",
    "templates": "c.template_id IN " + _of("contracts_template", "templates"),
    "generation": "c.generation = %(generation)s",
    "due_until": """c.id IN (SELECT contract_id FROM billing_contractdue
        WHERE company_id = %(company)s AND look_from <= %(due_until)s)""",
    "ending_until": "c.state = 'posted' AND least(c.ends_on, c.withdrawn_on) <= %(ending_until)s",
    "unconfirmed": _UNCONFIRMED,
    "parked": "c.id IN (SELECT contract_id FROM billing_refusal WHERE company_id = %(company)s)",
}

_OF_COMPANY = "c.company_id = %(company)s"
_OF_IDS = "c.id = ANY(%(found)s::bigint[])"

# By itself a short word begins a code; in what other words have found it is looked for inside.
_SHORT_WORD = "(starts_with(c.code, %({word})s) OR starts_with(c.code, upper(%({word})s)))"


@dataclass(frozen=True, slots=True)
class Restriction:
    """The conditions of a filter on `contracts_contract c`, and their parameters.

    `is_wide` says that the search found more than it looks at.
    """

    sql: str
    parameters: dict[str, Any]
    is_wide: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether all contracts of the company are meant."""
        return self.sql == _OF_COMPANY


def restriction(asked: ContractFilter, company_id: int) -> Restriction:
    """Return the filter as conditions that stand behind WHERE; the search is made here."""
    conditions = [_OF_COMPANY]
    parameters: dict[str, Any] = {"company": company_id}
    for name, condition in _CONDITIONS.items():
        value = getattr(asked, name)
        if value:
            conditions.append(f"({condition})")
            parameters[name] = list(value) if isinstance(value, tuple) else value
    if asked.items:
        conditions.append(_of_items(asked.items, company_id, parameters))
    if asked.standings:
        conditions.append(f"({' OR '.join(_STANDING[each] for each in asked.standings)})")
    return _searched(asked.text.split()[:MOST_WORDS], conditions, parameters)


def _searched(words: list[str], conditions: list[str], parameters: dict[str, Any]) -> Restriction:
    """The restriction of conditions and of the words searched besides."""
    long = [each for each in words if len(each) >= SHORTEST_INSIDE]
    short = [each for each in words if each not in long]
    if not long:
        for place, word in enumerate(short):
            conditions.append(_SHORT_WORD.format(word=f"word{place}"))
            parameters[f"word{place}"] = word
        return Restriction(" AND ".join(conditions), parameters)
    found = contract_search.found(long, short, parameters["company"], most=MOST_FOUND)
    parameters["found"] = found.ids
    conditions.append(_OF_IDS)
    return Restriction(" AND ".join(conditions), parameters, found.is_wide)


def _of_items(codes: tuple[str, ...], company_id: int, parameters: dict[str, Any]) -> str:
    """The condition of lines with any of the items, of the template that is followed too."""
    ids = [row[0] for row in rows(_ITEMS, company_id, list(codes))]
    items = arrays.written(ids)
    templates = [row[0] for row in rows(_TEMPLATES_OF_ITEMS, company_id, items)]
    if len(ids) == 1 and not templates:
        parameters["item"] = ids[0]
        return _OF_ITEM
    parameters["items"] = items
    if not templates:
        return _OF_ITEMS
    parameters["templates_of_items"] = arrays.written(templates)
    return _OF_ITEMS_OR_TEMPLATES


def scope_filter(asked: ContractFilter, *, codes: tuple[str, ...] = ()) -> Filter:
    """Return what of the filter a run can be asked for; `codes` name the contracts besides."""
    said = {name: each for name, each in asdict(asked).items() if name in OF_A_RUN}
    return Filter(**said | ({"contracts": codes} if codes else {}))


def beyond_a_run(asked: ContractFilter) -> frozenset[str]:
    """Return the names of what is asked that the scope of a run can't say."""
    rest = {name for name, each in asdict(asked).items() if each and name not in OF_A_RUN}
    return frozenset(rest - {"due_until"})
