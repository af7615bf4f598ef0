"""Triggers: what a document prints of a party was written once and stays."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION parties_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % % is refused: it is kept as it was', TG_OP, TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION parties_refuse_change()"),
        migrations.RunSQL(
            "CREATE TRIGGER parties_snapshots_never_change"
            " BEFORE UPDATE OR DELETE ON parties_partysnapshot"
            " FOR EACH ROW EXECUTE FUNCTION parties_refuse_change()",
            "DROP TRIGGER parties_snapshots_never_change ON parties_partysnapshot",
        ),
    ]
