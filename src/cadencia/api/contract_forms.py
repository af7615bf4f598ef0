"""What a contract looks like: the contract file's form, as the OpenAPI document describes it.

The contract file's own reader reads it (`cadencia.interchange`), with all its problems at once;
these classes only describe it.
"""

from typing import Annotated, Literal

from pydantic import Field

from cadencia.api.forms import Amount, Code, Day, Form, Short, Text

Months = list[Annotated[int, Field(ge=1, le=12)]]
DocumentType = Literal["invoice", "delivery_note", "non_billable_delivery_note", "work_order"]
Parameters = dict[str, str]


class FormOfSchedule(Form):
    """Every so many units from a first date, or on a day of chosen months."""

    every: Annotated[int, Field(ge=1, le=1000)] | None = None
    unit: Literal["day", "week", "month", "quarter", "semester", "year"] | None = None
    first: Day | None = None
    anchor_day: Annotated[int, Field(ge=1, le=31)] | None = None
    months: Months | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    since: Day | None = None


class FormOfPart(Form):
    """A part of a payment; the last one takes the rest."""

    percent: Amount | None = None
    days: int | None = None


class FormOfTerms(Form):
    """Payment terms of the contract's own; without them, its customer's."""

    days: int | None = None
    months: int | None = None
    month_end: bool | None = None
    fixed_days: list[int] | None = None
    parts: list[FormOfPart] | None = None
    business_day: Literal["as_is", "next", "previous"] | None = None


class FormOfLine(Form):
    """A line. `key` is yours, and tells the contract's lines apart."""

    key: Code
    item: Code | None = None
    description: Text | None = None
    extra_text: Text | None = None
    reference: Short | None = None
    quantity: Amount | None = None
    quantity_source: Literal["fixed", "formula", "usage"] | None = None
    quantity_formula: Code | None = None
    quantity_amount: Amount | None = None
    quantity_parameters: Parameters | None = None
    unit_price: Amount | None = None
    price_source: Literal["fixed", "current", "catalog", "formula"] | None = None
    formula: Code | None = None
    formula_amount: Amount | None = None
    formula_parameters: Parameters | None = None
    price_split: Literal["same", "divided"] | None = None
    discounts: list[Amount] | None = None
    taxes: list[Code] | None = None
    withheld: bool | None = None
    months: Months | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None
    one_off_on: Short | None = Field(
        None, description="A date, a month (2027-03), or `next`: with the next ordinary document."
    )
    installment_service: Code | None = None
    document_type: DocumentType | None = None
    series: Code | None = None
    mandate: Short | None = None
    payment_method: Short | None = None
    delivery_address: Short | None = None
    account: Short | None = None
    agent: Short | None = None
    commission: Amount | None = None
    location: Short | None = None
    lot: Short | None = None
    serial: Short | None = None


class FormOfModification(Form):
    """A change in force between two dates, both included."""

    valid_from: Day = Field(alias="from")
    valid_until: Day | None = Field(None, alias="until")
    line: Code | None = Field(None, description="The key of the line; null with effect `add`.")
    effect: Literal["modify", "add"] | None = None
    document: Literal["same", "separate"] | None = None
    times: Literal["each", "first"] | None = None
    item: Code | None = None
    description: Text | None = None
    quantity: Amount | None = None
    unit_price: Amount | None = None
    price_split: Literal["same", "divided"] | None = None
    discounts: list[Amount] | None = None
    taxes: list[Code] | None = None
    installment_service: Code | None = None
    formula: Code | None = None
    formula_amount: Amount | None = None
    formula_parameters: Parameters | None = None
    lot: Short | None = None
    serial: Short | None = None


class FormOfReview(Form):
    """An indexation: by percent, or by an index over its value of the month `base`."""

    valid_from: Day = Field(alias="from")
    every_months: int | None = None
    percent: Amount | None = None
    index: Code | None = None
    base: Short | None = None
    lines: list[Code] | None = None


