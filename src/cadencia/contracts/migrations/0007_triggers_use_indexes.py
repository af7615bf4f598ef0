"""The triggers that look at a contract's lines never read the whole table of contracts.

Their plan is kept for the session: one made while the table was small would read all of it for
each line that is added, for as long as a server keeps its connection.
"""

from django.db import migrations

FUNCTIONS = (
    "contracts_check_new_lines",
    "contracts_check_old_lines",
    "contracts_check_deleted_lines",
)
WAYS = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")


class Migration(migrations.Migration):
    dependencies = [("contracts", "0006_changes_are_noted")]

    operations = [
        migrations.RunSQL(
            f"ALTER FUNCTION {function}() SET {way} = off",
            f"ALTER FUNCTION {function}() RESET {way}",
        )
        for function in FUNCTIONS
        for way in WAYS
    ]
