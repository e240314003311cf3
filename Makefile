# Roundtable's front doors. `make help` lists them.
# Names of files here are relative, so that a path with blanks does no harm.

.SILENT:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test lint bench soak editor messages clean

PORT ?= 8000
# Another interpreter: make run PYTHON=python3.13
PYTHON ?= python3 python3.13 python3.12 python3.11
MANAGE := .venv/bin/python manage.py

# As text for a shell; $$1 is the interpreter.
right_version := -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
has_venv := -c 'import ensurepip, venv'
port_is_free := -c 'import socket, sys; sys.exit(socket.socket().connect_ex(("127.0.0.1", $(PORT))) == 0)'

help: ## list what make can do
	sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name text; \
	do printf '  %-12s %s\n' "$$name" "$$text"; done

run: export SITE_URL ?= http://127.0.0.1:$(PORT)
run: export DJANGO_RUNSERVER_HIDE_WARNING := true
run: .venv/installed ## make the site and serve it at http://127.0.0.1:8000/ (PORT=8001 for another port)
	.venv/bin/python $(port_is_free) || { echo "Port $(PORT) is taken: stop what uses it, or take another, as in make run PORT=8001." >&2; exit 1; }
	echo "Preparing the database …"
	$(MANAGE) migrate --verbosity 0
	echo "Loading the forums in fixtures/ …"
	$(MANAGE) loaddata fixtures/*.json
	$(MANAGE) createlocaleditor
	echo "Serving $$SITE_URL/ and $$SITE_URL/admin/ until you press Ctrl-C …"
	exec $(MANAGE) runserver "127.0.0.1:$(PORT)"

test: .venv/installed-dev ## check the style and run all tests, on SQLite and on a private PostgreSQL
	exec .venv/bin/python -m tests

lint: .venv/installed-dev ## put the code in the house's form and name what is left
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .

bench: .venv/installed-dev ## print the timings (ONLY="parser pages" for some of them)
	.venv/bin/python -m bench $(ONLY)

# The bundle is kept in the repository, so that only who changes it needs npm.
modules := events/static/events/js/editor

soak: .venv/installed-dev ## the heavy proofs: editors together, a server killed in mid-save (half an hour)
	SOAK=1 .venv/bin/python -m pytest -q tests/soak
	SOAK=1 .venv/bin/python -m tests.postgres .venv/bin/python -m pytest -q tests/soak

editor: ## build the transcript editor's script anew (needs node and npm)
	mkdir -p var/editor
	cp $(modules)/package.json $(modules)/package-lock.json var/editor/
	cd var/editor && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	NODE_PATH="$$PWD/var/editor/node_modules" var/editor/node_modules/.bin/esbuild $(modules)/main.js --bundle --minify --target=es2020 --charset=utf8 --legal-comments=inline --log-level=warning --banner:js="$$(cat $(modules)/licence.txt)" --outfile=events/static/events/vendor/transcript-editor.js

# Where msgmerge changes nothing, the file keeps its dates: diffs show words only.
messages: .venv/installed ## take the words of the interface into events/locale and compile them (needs gettext)
	$(MANAGE) makemessages --locale zh_Hans --add-location file --no-obsolete --no-wrap --ignore .venv --ignore var --ignore tests --ignore bench
	$(MANAGE) compilemessages --locale zh_Hans --ignore .venv --ignore var

clean: ## remove .venv and caches; what is in var/ stays
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An unfinished or foreign .venv is made anew; one that works is kept.
.venv/made:
	if .venv/bin/python $(right_version) 2>/dev/null && .venv/bin/python -m pip --version >/dev/null 2>&1; \
	then touch $@; exit 0; fi; \
	for python in $(PYTHON); do \
	  "$$python" $(right_version) 2>/dev/null || continue; \
	  if ! "$$python" $(has_venv) 2>/dev/null; then bare=$$python; continue; fi; \
	  echo "Making .venv with $$("$$python" --version 2>&1) …"; \
	  "$$python" -m venv --clear .venv && touch $@; exit; \
	done; \
	if [ -n "$$bare" ]; then \
	  echo "$$bare cannot make a virtual environment: install its venv module (on Debian: apt install python3-venv)." >&2; \
	else \
	  echo "Roundtable needs Python 3.11, 3.12 or 3.13, and none was found: install one, or name it, as in make run PYTHON=/opt/python3.12/bin/python3." >&2; \
	fi; exit 1

.venv/installed: requirements.txt .venv/made
	echo "Installing what requirements.txt lists …"
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	echo "Installing what requirements-dev.txt lists …"
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
