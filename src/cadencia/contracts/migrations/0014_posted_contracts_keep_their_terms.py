"""What a posted contract says of its documents stays too: no act of LC-2 changes it (R14).

Payment, delivery, who is in charge, renewal, end and confirmation may change, each by an act.
"""

from django.db import migrations

KEPT = (
    "company_id", "code", "reference", "bill_to_id", "kind_id", "project", "created_on",
    "generation", "documents_are", "document_type", "series", "journal", "payment_terms",
    "tax_regime", "price_list_id", "allow_price_updates", "document_discount", "expenses",
    "withholding", "stock_release", "split_on_change", "business_day", "lead_days", "billed_until",
    "renewed_from_id",
)  # fmt: skip
_OLD, _NEW = (", ".join(f"{row}.{each}" for each in KEPT) for row in ("OLD", "NEW"))
TRIGGER = f"""
CREATE TRIGGER contracts_posted_keep_their_terms BEFORE UPDATE ON contracts_contract FOR EACH ROW
WHEN (OLD.state <> 'draft' AND ({_OLD}) IS DISTINCT FROM ({_NEW}))
EXECUTE FUNCTION contracts_refuse_change()"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0013_contracts_say_their_commission"),
    ]

    operations = [
        migrations.RunSQL(
            TRIGGER, "DROP TRIGGER contracts_posted_keep_their_terms ON contracts_contract"
        ),
    ]
