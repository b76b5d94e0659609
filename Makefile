# `make report` and `make test` are all that most people need; the README says what they do.
VENV := .venv
PY := $(VENV)/bin/python
PYTHON := python3.13 python3.12 python3.11 python3.14 python3 python

# The pins are complete and an install takes nothing else: no resolver, no file without its hash.
INSTALL := $(PY) -m pip install --disable-pip-version-check --no-deps

# An install that was cut short may leave half a package, which pip takes for whole: then all of $(VENV) is made anew.
# One that pip itself gave up, for want of a network, has changed nothing.
define pinned
@if [ -e $(VENV)/.cut ]; then \
    echo "The last installation was cut short: beginning anew"; \
    rm -rf $(VENV) && exec $(MAKE) --no-print-directory $@; \
fi; \
touch $(VENV)/.cut; \
$(INSTALL) --require-hashes $1 || failed=yes; \
rm $(VENV)/.cut; \
if [ -n "$$failed" ]; then \
    echo "Not all packages could be installed, as pip says above, and none was. Run the same command again when the network is there: what was downloaded is kept." >&2; \
    exit 1; \
fi
endef

.PHONY: help report test setup test-engines sample pins audit clean

help:
	@echo "make report        build the pages of the sample workbook"
	@echo "make test          run the tests, the notebooks and the examples in the documentation"
	@echo "make setup         only install, into $(VENV); PYTHON=… chooses the interpreter"
	@echo "make test-engines  run the numbers on Spark and PostgreSQL too (needs Java and PostgreSQL)"
	@echo "make sample        write data/sample anew"
	@echo "make pins          choose the newest versions that pyproject.toml allows"
	@echo "make audit         list the known vulnerabilities of the pinned versions"
	@echo "make clean         remove what make installed; reports/ stays"

report: setup
	$(VENV)/bin/kpi build

test: $(VENV)/.test
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	@# In the order of tests/conftest.py, not those with the fewest tests, the browsers', at the very end.
	browser=$$($(PY) -m tests.page.which_browser) && \
	CHROMIUM=$$browser $(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-engines: $(VENV)/.engines
	$(PY) -m pytest -m engines -n auto --dist loadfile tests/engines

setup: $(VENV)/.project

sample: $(VENV)/.test
	$(PY) data/generator

# Each stamp is written last: a step that was cut short is taken again.
$(VENV)/.made:
	@rm -rf $(VENV)
	@for python in $(PYTHON); do \
	    $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue; \
	    if $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	        echo "$$($$python --version): installing into $(VENV), which takes a minute or two the first time"; \
	        $$python -m venv $(VENV) && touch $@; exit; \
	    fi; \
	    without="$$without $$($$python -c 'import sys; print("python%d.%d" % sys.version_info[:2])')"; \
	done; \
	for python in $$without; do \
	    echo "$$python lacks its module venv: install it (Debian, Ubuntu: apt-get install $$python-venv), then run the same command again" >&2; \
	    exit 1; \
	done; \
	echo "No Python from 3.11 to 3.14 was found ($(PYTHON)): install one, or name one that lies elsewhere: make setup PYTHON=/path/to/python3" >&2; exit 1

$(VENV)/.runtime: $(VENV)/.made requirements/runtime.txt
	$(call pinned,--only-binary :all: --no-compile -r requirements/runtime.txt)
	@# On all cores, and without the packages' own tests, this takes half the time that pip takes for it.
	@$(PY) -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || true
	@touch $@

$(VENV)/.project: $(VENV)/.runtime pyproject.toml
	$(INSTALL) --no-build-isolation --no-index --quiet -e .
	@touch $@

$(VENV)/.test: $(VENV)/.project requirements/test.txt
	@echo "Installing what the tests need"
	$(call pinned,--quiet -r requirements/test.txt)
	@touch $@

$(VENV)/.engines: $(VENV)/.test requirements/engines.txt
	@echo "Installing Spark (about 450 MB) and the PostgreSQL driver"
	$(call pinned,--quiet -r requirements/engines.txt)
	@touch $@

# Each list starts from the one before, so that what is tested is what is installed.
pins: export UV_CUSTOM_COMPILE_COMMAND := make pins
pins: COMPILE = $(VENV)/uv/bin/python -m uv pip compile --quiet --upgrade pyproject.toml --group build \
    --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url
pins: $(VENV)/.made
	$(PY) -m venv $(VENV)/uv
	$(VENV)/uv/bin/python -m pip install --disable-pip-version-check --quiet uv
	$(COMPILE) -o requirements/runtime.txt
	$(COMPILE) -o requirements/test.txt --extra test -c requirements/runtime.txt
	$(COMPILE) -o requirements/engines.txt --extra test --extra engines -c requirements/test.txt

# Asks the advisories of PyPI, so it needs network; the last list holds all that is in the others.
audit: $(VENV)/.made
	@test -x $(VENV)/audit/bin/pip-audit || { $(PY) -m venv $(VENV)/audit && \
	    $(VENV)/audit/bin/python -m pip install --disable-pip-version-check --quiet pip-audit; }
	@# Strictly: a package that could not be asked about is no package without vulnerabilities.
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/engines.txt

clean:
	rm -rf $(VENV) .pytest_cache .hypothesis .ruff_cache
	find kpi_helpers tests data benchmarks notebooks -name __pycache__ -prune -exec rm -rf {} +
