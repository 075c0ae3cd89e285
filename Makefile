# `make` lists what there is. Everything is installed into .venv; nothing else of the machine is needed but Python
# 3.11 or later and, for the browser tests, a Chromium, which is installed through the system's packages if missing.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python
# Two workers on two cores: matrices of ten rows that are multiplied by several threads cost thirty times as much.
PYTEST := OMP_NUM_THREADS=1 $(RUN) -m pytest -q -n 2 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench soak messages screenshots clean cluster test-cluster

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: $(VENV)/installed ## install what is needed and start the dashboard on this machine
	$(RUN) -m streamlit run app.py

test: lint chromium ## lint, types and every test
	$(PYTEST) -m "not soak and not cluster"

test-cluster: $(VENV)/installed-cluster java ## the same figures on an Apache Spark cluster of this machine
	$(RUN) -m pytest -q -m cluster tests/cluster

cluster: $(VENV)/installed-cluster java ## start such a cluster with the events of the database, and the dashboard on it
	$(RUN) -m trialmetrics.cluster.loopback

lint: $(VENV)/installed-test ## style and types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

format: $(VENV)/installed-test ## lay the code out
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

bench: $(VENV)/installed-test ## side by side with what one would use instead, as ratios
	$(RUN) -m bench

soak: $(VENV)/installed-test chromium ## the long checks: calibration, faults, hostile files
	$(PYTEST) -m soak

# A language is a folder of `locale`. Its sentences are kept as they are written (.po) and as they are read (.mo).
LOCALE := trialmetrics/text/locale
BABEL := $(RUN) -m babel.messages.frontend --quiet

messages: $(VENV)/installed ## collect all sentences and compile their translations; begin one with NEW=nl
	mkdir -p $(LOCALE)
	$(BABEL) extract --ignore-dirs='.*' --project=trialmetrics --output-file=$(LOCALE)/trialmetrics.pot trialmetrics pages
	$(if $(NEW),$(BABEL) init -D trialmetrics -i $(LOCALE)/trialmetrics.pot -d $(LOCALE) -l $(NEW))
	@if ls $(LOCALE)/*/LC_MESSAGES/trialmetrics.po >/dev/null 2>&1; then set -x; \
		$(BABEL) update -D trialmetrics -i $(LOCALE)/trialmetrics.pot -d $(LOCALE) && \
		$(RUN) -m trialmetrics.text.check_catalogues $(LOCALE)/*/LC_MESSAGES/trialmetrics.po && \
		$(BABEL) compile -D trialmetrics -d $(LOCALE) --statistics; fi

screenshots: $(VENV)/installed-test chromium ## take the pictures of the README anew, and into screenshots/ every page in six worlds
	$(RUN) -m tests.browser.pictures data/pictures --readme
	$(RUN) -m tests.browser.pictures screenshots

clean: ## remove what was installed and cached; the database stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Debian keeps the part of Python that makes a .venv in a package of its own.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; give it as make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); $(call system_install,python3-venv) && $(PYTHON) -m venv $(VENV); }

$(VENV)/installed: requirements.txt | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/installed-test: requirements-test.txt requirements.txt | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@ $(VENV)/installed

$(VENV)/installed-cluster: requirements-cluster.txt $(VENV)/installed-test
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-cluster.txt
	touch $@

# Spark is written in Java.
.PHONY: java
java:
	@command -v java >/dev/null || $(call system_install,default-jre-headless)

# The browser, and a library that what drives it needs and a small machine does not have.
.PHONY: chromium
chromium: $(VENV)/installed-test
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && found=yes; done; \
		test -n "$$found" && $(VENV)/lib/python3*/site-packages/playwright/driver/node --version >/dev/null 2>&1 \
		|| $(call system_install,chromium libatomic1)

define system_install
{ sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq $(1); }
endef
