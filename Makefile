# What a developer runs. `make demo` and `make test` do all the set-up on Debian or Ubuntu with Swift installed.

SWIFT_FLAGS := --explicit-target-dependency-import-check error
PACKAGES := git libcmark-gfm-dev libcmark-gfm-extensions-dev libcurl4-openssl-dev libpcre2-dev libsqlite3-dev pkg-config
# The Swift runtime goes into the program: it starts sooner, and the machine it is copied to needs no Swift.
RELEASE_FLAGS := $(if $(filter Linux,$(shell uname)),--static-swift-stdlib)
MOE_JUDGE := .build/debug/moe-judge
PREFIX ?= /usr/local
export PREFIX DESTDIR
DEMO := docs/demo/orders_api.py

.PHONY: help setup build serve demo test lint format check schemas reference rubrics release install uninstall man completions docs check-linkage measure-offline compare-scanners measure-rubrics measure-speed measure-robustness measure-resume measure-hostile measure-health measure-consensus compare-crowdkit bench-rubrics bench-models bench-acceptance bench-evals bench-health bench-dashboard demo-improve demo-dashboard measure-improve measure-improve-resume compare-sklearn simulator validate-simulator validate-formats test-api try-litellm try-attestation golden-run clean

help: ## List the targets.
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 20

setup: ## Install the system packages that are missing.
	@sh scripts/install-system-packages.sh $(PACKAGES)

build: setup ## Build the command line alone (debug).
	@swift build $(SWIFT_FLAGS) --product moe-judge

serve: build ## Serve the dashboard of this folder's store; ARGS="--port 9000".
	@swift build $(SWIFT_FLAGS) --product moe-judge-serve
	$(MOE_JUDGE) serve $(ARGS)

demo: build ## Judge a shipped artifact offline and print the table.
	@$(MOE_JUDGE) judge --offline --quiet $(DEMO) || test $$? -eq 1

test: setup ## Build everything with warnings as errors, then run all tests.
	swift build $(SWIFT_FLAGS) --build-tests
	swift test $(SWIFT_FLAGS) --skip-build --parallel

.PHONY: test-browser
test-browser: build ## Every kind of page of the dashboard in Chromium: scripts on and off, light and dark, narrow and wide, accessibility.
	swift build $(SWIFT_FLAGS) --product moe-judge-serve
	sh scripts/test-browser.sh $(MOE_JUDGE) .build/debug/moe-judge-serve

lint: ## Check the format.
	swift format lint --strict --recursive --configuration .swift-format Package.swift Plugins Sources Tests

format: ## Bring the code into the format.
	swift format --in-place --recursive --configuration .swift-format Package.swift Plugins Sources Tests

check: build lint ## The project's own checks: its files, its schemas, its rubrics, its labelled suite.
	$(MOE_JUDGE) validate
	sh scripts/check-generated.sh $(MOE_JUDGE)
	$(MOE_JUDGE) rubrics check
	$(MOE_JUDGE) eval run evals/artifact-review --offline --no-history
	$(MOE_JUDGE) eval run evals/constraint-extraction --no-history

schemas: build ## Write docs/schemas anew.
	sh scripts/write-schemas.sh $(MOE_JUDGE) docs/schemas

reference: build ## Write docs/reference anew.
	$(MOE_JUDGE) reference docs docs/reference

rubrics: build ## Generate rubrics/generated from adrs anew.
	$(MOE_JUDGE) rubrics generate --adr-dir adrs --output rubrics/generated

release: setup ## Build both programs for use.
	swift build -c release $(RELEASE_FLAGS) $(SWIFT_FLAGS) --product moe-judge
	swift build -c release $(RELEASE_FLAGS) $(SWIFT_FLAGS) --product moe-judge-serve

install: release ## Install both programs, manual pages and completions below PREFIX (/usr/local); DESTDIR goes before it.
	sh scripts/install.sh .build/release/moe-judge

uninstall: ## Remove what make install put below PREFIX.
	sh scripts/install.sh --uninstall

man: build ## Write the manual pages into .build/man.
	$(MOE_JUDGE) reference manual .build/man

completions: build ## Write the completions of bash, zsh and fish into .build/completions.
	sh scripts/write-completions.sh $(MOE_JUDGE) .build/completions

check-linkage: release ## Whether the release builds need the shared libraries of docs/how-to/install.md and no others.
	sh scripts/check-linkage.sh .build/release/moe-judge .build/release/moe-judge-serve

docs: setup ## Build the API documentation of the libraries into .build/documentation (DocC).
	sh scripts/build-documentation.sh .build/documentation

measure-offline: build ## The offline panel on the labelled suite, per kind, with every miss.
	$(MOE_JUDGE) eval run evals/artifact-review --offline --details --no-history

compare-scanners: release ## The offline panel beside bandit, checkov, zizmor and detect-secrets (installs them from PyPI).
	sh scripts/compare-scanners.sh .build/release/moe-judge

measure-rubrics: build ## Constraint extraction on the development corpus (needs ../shared).
	sh scripts/measure-rubrics.sh $(MOE_JUDGE)

measure-consensus: release ## Every way to aggregate recorded votes, beside logistic regression (needs ../shared).
	sh scripts/measure-consensus.sh .build/release/moe-judge

compare-crowdkit: release ## Dawid-Skene on 100,000 items by 7 judges, beside crowd-kit (from PyPI).
	sh scripts/compare-crowdkit.sh .build/release/moe-judge

