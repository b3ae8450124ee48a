# Touchstone: `make run` to try it, `make test` to check it. Both set up what they need in .venv/.
PYTHON ?= python3
BIN := .venv/bin
TESTS := $(BIN)/pytest -q -n 2 --dist loadgroup
PURE := $(addprefix revenue/,attribution.py journeys.py money.py naming.py writing.py) \
	$(addprefix analytics/collecting/,answering.py asking.py backlog.py capture.py complaints.py country.py dropped.py flood.py keeping.py \
	loop_spool.py rows.py segment.py signing.py spool.py) \
	$(addprefix analytics/,intervals.py loading/page_views.py loading/reading.py loading/segments.py machines/door.py machines/judging.py policy.py) \
	$(addprefix content/desk/,evenness.py self_promotion.py)

.PHONY: run test test-sqlite test-postgres faults lint format bench clean

run: .venv/installed
	@scripts/run

test: lint test-sqlite test-postgres

test-sqlite: .venv/installed-dev
	@scripts/browser
	$(TESTS)

test-postgres: .venv/installed-dev
	@scripts/browser
	$(BIN)/python scripts/with_postgres.py $(TESTS) -m "(everywhere or not browser) and not sqlite_only"

faults: .venv/installed-dev
	$(BIN)/python -m scripts.faults

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy --strict --follow-imports=silent $(PURE)
	TOUCHSTONE_SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(60))") TOUCHSTONE_ALLOWED_HOSTS=example.com \
		DJANGO_SETTINGS_MODULE=config.settings.production $(BIN)/python manage.py check --deploy --fail-level WARNING

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed-dev
	$(BIN)/python scripts/bench_pages.py
	$(BIN)/python scripts/bench.py
	$(BIN)/python scripts/bench_search.py
	$(BIN)/python scripts/bench_events.py

.venv/installed: requirements.lock
	@scripts/install $(PYTHON) requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock
	@scripts/install $(PYTHON) requirements-dev.lock
	@touch .venv/installed $@

clean:
	rm -rf .venv var
