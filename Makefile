# Arrears. `make demo` shows it, `make test` proves it; both set up what they need in this folder alone.
PYTHON ?= python3
ACCOUNTS ?= 2000
PORT ?= 8000
SERVE ?= 1
JOBS ?= 2
BIN := .venv/bin
# Tests and checks start hundreds of processes: each would compile the whole of Django again.
unexport PYTHONDONTWRITEBYTECODE
READY := .venv/.ready

.PHONY: setup demo test check test-spark test-walk lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo        set up, run a day on a sample portfolio, serve the workbench (ACCOUNTS= PORT= SERVE=0)"
	@echo "make test        set up and run all tests, browser included"
	@echo "make check       lint, types, templates, architecture"
	@echo "make test-spark  the night on Spark gives the same rows (needs Java)"
	@echo "make setup       only prepare .venv"
	@echo "make lock        resolve the dependencies anew"

setup: $(READY)

$(READY): requirements.lock requirements-setup.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Arrears needs Python 3.11 or newer; name one: make PYTHON=python3.11 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || (echo "The venv module is missing (Debian: python3-venv)." && exit 1)
	@echo "Installing the locked dependencies …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet --require-hashes requirements.lock \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --offline --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: setup
	@$(BIN)/arrears demo --accounts $(ACCOUNTS) --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve,)

test: setup
	@$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not spark"

test-walk: setup
	$(BIN)/python -m pytest tests/walks

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --check --quiet src
	$(BIN)/djlint --lint --quiet src
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/arch

test-spark: setup
	@test -x .venv-spark/bin/python || $(PYTHON) -m venv .venv-spark
	@VIRTUAL_ENV=.venv-spark $(BIN)/uv pip sync --quiet --require-hashes requirements-spark.lock
	@VIRTUAL_ENV=.venv-spark $(BIN)/uv pip install --quiet --offline --no-deps -e . --no-build-isolation
	.venv-spark/bin/python -m pytest -m spark tests/parity

lock:
	uv pip compile pyproject.toml --extra dev --extra fit --python-version 3.11 --universal --generate-hashes \
		--no-emit-index-url -o requirements.lock
	uv pip compile pyproject.toml --extra dev --extra fit --extra spark --python-version 3.11 --universal \
		--generate-hashes --no-emit-index-url -c requirements.lock -o requirements-spark.lock

clean:
	rm -rf .venv .venv-spark .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
