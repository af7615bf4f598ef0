"""Addresses of documents and of delivery notes to invoice."""

from django.urls import path

from cadencia.backoffice.document_screens import (
    act_screens,
    credit_screen,
    list_screens,
    note_screens,
    one_document,
)

urlpatterns = [
    path("", list_screens.Documents.as_view(), name="documents"),
    path("totals/", list_screens.Totals.as_view(), name="document-totals"),
    path("export/<slug:form>/", list_screens.Export.as_view(), name="document-export"),
    path("files/", list_screens.Files.as_view(), name="document-files"),
    path("notes/", note_screens.Notes.as_view(), name="delivery-notes"),
    path("<int:number>/", one_document.One.as_view(), name="document"),
    path("<int:number>/pdf/", one_document.Pdf.as_view(), name="document-pdf"),
    path("<int:number>/credit/", credit_screen.Credit.as_view(), name="document-credit"),
    path("<int:number>/void/", act_screens.Void.as_view(), name="document-void"),
    path("<int:number>/issue/", act_screens.Issue.as_view(), name="document-issue"),
    path("<int:number>/delete/", act_screens.Delete.as_view(), name="document-delete"),
]
