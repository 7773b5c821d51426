# Every line is what a person would type. `make help` lists them.
# Ours to choose: PYTHON (3.11 or newer), PORT, HOST, ENGINE_PYTHON (a Python 3.10), ARGS.
# Rasa's own commands work from here too, in the engine's environment (. .venv/engine/bin/activate):
# rasa train, rasa shell, rasa data validate. Their `data` is a link to nlu/data.

PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run setup train shell test test-quick test-fuzz test-faults check evaluate bench bench-load bench-search bench-import bench-staff report demo remove-demo figures lock backup restore off on switches sbom audit

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## ?/  make \1\t/' | expand -t 20

run: ## set everything up, start Signpost and keep it running (PORT=8000 HOST=127.0.0.1)
	@$(PYTHON) -m launch run

setup: ## set everything up and stop there
	@$(PYTHON) -m launch setup

train: ## train the Rasa model, if anything that it depends on has changed
	@$(PYTHON) -m launch train

shell: ## talk with Rasa at the keyboard, actions included
	@$(PYTHON) -m launch shell $(ARGS)

test: ## set everything up and run every test (ARGS="tests/bot -k limits" for some)
	@$(PYTHON) -m launch test $(ARGS)

test-quick: ## the tests that need neither Rasa nor a browser
	@$(PYTHON) -m launch test --quick $(ARGS)

test-fuzz: ## at least 50,000 nonsensical inputs into everything that reads (FUZZ_INPUTS= each test)
	@FUZZ_INPUTS=$${FUZZ_INPUTS:-2200} $(PYTHON) -m launch test --quick tests/security/test_fuzz.py tests/security/test_schema.py $(ARGS)

test-faults: ## break a running Signpost in every way and count what is lost, 30 minutes (ARGS="-k engine")
	@$(PYTHON) -m launch test-faults $(ARGS)

check: ## format, lint, types, import directions, weak spots, secrets, Rasa's data
	@$(PYTHON) -m launch check

evaluate: ## play the evaluation's questions (BASELINES=1 for the baselines beside them)
	@$(PYTHON) -m launch evaluate

bench: ## measure whole turns, beside Rasa's own starter bot (ARGS="--seconds 5" for a short run)
	@$(PYTHON) -m launch bench $(ARGS)

bench-load: ## measure a crowd and 20 steady minutes (LOAD_STEADY_MINUTES=2 for 6 minutes in all)
	@$(PYTHON) -m launch bench-load $(ARGS)

bench-search: ## measure search with 1,000 to 100,000 invented services (ARGS="--sizes 10000" for some)
	@$(PYTHON) -m launch bench-search $(ARGS)

bench-import: ## measure how long 5,000 services of a feed take to come in
	@$(PYTHON) -m launch bench-import

figures: setup ## measure everything anew and write docs/figures.md (ARGS="--only bench" for some)
	@.venv/application/bin/python -m tests.figures $(ARGS)

backup: ## copy everything that cannot be made again into one file (FOLDER=var/backups)
	@$(PYTHON) -m launch operations backup $(FOLDER)

restore: ## put a backup back; stop Signpost first (FILE=var/backups/signpost-....tar)
	@$(PYTHON) -m launch operations restore $(FILE)

off: ## switch off everything, web, telegram or handoff (CHANNEL=web); `make on` switches it on
	@$(PYTHON) -m launch operations off $(CHANNEL)

on: ## switch a channel on again (CHANNEL=web)
	@$(PYTHON) -m launch operations on $(CHANNEL)

switches: ## say which channels are off
	@$(PYTHON) -m launch operations switches

bench-staff: setup ## measure the aid at 10,000 services and insight at a million messages
	@.venv/application/bin/python -m tests.bench.console $(ARGS)

report: ## write the quarterly report, HTML and PDF (ARGS="report.html --until 2026-09-30")
	@.venv/application/bin/python -m bot.insight report $(ARGS)

demo: ## add invented figures, shown at /insight/demo alone
	@.venv/application/bin/python -m bot.insight demo

remove-demo: ## take every invented figure away
	@.venv/application/bin/python -m bot.insight remove-demo

sbom: setup ## write the bills of materials (CycloneDX) of all pinned packages into var/sbom
	@.venv/application/bin/python -m tests.security.bill

audit: setup ## look the pinned packages up among published weaknesses (needs the network)
	@for list in application engine build uv; do .venv/application/bin/pip-audit --disable-pip \
	  --require-hashes --vulnerability-service osv -r requirements/$$list.txt || failed=1; done; \
	  test -z "$$failed"

lock: ## renew the pinned, hashed requirement files
	@$(PYTHON) -m launch lock
