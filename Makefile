# Everything this repository does, each by one command; `make help` lists them.
# All of it needs make and Python 3.11, 3.12 or 3.13; the rest goes into .venv.
# Without make: the same commands stand in README.md.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
PORT ?= 8000
PY = .venv/bin/python
SITE = _build/html

.DEFAULT_GOAL := help
.PHONY: help book test test-browsers serve lab rerun rerun-check bench
.PHONY: data data-check seal lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

# What is installed is what the lock says, checked by hash; then this repository's own packages.
.venv/installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and none was found;" \
		"install one, or name it: make book PYTHON=/path/to/python3.12"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# --all: a page that gave a warning last time must give it again, not pass because it is old.
book: .venv/installed ## build the book from the committed outputs
	.venv/bin/jupyter-book build --all -W -n --keep-going -q .
	@echo "The book is built. Open it in a browser: $(CURDIR)/$(SITE)/index.html"

# A notebook's cells must run in one process, in order: loadscope keeps them together.
test: book ## run every test: units, all notebooks strictly, all pages in a browser
	CHROMIUM="$$($(PY) -m bookmaking.browser)" && export CHROMIUM && \
		$(PY) -m pytest -n logical --dist loadscope

# Pages, not tests, are shared out: Chromium looks at each once, for both engines.
test-browsers: book ## open every page in Firefox and WebKitGTK (Safari's engine) too
	CHROMIUM="$$($(PY) -m bookmaking.browser)" && export CHROMIUM && \
		$(PY) -m pytest tests/engines -n logical --dist loadgroup

serve: book ## build the book and serve it on this machine (PORT=8000)
	$(PY) -m http.server --bind 127.0.0.1 --directory $(SITE) $(PORT)

lab: .venv/installed ## open the notebooks in JupyterLab
	.venv/bin/jupyter lab notebooks

rerun: .venv/installed ## execute all notebooks in place
	$(PY) -m bookmaking.rerun

rerun-check: .venv/installed ## execute all notebooks in memory and say which cell differs
	$(PY) -m bookmaking.rerun --check

bench: .venv/installed ## measure builds, runs and pages beside other books
	CHROMIUM="$$($(PY) -m bookmaking.browser)" && export CHROMIUM && $(PY) benchmarks/bench.py

data: .venv/installed ## build the tables from the publishers' files (RAW=folder [TOPIC=name])
	@test -n "$(RAW)" || { echo "Say where the publishers' files are: make $@ RAW=folder"; exit 1; }
	$(PY) -m builders $(RAW) $(TOPIC)

data-check: .venv/installed ## build the tables in memory and compare every byte (RAW=folder)
	@test -n "$(RAW)" || { echo "Say where the publishers' files are: make $@ RAW=folder"; exit 1; }
	$(PY) -m builders --check $(RAW) $(TOPIC)

seal: .venv/installed ## after an honest edit of a table: check it, then store new checksums
	$(PY) -m builders --seal

lock: ## after an edit of requirements.txt: write requirements.lock
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet uv==0.13.8
	.venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-package conflict-in-maps-and-data --custom-compile-command "make lock" \
		--output-file requirements.lock requirements.txt

clean: ## delete what was built; .venv stays
	rm -rf _build .pytest_cache
