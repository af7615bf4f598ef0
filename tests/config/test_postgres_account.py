"""Where the socket lies: short, ours, and the same place each time."""

import os
from pathlib import Path

from cadencia.config.postgres_account import socket_folder

ME = os.geteuid()


def test_the_session_folder_when_it_is_ours(tmp_path):
    found = socket_folder(Path("/data/cadencia"), {"XDG_RUNTIME_DIR": str(tmp_path)}, uid=ME or 1)
    if ME:  # root's own sockets never lie in a session's folder
        assert found.parent == tmp_path / "cadencia"


def test_a_session_folder_of_somebody_else_is_not_used(tmp_path):
    another = ME + 1
    found = socket_folder(Path("/data/cadencia"), {"XDG_RUNTIME_DIR": str(tmp_path)}, uid=another)
    assert found == Path("/data/cadencia/socket")


def test_a_relative_session_folder_is_not_used():
    found = socket_folder(Path("/data/cadencia"), {"XDG_RUNTIME_DIR": "run"}, uid=1000)
    assert found == Path("/data/cadencia/socket")


def test_a_long_path_gives_way_to_a_short_one():
    # /.s.PGSQL.5432 has 14 bytes: 103 - 14 - len("/socket") = 82 are the most that fit
    fits, too_long = Path("/" + "a" * 81), Path("/" + "a" * 82)
    assert socket_folder(fits, {}, uid=1000) == fits / "socket"
    assert socket_folder(too_long, {}, uid=1000).parent == Path("/tmp/cadencia-1000")  # noqa: S108


def test_accents_count_by_their_bytes():
    folder = Path("/" + "ñ" * 41)
    assert socket_folder(folder, {}, uid=1000).parent == Path("/tmp/cadencia-1000")  # noqa: S108


def test_two_installations_have_two_places():
    first, second = (socket_folder(Path(each), {}, uid=0) for each in ("/srv/a", "/srv/b"))
    assert first != second
    assert first == socket_folder(Path("/srv/a"), {}, uid=0)
