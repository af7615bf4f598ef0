"""Whether a document is sent by itself, and whom it goes to (AG-1, DO-6)."""

import pytest

from cadencia.core.recipients import (
    OfCompany,
    OfContract,
    OfCustomer,
    Recipients,
    addresses_in,
    is_sent,
    recipients,
    settled,
)

SEND, CREATE = "create_and_send", "create_only"


@pytest.mark.parametrize(
    ("contracts", "customer", "company", "goes"),
    [
        ([""], "", CREATE, False),
        ([""], "", SEND, True),
        ([""], SEND, CREATE, True),
        ([""], CREATE, SEND, False),
        ([SEND], CREATE, CREATE, True),
        ([CREATE], SEND, SEND, False),
        ([CREATE, SEND], "", CREATE, True),  # one of those on the document is enough
        ([CREATE, ""], SEND, CREATE, True),
        ([], SEND, CREATE, True),
        ([], "", CREATE, False),
    ],
)
def test_the_contract_then_the_customer_then_the_company(contracts, customer, company, goes):
    said = [OfContract(sending=each) for each in contracts]
    assert is_sent("invoice", said, OfCustomer(sending=customer), OfCompany(company)) is goes


def test_a_work_order_goes_by_hand_alone():
    assert not is_sent("work_order", [OfContract(SEND)], OfCustomer(SEND), OfCompany(SEND))


def test_addresses_of_the_contract_then_for_bills_then_the_main_one():
    customer = OfCustomer(email="ana@example.com", billing_email="facturas@example.com")
    company = OfCompany()
    own = OfContract(email_to="obra@example.com")
    assert recipients([own], customer, company).to == ("obra@example.com",)
    assert recipients([OfContract()], customer, company).to == ("facturas@example.com",)
    assert recipients([], OfCustomer(email="ana@example.com"), company).to == ("ana@example.com",)
    assert recipients([], OfCustomer(), company) == Recipients(())


def test_all_of_several_contracts_each_once():
    contracts = [OfContract(email_to="a@example.com"), OfContract(email_to="B@x.es, A@example.com")]
    assert recipients(contracts, OfCustomer(), OfCompany()).to == ("a@example.com", "B@x.es")


def test_copies_of_contract_and_customer_are_seen_the_company_s_is_not():
    found = recipients(
        [OfContract(email_to="a@x.es", email_copy="jefe@x.es; A@x.es")],
        OfCustomer(email_copy="gestor@x.es"),
        OfCompany(email_copy="archivo@e.es, gestor@x.es"),
    )
    assert found == Recipients(("a@x.es",), ("jefe@x.es", "gestor@x.es"), ("archivo@e.es",))


def test_an_address_stands_in_one_place():
    assert settled(["a@x.es"], ["A@x.es", "b@x.es"], ["b@x.es", "c@x.es"]) == Recipients(
        ("a@x.es",), ("b@x.es",), ("c@x.es",)
    )


def test_addresses_as_people_write_them():
    assert addresses_in(" a@x.es;b@x.es,\nc@x.es ") == ("a@x.es", "b@x.es", "c@x.es")
    assert addresses_in("") == ()
