from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0004_company_page_style"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="unconfirmed",
            field=models.TextField(db_default="hold", default="hold"),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(("unconfirmed__in", ["hold", "remind"])),
                name="parties_company_unconfirmed",
            ),
        ),
    ]
