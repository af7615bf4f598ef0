"""What the services of companies and customers keep, and what they refuse."""

from decimal import Decimal

import pytest

from cadencia.parties import services, terms
from cadencia.parties.models import BankAccount, Company, Customer, PartySnapshot
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

AT = factories.A_MOMENT


@pytest.fixture
def company():
    return factories.a_company(country="ES")


def refused_fields(act, *arguments, **named):
    with pytest.raises(ValuesRefused) as refusal:
        act(*arguments, **named)
    assert all(each.message for each in refusal.value.problems)
    return {each.path for each in refusal.value.problems}


class TestCompanies:
    def test_it_prints_what_it_was_given(self):
        company = services.create_company(
            {"code": "G", "name": "Gimnasio", "legal_name": "Gimnasio Sol, S.L.",
             "tax_id": "B12345674", "city": "Soria", "registry_text": "Tomo 1, folio 2"},
            at=AT,
        )  # fmt: skip
        printed = company.issuer_snapshot.data
        assert (printed["name"], printed["tax_id"]) == ("Gimnasio Sol, S.L.", "B12345674")
        assert printed["registry_text"] == "Tomo 1, folio 2"

    def test_all_that_is_wrong_is_named_at_once(self):
        values = {
            "code": "", "name": " ", "country": "Spain", "currency": "euro", "language": "ESP",
            "time_zone": "Madrid", "holidays": "ES-ZZ", "tax_rounding": "x", "max_backdating": -1,
            "zero_total": "x", "documents_are": "x", "email": "x", "max_growth": Decimal("0.9"),
            "colour": "red",
        }  # fmt: skip
        assert refused_fields(services.create_company, values, at=AT) == set(values)
        assert not Company.objects.exists()

    def test_a_wrong_nif_is_refused(self):
        values = {"code": "G", "name": "G", "tax_id": "B12345675"}
        assert refused_fields(services.create_company, values, at=AT) == {"tax_id"}

    def test_a_tax_id_of_another_country_is_believed(self):
        values = {"code": "G", "name": "G", "tax_id": "0614-250799-101-4", "country": "SV"}
        assert services.create_company(values, at=AT).tax_id == "0614-250799-101-4"

    def test_a_code_is_taken_once(self, company):
        values = {"code": company.code, "name": "Otra"}
        assert refused_fields(services.create_company, values, at=AT) == {"code"}

    def test_a_change_makes_a_new_snapshot_and_keeps_the_old_one(self, company):
        before = company.issuer_snapshot
        after = services.update_company(
            company.pk, {"city": "Soria"}, by=chief(company.pk), at=AT
        ).issuer_snapshot
        assert after != before
        assert after.data["city"] == "Soria"
        assert PartySnapshot.objects.get(pk=before.pk).data["city"] == ""

    def test_what_is_not_printed_makes_none(self, company):
        before = company.issuer_snapshot_id
        changed = services.update_company(company.pk, {"lead_days": 5}, by=chief(company.pk), at=AT)
        assert changed.issuer_snapshot_id == before

    def test_the_country_of_customers_without_one_follows(self, company):
        ana = factories.a_customer(company)
        services.update_company(
            company.pk, {"country": "SV", "tax_id": ""}, by=chief(company.pk), at=AT
        )
        ana.refresh_from_db()
        assert ana.snapshot.data["country"] == "SV"

    def test_its_own_account_is_printed(self, company):
        services.save_bank_account(
            company, "es91 2100 0418 4502 0005 1332", by=chief(company.pk), at=AT
        )
        company.refresh_from_db()
        assert company.issuer_snapshot.data["bank_accounts"] == [
            {"iban": "ES9121000418450200051332", "bic": ""}
        ]


