# The whole developer interface: run, test, bench, lint, clean.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
TIYN := $(VENV)/bin/tiyn
HOST ?= 127.0.0.1
PORT ?= 8000
PIP := $(PY) -m pip install --quiet --disable-pip-version-check

.PHONY: run test torture bench engines lint clean env assets build

run: env assets ## build the default edition when its inputs changed, and serve it
	@$(TIYN) build --if-needed
	@$(TIYN) serve --host $(HOST) --port $(PORT)

build: env assets
	@$(TIYN) build --if-needed

test: $(VENV)/test.done assets node_modules/axe-core ## everything but benchmarks
	@bash -c 'time $(PY) -m pytest -m "not browser" -n 2 --dist worksteal'
	@$(PY) -m pytest -m browser -n 2 --dist loadfile

torture: $(VENV)/test.done ## a million mutated releases, proofs and histories, faults at every call, kills, power cuts, other judges; TIYN_TORTURE=N for fewer releases
	@TIYN_TORTURE=$${TIYN_TORTURE:-1000000} $(PY) -m pytest -s tests/readers/test_ocds_hostile.py tests/log tests/test_publishing.py \
	  tests/test_edition.py tests/test_withdrawing.py tests/readers/test_budget_report.py tests/exporting/test_ownership.py tests/test_sealed.py \
	  tests/browser/test_look.py tests/browser/test_crawl.py
	@$(PY) -m bench crash
	@$(PY) -m bench judges

bench: $(VENV)/test.done assets ## whole-process figures beside a limit of the same run
	@$(PY) -m bench

engines: $(VENV)/engines.done ## the indicators' rules on chdb and Spark (needs Java), row for row with DuckDB
	@$(PY) -m bench engines

$(VENV)/engines.done: requirements/engines.in $(VENV)/run.done
	@echo "installing chdb and Spark (once, half a gigabyte) …"
	@$(PIP) -r requirements/engines.in
	@touch $@

lint: $(VENV)/test.done
	@$(VENV)/bin/ruff check src tests bench
	@$(VENV)/bin/ruff format --check src tests bench

env: $(VENV)/run.done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tiyn needs Python 3.11 or later; found " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements/run.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing what Tiyn runs on (once) …"
	@$(PIP) --require-hashes -r requirements/build.txt
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/test.done: requirements/test.txt $(VENV)/run.done
	@echo "installing what the tests need (once) …"
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

assets: $(VENV)/run.done ## fonts and the SQL engine from npm when it is there; pages do without
	@$(PY) -m tiyn.web.assets

# What the accessibility tests use; without npm they say so and are skipped.
node_modules/axe-core: package-lock.json
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; fi

clean:
	@rm -rf $(VENV) var node_modules src/tiyn/web/static/vendor src/*.egg-info .pytest_cache .ruff_cache .hypothesis
