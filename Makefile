# Two Funnels. `make run` starts the board, `make test` runs everything that checks it; both set themselves up.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8501
ADDRESS ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
# The first of these that is new enough makes .venv; `make run PYTHON=/path/to/python` chooses another.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11 python
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
COMPILE := CUSTOM_COMPILE_COMMAND='make pins' $(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url \
  --no-emit-trusted-host --no-emit-find-links --no-emit-options
RUNTIME := $(VENV)/.runtime-installed
TOOLS := $(VENV)/.tools-installed

.PHONY: help run test check format bench screenshots pins browser office proxy clean

help:  ## what there is to make
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 20

run: $(RUNTIME)  ## start the board on http://localhost:8501 (PORT=… for another)
	@exec $(BIN)/python -m streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT)

test: $(TOOLS) browser office proxy  ## the whole suite, on two cores, browser tests included (ARGS=… goes to pytest)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(TOOLS)  ## formatting, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(TOOLS)  ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(TOOLS)  ## measure the marks of speed
	$(BIN)/python -m bench $(ARGS)

screenshots: $(TOOLS) browser  ## draw docs/screens/*.png anew
	$(BIN)/python -m tests.browser.screenshots $(ARGS)

pins: $(TOOLS)  ## compile the .in files into pinned requirements
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-test.in --output-file requirements-test.txt

browser: $(TOOLS)
	@$(BIN)/python -m tests.browser.chromium

office: $(TOOLS)
	@$(BIN)/python -m tests.slides.office

proxy: $(TOOLS)
	@$(BIN)/python -m tests.deploy.nginx

clean:  ## remove .venv and everything made, but never the workspace
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is the last thing a new environment gets, so an interrupted one is made again.
$(BIN)/pip:
	@for python in $(PYTHON); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || \
	      { echo "Two Funnels: $$python has no venv module: install it (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }; \
	    "$$python" -m venv --clear $(VENV); exit 0; \
	  fi; \
	done; \
	echo "Two Funnels needs Python 3.11 or newer and found none ($(PYTHON)): install it, or run make PYTHON=/path/to/python3" >&2; \
	exit 1

$(RUNTIME): requirements.txt | $(BIN)/pip
	@echo "Installing requirements.txt into $(VENV) …"
	@$(PIP) --requirement requirements.txt
	@touch $@

$(TOOLS): requirements-test.txt $(RUNTIME)
	@echo "Installing requirements-test.txt into $(VENV) …"
	@$(PIP) --requirement requirements-test.txt
	@touch $@