class TestCustomers:
    def test_all_that_is_wrong_is_named_at_once(self, company):
        values = {
            "code": "", "name": "", "country": "es", "language": "x", "email": "ana@",
            "decimals": 7, "payment_terms": {"days": -1}, "snapshot": 1,
        }  # fmt: skip
        found = refused_fields(
            services.create_customer, company, values, by=chief(company.pk), at=AT
        )
        assert found == set(values) - {"payment_terms"} | {"payment_terms.days"}
        assert not Customer.objects.exists()

    @pytest.mark.parametrize("tax_id", ["12345678A", "X1234567A", "B12345675", "1", "ES"])
    def test_a_wrong_nif_is_refused(self, company, tax_id):
        values = {"code": "A", "name": "Ana", "tax_id": tax_id}
        assert refused_fields(
            services.create_customer, company, values, by=chief(company.pk), at=AT
        ) == {"tax_id"}

    @pytest.mark.parametrize("tax_id", ["12345678Z", "X1234567L", "B12345674", "12345678z"])
    def test_a_nif_nie_or_cif_is_right(self, company, tax_id):
        values = {"code": "A", "name": "Ana", "tax_id": tax_id}
        assert (
            services.create_customer(company, values, by=chief(company.pk), at=AT).tax_id == tax_id
        )

    @pytest.mark.parametrize("field", ["payment_method", "mandate", "notes"])
    @pytest.mark.parametrize("number", ["4111111111111111", "visa 4111-1111-1111-1111 12/28"])
    def test_the_number_of_a_card_is_kept_nowhere(self, company, field, number):
        values = {"code": "A", "name": "Ana", field: number}
        assert refused_fields(
            services.create_customer, company, values, by=chief(company.pk), at=AT
        ) == {field}

    def test_a_mandate_of_many_digits_is_no_card(self, company):
        values = {"code": "A", "name": "Ana", "mandate": "4111111111111112"}
        services.create_customer(company, values, by=chief(company.pk), at=AT)

    def test_the_legal_name_is_printed_where_there_is_one(self, company):
        plain = factories.a_customer(company, "Ana")
        legal = factories.a_customer(company, "Bar", legal_name="Bar Sol, S.L.")
        assert plain.snapshot.data["name"] == "Ana"
        assert legal.snapshot.data["name"] == "Bar Sol, S.L."

    def test_going_back_points_at_the_first_snapshot_again(self, company):
        ana = factories.a_customer(company, city="Soria")
        first = ana.snapshot_id
        services.update_customer(ana.pk, company, {"city": "Madrid"}, by=chief(company.pk), at=AT)
        again = services.update_customer(
            ana.pk, company, {"city": "Soria"}, by=chief(company.pk), at=AT
        )
        assert again.snapshot_id == first
        assert PartySnapshot.objects.filter(customer=ana).count() == 2

    def test_who_pays_is_of_the_same_company_and_another(self, company):
        ana = factories.a_customer(company)
        stranger = factories.a_customer(factories.a_company())
        for payer in (ana, stranger):
            found = refused_fields(
                services.update_customer,
                ana.pk,
                company,
                {"bill_to": payer},
                by=chief(company.pk),
                at=AT,
            )
            assert found == {"bill_to"}

    def test_many_at_once_are_made_or_changed_by_their_code(self, company):
        rows = [{"code": f"C{each}", "name": f"N{each}", "city": "Soria"} for each in range(30)]
        services.save_customers(company, rows, by=chief(company.pk), at=AT)
        changed = services.save_customers(
            company,
            [{"code": "C3", "name": "Eva"}, {"code": "NEW", "name": "Luis"}],
            by=chief(company.pk),
            at=AT,
        )
        assert [each.code for each in changed] == ["C3", "NEW"]
        assert Customer.objects.count() == 31
        eva = Customer.objects.get(code="C3")
        assert (eva.name, eva.city) == ("Eva", "Soria")
        assert eva.pk == changed[0].pk
        assert eva.snapshot.data == {**eva.snapshot.data, "name": "Eva", "city": "Soria"}
        assert not Customer.objects.filter(snapshot=None).exists()

    def test_the_same_again_changes_nothing(self, company):
        rows = [{"code": "A", "name": "Ana"}]
        first = services.save_customers(company, rows, by=chief(company.pk), at=AT)[0]
        again = services.save_customers(company, rows, by=chief(company.pk), at=AT)[0]
        assert (again.pk, again.snapshot_id) == (first.pk, first.snapshot_id)
        assert PartySnapshot.objects.filter(customer=first).count() == 1


class TestBankAccounts:
    @pytest.mark.parametrize(
        "iban", ["ES9121000418450200051333", "ES0021000418450200051332", "", "X"]
    )
    def test_a_wrong_iban_is_refused(self, company, iban):
        ana = factories.a_customer(company)
        found = refused_fields(
            services.save_bank_account, company, iban, customer=ana, by=chief(company.pk), at=AT
        )
        assert found == {"iban"}

    def test_the_spanish_control_digits_are_checked_too(self, company):
        # right as an IBAN (check digits 29), wrong as a Spanish account
        found = refused_fields(
            services.save_bank_account,
            company,
            "ES2921000418460200051332",
            by=chief(company.pk),
            at=AT,
        )
        assert found == {"iban"}

    def test_it_is_kept_once(self, company):
        ana = factories.a_customer(company)
        for text in ("ES91 2100 0418 4502 0005 1332", "ES9121000418450200051332"):
            services.save_bank_account(company, text, customer=ana, by=chief(company.pk), at=AT)
        assert BankAccount.objects.get().iban == "ES9121000418450200051332"


class TestPaymentTerms:
    @pytest.mark.parametrize(
        ("kept", "path"),
        [
            ({"days": "30"}, "payment_terms.days"),
            ({"days": 3651}, "payment_terms.days"),
            ({"months": True}, "payment_terms.months"),
            ({"month_end": 1}, "payment_terms.month_end"),
            ({"fixed_days": [0]}, "payment_terms.fixed_days"),
            ({"fixed_days": [32]}, "payment_terms.fixed_days"),
            ({"business_day": "x"}, "payment_terms.business_day"),
            ({"weeks": 1}, "payment_terms.weeks"),
            ({"parts": [{"percent": 30}, {}]}, "payment_terms.parts.0.percent"),
            ({"parts": [{"percent": "60"}, {"percent": "50"}, {}]}, "payment_terms.parts"),
            ([], "payment_terms"),
        ],
    )
    def test_what_is_refused(self, kept, path):
        assert [each.path for each in terms.problems(kept)] == [path]

    def test_what_is_kept_becomes_the_value_of_the_core(self):
        kept = {"days": 30, "month_end": True, "fixed_days": [10, 25],
                "parts": [{"percent": "30", "days": 0}, {"days": 60}]}  # fmt: skip
        assert terms.problems(kept) == []
        value = terms.payment_terms(kept)
        assert (value.days, value.month_end, value.fixed_days) == (30, True, (10, 25))
        assert [each.days for each in value.parts] == [0, 60]
        assert value.parts[0].percent == Decimal(30)
