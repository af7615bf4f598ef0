"""Wall the rows of one company off from the others, in the database itself."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0001_tables"),
    ]

    operations = [
        AddWall("installment", "contract"),
        AddWall("installment", "contract_line"),
        AddWall("installmentdocument", "installment"),
        AddWall("installmentdocument", "document"),
        AddWall("contractdue", "contract"),
        AddWall("contractdue", "bill_to"),
        AddWall("runcancel", "run"),
        AddWall("runchunk", "run"),
        AddWall("runexclusion", "run"),
        AddWall("refusal", "contract"),
        AddWall("billedusage", "usage"),
        AddWall("billedusage", "installment"),
        AddWall("association", "contract"),
        AddWall("association", "installment"),
        AddWall("association", "document"),
        AddWall("association", "external_sale"),
        AddWall("associatedline", "association"),
        migrations.RunSQL(
            "ALTER TABLE billing_contractdue SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0.05)",
            "ALTER TABLE billing_contractdue RESET (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_analyze_scale_factor)",
        ),
    ]
