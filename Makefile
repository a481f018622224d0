# Everything a newcomer types is here: `make run` and `make test`. Each sets up what it needs first.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
PY := $(BIN)/python
SOURCES := engine rules admin api config tests benchmarks
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: help setup run test check style prove bench bench-peers lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.up-to-date ## Make .venv from the lock files; does nothing when it is up to date

.venv/.up-to-date: requirements.lock requirements-build.lock pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" scripts/setup.sh

run: setup ## Fill an empty data folder with real orders, then serve API and admin (HOST, PORT)
	@$(BIN)/oms demo
	@$(BIN)/oms serve --host $(HOST) --port $(PORT)

test: style ## Every check and every test (not the long ones of prove)
	$(PY) -m pytest -n 2 --dist loadfile

check: style ## Only the checks that run nothing of ours: style and the rules of the code base
	$(PY) -m pytest -q tests/architecture

style: setup ## ruff, mypy and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

prove: setup ## The long tests: load, crashes, faults; writes reports/prove.txt and reports/prove.xml
	@mkdir -p reports
	@set -o pipefail; OMS_PROVE=1 $(PY) -m pytest -m prove -rA --durations=0 --junitxml=reports/prove.xml | tee reports/prove.txt

bench: setup ## Measure decisions and orders a second; writes reports/bench.json
	$(PY) -m benchmarks

bench-peers: setup ## Install the rule engines of others that bench measures beside ours, into .bench
	@scripts/bench-peers.sh

lock: setup ## Remake the lock files from pyproject.toml (UPGRADE=1: take the newest versions)
	@UPGRADE="$(UPGRADE)" scripts/lock.sh

clean: ## Remove .venv, caches and reports; the data folder (var/) stays
	rm -rf .venv build dist reports .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
