"""The manual: its pages as they are written, as HTML, and searched.

The pages are those of `docs/manual/es`; an installed package carries them along. They are ours:
raw HTML in them isn't let through nevertheless.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

import cadencia

FIRST = "primeros-pasos"
EXCERPT = 180  # characters shown of what was found
MOST_FOUND = 20
_PACKAGED = Path(cadencia.__file__).parent / "manual" / "es"
_WRITTEN = Path(cadencia.__file__).parents[2] / "docs" / "manual" / "es"
_LINK = re.compile(r"^(?P<page>[\w-]+)\.md(?P<anchor>#.*)?$")
_PICTURE = re.compile(r"^img/(?P<name>[\w-]+\.png)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands below it; `anchor` is empty for the beginning of a page."""

    page: str
    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its name in the address, its title, its HTML, its sections."""

    name: str
    title: str
    html: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A section that was searched for, with some of its text."""

    section: Section
    page_title: str
    excerpt: str


def folder() -> Path:
    """Return where the pages are: beside the package, or where they are written."""
    return _PACKAGED if _PACKAGED.is_dir() else _WRITTEN


@cache
def pages() -> dict[str, Page]:
    """Return all pages by name, the first steps first; read once."""
    files = sorted(folder().glob("*.md"), key=lambda each: (each.stem != FIRST, each.stem))
    return {each.stem: _page(each.stem, each.read_text(encoding="utf-8")) for each in files}


def picture(name: str) -> Path | None:
    """Return a picture of the manual, None if there is none."""
    path = folder() / "img" / name
    return path if _PICTURE.match(f"img/{name}") and path.is_file() else None


def search(text: str) -> list[Found]:
    """Return the sections that hold every word, those whose title does first."""
    words = plain(text).split()
    if not words:
        return []
    ranked: list[tuple[int, int, Section, str]] = []
    for page in pages().values():
        for section in page.sections:
            title, body = plain(section.title), plain(section.text)
            if all(word in title or word in body for word in words):
                rank = -sum(word in title for word in words)
                ranked.append((rank, len(ranked), section, page.title))
    ranked.sort(key=lambda each: each[:2])
    return [
        Found(section=section, page_title=title, excerpt=_excerpt(section.text, words))
        for _, _, section, title in ranked[:MOST_FOUND]
    ]


def plain(text: str) -> str:
    """Return a text as it is searched: small letters without accents."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(each for each in apart if not unicodedata.combining(each))


def anchor_of(title: str) -> str:
    """Return the anchor of a heading, as the places that show Markdown make it.

    >>> anchor_of("¿Qué pasa con lo que ya existe?")
    'qué-pasa-con-lo-que-ya-existe'
    """
    return re.sub(r"[^\w\s-]", "", title.lower()).strip().replace(" ", "-")


def _page(name: str, text: str) -> Page:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table"])
    tokens = reader.parse(text)
    sections = tuple(_sections(name, tokens))
    for token in _every(tokens):
        _mend(token)
    html = str(reader.renderer.render(tokens, reader.options, {}))
    html = html.replace("<pre>", '<pre tabindex="0">')
    wide = html.replace("<table>", '<div class="o-scroll" tabindex="0"><table class="o-table">')
    return Page(
        name=name,
        title=sections[0].title if sections else name,
        html=wide.replace("</table>", "</table></div>"),
        sections=sections,
    )


def _sections(page: str, tokens: list[Token]) -> Iterator[Section]:
    """Yield the sections, and give each heading its anchor."""
    title, anchor, texts = "", "", list[str]()
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            if title:
                yield Section(page=page, anchor=anchor, title=title, text=" ".join(texts))
            title = _said(tokens[place + 1])
            anchor = "" if token.tag == "h1" else anchor_of(title)
            token.attrSet("id", anchor_of(title))
            texts = []
        elif token.type == "inline" and tokens[place - 1].type != "heading_open":
            texts.append(_said(token))
    if title:
        yield Section(page=page, anchor=anchor, title=title, text=" ".join(texts))


def _said(inline: Token) -> str:
    return "".join(
        " " if each.type in ("softbreak", "hardbreak") else each.content
        for each in inline.children or ()
    )


def _every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _mend(token: Token) -> None:
    """Lead links and pictures to where the program shows them; what isn't here is no link."""
    if token.type == "link_open":
        token.attrs["href"] = _address(str(token.attrs.get("href", "")))
    elif token.type == "image":
        found = _PICTURE.match(str(token.attrs.get("src", "")))
        token.attrs["src"] = f"/help/img/{found['name']}" if found else ""
        token.attrs["loading"] = "lazy"


def _address(link: str) -> Any:
    found = _LINK.match(link)
    if found:
        return f"/help/{found['page']}/{found['anchor'] or ''}"
    return link if link.startswith(("#", "https://")) else "#"


def _excerpt(text: str, words: list[str]) -> str:
    """Return some of the text, around the first of the words."""
    folded = plain(text)
    found = [place for word in words if (place := folded.find(word)) >= 0]
    start = max(min(found, default=0) - EXCERPT // 3, 0)
    start = text.find(" ", start) + 1 if start else 0
    shown = text[start : start + EXCERPT]
    return ("… " if start else "") + shown + (" …" if start + EXCERPT < len(text) else "")
