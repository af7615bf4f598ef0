"""Every sentence stands in both languages, with the same values."""

from string import Formatter

import pytest

from cadencia.interchange.tables.sentences import SENTENCES


def fields(pair):
    return {name for text in pair for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_say_the_same(code):
    assert set(SENTENCES[code]) == {"es", "en"}
    assert fields(SENTENCES[code]["es"]) == fields(SENTENCES[code]["en"])


@pytest.mark.parametrize("code", [each for each in SENTENCES if each != "did_you_mean"])
def test_every_problem_says_how_to_mend_it(code):
    for text, remedy in SENTENCES[code].values():
        assert text
        assert remedy.endswith((".", "}"))
