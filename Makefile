# `make` lists the targets. Another interpreter than the newest one found: make app PYTHON=python3.12

PYTHON ?=
export PYTHON

VENV_PYTHON := .venv/bin/python
# Streamlit's watcher and tracebacks are off for visitors (.streamlit/config.toml), on for developers.
DEV_FLAGS := --server.fileWatcherType=auto --client.showErrorDetails=full --client.toolbarMode=developer
# loadgroup keeps the browser tests on one worker, so that one app serves them all.
# pytest keeps its rewritten tests as bytecode: half of the time that it takes to begin.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(VENV_PYTHON) -m pytest -n 2 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help app test check nightly bench clean venv-app venv-dev

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

app: venv-app ## Start the app in the browser (DEV=1: reload on change, show tracebacks)
	@$(VENV_PYTHON) -m streamlit run app.py $(if $(DEV),$(DEV_FLAGS))

test: venv-dev ## Run every test, the browser's too
	@$(VENV_PYTHON) tests/browser/install_chromium.py
	@$(VENV_PYTHON) -m tests.node.install_anvil
	@$(PYTEST)

check: venv-dev ## Check style and types, run the fast tests
	@$(VENV_PYTHON) -m ruff format --check
	@$(VENV_PYTHON) -m ruff check
	@$(VENV_PYTHON) -m mypy
	@$(PYTEST) -m "not browser and not slow"

nightly: venv-dev ## Look for what breaks the contracts' rules, for hours
	@SUM_TEST_PROFILE=nightly SUM_SEQUENCES=5000 $(PYTEST) tests/properties

bench: venv-dev ## Measure speed and gas
	@$(VENV_PYTHON) -m sum bench

clean: ## Remove all that make, the tests and the tools have left in this folder
	@rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results build dist *.egg-info
	@find app.py pages sum tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

venv-app:
	@sh scripts/bootstrap.sh requirements.txt

venv-dev:
	@sh scripts/bootstrap.sh requirements-dev.txt
