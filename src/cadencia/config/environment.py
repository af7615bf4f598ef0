"""Read what the environment says: small readers that settings.py calls."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cadencia.cli.refusal import Refused
from cadencia.config.words import say

_YES = {"1", "true", "yes", "on", "si", "sí"}
_NO = {"", "0", "false", "no", "off"}


class BadSetting(Refused):
    """An environment variable can't be understood; the text says which, and how to mend it."""


def text(name: str, default: str) -> str:
    """Return an environment variable, or the default if it is unset or empty."""
    return os.environ.get(name) or default


def yes_or_no(name: str, *, default: str) -> bool:
    """Return whether a variable says yes.

    :raises BadSetting: if it says neither yes nor no.
    """
    answer = text(name, default).strip().lower()
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    raise BadSetting(say("neither_yes_nor_no", name=name, answer=answer))


def whole(name: str, default: str) -> int:
    """Return the whole number, from 1, in a variable.

    :raises BadSetting: if it says anything else.
    """
    answer = text(name, default).strip()
    if answer.isascii() and answer.isdigit() and int(answer) >= 1:
        return int(answer)
    raise BadSetting(say("not_a_count", name=name, answer=answer, default=default))


def names(name: str, default: str) -> list[str]:
    """Return the comma-separated names in a variable."""
    return [each.strip() for each in text(name, default).split(",") if each.strip()]


def default_home(variables: Mapping[str, str], *, is_root: bool) -> Path:
    """Return the data folder of an installation that names none.

    Root's lies under /var/lib, where the account that runs PostgreSQL can enter; anybody
    else's follows the XDG convention.
    """
    if is_root:
        return Path("/var/lib/cadencia")
    data = variables.get("XDG_DATA_HOME") or ""
    # The convention says that a relative path there must be ignored.
    base = Path(data) if data.startswith("/") else Path.home() / ".local" / "share"
    return base / "cadencia"


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for `postgresql://user:password@host:port/name?option=value`.

    A folder in `?host=` is where the server's socket lies. Other options go to libpq.

    >>> database("postgresql://ana:s%20x@db.example:5433/books?sslmode=require") == {
    ...     "NAME": "books", "USER": "ana", "PASSWORD": "s x", "HOST": "db.example",
    ...     "PORT": "5433", "OPTIONS": {"sslmode": "require"}}
    True

    :raises BadSetting: if it is not the address of a PostgreSQL database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(say("not_postgresql", begins=parts.scheme or url[:12]))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadSetting(say("no_database_name"))
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": name,
        "USER": options.pop("user", None) or unquote(parts.username or ""),
        "PASSWORD": options.pop("password", None) or unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or _port(url),
        "OPTIONS": options,
    }


def fingerprint(folder: Path) -> str:
    """Return what tells the files below a folder, as they are now, from any others."""
    digest = hashlib.sha256()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def secret_key(file: Path) -> str:
    """Return the key kept in a file that only its owner can read; make one the first time."""
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        pass
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_urlsafe(50))
    try:
        # A link fails if somebody else was first: then theirs is the key.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text().strip()


def _port(url: str) -> str:
    try:
        port = urlsplit(url).port
    except ValueError:
        raise BadSetting(say("no_port")) from None
    return str(port or "")
