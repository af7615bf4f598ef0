"""The documents that a command is about: those of a run, else all of the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cadencia.documents.models import Document
    from cadencia.parties.models import Company


def documents_of(company: Company, run: int | None) -> QuerySet[Document]:
    """Return the documents of a run, drafts included; without a run all of the company.

    :raises BadInput: if the company has no such run.
    """
    from django.utils.translation import gettext as _

    from cadencia.billing.models import BillingRun
    from cadencia.documents.models import Document

    documents = Document.objects.filter(company=company)
    if run is None:
        return documents
    if not BillingRun.objects.filter(company=company, pk=run).exists():
        sentence = _("--run: %(company)s has no run %(run)s.")
        raise BadInput(sentence % {"company": company.code, "run": run})
    return documents.filter(run_id=run)


def issued_of(company: Company, run: int) -> QuerySet[Document]:
    """Return the issued documents of a run.

    :raises BadInput: if the company has no such run.
    """
    return documents_of(company, run).filter(number__isnull=False)
