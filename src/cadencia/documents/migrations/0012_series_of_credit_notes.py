"""Give each company a series for its credit notes: they are numbered apart (RD 1619/2012 art. 6)."""

from django.db import migrations

ADD = """
INSERT INTO documents_series (company_id, code, name, kind, pattern, ledger, is_default)
SELECT company.id,
       (SELECT proposed.code
        FROM unnest(ARRAY['R', 'RC', 'RECT', 'RECT-' || company.id])
             WITH ORDINALITY AS proposed (code, rank)
        WHERE NOT EXISTS (
            SELECT 1 FROM documents_series AS used
            WHERE used.company_id = company.id AND used.code = proposed.code)
        ORDER BY proposed.rank LIMIT 1),
       '', 'credit_note', '{series}-{year}-{number:06d}', '', true
FROM parties_company AS company
WHERE NOT EXISTS (
    SELECT 1 FROM documents_series AS had
    WHERE had.company_id = company.id AND had.kind = 'credit_note')
"""

REMOVE = """
DELETE FROM documents_series AS series WHERE kind = 'credit_note' AND NOT EXISTS (
    SELECT 1 FROM documents_document WHERE series_id = series.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0011_what_follows_stays"),
    ]

    operations = [migrations.RunSQL(ADD, REMOVE)]
