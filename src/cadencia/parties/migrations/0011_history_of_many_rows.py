"""The history of acts over many rows looks at once at what nothing is written of."""

from django.db import migrations

from cadencia.parties import history


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0010_contracts_grouped_and_automatic"),
    ]

    operations = [*history.functions_anew()]
