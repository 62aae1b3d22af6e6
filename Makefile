# Everything a developer types. Tools come from ./centralka, so that one lock decides their versions.
RUN := ./centralka run
FORMAT ?= text
PACKAGES := activities api app db domain graphs messaging routing telephony workflows

.DEFAULT_GOAL := help
.PHONY: help check format test faults bench features hostile lock generate

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 12

check: ## format, lint, types, import contracts, sizes, freshness of everything generated
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) basedpyright
	$(RUN) lint-imports
	$(RUN) python -m pytest tests/house -q -p no:cacheprovider -p no:randomly
	$(RUN) python -m app.generated --check

format: ## format and mend what ruff can mend
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

test: ## everything that ./centralka test runs
	./centralka test

faults: ## the whole fault matrix, and which faults it proves to be survived
	./centralka test -m "fault or matrix" --proofs build/faults.json; \
	code=$$?; $(RUN) python tests/house/feature_report.py --marker fault --proofs build/faults.json; exit $$code

bench: ## every performance figure, as ratios
	$(RUN) python -m benchmarks

features: ## which features the last whole test run proved; FORMAT=json for programs
	@$(RUN) python tests/house/feature_report.py --format $(FORMAT)

hostile: ## which hostile inputs the last whole test run proved to be answered
	@$(RUN) python tests/house/feature_report.py --marker hostile --format $(FORMAT)

generate: ## write the OpenAPI document and the JSON Schemas anew
	$(RUN) python -m app.generated

lock: ## resolve the dependencies of pyproject.toml again (needs uv)
	$(RUN) python tests/house/locks.py write
