"""Which contracts a list shows: its filters as conditions of a query (GE-2, US-1)."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from cadencia.billing.querying import rows
from cadencia.billing.scopes import Filter

MOST_FOUND = 20_000  # contracts that a search looks at
SHORTEST_INSIDE = 3  # letters of a word that is looked for inside texts; shorter ones begin codes
MOST_WORDS = 8
_ALL = 2**31 - 1


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

_LINES_OF_ITEMS = """
    c.id IN (SELECT l.contract_id FROM contracts_contractline l JOIN catalog_item i
             ON i.id = l.item_id WHERE i.company_id = %(company)s AND i.code = ANY(%(items)s))
    OR c.follows_template AND c.template_id IN (
        SELECT l.template_id FROM contracts_templateline l JOIN catalog_item i
        ON i.id = l.item_id WHERE i.company_id = %(company)s AND i.code = ANY(%(items)s))"""
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
    "items": _LINES_OF_ITEMS,
    "generation": "c.generation = %(generation)s",
    "due_until": """c.id IN (SELECT contract_id FROM billing_contractdue
        WHERE company_id = %(company)s AND look_from <= %(due_until)s)""",
    "ending_until": "c.state = 'posted' AND least(c.ends_on, c.withdrawn_on) <= %(ending_until)s",
    "unconfirmed": _UNCONFIRMED,
    "parked": "c.id IN (SELECT contract_id FROM billing_refusal WHERE company_id = %(company)s)",
}

# By itself a short word begins a code; in what other words have found it is looked for inside.
_SHORT_WORD = {
    False: "(starts_with(c.code, %({word})s) OR starts_with(c.code, upper(%({word})s)))",
    True: """parties_plain(c.code || ' ' || c.reference || (
        SELECT ' ' || u.code || ' ' || u.name || ' ' || u.tax_id
        FROM parties_customer u WHERE u.id = c.customer_id)
    ) LIKE ALL (parties_patterns(ARRAY[%({word})s]))""",
}


@dataclass(frozen=True, slots=True)
class Restriction:
    """The conditions of a filter on `contracts_contract c`, and their parameters.

    `is_wide` says that the search found more than it looks at.
    """

    sql: str
    parameters: dict[str, Any]
    is_wide: bool = False


def restriction(asked: ContractFilter, company_id: int) -> Restriction:
    """Return the filter as conditions that stand behind WHERE; the search is made here."""
    conditions, is_wide = ["c.company_id = %(company)s"], False
    parameters: dict[str, Any] = {"company": company_id}
    for name, condition in _CONDITIONS.items():
        value = getattr(asked, name)
        if value:
            conditions.append(f"({condition})")
            parameters[name] = list(value) if isinstance(value, tuple) else value
    if asked.standings:
        conditions.append(f"({' OR '.join(_STANDING[each] for each in asked.standings)})")
    words = asked.text.split()[:MOST_WORDS]
    long = [each for each in words if len(each) >= SHORTEST_INSIDE]
    for place, word in enumerate(each for each in words if each not in long):
        conditions.append(_SHORT_WORD[bool(long)].format(word=f"word{place}"))
        parameters[f"word{place}"] = word
    if long:
        parameters["found"] = _found(long, company_id)
        is_wide = len(parameters["found"]) > MOST_FOUND
        conditions.append("c.id = ANY(%(found)s)")
    return Restriction(" AND ".join(conditions), parameters, is_wide)


def scope_filter(asked: ContractFilter, *, codes: tuple[str, ...] = ()) -> Filter:
    """Return what of the filter a run can be asked for; `codes` name the contracts besides."""
    said = {name: each for name, each in asdict(asked).items() if name in OF_A_RUN}
    return Filter(**said | ({"contracts": codes} if codes else {}))


def beyond_a_run(asked: ContractFilter) -> frozenset[str]:
    """Return the names of what is asked that the scope of a run can't say."""
    rest = {name for name, each in asdict(asked).items() if each and name not in OF_A_RUN}
    return frozenset(rest - {"due_until"})


def _found(words: list[str], company_id: int) -> list[int]:
    """The ids of the contracts in which each word is found.

    One word is looked for until there are enough; of several each is looked for to the end.
    """
    most = MOST_FOUND + 1 if len(words) == 1 else _ALL
    each = " INTERSECT ".join(["SELECT contracts_like(%s, %s, %s)"] * len(words))
    parameters = [part for word in words for part in (company_id, [word], most)]
    return [row[0] for row in rows(f"{each} LIMIT %s", *parameters, MOST_FOUND + 1)]
