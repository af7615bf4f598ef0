"""Triggers: the history of every change, which nobody changes, nor who gave their credentials."""

from django.db import migrations

from cadencia.parties import history
from cadencia.parties.history import Watch


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0006_people_and_history"),
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
