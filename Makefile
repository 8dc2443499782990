# Everything starts from nothing: the first `make run` or `make test` makes .venv and installs
# into it exactly what constraints.txt names; later calls start at once.

.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
BUILD := build

# A Python from 3.11 on, one with venv (Debian packs that apart) before one without.
IS_PYTHON = import sys; sys.exit(sys.version_info < (3, 11))
HAS_VENV = import ensurepip; $(IS_PYTHON)
PYTHON ?= $(shell for code in '$(HAS_VENV)' '$(IS_PYTHON)'; do \
	for python in python3.13 python3.12 python3.11 python3; do \
		"$$python" -c "$$code" 2>/dev/null && echo "$$python" && exit; \
	done; done)

PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt
SYSTEM_PACKAGES := $(BIN)/python scripts/system_packages.py

# Where a window can be seen; without one, `make run` drives the window offscreen.
DISPLAY_HERE := $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname))

.PHONY: help
help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

.PHONY: run
run: $(INSTALLED) ## Open the demo, or DATASET=path; without a display, take screenshots of a tour
ifneq ($(DISPLAY_HERE),)
	@$(SYSTEM_PACKAGES) offscreen
	@$(SYSTEM_PACKAGES) window || echo "Going on without: on Wayland, Qt may not need them." >&2
	@$(BIN)/forgery-viewer $(if $(DATASET),open "$(DATASET)",demo)
else
	@echo "No display: the tour drives the window offscreen."
	@$(SYSTEM_PACKAGES) offscreen
	@rm -rf $(BUILD)/tour
	@QT_QPA_PLATFORM=offscreen $(BIN)/forgery-viewer tour $(if $(DATASET),"$(DATASET)") --out $(BUILD)/tour
endif

# Where others keep the machine busy, a test of the window may look a moment too early. There it is
# done once or twice more; the summary lists each that was.
AGAIN := $(if $(CI),--reruns 2)

.PHONY: test
test: $(INSTALLED) ## Run all tests: offscreen, then those that want a real X server, under Xvfb
	@$(SYSTEM_PACKAGES) offscreen
	$(BIN)/python -m pytest $(AGAIN)
	@$(MAKE) --no-print-directory test-xcb

.PHONY: test-xcb
test-xcb: $(INSTALLED) ## Run only the tests that want a real X server
	@if $(SYSTEM_PACKAGES) offscreen window xvfb; then \
		xvfb-run -a -s "-screen 0 2560x1440x24" env QT_QPA_PLATFORM=xcb $(BIN)/python -m pytest -m xcb $(AGAIN); \
	elif [ -n "$$CI" ]; then exit 1; \
	else echo "The tests on a real X server were left out: install the packages named above."; fi

.PHONY: baselines
baselines: $(INSTALLED) ## Take the pictures anew that the main views are compared with
	@$(SYSTEM_PACKAGES) offscreen
	$(BIN)/python -m tests.e2e.view_pictures tests/e2e/baselines

.PHONY: bench
bench: $(INSTALLED) ## Measure what a user waits for: one JSON object a benchmark
	@$(SYSTEM_PACKAGES) offscreen
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks $(BENCH)

.PHONY: lint
lint: $(INSTALLED) ## Check style, types and the floors of the architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: wheel
wheel: $(INSTALLED) ## Build the sdist, and from it the wheel, into dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation

.PHONY: clean
clean: ## Remove what was built, keep .venv
	rm -rf $(BUILD) dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find forgery_viewer scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean ## Remove .venv as well
	rm -rf $(VENV)

# torch goes first and pinned: a plain `torch` may bring gigabytes of CUDA libraries on Linux.
# hatchling too, so that the checkout is installed without fetching an unpinned build environment.
$(INSTALLED): pyproject.toml constraints.txt
	@if ! $(BIN)/python -c "import pip" 2>/dev/null; then \
		python="$(PYTHON)"; \
		if [ -z "$$python" ]; then \
			echo "Python 3.11 or newer is needed, for instance: sudo apt-get install python3.11 python3.11-venv" >&2; \
			exit 1; \
		fi; \
		"$$python" scripts/system_packages.py venv && rm -rf $(VENV) && "$$python" -m venv $(VENV); \
	fi
	@echo "Installing into $(VENV) (a few minutes the first time) ..."
	@$(PIP_INSTALL) torch hatchling
	@$(PIP_INSTALL) --no-build-isolation -e ".[dev]"
	@touch $@
