"""PDFs are made once, kept, and no broken document stops another."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from cadencia.documents import files, tasks
from cadencia.documents.models import DocumentFile, DocumentFileFailure, DocumentVoid
from cadencia.documents.refused_pages import why_not_printed
from cadencia.parties.models import Company, PartySnapshot
from tests.factories import (
    A_MOMENT,
    a_company,
    a_customer,
    a_draft_document,
    an_issued_document,
    chief,
)
from tests.job_queue import empty_queue  # noqa: F401

LATER = A_MOMENT + timedelta(hours=1)
A_BROKEN_LOGO = b"\x89PNG\r\n\x1a\n and no more"


def text_of(pdf):
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def some_issued(customer, how_many):
    return [an_issued_document(customer, number).pk for number in range(1, how_many + 1)]


def make(company, ids, at=A_MOMENT):
    return files.make_files(ids, by=chief(company.pk), at=at)


@pytest.mark.django_db
class TestOnce:
    def test_each_document_has_its_file(self):
        company = a_company()
        ids = some_issued(a_customer(company), 3)
        assert make(company, ids) == (3, ())
        kept = DocumentFile.objects.filter(document__in=ids).order_by("document")
        assert [each.document_id for each in kept] == ids
        first = kept[0]
        assert (first.language, first.created_at) == ("es", A_MOMENT)
        assert first.sha256 == hashlib.sha256(bytes(first.pdf)).hexdigest()
        assert "F-2026-000001" in text_of(bytes(first.pdf))

    def test_asking_again_makes_nothing(self):
        company = a_company()
        ids = some_issued(a_customer(company), 2)
        make(company, ids[:1])
        before = DocumentFile.objects.get().created_at
        assert make(company, ids, LATER) == (1, ())
        assert make(company, ids, LATER) == (0, ())
        assert DocumentFile.objects.get(document=ids[0]).created_at == before
        assert not files.without_file(by=chief(company.pk)).exists()

    def test_a_document_in_a_language_without_words_is_printed_in_spanish_once(self):
        company = a_company()
        document = an_issued_document(a_customer(company), language="fr")
        assert make(company, [document.pk]) == (1, ())
        assert DocumentFile.objects.get().language == "es"
        assert not files.without_file(by=chief(company.pk)).exists()

    @pytest.mark.parametrize(("language", "word"), [("en", "Invoice"), ("es-GT", "Factura")])
    def test_the_language_of_the_document(self, language, word):
        company = a_company()
        document = an_issued_document(a_customer(company), language=language)
        make(company, [document.pk])
        assert word in text_of(files.file_of(document, by=chief(document.company_id), at=A_MOMENT))
        assert DocumentFile.objects.get().language == language

    def test_a_country_nobody_knows_speaks_its_language(self):
        company = a_company()
        document = an_issued_document(a_customer(company), language="en-ZZ")
        assert make(company, [document.pk]) == (1, ())

    def test_neither_drafts_nor_documents_of_others(self):
        company = a_company()
        draft = a_draft_document(a_customer(company))
        foreign = an_issued_document(a_customer(a_company()))
        assert make(company, [draft.pk, foreign.pk, 10**12]) == (0, ())
        assert list(files.without_file(by=chief(company.pk))) == []

    def test_more_than_fit_in_memory_at_once(self, monkeypatch):
        monkeypatch.setattr(files, "AT_A_TIME", 2)
        monkeypatch.setattr(files, "ASKED_FOR_AT_ONCE", 4)
        company = a_company()
        ids = some_issued(a_customer(company), 5)
        assert list(files.in_batches(files.without_file(by=chief(company.pk)), size=2)) == [
            ids[:2], ids[2:4], ids[4:],
        ]  # fmt: skip
        assert make(company, ids) == (5, ())


@pytest.mark.django_db
class TestBroken:
    def test_one_broken_document_stops_no_other(self):
        company = a_company()
        customer = a_customer(company)
        good = an_issued_document(customer, 1).pk
        bad = an_issued_document(_a_customer_nobody_can_print(company), 2).pk
        also_good = an_issued_document(customer, 3).pk
        made = make(company, [good, bad, also_good])
        assert made.files == 2
        (failure,) = made.failures
        assert (failure.document_id, failure.reason) == (bad, "KeyError")
        assert set(DocumentFile.objects.values_list("document", flat=True)) == {good, also_good}
        assert [each.pk for each in files.without_file(by=chief(company.pk))] == [bad]

    def test_the_failure_is_kept_and_goes_when_it_is_mended(self):
        company = a_company()
        ids = some_issued(a_customer(company), 2)
        Company.objects.filter(pk=company.pk).update(logo=A_BROKEN_LOGO)
        assert make(company, ids).files == 0
        assert make(company, ids, LATER).files == 0
        kept = DocumentFileFailure.objects.filter(document__in=ids)
        assert {(each.reason, each.failed_at) for each in kept} == {("LogoNotAPicture", LATER)}
        Company.objects.filter(pk=company.pk).update(logo=None)
        assert make(company, ids) == (2, ())
        assert not DocumentFileFailure.objects.exists()

    def test_asking_for_a_file_that_cannot_be_made(self):
        company = a_company()
        document = an_issued_document(a_customer(company))
        Company.objects.filter(pk=company.pk).update(page_style={"accent": "red"})
        with pytest.raises(files.NotMade) as refusal:
            files.file_of(document, by=chief(document.company_id), at=A_MOMENT)
        assert refusal.value.reason == "AccentNotAColor"
        assert DocumentFileFailure.objects.get().document_id == document.pk

    @pytest.mark.parametrize(
        ("reason", "detail", "told"),
        [
            ("LogoNotAPicture", "", "Logo"),
            ("AccentNotAColor", "red", "red"),
            ("PageStyleUnknown", "a3", "a3"),
            ("SumsDoNotHold", "…", "cadencia doctor"),
            ("IssuerUnknown", "gym", "gym"),
            ("NotPrintable", "100 % wrong", "100 % wrong"),
            ("KeyError", "'name'", "KeyError: 'name'"),
        ],
    )
    def test_each_refusal_has_its_sentence(self, reason, detail, told):
        assert told in why_not_printed(reason, detail)


@pytest.mark.django_db
class TestOnDemand:
    def test_the_kept_file_is_handed_out_as_it_is(self):
        document = an_issued_document(a_customer(a_company()))
        first = files.file_of(document, by=chief(document.company_id), at=A_MOMENT)
        Company.objects.filter(pk=document.company_id).update(page_style={"accent": "#ff0000"})
        assert files.file_of(document, by=chief(document.company_id), at=LATER) == first

    def test_another_language_is_kept_beside_it(self):
        document = an_issued_document(a_customer(a_company()))
        files.file_of(document, by=chief(document.company_id), at=A_MOMENT)
        assert "Invoice" in text_of(
            files.file_of(document, by=chief(document.company_id), at=A_MOMENT, language="en")
        )
        assert sorted(DocumentFile.objects.values_list("language", flat=True)) == ["en", "es"]

    def test_a_draft_says_so_and_is_not_kept(self):
        draft = a_draft_document(a_customer(a_company()))
        assert "BORRADOR" in text_of(files.file_of(draft, by=chief(draft.company_id), at=A_MOMENT))
        assert not DocumentFile.objects.exists()

    def test_a_voided_document_says_so_and_its_file_stays(self):
        document = an_issued_document(a_customer(a_company()))
        kept = files.file_of(document, by=chief(document.company_id), at=A_MOMENT)
        DocumentVoid.objects.create(
            company_id=document.company_id, document=document, voided_on=A_MOMENT.date(),
            reason="Prueba", created_at=A_MOMENT,
        )  # fmt: skip
        assert "ANULADO" in text_of(
            files.file_of(document, by=chief(document.company_id), at=LATER)
        )
        assert bytes(DocumentFile.objects.get().pdf) == kept

    def test_a_duplicate_says_so_and_is_not_kept(self):
        document = an_issued_document(a_customer(a_company()))
        assert "DUPLICADO" in text_of(
            files.duplicate_of(document, by=chief(document.company_id), at=A_MOMENT)
        )
        assert not DocumentFile.objects.exists()


@pytest.mark.usefixtures("empty_queue")
class TestJobs:
    def test_a_job_rolls_back_with_what_asked_for_it(self):
        company = a_company()
        document = an_issued_document(a_customer(company))
        with transaction.atomic():
            tasks.defer_rendering([document.pk], company.pk)
            assert ProcrastinateJob.objects.count() == 1
            transaction.set_rollback(True)
        assert ProcrastinateJob.objects.count() == 0

    def test_one_job_for_all_and_none_for_nothing(self):
        with transaction.atomic():
            tasks.defer_rendering(range(1, 201), 7)
            tasks.defer_rendering([], 7)
        job = ProcrastinateJob.objects.get()
        assert job.task_name == "documents.make_files"
        assert job.args == {"company_id": 7, "document_ids": list(range(1, 201))}

    def test_many_are_cut_into_jobs(self):
        tasks.defer_rendering(range(401), 7)
        jobs = ProcrastinateJob.objects.order_by("id")
        assert [len(each.args["document_ids"]) for each in jobs] == [200, 200, 1]

    def test_what_the_job_does(self):
        company = a_company()
        ids = some_issued(a_customer(company), 2)
        tasks.make_files(company_id=company.pk, document_ids=ids)
        assert DocumentFile.objects.filter(document__in=ids).count() == 2


def _a_customer_nobody_can_print(company):
    """Return a customer whose printed data lost the name, as a bad restore would."""
    customer = a_customer(company)
    customer.snapshot = PartySnapshot.objects.create(
        company=company, customer=customer, digest="0" * 64, data={}, created_at=A_MOMENT
    )
    return customer
