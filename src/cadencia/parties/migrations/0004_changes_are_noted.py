"""Triggers: the history of every change, which nobody changes, nor who gave their credentials."""

from django.db import migrations

from cadencia.parties import history
from cadencia.parties.history import Watch


class Migration(migrations.Migration):
    replaces = [
        ("parties", "0007_changes_are_noted"),
    ]

    dependencies = [
        ("parties", "0003_snapshots_never_change"),
    ]

    operations = [
        history.never_changes("parties_credentialsgiven"),
        history.never_changes("parties_credentialsrefused"),
        history.never_changes("parties_history"),
        *history.functions(),
        Watch("company", left_out=("issuer_snapshot_id",), hidden=("logo",)),
        Watch("membership"),
        Watch("customer", left_out=("snapshot_id",)),
        Watch("address", "customer"),
        Watch("bankaccount", "customer"),
        Watch("salesrep"),
    ]