bench-rubrics: release ## Constraint extraction over 10,000 documents on one core, beside a plain expression in Python.
	sh scripts/bench-rubrics.sh .build/release/moe-judge

bench-models: release ## CPU, wall time and memory of judging with models, beside a plain Python client (needs ../shared).
	sh scripts/bench-models.sh .build/release/moe-judge

bench-acceptance: setup ## How often the acceptance rules of the eval loop keep a useless change, and a good one.
	swift run -q $(SWIFT_FLAGS) acceptance-simulation

demo-improve: build ## Weaken the offline panel by a seed and let the improvement loop mend it: F1 per iteration, printed and plotted.
	@sh scripts/demo-improve.sh $(MOE_JUDGE) $(or $(SEED),3)

demo-dashboard: setup ## Fill a store with a real demo and serve the dashboard over it on port 8080; PORT=8099, FRESH=1 to make it anew.
	@swift build $(SWIFT_FLAGS) --product moe-judge
	@swift build $(SWIFT_FLAGS) --product moe-judge-serve
	@swift build $(SWIFT_FLAGS) --product provider-simulator
	@sh scripts/demo-dashboard.sh $(MOE_JUDGE) .build/debug/moe-judge-serve $(if $(FRESH),--fresh)

measure-improve: build ## The improvement loop from 20 weakened panels: share adopted, F1 recovered on the holdout; and from the shipped packs.
	python3 scripts/improvement-seeds.py $(MOE_JUDGE) 20
	$(MOE_JUDGE) eval improve evals/artifact-review --offline --no-apply --ledger .build/scratch-ledger.json --state .build/scratch-state

measure-improve-resume: build ## Kill an improvement loop up to 20 times, go on with it, compare its files and ledger with an undisturbed one.
	sh scripts/measure-improve-resume.sh $(MOE_JUDGE)

compare-sklearn: release ## The figures of eval run, beside scikit-learn's (from PyPI).
	sh scripts/compare-sklearn.sh .build/release/moe-judge

bench-evals: release ## Wall time and memory of eval run over 250 and 1,000 generated cases by five seats (simulator on this machine).
	swift build $(SWIFT_FLAGS) --product provider-simulator
	sh scripts/bench-evals.sh .build/release/moe-judge .build/debug/provider-simulator

measure-health: release ## Regressions told from noise, on the tools' series (needs ../shared) and on kinds of our own; SEEDS="1 21 22".
	sh scripts/measure-health.sh .build/release/moe-judge

bench-health: release ## 10,000 skills x 365 days computed anew, one new day for all of them, one event of skills watch.
	python3 scripts/bench-health.py .build/release/moe-judge

bench-dashboard: release ## Server time of every page of the dashboard over 100,000 judgments, and 64 connections for 30 s (wrk).
	swift build -c release $(RELEASE_FLAGS) $(SWIFT_FLAGS) --product moe-judge-serve
	sh scripts/bench-dashboard.sh .build/release/moe-judge .build/release/moe-judge-serve

measure-speed: release ## CPU time and memory of the release build (the figures of the README).
	sh scripts/measure-speed.sh .build/release/moe-judge

measure-robustness: release ## 200 artifacts by five seats against a failing mock provider (needs ../shared).
	sh scripts/measure-robustness.sh .build/release/moe-judge

measure-resume: release ## Kill a run 20 times, go on with it, compare with an undisturbed one (needs ../shared).
	sh scripts/measure-resume.sh .build/release/moe-judge

measure-hostile: release ## Hostile decision records: time, memory and exit code of reading each.
	sh scripts/measure-hostile.sh .build/release/moe-judge

simulator: setup ## Run a provider on this machine that answers judges; ARGS="--port 8099 --fault 429=0.1".
	swift build $(SWIFT_FLAGS) --product provider-simulator
	.build/debug/provider-simulator $(ARGS)

validate-simulator: setup ## Hold the simulator's answers and errors against the providers' own Python SDKs (from PyPI).
	swift build $(SWIFT_FLAGS) --product provider-simulator
	sh scripts/validate-simulator.sh .build/debug/provider-simulator

validate-formats: build ## Hold every format, the action, the workflows and the MCP server against other people's validators (from PyPI).
	sh scripts/validate-formats.sh $(MOE_JUDGE)

test-api: build ## Try the API by its own document with schemathesis (from PyPI).
	swift build $(SWIFT_FLAGS) --product moe-judge-serve
	sh scripts/test-api.sh $(MOE_JUDGE)

try-litellm: build ## Judge through a LiteLLM proxy (from PyPI) over its OpenAI and its Anthropic endpoint.
	swift build $(SWIFT_FLAGS) --product provider-simulator
	sh scripts/try-litellm.sh $(MOE_JUDGE) .build/debug/provider-simulator

try-attestation: build ## Have an attestation read by securesystemslib and in-toto-attestation (from PyPI).
	sh scripts/try-attestation.sh $(MOE_JUDGE) $(DEMO)

golden-run: build ## Keep runs of this version in Tests/GoldenRuns, so that every later version verifies them.
	swift build $(SWIFT_FLAGS) --product provider-simulator
	sh scripts/make-golden-runs.sh $(MOE_JUDGE) .build/debug/provider-simulator Tests/GoldenRuns

clean: ## Remove what was built.
	rm -rf .build