class FormOfPause(Form):
    """A stretch without billing, both ends included; without `until` it is still open."""

    valid_from: Day = Field(alias="from")
    valid_until: Day | None = Field(None, alias="until")
    mode: Literal["skip", "shift"] | None = None


class FormOfMove(Form):
    """An installment whose theoretical date is another."""

    due_on: Day
    to: Day


class ContractChange(Form):
    """The fields of a contract that are to change; null is the usual value."""

    code: Code | None = None
    reference: Short | None = None
    kind: Code | None = None
    project: Code | None = None
    generation: Literal["automatic", "manual"] | None = None
    document_type: DocumentType | None = None
    installments_are: Literal["documents", "due_dates"] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    series: Code | None = None
    journal: Code | None = None
    bill_to: Code | None = None
    contact: Code | None = None
    payment_method: Code | None = None
    mandate: Code | None = None
    delivery_address: Short | None = None
    payment_terms: FormOfTerms | None = None
    tax_regime: Literal["domestic", "intra_eu", "export", "exempt", "reverse_charge"] | None = None
    price_list: Code | None = None
    allow_price_updates: bool | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    withdrawn_on: Day | None = None
    bill_withdrawal_day: bool | None = None
    installments: Annotated[int, Field(ge=1)] | None = None
    schedule: FormOfSchedule | None = None
    timing: Literal["advance", "arrears"] | None = None
    opening: Literal["none", "full", "prorated"] | None = None
    closing: Literal["full", "prorated"] | None = None
    proration: Literal["actual", "thirty"] | None = None
    split_on_change: bool | None = None
    business_day: Literal["as_is", "next", "previous"] | None = None
    lead_days: Annotated[int, Field(ge=0, le=366)] | None = None
    billed_until: Day | None = None
    document_discount: Amount | None = None
    expenses: Amount | None = None
    withholding: Code | None = None
    stock_release: Literal["each", "first", "first_deferring_cost", "last"] | None = None
    sales_rep: Code | None = Field(None, description="Code of the salesperson.")
    commission_rate: Amount | None = Field(
        None, description="Percent, 0 to 100, of lines that say none; null: the salesperson's own."
    )
    commission_base: Literal["net", "margin", "none"] | None = Field(
        None, description="What the percent is of; null: net."
    )
    responsible: Code | None = Field(None, description="Name of a user of the company.")
    responsible_party: Code | None = Field(None, description="Name of who answers for the debt.")
    documents_are: Literal["draft", "issued"] | None = Field(
        None, description="How documents are left; null: as the company says."
    )
    sending: Literal["create_only", "create_and_send"] | None = Field(
        None, description="Once issued; null: as the customer says."
    )
    email_to: Text | None = Field(None, description="Where documents are sent, by e-mail.")
    email_copy: Text | None = Field(None, description="Who gets a copy.")
    notes: Text | None = None
    lines: list[FormOfLine] | None = None
    modifications: list[FormOfModification] | None = None
    reviews: list[FormOfReview] | None = None
    pauses: list[FormOfPause] | None = None
    moves: list[FormOfMove] | None = None


class FormOfContract(ContractChange):
    """A contract. What is left out has its usual value."""

    code: Code
    state: Literal["draft", "posted", "finished", "void"] | None = None
    active: bool | None = None
    lines: list[FormOfLine]


class OfCustomer(Form):
    """Whose contract it is."""

    code: Code


class NewContract(Form):
    """A contract to register: `draft`, or posted at once if nothing is said (the usual)."""

    customer: OfCustomer
    contract: FormOfContract


class NewContracts(Form):
    """Contracts to register together."""

    mode: Literal["all", "each"] = Field(
        "all", description="`all` of them or none; `each` that can be, telling why others can't."
    )
    contracts: list[NewContract] = Field(min_length=1, max_length=1000)


class ChangeOfContract(Form):
    """What is to change of a draft; lists and objects are replaced whole."""

    customer: OfCustomer | None = None
    contract: ContractChange | None = None
