# `make` alone lists the targets. Everything installs into .venv and keeps its state in .state; both are git-ignored.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

# No tool of ours calls home.
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup night test chaos bad-input bench-load bench-send bench-value bench-build bench-attribution check-starbucks starbucks-value lint up down doctor lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## install everything into .venv (a second time costs nothing)

night: $(STAMP) ## run the whole loop on simulated people; LANDING=folder (or s3://, gs://) [AS_OF=date] on your own files; FAULTS=1 lets providers fail
	@$(BIN)/python -m demo.night $(if $(LANDING),--landing '$(LANDING)') $(if $(AS_OF),--as-of '$(AS_OF)') $(if $(FAULTS),--faults)

test: $(STAMP) ## every test, on two cores; ARGS='-k word' narrows it
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=8 -q $(ARGS)

bench-load: $(STAMP) ## two million events, against pandas, psycopg and psql; a million identifiers; ROWS= changes the former
	@$(BIN)/python -m bench.identity
	@$(BIN)/python -m bench.load

bench-build: $(STAMP) ## five million events built from nothing and one more day, against DuckDB; ROWS= and DAYS= change them
	@$(BIN)/python -m bench.build

bench-send: $(STAMP) ## push and e-mail from planned to accepted, against the SDKs alone; ROWS=, ROUNDS= and MEMORY= change it
	@$(BIN)/python -m bench.ledger
	@$(BIN)/python -m bench.send

bench-value: $(STAMP) ## lifetime value against the package lifetimes, and a million people; PEOPLE= changes it
	@$(BIN)/python -m bench.value

bench-attribution: $(STAMP) ## a million paths credited by every model, against the package marketing-attribution-models; PATHS= changes it
	@$(BIN)/python -m bench.attribution

check-starbucks: $(STAMP) ## the Starbucks feed's figures from the marts and by pandas, side by side; LANDING=its folder
	@$(BIN)/python -m bench.starbucks

starbucks-value: $(STAMP) ## what the Starbucks members were forecast to spend in the last third, and what they spent; LANDING=its folder
	@$(BIN)/python -m bench.starbucks.value

chaos: $(STAMP) ## a thousand storms over senders of the real code; SEEDS= changes it, SEED=7 repeats one, VARIANT= plays a broken one
	@$(BIN)/python -m tests.chaos
	@$(if $(SEED)$(VARIANT),,STEPS=$(or $(STEPS),10000) $(BIN)/python -m pytest -q --no-header tests/chaos/test_machine.py)

bad-input: $(STAMP) ## a thousand mutated files through the loader, with a table; SEED=7 ONLY=0042 repeats one
	@$(BIN)/python -m pytest -q -s --no-header tests/integration/load/test_mutated_files.py tests/integration/load/test_mutated_parquet.py

lint: $(STAMP) ## style, types, layers, SQL, compose file, lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 0 dbt
	$(BIN)/python -m pytest -q --no-header tests/deploy
	$(BIN)/pip check

up: $(STAMP) ## start the real Airflow on this machine and print a login
	@$(BIN)/roundtrip airflow up

down: $(STAMP) ## stop Airflow and the embedded Postgres; no process is left
	@$(BIN)/roundtrip airflow down

doctor: $(STAMP) ## what this installation is, where it keeps things, what runs
	@$(BIN)/roundtrip doctor

lock: $(STAMP) ## compile requirements.in into requirements.txt
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate \
	    --no-strip-extras --no-emit-index-url --python-version 3.11 requirements.in --output-file requirements.txt

clean: ## remove .venv and caches; .state (database, secrets) and reports stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dbt/target dbt/logs

# The lock is complete, so nothing is resolved twice (docs/adr/0006); bytecode is compiled once, on all cores.
$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo "Roundtrip needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "Python's venv module is missing. Try: apt install python3-venv"; exit 1; }
	@echo "Installing into $(VENV) (once; about two minutes with a warm package cache)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --no-deps --no-compile --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q -j0 $(VENV)/lib include dags || true  # a few wheels carry templates that are not Python
	@touch $@
