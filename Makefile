# Everything a developer must remember. `make` alone lists it.

PY := .venv/bin/python
# Checks that read the settings but need no database, and must not make a data folder.
OFFLINE := CADENCIA_SECRET_KEY=for-checks DATABASE_URL=postgresql:///none?host=/nonexistent
# How many tests run at a time.
N ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo run test scenarios golden lint format types layers migrations check bench \
	faults messages lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make the environment .venv from the locks (no network once it is there)
	@tools/setup

demo: setup ## four demo companies: import, preview, generate, PDFs; calling it again goes on
	@.venv/bin/cadencia demo

run: setup ## serve the back office on http://127.0.0.1:8000, with its jobs, until Ctrl-C
	@.venv/bin/cadencia migrate
	@.venv/bin/cadencia serve --jobs

test: setup ## every test, on an embedded PostgreSQL (or on that of DATABASE_URL)
	@$(PY) -m pytest -q -n $(N)

scenarios: setup ## the stories of the manual, executed
	@$(PY) -m pytest -q tests/scenarios

golden: setup ## rewrite the golden files; read the diff before committing it
	@$(PY) -m pytest -q --update-golden

lint: setup ## format and style, without changing anything
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) tools/check_layout.py

format: setup ## format, and mend what can be mended
	@$(PY) -m ruff check --fix-only -q .
	@$(PY) -m ruff format .

types: setup ## mypy, strict
	@$(OFFLINE) $(PY) -m mypy src tools

layers: setup ## each layer imports only those below it
	@.venv/bin/lint-imports --no-cache

migrations: setup ## the models have no change without a migration
	@$(OFFLINE) DJANGO_SETTINGS_MODULE=cadencia.config.settings \
		$(PY) -W ignore::RuntimeWarning -m django makemigrations --check --dry-run

check: ## all that must pass before a commit, as the continuous integration runs it
	@.ci/run

bench: setup ## what the claims about speed rest on (minutes)
	@$(PY) -m benchmarks

faults: setup ## the run killed, cut and disturbed, the long way (many minutes)
	@$(PY) -m pytest -q -n 0 --long tests/faults

messages: setup ## collect the texts to translate from the code
	@cd src/cadencia && ../../$(PY) -m django makemessages --all --no-obsolete
	@PYTHONPATH=. $(PY) tools/command_messages.py

lock: setup ## resolve the dependencies of pyproject.toml anew into the locks
	@$(PY) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -q --upgrade -o requirements.lock
	@$(PY) -m uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -q --upgrade -c requirements.lock \
		-o requirements-dev.lock

clean: ## remove what the tools leave behind, not the environment nor any data
	@rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist
