# One entry point for every task; `make help` lists them. Runs with GNU make 3.81 (the one of macOS) and newer.
#
# Nothing is installed outside the checkout, except strace, Chromium, web servers and shells where `make test` needs them and
# root may. The package is not installed either: everything runs it from the checkout. An environment is made once and made
# anew when its lock file or the Python behind it has changed.

PYTHON ?= python3
# Worker processes of the tests: one more than the two cores of CI, since a fifth of a test's time is waiting for a
# server, a browser or a clock.
JOBS ?= 3
# Further arguments: make test PYTEST_ARGS='-k urls', make site BUILD_ARGS='--drafts'
PYTEST_ARGS ?=
BUILD_ARGS ?=
BENCH_ARGS ?=
PIP_TOOLS := pip-tools==7.6.2

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help site test test-editor lint format bench bench-large bench-live bench-deploy markdown quality search screenshots guide-pictures template-reference soak mutants lock venv venv-dev tools \
  strace-tool chromium-tool server-tools editor-tool quality-tools unpack-strace clean

# The package is imported from here by scripts that live in other folders (bench/) and by the programs tests start.
# Where the environment forbids Python to keep bytecode, each of these would compile the package anew, which takes 85 ms.
IN_CHECKOUT := PYTHONDONTWRITEBYTECODE= PYTHONPATH="$(CURDIR)/generator:$(CURDIR)" PATH="$(CURDIR)/.tools/bin:$$PATH"
RUN := .venv/bin/python
RUN_DEV := $(IN_CHECKOUT) .venv-dev/bin/python

# Where python3 is too old (macOS ships 3.9), other usual names are tried, unless PYTHON was given.
OTHER_PYTHONS := $(if $(filter file,$(origin PYTHON)),python3.13 python3.12 python3.11 python3.14)

# Shell text that sets $$python to a suitable interpreter and $$identity to what tells it from another one.
define FIND_PYTHON
python=; \
for candidate in "$(PYTHON)" $(OTHER_PYTHONS); do \
  if identity=$$("$$candidate" -c \
    'import sys; assert sys.version_info >= (3, 11); print(sys.version, sys.base_prefix)' 2>/dev/null); \
  then python=$$candidate; break; fi; \
done; \
if [ -z "$$python" ]; then \
  found=$$("$(PYTHON)" --version 2>&1) || found="there is no such program"; \
  echo "Warta needs Python 3.11 or newer; $(PYTHON): $$found." >&2; \
  echo "Install one (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python)," >&2; \
  echo "or name one that is there already: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
  exit 1; \
fi
endef

# $(call ENVIRONMENT,folder,lock): the environment in `folder` holds what `lock` pins. Its stamp is written last, so an
# interrupted installation is started over; contents are compared, since a checkout changes modification times. The
# interpreter may be that of the environment itself, activated: the one behind it makes the new environment.
define ENVIRONMENT
@set -e; $(FIND_PYTHON); \
stamp=$(1)/.installed; \
if [ -x $(1)/bin/python ] && { echo "$$identity"; cat $(2); } | cmp -s - $$stamp; then exit 0; fi; \
if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
  echo "$$python cannot make virtual environments: its modules venv and ensurepip are missing." >&2; \
  echo "On Debian and Ubuntu they are in a package of their own: apt-get install python3-venv" >&2; \
  exit 1; \
fi; \
echo "Installing $(2) into $(1) ..."; \
python=$$("$$python" -c 'import sys; print(getattr(sys, "_base_executable", None) or sys.executable)'); \
rm -rf $(1); \
"$$python" -m venv $(1); \
$(1)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $(2); \
{ echo "$$identity"; cat $(2); } > $$stamp
endef

help: ## list the targets
	@echo "Warta: make TARGET [PYTHON=python3.12]"
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  \1	\2/p' Makefile | expand -t 16

site: venv ## build the starter site into output/
	PYTHONPATH=generator $(RUN) -m warta build $(BUILD_ARGS)

