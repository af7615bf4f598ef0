"""What the environment says, and what is refused."""

import stat

import pytest

from cadencia.config import environment
from cadencia.config.environment import BadSetting


class TestDatabaseAddress:
    def test_socket_folder_and_user_as_options(self):
        found = environment.database("postgresql:///books?host=%2Frun%2Fcadencia&user=ana")
        assert (found["HOST"], found["USER"], found["NAME"]) == ("/run/cadencia", "ana", "books")
        assert found["OPTIONS"] == {}

    def test_percent_encoded_password(self):
        found = environment.database("postgres://ana:a%40b%2Fc@db.example/books")
        assert (found["PASSWORD"], found["HOST"], found["PORT"]) == ("a@b/c", "db.example", "")

    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("mysql://localhost/books", "solo con PostgreSQL"),
            ("sqlite:///books", "solo con PostgreSQL"),
            ("books", "solo con PostgreSQL"),
            ("postgresql://localhost", "el nombre de la base de datos"),
            ("postgresql://localhost:99999/books", "el puerto"),
            ("postgresql://localhost:abc/books", "el puerto"),
        ],
    )
    def test_another_address_is_refused_and_named(self, url, told):
        with pytest.raises(BadSetting, match=told) as refused:
            environment.database(url)
        assert str(refused.value).startswith("DATABASE_URL: ")


class TestYesOrNo:
    @pytest.mark.parametrize(
        ("said", "meant"), [("1", True), ("Yes", True), ("sí", True), ("0", False), ("off", False)]
    )
    def test_both_languages(self, monkeypatch, said, meant):
        monkeypatch.setenv("CADENCIA_DEBUG", said)
        assert environment.yes_or_no("CADENCIA_DEBUG", default="0") is meant

    def test_neither_is_refused(self, monkeypatch):
        monkeypatch.setenv("CADENCIA_DEBUG", "perhaps")
        with pytest.raises(BadSetting, match="CADENCIA_DEBUG: 'perhaps'"):
            environment.yes_or_no("CADENCIA_DEBUG", default="0")


class TestSecretKey:
    def test_made_once_and_only_its_owner_reads_it(self, tmp_path):
        file = tmp_path / "home" / "secret_key"
        key = environment.secret_key(file)
        assert len(key) > 50
        assert environment.secret_key(file) == key
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [each.name for each in file.parent.iterdir()] == ["secret_key"]


class TestDataFolder:
    def test_of_root(self):
        found = environment.default_home({"XDG_DATA_HOME": "/x"}, is_root=True)
        assert str(found) == "/var/lib/cadencia"

    def test_of_an_ordinary_user(self):
        found = environment.default_home({"XDG_DATA_HOME": "/data/ana"}, is_root=False)
        assert str(found) == "/data/ana/cadencia"

    def test_a_relative_path_is_ignored(self, monkeypatch):
        monkeypatch.setenv("HOME", "/home/ana")
        found = environment.default_home({"XDG_DATA_HOME": "data"}, is_root=False)
        assert str(found) == "/home/ana/.local/share/cadencia"
