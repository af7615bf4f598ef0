"""Triggers: what becomes of a contract, and of what belongs to it, is in its history (AG-11)."""

from django.db import migrations

from cadencia.parties.history import Watch


class Migration(migrations.Migration):
    replaces = [
        ("contracts", "0008_changes_are_noted"),
    ]

    dependencies = [
        ("contracts", "0005_usage_and_follow_up_stay"),
        ("parties", "0004_changes_are_noted"),
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
        Watch("terminationreason"),
        Watch("templateschedule", "template"),
        Watch("schedulechange", "contract"),
        Watch("pasttemplate", "contract"),
    ]
