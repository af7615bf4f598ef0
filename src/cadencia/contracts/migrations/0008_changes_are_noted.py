"""Triggers: what becomes of a contract, and of what belongs to it, is in its history (AG-11)."""

from django.db import migrations

from cadencia.parties.history import Watch


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0007_followers_read_their_template"),
        ("parties", "0007_changes_are_noted"),
    ]

    operations = [
        Watch("contractkind"),
        Watch("contract", left_out=("version",)),
        Watch("contractline", "contract"),
        Watch("scheduledmodification", "contract"),
        Watch("pricereview", "contract"),
        Watch("pause", "contract"),
        Watch("installmentmove", "contract"),
        Watch("followup", "contract"),
        Watch("prolongation", "contract"),
        Watch("template"),
        Watch("templateline", "template"),
        Watch("templatechange", "template"),
    ]
