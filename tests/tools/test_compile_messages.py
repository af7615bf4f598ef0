"""Translations are compiled when they changed, and only then."""

import gettext
import os

from tools.compile_messages import compile_messages

SPANISH = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "draft"
msgstr "borrador"
"""


def test_compiled_once_and_again_after_a_change(tmp_path):
    source = tmp_path / "locale" / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(SPANISH)
    os.utime(source, (1_000_000_000, 1_000_000_000))

    assert compile_messages(tmp_path) == [source.with_suffix(".mo")]
    assert compile_messages(tmp_path) == []
    found = gettext.translation("django", tmp_path / "locale", languages=["es"])
    assert found.gettext("draft") == "borrador"

    source.write_text(SPANISH.replace("borrador", "en borrador"))
    os.utime(source, (4_000_000_000, 4_000_000_000))
    assert compile_messages(tmp_path) == [source.with_suffix(".mo")]
