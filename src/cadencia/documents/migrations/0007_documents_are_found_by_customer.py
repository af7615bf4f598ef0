"""Find the documents of a customer without reading those of all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_series_may_rest"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["bill_to"], name="documents_document_bill_to"),
        ),
    ]
