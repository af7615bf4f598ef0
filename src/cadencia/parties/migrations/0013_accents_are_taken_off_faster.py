"""Texts without capitals and accents are made faster; they are the same, and so are the indexes.

`translate` compares each letter with each accent: of a text that has no other letters than ASCII
that isn't needed, and of the others twelve times `replace` is quicker. Not STRICT, or PostgreSQL
would not write it out where it is called.
"""

from django.db import migrations

_ACCENTS, _PLAIN = "áéíóúüñàèòïç", "aeiouunaeoic"


def _replaced() -> str:
    written = "lower($1)"
    for accent, plain in zip(_ACCENTS, _PLAIN, strict=True):
        written = f"replace({written}, '{accent}', '{plain}')"
    return written


FASTER = f"""
CREATE OR REPLACE FUNCTION parties_plain(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length($1) = char_length($1) THEN lower($1) ELSE {_replaced()} END
"""
BEFORE = f"""
CREATE OR REPLACE FUNCTION parties_plain(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(lower($1), '{_ACCENTS}', '{_PLAIN}')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0012_history_names_the_program"),
    ]

    operations = [migrations.RunSQL(FASTER, BEFORE)]
