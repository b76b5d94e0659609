# `make report` and `make test` are all that most people need; the README says what they do.
VENV := .venv
PY := $(VENV)/bin/python
PYTHON := python3.13 python3.12 python3.11 python3.14 python3 python

# Some hundred processes import the package in a run of the tests: it is compiled once, not in each of them.
unexport PYTHONDONTWRITEBYTECODE
# What is run is what is installed here.
unexport PYTHONHOME PYTHONPATH

# What is said, in Japanese where the system speaks it.
comma := ,
ifneq ($(filter ja%,$(firstword $(LC_ALL) $(LC_MESSAGES) $(LANG))),)
say = $1
else
say = $2
endif
CUT := $(call say,前回のインストールが途中で終わっています。はじめからやり直します,The last installation was cut short: beginning anew)
NO_NETWORK := $(call say,上に pip が示したとおり、一部のパッケージを取得できませんでした。何も変えていません。ネットワークにつながってから、同じコマンドをもう一度実行してください。取得済みのものは残っています。,Not all packages could be installed$(comma) as pip says above$(comma) and none was. Run the same command again when the network is there: what was downloaded is kept.)
INSTALLING := $(call say,を $(VENV) に用意します。初回は 1〜2 分かかります,: installing into $(VENV)$(comma) which takes a minute or two the first time)
NO_PYTHON := $(call say,Python 3.11〜3.14 が見つかりません（$(PYTHON)）。インストールするか、場所を指定してください: make setup PYTHON=/path/to/python3,No Python from 3.11 to 3.14 was found ($(PYTHON)): install one$(comma) or name one that lies elsewhere: make setup PYTHON=/path/to/python3)
FOR_TESTS := $(call say,テストに必要なものをインストールします,Installing what the tests need)
FOR_ENGINES := $(call say,Spark（約 450 MB）と PostgreSQL のドライバーをインストールします,Installing Spark (about 450 MB) and the PostgreSQL driver)

# The pins are complete and an install takes nothing else: no resolver, no file without its hash.
INSTALL := $(PY) -m pip install --disable-pip-version-check --no-deps

# An install that was cut short may leave half a package, which pip takes for whole: then all of $(VENV) is made anew.
# One that pip itself gave up, for want of a network, has changed nothing.
define pinned
@if [ -e $(VENV)/.cut ]; then \
    echo "$(CUT)"; \
    rm -rf $(VENV) && exec $(MAKE) --no-print-directory $@; \
fi; \
touch $(VENV)/.cut; \
$(INSTALL) --require-hashes $1 || failed=yes; \
rm $(VENV)/.cut; \
if [ -n "$$failed" ]; then \
    echo "$(NO_NETWORK)" >&2; \
    exit 1; \
fi
endef

.PHONY: help report test setup test-engines sample pins audit clean

help:
	@echo "$(call say,make report        サンプルのワークブックのページを作る,make report        build the pages of the sample workbook)"
	@echo "$(call say,make test          テスト、ノートブック、文書の例を実行する,make test          run the tests$(comma) the notebooks and the examples in the documentation)"
	@echo "$(call say,make setup         $(VENV) にインストールだけする。PYTHON=… で Python を選べる,make setup         only install$(comma) into $(VENV); PYTHON=… chooses the interpreter)"
	@echo "$(call say,make test-engines  Spark と PostgreSQL でも数字を確かめる（Java と PostgreSQL が必要）,make test-engines  run the numbers on Spark and PostgreSQL too (needs Java and PostgreSQL))"
	@echo "$(call say,make sample        data/sample を作り直す,make sample        write data/sample anew)"
	@echo "$(call say,make pins          pyproject.toml の範囲で最新の版を選ぶ,make pins          choose the newest versions that pyproject.toml allows)"
	@echo "$(call say,make audit         固定した版の既知の脆弱性を調べる,make audit         list the known vulnerabilities of the pinned versions)"
	@echo "$(call say,make clean         make が入れたものを消す。reports/ は残る,make clean         remove what make installed; reports/ stays)"

# Not by the script kpi: it names its interpreter by a path that the shell reads, blanks and $$ too.
report: setup
	$(PY) -m kpi_helpers build

test: $(VENV)/.test
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	@# In the order of tests/conftest.py, not those with the fewest tests, the browsers', at the very end.
	browser=$$($(PY) -m tests.page.which_browser) && \
	CHROMIUM=$$browser $(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-engines: $(VENV)/.engines
	$(PY) -m pytest -m engines -n auto --dist loadfile tests/engines

setup: $(VENV)/.project

sample: $(VENV)/.test
	$(PY) data/generator

# What was installed elsewhere, or by a Python that is gone, is installed anew: its commands name their old place.
ifneq ($(shell [ ! -e $(VENV)/.made ] || { [ "$$(cat $(VENV)/.made)" = "$$(pwd)" ] && $(PY) -c ""; } 2>/dev/null || echo elsewhere),)
$(shell rm -f $(VENV)/.made)
endif

# Each stamp is written last: a step that was cut short is taken again.
$(VENV)/.made:
	@rm -rf $(VENV)
	@for python in $(PYTHON); do \
	    $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue; \
	    if $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	        echo "$$($$python --version)$(INSTALLING)"; \
	        $$python -m venv $(VENV) && pwd > $@; exit; \
	    fi; \
	    without="$$without $$($$python -c 'import sys; print("python%d.%d" % sys.version_info[:2])')"; \
	done; \
	for python in $$without; do \
	    echo "$(call say,$$python には venv モジュールがありません。インストールして（Debian・Ubuntu: apt-get install $$python-venv）、同じコマンドをもう一度実行してください,$$python lacks its module venv: install it (Debian$(comma) Ubuntu: apt-get install $$python-venv)$(comma) then run the same command again)" >&2; \
	    exit 1; \
	done; \
	echo "$(NO_PYTHON)" >&2; exit 1

$(VENV)/.runtime: $(VENV)/.made requirements/runtime.txt
	$(call pinned,--only-binary :all: --no-compile -r requirements/runtime.txt)
	@# On all cores, and without the packages' own tests, this takes half the time that pip takes for it.
	@$(PY) -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || true
	@touch $@

$(VENV)/.project: $(VENV)/.runtime pyproject.toml
	$(INSTALL) --no-build-isolation --no-index --quiet -e .
	@# By its place beside this folder: a path with Japanese in it is not read in a locale that knows none.
	@for pth in $(VENV)/lib/python3*/site-packages/kpi_helpers.pth; do echo ../../../.. > $$pth; done
	@touch $@

$(VENV)/.test: $(VENV)/.project requirements/test.txt
	@echo "$(FOR_TESTS)"
	$(call pinned,--quiet -r requirements/test.txt)
	@touch $@

$(VENV)/.engines: $(VENV)/.test requirements/engines.txt
	@echo "$(FOR_ENGINES)"
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
	rm -rf $(VENV) .pytest_cache .hypothesis .ruff_cache .mypy_cache
	find kpi_helpers tests data benchmarks notebooks -name __pycache__ -prune -exec rm -rf {} +
