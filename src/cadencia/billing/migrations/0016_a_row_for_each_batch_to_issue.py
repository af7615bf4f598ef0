"""What waits for its number stands in one row for each batch: writing the order takes less time.

Runs that are being issued keep theirs: what is left of it, in batches of two thousand.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

GATHER = """
CREATE TEMPORARY TABLE left_to_issue ON COMMIT DROP AS
SELECT i.company_id, i.run_id, min(i.rank) AS rank,
       array_agg(i.document_id ORDER BY i.rank) AS documents
FROM billing_runissue i JOIN billing_billingrun r ON r.id = i.run_id
WHERE i.rank > r.issued_rank
GROUP BY i.company_id, i.run_id, (i.rank - r.issued_rank - 1) / 2000;
DELETE FROM billing_runissue;
"""

WRITE = """
INSERT INTO billing_runissue (company_id, run_id, rank, documents)
SELECT company_id, run_id, rank, documents FROM left_to_issue;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0015_answers_of_new_forms_are_kept")]

    operations = [
        migrations.RunSQL(GATHER, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="runissue", name="document_id"),
        migrations.AddField(
            model_name="runissue",
            name="documents",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(WRITE, migrations.RunSQL.noop),
    ]
