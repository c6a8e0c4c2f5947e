# The commands of a newcomer and of every day. `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
BIND ?= 127.0.0.1
ARGS ?=
PY := .venv/bin/python

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_NO_PROGRESS := 1
export UV_SYSTEM_CERTS := 1

# $(call install,LOCK): uv is quick; where it has no wheel for this machine, or cannot reach the index as pip can, pip does the same
install = { $(PY) -m uv --version >/dev/null 2>&1 \
	&& $(PY) -m uv pip install --quiet --python $(PY) --require-hashes -r requirements/$(1); } \
	|| $(PY) -m pip install --quiet --require-hashes -r requirements/$(1)

# $(call step,NAME,COMMAND): one part with the time it took; the command's own words and code come through
step = @begun=$$(date +%s); echo "== $(1)"; code=0; { $(2); } || code=$$?; \
	echo "== $(1): $$(( $$(date +%s) - begun )) s$$( [ $$code = 0 ] || echo ', FAILED' )"; exit $$code

CHECKS := check-lint check-format check-types check-imports check-migrations check-system check-docs check-templates check-schema

.PHONY: help run setup test test-long bench check lock clean-var $(CHECKS)

help: ## show this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: .venv/.run ## run the whole site at http://127.0.0.1:8000 (another port: make run PORT=8123)
	@exec $(PY) manage.py serve --port "$(PORT)" --bind "$(BIND)"

setup: .venv/.dev ## install everything that tests and checks need

test: .venv/.dev ## run every test, journeys in a browser too where a Chromium is found
	@$(PY) -m pytest -n auto $(ARGS)

test-long: .venv/.dev ## run every test with far more examples; takes long
	@$(PY) -m pytest -n auto -m "" --hypothesis-profile=long $(ARGS)

bench: .venv/.dev ## measure the site, print a table and write var/bench.json
	@$(PY) -m tests.bench $(ARGS)

check: .venv/.dev ## lint, types, borders, migrations, generated pages, templates, API schema
	@begun=$$(date +%s); code=0; $(MAKE) -k $(CHECKS) || code=$$?; echo "== all checks: $$(( $$(date +%s) - begun )) s"; exit $$code

check-lint: .venv/.dev
	$(call step,ruff,$(PY) -m ruff check --quiet --output-format concise .)

check-format: .venv/.dev
	$(call step,ruff format,$(PY) -m ruff format --quiet --check .)

check-types: .venv/.dev
	$(call step,mypy,$(PY) -m mypy --no-error-summary)

check-imports: .venv/.dev
	$(call step,import borders,$(PY) -c "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())")

check-migrations: .venv/.dev
	$(call step,migrations,$(PY) manage.py makemigrations --check --dry-run)

check-system: .venv/.dev
	$(call step,system checks,$(PY) manage.py check --fail-level WARNING)

check-docs: .venv/.dev
	$(call step,generated pages,$(PY) manage.py docs --check)

check-templates: .venv/.dev
	$(call step,templates,$(PY) -m djlint --quiet --lint templates)

check-schema: .venv/.dev
	$(call step,API schema,mkdir -p var && $(PY) manage.py spectacular --validate --fail-on-warn --file var/schema.yaml && diff -u schema.yaml var/schema.yaml)

lock: .venv/.dev ## write the locks of requirements/ anew from pyproject.toml
	$(PY) -m uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements/run.lock
	$(PY) -m uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements/dev.lock

clean-var: .venv/bin/activate ## remove the database and all else that was made at run time
	@$(PY) -m policing.local clean-var

.venv/.run: requirements/run.lock .venv/.uv
	@echo "Installing what the site needs …"
	@$(call install,run.lock)
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.uv
	@echo "Installing what the site and its tests need …"
	@$(call install,dev.lock)
	@touch $@

.venv/.uv: requirements/uv.txt .venv/bin/activate
	@$(PY) -m pip install --quiet --require-hashes -r requirements/uv.txt \
		|| echo "No uv for this machine: pip does the work, more slowly."
	@touch $@

.venv/bin/activate:
	@for name in "$$PYTHON" python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if [ -n "$$name" ] && "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Commonbeat needs Python 3.11 or newer, and none was found. Install one, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$found lacks its modules venv and ensurepip. Install them (on Debian and Ubuntu: the package python3-venv)." >&2; exit 1; fi; \
	rm -rf .venv && "$$found" -m venv .venv
