"""The printed document: `render` turns a `Printable` into a PDF; `check_logo` guards uploads."""

from cadencia.documents.rendering.glyphs import unprintable
from cadencia.documents.rendering.logos import LogoRefused, check_logo
from cadencia.documents.rendering.page_words import LANGUAGES, LanguageNotPrinted
from cadencia.documents.rendering.printable import Printable
from cadencia.documents.rendering.typst_page import render, render_many

__all__ = [
    "LANGUAGES",
    "LanguageNotPrinted",
    "LogoRefused",
    "Printable",
    "check_logo",
    "render",
    "render_many",
    "unprintable",
]
