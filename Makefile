# From a bare machine: `make run`. Everything else: `make help`.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install run test lint bench faults messages schema format

# The first Python here that is new enough; it only creates .venv.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo $$name; break; }; done)
BIN := .venv/bin
# Linters need Django's settings, but no service.
OFFLINE := DJANGO_SETTINGS_MODULE=matchmaking.settings.build

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## Create .venv and install requirements.lock into it
	@test -n "$(PYTHON)" || { echo "error: no Python >= 3.11 found; install one and run make again." >&2; exit 1; }
	@$(PYTHON) -X utf8 matchmaking/launcher/install.py
	@$(BIN)/python -m matchmaking.catalogs compile

run: install ## Start everything and serve on http://127.0.0.1:8000 (PORT=8001 for another port)
	@exec $(BIN)/python -m matchmaking.launcher run

test: install ## All tests, browser included (ARGS="tests/engine -x" for some)
	@exec $(BIN)/python -m matchmaking.launcher test $(ARGS)

faults: install ## Faults on purpose: killed workers, lost services, a whole run from nothing
	@exec $(BIN)/python -m matchmaking.launcher test -m "faults or slow_run" $(ARGS)

lint: install ## Format, lint, types, imports, migrations, catalogs, API schema
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)

CHECKS := check-format check-code check-types check-imports check-django check-migrations \
	check-catalogs check-schema
.PHONY: $(CHECKS)

check-format:
	$(BIN)/ruff format --check --quiet .

check-code:
	$(BIN)/ruff check --quiet .

check-types:
	$(BIN)/mypy

check-imports:
	$(BIN)/lint-imports --no-cache

check-django:
	$(OFFLINE) $(BIN)/python -W error manage.py check --fail-level WARNING

check-migrations:
	$(OFFLINE) $(BIN)/python -W error manage.py makemigrations --check --dry-run

check-catalogs:
	$(BIN)/python -m matchmaking.catalogs check

check-schema:
	@mkdir -p .data
	$(OFFLINE) $(BIN)/python -W error manage.py spectacular --validate --fail-on-warn --file .data/schema.yml
	diff -u docs/api/schema.yml .data/schema.yml

format: install ## Format the code and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## Measure the engine and its peers, 20 minutes (ARGS=reach, peers or growth for a part)
	@exec $(BIN)/python -m benchmarks $(ARGS)

messages: install ## Bring the message catalogs in step with the sources
	$(BIN)/python -m matchmaking.catalogs update

schema: install ## Write the API schema that is committed
	$(OFFLINE) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/api/schema.yml