# Each process takes the tests of whole files one after the other, so that what they share (an environment, a built
# site) is made once, until one has nothing left and takes some of another's.
test: lint tools ## check the code and run all tests
	$(RUN_DEV) -m pytest -n $(JOBS) --dist loadfile -m "not editor" $(PYTEST_ARGS)

test-editor: venv-dev chromium-tool editor-tool ## write a story in the web editor, in a browser (needs the npm registry)
	$(RUN_DEV) -m pytest -m editor $(PYTEST_ARGS)

lint: venv-dev ## check style, types and which room imports which
	$(RUN_DEV) -m ruff check
	$(RUN_DEV) -m ruff format --check
	$(RUN_DEV) -m mypy
	$(IN_CHECKOUT) .venv-dev/bin/lint-imports --no-logo --no-cache

format: venv-dev ## put the code into shape
	$(RUN_DEV) -m ruff check --fix
	$(RUN_DEV) -m ruff format

bench: venv-dev ## measure the build
	$(RUN_DEV) bench/run.py $(BENCH_ARGS)

bench-large: venv-dev ## measure the build on a large site
	$(RUN_DEV) bench/run.py --large $(BENCH_ARGS)

bench-live: venv-dev ## measure the time from a save to the served page
	$(RUN_DEV) bench/live.py $(BENCH_ARGS)

# MARKDOWN_ARGS='--spec FILE --posts FOLDER': a specification's spec.txt, a folder of texts.
MARKDOWN_ARGS ?=

bench-deploy: venv-dev ## deploy and roll back a served site under load (needs nginx and wrk)
	$(RUN_DEV) bench/deploying.py $(BENCH_ARGS)

markdown: venv-dev ## compare the Markdown engines with cmark-gfm, section by section; one table
	$(RUN_DEV) -m tests.markdown_judge $(MARKDOWN_ARGS)

guide-pictures: venv-dev chromium-tool ## take the pictures of the writers' guide anew
	$(RUN_DEV) docs/screenshots.py

template-reference: venv-dev ## write the designer's reference anew, from the views
	$(RUN_DEV) docs/template_reference.py

# The gate for the public site. Its programs for Node are pinned with digests in quality/package-lock.json.
QUALITY_ARGS ?=

quality: venv-dev quality-tools ## check three built sites against every threshold; one table
	$(RUN_DEV) quality/run.py $(QUALITY_ARGS)

search: venv-dev chromium-tool ## ask the search pages of two sites what readers ask; one table
	$(RUN_DEV) -m tests.search_table

screenshots: venv-dev chromium-tool ## take pictures of every template into quality/screenshots/
	$(RUN_DEV) quality/screenshots.py

soak: venv-dev tools ## run the fault tests at their full counts
	WARTA_SOAK=1 $(RUN_DEV) -m pytest -n $(JOBS) -m faults $(PYTEST_ARGS)

# Which tests miss which change of a module: tests/README.md says what to read in it.
MODULE ?= site/publication
MUTANTS_ARGS ?=

mutants: venv-dev ## change a module in every small way and see which change no test notices (MODULE=site/publication)
	$(RUN_DEV) -m tests.mutants $(MODULE) $(MUTANTS_ARGS)

venv:
	$(call ENVIRONMENT,.venv,requirements.lock)

venv-dev:
	$(call ENVIRONMENT,.venv-dev,requirements-dev.lock)

# The fault tests need strace, on Linux, and the browser tests Chromium. Without root strace is unpacked into .tools/
# from the system's own packages; Chromium has to be installed. Where Debian's is, so is its form without windows if it
# can be had, with which the tests take minutes less. Tests that do not name them do not make anybody install them. (A
# recipe that names MAKE itself would run under `make -n`.)
SUBMAKE = $(MAKE)
tools: strace-tool chromium-tool server-tools

# Shell text that sets $$root to what makes one command run as root: nothing for root itself, or "none".
define FIND_ROOT
if [ "$$(id -u)" = 0 ]; then root=; \
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then root='sudo -n'; \
else root=none; fi
endef

