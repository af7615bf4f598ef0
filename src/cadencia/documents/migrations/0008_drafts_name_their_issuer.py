"""Let a draft name its issuer already: numbering then needn't look it up for each document."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_documents_are_found_by_customer"),
    ]

    operations = [
        migrations.RemoveConstraint("document", "documents_document_issued_or_not"),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=Q(number=None, fiscal_year=None, issue_date=None, issued_at=None)
                | Q(
                    number__isnull=False,
                    number__gte=1,
                    fiscal_year__isnull=False,
                    issue_date__isnull=False,
                    issued_at__isnull=False,
                    issuer__isnull=False,
                ),
                name="documents_document_issued_or_not",
            ),
        ),
    ]
