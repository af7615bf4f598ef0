"""The raw COPY that a run is measured against: its very rows, into a database as it was before.

Same tables, constraints, indexes and triggers; one connection; the text already serialized.
"""

import time
from collections.abc import Iterator
from typing import Any

from django.db import connection

# In the order in which keys want them. Headers go in as the drafts that they were: an issued
# one takes no lines, which is what its trigger is for.
TABLES = (
    ("documents_document", "run_id = {run}"),
    (
        "documents_documentline",
        "document_id IN (SELECT id FROM documents_document WHERE run_id = {run})",
    ),
    (
        "documents_documenttax",
        "document_id IN (SELECT id FROM documents_document WHERE run_id = {run})",
    ),
    ("billing_installment", "run_id = {run}"),
    (
        "billing_installmentdocument",
        "document_id IN (SELECT id FROM documents_document WHERE run_id = {run})",
    ),
    (
        "documents_documentduedate",
        "document_id IN (SELECT id FROM documents_document WHERE run_id = {run})",
    ),
)
ISSUED = ("number", "fiscal_year", "issue_date", "issued_at")
LATER = "documents_documentduedate"
NUMBERS = "numbers"
BLOCK = 1 << 16

Texts = dict[str, tuple[str, list[bytes]]]


def export(run_id: int) -> Texts:
    """Return the rows of a run as COPY text, by table."""
    texts = {table: _exported(table, where.format(run=run_id)) for table, where in TABLES}
    query = "SELECT id, number, fiscal_year FROM documents_document WHERE run_id = {run}"
    texts[NUMBERS] = ("id, number, fiscal_year", _read(query.format(run=run_id)))
    return texts


def load(texts: Texts) -> dict[str, float]:
    """Write the rows; return the seconds it took for each table, commit included."""
    connection.ensure_connection()
    raw: Any = connection.connection
    seconds: dict[str, float] = {}
    for table, (columns, blocks) in texts.items():
        if table == NUMBERS:
            continue
        if table == LATER:
            _issue(raw, texts[NUMBERS][1])  # numbering is not part of the COPY
        began = time.perf_counter()
        with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as stream:
            for block in blocks:
                stream.write(block)
        seconds[table] = round(time.perf_counter() - began, 2)
    return seconds


def _exported(table: str, where: str) -> tuple[str, list[bytes]]:
    columns = ", ".join(_columns(table))
    return columns, _read(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY 1")


def _read(query: str) -> list[bytes]:
    connection.ensure_connection()
    raw: Any = connection.connection
    with raw.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as stream:
        data = b"".join(bytes(each) for each in stream)
    return [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)]


def _columns(table: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    for each in found:
        if not (table == "documents_document" and each.name in ISSUED):
            yield each.name


def _issue(raw: Any, numbers: list[bytes]) -> None:
    """Give the headers the run's numbers, so that their due dates are let in."""
    with raw.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE numbered (id bigint, number int, fiscal_year smallint)")
        with cursor.copy("COPY numbered FROM STDIN") as stream:
            for block in numbers:
                stream.write(block)
        cursor.execute(
            "UPDATE documents_document d SET number = n.number, fiscal_year = n.fiscal_year,"
            " issue_date = operation_date, issued_at = now()"
            " FROM numbered n WHERE n.id = d.id AND d.number IS NULL"
        )
