# Every task as one verb. `make` alone prints them.
.DEFAULT_GOAL := help
.PHONY: help setup check test test-slow coverage leak-proof serve train train-recognizer gazetteer split check-data evaluate compare promote rollback bench bench-peers bench-store examples sbom audit-dependencies lock clean

PYTHON ?= python3.11
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# The environment in which training on a CPU runs 1.3 to 1.8 times faster (allocator).
TRAIN := MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 MALLOC_TOP_PAD_=1000000000 $(BIN)/python
NER ?= ../shared/ner
# ONNX Runtime would send usage data; nothing of Casetag calls out.
export ORT_DISABLE_TELEMETRY := 1

help:  ## Print these lines
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

.venv/serve: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv || python3 -m venv .venv
	$(PIP) install -c constraints.txt -e .
	@touch $@

.venv/dev: .venv/serve
	$(PIP) install -c constraints.txt torch==2.13.0
	$(PIP) install -c constraints.txt -e '.[train,dev]'
	@touch $@

setup: .venv/dev  ## Make .venv with everything: serving, training, tests

serve: .venv/serve  ## Start the service on http://127.0.0.1:8000 (makes .venv itself, no torch)
	$(BIN)/casetag serve

check: .venv/dev  ## Lint, types, dependency direction
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: .venv/dev  ## Run the tests (makes .venv itself)
	$(BIN)/python -m pytest -q -m "not slow"

test-slow: .venv/dev  ## Run all tests, also those that train small models for minutes
	$(BIN)/python -m pytest -q

leak-proof: .venv/dev  ## Plant names in 5,000 narratives (CASES=) and look for them everywhere
	LEAK_PROOF_CASES=$(or $(CASES),5000) $(BIN)/python -m pytest -q -s --show-capture=no tests/leak_proof

coverage: .venv/dev  ## Measure what the tests reach of service/; fails under 95 %
	$(BIN)/python -m pytest -q -m "not slow" --cov=service --cov-report=term-missing:skip-covered --cov-fail-under=95 tests/service tests/test_privacy.py tests/test_deployment.py

check-data: .venv/dev  ## Name every fault of data/corpus by file and line
	$(BIN)/python -m training.check

split: .venv/dev  ## Divide data/corpus into train, dev and test (the test split stays)
	$(BIN)/python -m training.split

train: .venv/dev  ## Train, calibrate and export the tagger; UPDATE=1 teaches the one in use new reviews
ifdef UPDATE
	$(TRAIN) -m training.update_tagger
else
	$(TRAIN) -m training.train_tagger
	$(BIN)/python -m training.build_tagger
	$(BIN)/python -m training.quantization
endif

train-recognizer: .venv/dev  ## Train and export the recogniser (NER=folder of public NER data)
	$(TRAIN) -m training.train_recognizer --shared-ner $(NER)
	$(TRAIN) -m training.train_token_head --ner $(NER)
	$(BIN)/python -m training.build_recognizer --sentences $(NER)

gazetteer: .venv/dev  ## Build models/trained/countries from CLDR, GeoNames and data/places
	$(BIN)/python -m training.build_gazetteer

evaluate: .venv/dev  ## Score the trained models on the test split: report, card, metrics
	$(BIN)/python -m training.evaluate

compare: .venv/dev  ## Two versions side by side: A=released B=version (SPLIT=dev or test)
	$(BIN)/python -m training.compare $(or $(A),active) $(B) --split $(or $(SPLIT),dev)

promote: .venv/dev  ## Put a version in use unless it is worse: VERSION=… (FORCE="reason")
	$(BIN)/python -m training.promote $(VERSION) $(if $(FORCE),--force "$(FORCE)")

rollback: .venv/dev  ## Return to the version that was in use before
	$(BIN)/python -m training.promote --back

bench: .venv/dev  ## Measure speed, start-up, memory and size of the serving environment
	$(BIN)/python -m training.bench --environment --readme

bench-peers: .venv/dev  ## Compare with Presidio and Natasha (PEERS_PYTHON=python with the extra peers)
	$(BIN)/python -m training.bench_peers --peers-python $(or $(PEERS_PYTHON),$(BIN)/python)

bench-store: .venv/dev  ## Measure what the store costs: submissions beside an echo, lists of 100,000 cases
	$(BIN)/python tests/bench/bench_store.py --readme

examples: .venv/dev  ## Make the examples of the API documentation with the real models
	$(BIN)/python -m service.examples_refresh

sbom: .venv/dev  ## List packages, models and data with licences (CycloneDX) in runs/sbom.cdx.json
	$(BIN)/python .ci/sbom.py runs/sbom.cdx.json

audit-dependencies: .venv/dev  ## Ask for known weaknesses of the packages (needs the network; says so)
	$(BIN)/python .ci/audit_dependencies.py

lock: .venv/dev  ## Pin what is installed now in constraints.txt
	$(PIP) freeze --exclude-editable | grep -v ' @ ' | sed 's/+cpu$$//' > constraints.txt

clean:  ## Remove .venv and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
