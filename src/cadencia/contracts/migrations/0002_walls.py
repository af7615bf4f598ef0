"""Wall the rows of one company off from the others, in the database itself."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0001_tables"),
    ]

    operations = [
        AddWall("contract", "customer"),
        AddWall("contract", "bill_to"),
        AddWall("contract", "kind"),
        AddWall("contract", "sales_rep"),
        AddWall("contract", "price_list"),
        AddWall("contractline", "contract"),
        AddWall("contractline", "item"),
        AddWall("contractline", "formula"),
        AddWall("contractline", "installment_service"),
        AddWall("scheduledmodification", "contract"),
        AddWall("scheduledmodification", "line"),
        AddWall("scheduledmodification", "item"),
        AddWall("scheduledmodification", "installment_service"),
        AddWall("scheduledmodification", "formula"),
        AddWall("pricereview", "contract"),
        AddWall("pricereview", "index"),
        AddWall("pause", "contract"),
        AddWall("installmentmove", "contract"),
        AddWall("followup", "contract"),
        AddWall("followup", "about"),
        AddWall("contract", "template"),
        AddWall("contract", "renewed_from"),
        AddWall("template", "price_list"),
        AddWall("templateline", "template"),
        AddWall("templateline", "item"),
        AddWall("templateline", "formula"),
        AddWall("templateline", "installment_service"),
        AddWall("templatechange", "template"),
        AddWall("templatechange", "line"),
        AddWall("prolongation", "contract"),
        AddWall("bulkactmember", "act"),
        AddWall("bulkactmember", "contract"),
        AddWall("usage", "contract"),
        AddWall("usage", "line"),
        AddWall("contractline", "quantity_formula"),
        AddWall("templateline", "quantity_formula"),
        AddWall("contract", "termination_reason"),
        AddWall("succession", "renewal"),
        AddWall("succession", "renewed"),
        AddWall("templateschedule", "template"),
        AddWall("schedulechange", "contract"),
        AddWall("schedulechange", "template_schedule"),
        AddWall("pasttemplate", "contract"),
        AddWall("pasttemplate", "template"),
    ]
