# The two commands of the README are `make run` and `make test`; `make help` lists the others.

PORT ?= 8000
DATA ?=
FMA ?=
METADATA ?=
MUSIC ?=
LABELS ?=
CLIPS ?=
TRACKS ?=
# With Flask, PyMongo, NumPy and gunicorn: the design that Segue replaces is then measured too.
OTHER_PYTHON ?=
# Of the test suite, much of which waits: more would disturb the tests that measure time.
WORKERS ?= 2
FOLDER ?= .screenshots
ADDRESS ?=

# The first Python that runs, is new enough and can make virtual environments; `make PYTHON=...` takes another one.
IS_FIT := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c '$(IS_FIT)' 2>/dev/null && echo "$$name" && break; done)

# Vite's own condition, ^20.19 or >=22.12.
NODE_IS_FIT := const [major, minor] = process.versions.node.split(".").map(Number); \
	process.exit(+!(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)))

BIN := .venv/bin
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock
EVALUATE = $(BIN)/segue evaluate --labels "$(LABELS)" --json $(if $(DATA),--data-dir "$(DATA)")
PLAYER_SOURCES := $(shell find frontend/src frontend/public -type f 2>/dev/null) \
	frontend/index.html frontend/package.json frontend/vite.config.ts frontend/list_shell.ts frontend/service_worker.ts

.PHONY: run test check setup format lint dev api lock screenshots scorecard help \
	benchmark-extraction benchmark-training benchmark-answers
.DEFAULT_GOAL := help

run: setup ## set up (MusiCNN too), analyse the collection, serve the player (FMA= METADATA=, or MUSIC=; PORT= DATA=)
	@$(BIN)/segue models download musicnn $(if $(DATA),--data-dir "$(DATA)") \
		|| echo "Segue goes on without MusiCNN, with the features that it computes itself."
	@$(BIN)/segue run --port $(PORT) $(if $(DATA),--data-dir "$(DATA)") \
		$(if $(FMA),--fma "$(FMA)") $(if $(METADATA),--metadata "$(METADATA)") $(if $(MUSIC),--music "$(MUSIC)")

test: setup .venv/.test-installed ## the whole suite, browser tests included
	@sh tests/obtain_chromium.sh
	cd frontend && npm run --silent test
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder || { echo "What failed beside others is tried again alone."; \
		$(BIN)/pytest --last-failed --last-failed-no-failures none; }

check: lint test ## everything that CI checks: lint and test

lint: setup .venv/.test-installed ## ruff, mypy, import-linter, svelte-check, stale generated files
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd frontend && npm run --silent check && npm run --silent format:check
	cd frontend && npm run --silent generate >/dev/null && git diff --exit-code --stat src/api/schema.d.ts

setup: .venv/.installed frontend/dist/index.html ## the virtual environment and the built player, nothing else

format: .venv/.test-installed ## format all sources
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	cd frontend && npm run --silent format

dev: setup ## the API and Vite, both reloading, on what was imported before (PORT= DATA=)
	$(if $(DATA),SEGUE_DATA_DIR="$(DATA)") $(BIN)/uvicorn backend.app:create_app --factory --reload --reload-dir backend --port $(PORT) & \
		trap "kill $$!" EXIT; cd frontend && SEGUE_API=http://127.0.0.1:$(PORT) npm run --silent dev

api: .venv/.installed frontend/node_modules/.installed ## write the OpenAPI document and the player's types of it
	$(BIN)/python -m backend.openapi frontend/openapi.json
	cd frontend && npm run --silent generate

lock: .venv/.test-installed ## pin the newest versions of all Python dependencies
	$(BIN)/uv pip compile --upgrade --universal --fork-strategy fewest --python-version 3.11 --all-extras \
		--no-emit-index-url --no-annotate --no-header --quiet pyproject.toml -o requirements.lock

screenshots: setup .venv/.test-installed ## take pictures of every page (FOLDER=), and those of the README; or of a Segue that runs (ADDRESS=)
	@sh tests/obtain_chromium.sh
	$(BIN)/python -m tests.journeys.take_screenshots $(FOLDER) \
		$(if $(ADDRESS),--address "$(ADDRESS)",--readme docs $(if $(DATA),--data-dir "$(DATA)"))

scorecard: setup ## measure every recipe on labelled clips (LABELS=path/to/labels.csv) and renew the committed scorecards
	@test -n "$(LABELS)" || { echo "Name the table of labelled clips: make scorecard LABELS=path/to/labels.csv"; exit 2; }
	$(EVALUATE) > .scorecard.json
	mv .scorecard.json tests/benchmarks/labelled_clips_scorecard.json
	$(EVALUATE) --unlabelled > .scorecard.json
	mv .scorecard.json tests/benchmarks/unlabelled_clips_scorecard.json

benchmark-extraction: .venv/.test-installed ## what extraction costs per clip, against decoding alone (CLIPS=folder of mp3 clips)
	$(BIN)/python -m tests.benchmarks.extraction $(if $(CLIPS),--clips "$(CLIPS)")

benchmark-training: .venv/.test-installed ## what a model costs to make, beside scikit-learn's K-means (TRACKS=106574)
	$(BIN)/python -m tests.benchmarks.training $(if $(TRACKS),--tracks $(TRACKS))

benchmark-answers: .venv/.test-installed ## how long the service's answers take, beside their floors (TRACKS=106574 OTHER_PYTHON=)
	$(BIN)/python -m tests.benchmarks.answers $(if $(TRACKS),--tracks $(TRACKS)) \
		$(if $(OTHER_PYTHON),--other-python "$(OTHER_PYTHON)")

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

.venv/.installed: pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "Segue needs Python 3.11 or newer with its venv module: install it" \
		"(Debian, Ubuntu: apt install python3-venv), or name it with make PYTHON=/path/to/python3"; exit 1; }
	"$(PYTHON)" -m venv .venv
	@echo "Installing the libraries: about 1 GB, a minute or two."
	@$(PIP_INSTALL) --only-binary=onnx,onnxruntime -e '.[neural]' 2>/dev/null || { $(PIP_INSTALL) -e . && \
		echo "Installed without the extra 'neural', which is not to be had here: Segue works, but hears less."; }
	@touch $@

.venv/.test-installed: .venv/.installed
	$(PIP_INSTALL) -e '.[spark,test,check]'
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json
	@node -e '$(NODE_IS_FIT)' 2>/dev/null && command -v npm >/dev/null \
		|| { echo "Segue needs Node.js 20.19, 22.12 or newer with npm: install it from your system or https://nodejs.org"; exit 1; }
	cd frontend && npm ci --silent --no-audit --no-fund
	@touch $@

frontend/dist/index.html: frontend/node_modules/.installed $(PLAYER_SOURCES)
	cd frontend && npm run --silent build
	@touch $@