strace-tool:
	@set -e; \
	[ "$$(uname -s)" = Linux ] || exit 0; \
	grep -qsw strace tests/*.py tests/*/*.py || exit 0; \
	PATH="$(CURDIR)/.tools/bin:$$PATH"; \
	if command -v strace >/dev/null; then exit 0; fi; \
	echo "Installing strace for the fault tests ..."; \
	if command -v apt-get >/dev/null; then \
	  $(FIND_ROOT); \
	  if [ "$$root" != none ]; then \
	    { $$root apt-get -qq update && $$root apt-get -qq install -y --no-install-recommends strace; } >/dev/null || true; \
	  else \
	    $(SUBMAKE) --silent --no-print-directory unpack-strace || true; \
	  fi; \
	fi; \
	if command -v strace >/dev/null && strace -V >/dev/null 2>&1; then exit 0; fi; \
	echo "The tests need strace. Install it and try again: sudo apt-get install strace" >&2; \
	exit 1

chromium-tool:
	@set -e; \
	grep -qsw chromium tests/*.py tests/*/*.py || exit 0; \
	wanted=; \
	command -v chromium >/dev/null || wanted=chromium; \
	{ [ -e /etc/debian_version ] && [ ! -e /etc/lsb-release ]; } && \
	  ! command -v chromium-headless-shell >/dev/null && wanted="$$wanted chromium-headless-shell"; \
	[ -n "$$wanted" ] || exit 0; \
	if command -v apt-get >/dev/null; then \
	  $(FIND_ROOT); \
	  if [ "$$root" != none ]; then \
	    echo "Installing $$wanted for the browser tests ..."; \
	    $$root apt-get -qq update >/dev/null || true; \
	    for program in $$wanted; do $$root apt-get -qq install -y --no-install-recommends $$program >/dev/null || true; done; \
	  fi; \
	fi; \
	if command -v chromium >/dev/null; then exit 0; fi; \
	echo "The tests need Chromium as the command chromium. Install it and try again: sudo apt-get install chromium" >&2; \
	exit 1

# The web servers whose configuration `warta host` writes. Debian keeps them out of a user's PATH, and starts none in a
# container.
server-tools:
	@set -e; \
	[ "$$(uname -s)" = Linux ] || exit 0; \
	grep -qsw apache2 tests/*.py || exit 0; \
	PATH="$$PATH:/usr/sbin:/sbin"; \
	wanted=; \
	for program in nginx caddy apache2 rsync fish zsh; do command -v $$program >/dev/null || wanted="$$wanted $$program"; done; \
	command -v sshd >/dev/null || wanted="$$wanted openssh-server"; \
	[ -e /usr/lib/nginx/modules/ngx_http_brotli_static_module.so ] || wanted="$$wanted libnginx-mod-http-brotli-static"; \
	command -v ssh >/dev/null || wanted="$$wanted openssh-client"; \
	[ -n "$$wanted" ] || exit 0; \
	if command -v apt-get >/dev/null; then \
	  $(FIND_ROOT); \
	  if [ "$$root" != none ]; then \
	    echo "Installing$$wanted for the tests of servers and shells ..."; \
	    { $$root apt-get -qq update && $$root apt-get -qq install -y --no-install-recommends $$wanted; } >/dev/null || true; \
	  fi; \
	fi; \
	for program in nginx caddy apache2 rsync fish zsh sshd ssh; do \
	  command -v $$program >/dev/null || { \
	    echo "The tests need $$program. Install it and try again: sudo apt-get install$$wanted" >&2; exit 1; }; \
	done

# The web editor of one browser test, pinned with digests. `make test` needs no npm registry, so it has a target of its own.
# Its package is the finished script and nothing else.
editor-tool:
	@set -e; \
	grep -qsw decap-cms tests/*.py tests/*/*.py || exit 0; \
	folder=.tools/editor; \
	if [ -f $$folder/node_modules/decap-cms/dist/decap-cms.js ] && \
	  cmp -s tests/editor/package-lock.json $$folder/package-lock.json; then exit 0; fi; \
	if ! command -v npm >/dev/null; then \
	  echo "The tests need npm (Node.js 18 or newer). Install it and try again: sudo apt-get install npm" >&2; exit 1; \
	fi; \
	echo "Installing the web editor for the browser tests ..."; \
	rm -rf $$folder; mkdir -p $$folder; \
	cp tests/editor/package.json tests/editor/package-lock.json $$folder/; \
	npm ci --prefix $$folder --silent --no-audit --no-fund

