# demo test lint fix docs check bench: nothing else. Each installs what it needs into .venv first.
#
#   make demo [DISTRICT=620102] [SCALE=0.01] [PORT=8000] [ONCE=1]   a district to look at
#   make test [ARGS="-k orders"]                                 the default tests
#   make lint | fix                                              what the tools say | put right
#   make docs                                                    draw and check the documents
#   make check [ALL=1]                                           as CI does | and what takes hours
#   make bench [ONLY=name]                                       measure against the promises

.PHONY: demo test lint fix docs check bench
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
# Three for two cores, since one of them waits for the database; whoever has nothing left takes
# tests from the others.
PYTEST := $(PY) -m pytest -n 3 --dist worksteal

# Chinese in messages must not depend on the locale of the machine.
export PYTHONUTF8 := 1

demo: .venv/.base
	$(PY) -m redvest demo $(if $(DISTRICT),--district '$(DISTRICT)') $(if $(SCALE),--scale '$(SCALE)') \
		$(if $(PORT),--port '$(PORT)') $(if $(filter-out 0,$(ONCE)),--once)

test: .venv/.dev
	$(PYTEST) $(ARGS)

# The types take as long as the rest together, and one core.
lint: .venv/.dev
	$(PY) -m mypy redvest & types=$$!; \
	$(PY) -m ruff check . && \
	$(PY) -m ruff format --check . && \
	.venv/bin/lint-imports && \
	$(PY) -m djlint --lint --quiet redvest && \
	$(PY) tools/messages.py --check; rest=$$?; \
	wait $$types && exit $$rest

fix: .venv/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

docs: .venv/.dev
	for tool in $(wildcard tools/draw_*.py); do $(PY) $$tool $(if $(CHECK),--check) || exit 1; done
	$(PY) tools/check_docs.py

check: lint
	$(PY) tools/audit_dependencies.py --offline
	$(MAKE) docs CHECK=1
	$(PYTEST) -m "not browser$(if $(filter-out 0,$(ALL)),, and not long)"
	tools/get_browser.sh
	$(PYTEST) -m "browser$(if $(filter-out 0,$(ALL)),, and not long)"

bench: .venv/.dev
	$(PY) -m bench $(ONLY)

.venv/.%: requirements/%.txt tools/make_venv.sh
	tools/make_venv.sh $*
