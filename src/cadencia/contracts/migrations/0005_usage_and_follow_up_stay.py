"""Triggers: recorded usage is never changed, and follow-up stays as it was posted."""

from django.db import migrations

REFUSE_FOLLOW_UP = """
CREATE FUNCTION contracts_refuse_followup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of follow-up % is refused: it is posted', TG_OP, OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$"""
FOLLOW_UP_STAYS = (
    "CREATE TRIGGER contracts_followups_never_change"
    " BEFORE UPDATE OR DELETE ON contracts_followup FOR EACH ROW"
    " WHEN (OLD.posted_at IS NOT NULL) EXECUTE FUNCTION contracts_refuse_followup()"
)
REFUSE_USAGE = """
CREATE FUNCTION contracts_refuse_usage_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'usage % is refused a change: delete it, and record it anew', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$"""
USAGE_STAYS = (
    "CREATE TRIGGER contracts_usage_never_changes BEFORE UPDATE ON contracts_usage"
    " FOR EACH ROW EXECUTE FUNCTION contracts_refuse_usage_change()"
)


class Migration(migrations.Migration):
    replaces = [
        ("contracts", "0005_follow_up_and_confirmation"),
        ("contracts", "0009_bulk_acts_and_usage"),
    ]

    dependencies = [
        ("contracts", "0004_followers_read_their_template"),
    ]

    operations = [
        migrations.RunSQL(REFUSE_FOLLOW_UP, "DROP FUNCTION contracts_refuse_followup()"),
        migrations.RunSQL(
            FOLLOW_UP_STAYS, "DROP TRIGGER contracts_followups_never_change ON contracts_followup"
        ),
        migrations.RunSQL(REFUSE_USAGE, "DROP FUNCTION contracts_refuse_usage_change()"),
        migrations.RunSQL(
            USAGE_STAYS, "DROP TRIGGER contracts_usage_never_changes ON contracts_usage"
        ),
    ]