quality-tools: chromium-tool
	@set -e; \
	wanted=; \
	command -v java >/dev/null || wanted="$$wanted default-jre-headless"; \
	command -v node >/dev/null || wanted="$$wanted nodejs"; \
	command -v npm >/dev/null || wanted="$$wanted npm"; \
	if [ -n "$$wanted" ] && command -v apt-get >/dev/null; then \
	  $(FIND_ROOT); \
	  if [ "$$root" != none ]; then \
	    echo "Installing$$wanted for the gate ..."; \
	    { $$root apt-get -qq update && $$root apt-get -qq install -y --no-install-recommends $$wanted; } >/dev/null || true; \
	  fi; \
	fi; \
	for program in java node npm; do \
	  command -v $$program >/dev/null || { \
	    echo "The gate needs $$program. Install it and try again: sudo apt-get install$$wanted" >&2; exit 1; }; \
	done; \
	cd quality; \
	if cmp -s package-lock.json node_modules/.installed; then exit 0; fi; \
	echo "Installing quality/package-lock.json into quality/node_modules ..."; \
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; \
	cp package-lock.json node_modules/.installed

# Package lists and downloads in a folder of our own, strace and the libraries it lacks unpacked beside them. The
# wrapper keeps their path from the traced program (-E NAME takes NAME out of its environment).
unpack-strace:
	@set -e; rm -rf .tools; \
	mkdir -p .tools/bin .tools/root .tools/lists/partial .tools/cache/archives/partial; \
	apt() { apt-get -qq -o Dir::State::lists="$(CURDIR)/.tools/lists" -o Dir::Cache="$(CURDIR)/.tools/cache" \
	  -o Debug::NoLocking=1 "$$@"; }; \
	apt update; \
	names=$$(apt --print-uris --yes --no-install-recommends install strace | sed "s/^'[^']*' \([^_]*\)_.*/\1/"); \
	cd .tools/cache; \
	apt download $$names; \
	for package in *.deb; do dpkg -x "$$package" ../root; done; \
	cd ..; \
	{ echo '#!/bin/sh'; \
	  echo 'root=$$(cd -- "$$(dirname -- "$$0")/../root" && pwd)'; \
	  echo 'libraries=$$(set -- "$$root"/usr/lib/*-linux-gnu* "$$root"/lib/*-linux-gnu*; IFS=:; echo "$$*")'; \
	  echo 'export LD_LIBRARY_PATH="$$libraries"'; \
	  echo 'exec "$$root/usr/bin/strace" -E LD_LIBRARY_PATH "$$@"'; } > bin/strace; \
	chmod +x bin/strace; \
	rm -rf lists cache

# The oldest supported Python resolves the locks, so that they hold what it needs too. pip's own configuration is left
# out: a lock must not depend on the machine that wrote it. `make lock LOCK_ARGS=--upgrade` takes the newest versions.
LOCK_ARGS ?=
COMPILE := PIP_CONFIG_FILE=/dev/null PIP_EXTRA_INDEX_URL= PIP_FIND_LINKS= CUSTOM_COMPILE_COMMAND="make lock" \
	.venv-lock/bin/python -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-options --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(LOCK_ARGS)

lock: ## pin the dependencies anew (needs Python 3.11)
	@set -e; $(FIND_PYTHON); \
	case $$identity in 3.11.*) ;; *) \
	  echo "The locks are made with Python 3.11, the oldest supported: make lock PYTHON=python3.11" >&2; exit 1 ;; \
	esac; \
	rm -rf .venv-lock; "$$python" -m venv .venv-lock; \
	.venv-lock/bin/python -m pip --disable-pip-version-check install --quiet --upgrade pip $(PIP_TOOLS)
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	rm -rf .venv-lock

clean: ## delete what make has made: environments, caches, the built site
	rm -rf output .warta-cache .venv .venv-dev .venv-lock .tools dist build quality/node_modules quality/screenshots
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
