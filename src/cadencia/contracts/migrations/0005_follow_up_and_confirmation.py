"""Follow-up that stays as posted, what must be confirmed, and one-offs that are taken away.

A one-off line may leave a posted contract as it came, as long as nothing in the ledger of
installments refers to it: its foreign key sees to that.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.walls
from cadencia.parties.walls import AddWall

CHECK_DELETED = """
CREATE FUNCTION contracts_check_deleted_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT max(locked.id) FILTER (
        WHERE locked.state <> 'draft'
          AND NOT (locked.state = 'posted' AND NOT EXISTS (
              SELECT FROM before AS line
              WHERE line.contract_id = locked.id AND line.one_off_on IS NULL
                AND line.one_off_month = '' AND NOT line.one_off_with_next
          ))
    ) INTO bad
    FROM (
        SELECT contract.id, contract.state FROM contracts_contract AS contract
        WHERE contract.id IN (SELECT contract_id FROM before)
        ORDER BY contract.id FOR SHARE OF contract
    ) AS locked;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'DELETE of lines is refused: contract % isn''t a draft', bad
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$"""

REFUSE_CHANGE = """
CREATE FUNCTION contracts_refuse_followup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of follow-up % is refused: it is posted', TG_OP, OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$"""

DELETED = (
    "CREATE TRIGGER contracts_lines_of_drafts_deleted AFTER DELETE ON contracts_contractline"
    " REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
)
NO_DELETED = "DROP TRIGGER contracts_lines_of_drafts_deleted ON contracts_contractline"

NEVER_CHANGE = (
    "CREATE TRIGGER contracts_followups_never_change"
    " BEFORE UPDATE OR DELETE ON contracts_followup FOR EACH ROW"
    " WHEN (OLD.posted_at IS NOT NULL) EXECUTE FUNCTION contracts_refuse_followup()"
)


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0004_contract_stopped_on"),
        ("parties", "0005_company_unconfirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name="contract",
                name=name,
                field=models.BooleanField(db_default=False, default=False),
            )
            for name in ("confirm_first", "first_confirmed", "confirm_last", "last_confirmed")
        ),
        *(
            migrations.AddField(
                model_name="contract", name=name, field=models.DateField(blank=True, null=True)
            )
            for name in ("confirm_first_by", "confirm_last_by")
        ),
        *(
            migrations.AddConstraint(
                model_name="contract",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        (f"confirm_{which}", True),
                        models.Q((f"confirm_{which}_by", None), (f"{which}_confirmed", False)),
                        _connector="OR",
                    ),
                    name=f"contracts_contract_{which}_confirmed",
                ),
            )
            for which in ("first", "last")
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("written_on", models.DateField()),
                ("kind", models.TextField(default="comment")),
                ("text", models.TextField(blank=True, default="")),
                ("document_id", models.BigIntegerField(blank=True, null=True)),
                ("promised_on", models.DateField(blank=True, null=True)),
                ("outcome", models.TextField(blank=True, default="")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("posted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "about",
                    cadencia.parties.walls.CompanyForeignKey(
                        also=(("contract_id", "contract_id"),),
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.followup",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "contract",
                    cadencia.parties.walls.CompanyForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="contracts.contract",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="contracts_followup_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "contract", "id"), name="contracts_followup_whose"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["comment", "call", "visit", "letter", "promise", "claim"],
                            )
                        ),
                        name="contracts_followup_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", ""), ("text", ""), _negated=True),
                        name="contracts_followup_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "promise"), _negated=True),
                            ("promised_on__isnull", False),
                            _connector="OR",
                        ),
                        name="contracts_followup_promise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("promised_on__gte", models.F("written_on"))),
                        name="contracts_followup_promised_on_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("about", None),
                            models.Q(("about", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="contracts_followup_about_another",
                    ),
                ],
            },
        ),
        AddWall("followup", "contract"),
        AddWall("followup", "about"),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION contracts_refuse_followup()"),
        migrations.RunSQL(
            NEVER_CHANGE, "DROP TRIGGER contracts_followups_never_change ON contracts_followup"
        ),
        migrations.RunSQL(CHECK_DELETED, "DROP FUNCTION contracts_check_deleted_lines()"),
        migrations.RunSQL(NO_DELETED, DELETED.format(function="contracts_check_old_lines")),
        migrations.RunSQL(DELETED.format(function="contracts_check_deleted_lines"), NO_DELETED),
    ]
