"""Triggers: which installments an issued document bills is part of what never changes."""

from django.db import migrations

TRIGGERS = {
    f"billing_links_unchanged_on_{act.lower()}": (
        f"AFTER {act} ON billing_installmentdocument REFERENCING OLD TABLE AS before"
        " FOR EACH STATEMENT EXECUTE FUNCTION documents_check_old_parts()"
    )
    for act in ("UPDATE", "DELETE")
}


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_walls"),
        ("documents", "0003_issued_documents_never_change"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {name} {sql}",
            f"DROP TRIGGER {name} ON billing_installmentdocument",
        )
        for name, sql in TRIGGERS.items()
    ]
