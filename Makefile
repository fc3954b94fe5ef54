# Everything this repository does, each by one command; `make help` lists them.
# All of it needs make and Python 3.11, 3.12 or 3.13; the rest goes into .venv.
# Without make: the same commands stand in README.md.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
PORT ?= 8000
export PORT
# This folder's own code goes before whatever a PYTHONPATH of the user's leads to.
export PYTHONPATH := $(CURDIR)/src$(if $(PYTHONPATH),:$(PYTHONPATH))
# Containers often forbid Python to keep what it compiled; here hundreds of processes would each
# compile the same modules again.
unexport PYTHONDONTWRITEBYTECODE
ENVIRONMENT = tools/environment.py
PY = .venv/bin/python
SITE = _build/html

.DEFAULT_GOAL := help
.PHONY: help book test test-all test-browsers mutants serve lab rerun rerun-check bench data
.PHONY: teach assignment pdf epub data-check pack fetch prepare compare adopt seal lock clean clean-all
.PHONY: codecheck environment environment-run install port raw

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

# An environment that is not there, is half made or belongs to another folder is made (again).
# What only runs notebooks needs neither Sphinx nor a browser's driver: environment-run.
environment: GROUP = all
environment-run: GROUP = run
environment environment-run:
	@$(PY) -I $(ENVIRONMENT) --check $(GROUP) > /dev/null 2>&1 \
		|| $(MAKE) --no-print-directory install GROUP=$(GROUP)

install:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and none was found;" \
		"install one, or name it: make book PYTHON=/path/to/python3.12"; exit 1; }
	@"$(PYTHON)" -I $(ENVIRONMENT) $(GROUP)

# --all: a page that gave a warning last time must give it again, not pass because it is old.
# What Jupyter Book prints beside warnings and errors is shown only if the build fails.
book: environment ## build the book from the committed outputs
	@mkdir -p _build && rm -f _build/words && echo "Building the book takes half a minute or so."
	@$(PY) -c "from jupyter_book.cli.main import main; main()" build --all -W -n --keep-going -q . \
		> _build/words || { cat _build/words; exit 1; }
	@printf '%s\n' "The book is built. Open it in a browser: $$PWD/$(SITE)/index.html"

# Notebooks, pages of the book and files are shared out to the workers whole: tests/conftest.py.
TESTS = CHROMIUM="$$($(PY) -m tools.browser)" && export CHROMIUM && \
	$(PY) -m pytest -n logical --dist loadscope

test: book ## units, all notebooks strictly, all pages in a browser: five to ten minutes
	$(TESTS)

test-all: test test-browsers ## the rest too: other browsers and time zones, a second build, a re-run
	$(TESTS) -m thorough

# Chromium looks at each page once, for both engines.
test-browsers: book ## open every page in Firefox and WebKitGTK (Safari's engine) too
	$(TESTS) tests/engines

mutants: environment ## make small mistakes in copies of the code, and say which test finds each
	$(PY) -m tools.mutants

pdf: book ## print the book and each chapter: student copy and key ([CHAPTER=mosul])
	CHROMIUM="$$($(PY) -m tools.browser)" && export CHROMIUM && $(PY) -m teaching.pdf $(CHAPTER)

epub: book ## the book for e-readers: student copy and key
	$(PY) -m teaching.epub

teach: book ## all that is handed out to a class: kits, student copy, key, quizzes, slides
	$(PY) -m teaching

assignment: environment-run ## graded work for nbgrader, drawn by a seed (CHAPTER=refugees SEED=7)
	@test -n "$(CHAPTER)" && test -n "$(SEED)" || { echo "Say which chapter and which seed:" \
		"make assignment CHAPTER=refugees SEED=7"; exit 1; }
	$(PY) -m teaching.assignment "$(CHAPTER)" "$(SEED)"

serve: port book ## build the book and serve it on this machine (PORT=8000)
	@$(PY) -m tools.serve $(SITE)

port: environment
	@$(PY) -m tools.serve --check

# As root, as in a container, JupyterLab starts only if it is told that this is meant.
lab: environment-run ## open the notebooks in JupyterLab
	$(PY) -m jupyterlab $$([ "$$(id -u)" != 0 ] || echo --allow-root) --LabApp.news_url=None \
		--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate notebooks

rerun: environment-run ## execute all notebooks in place
	$(PY) -m tools.rerun
	@$(PY) -m tools.codecheck --names

rerun-check: environment-run ## execute all notebooks in memory and say which cell differs
	$(PY) -m tools.rerun --check

bench: environment ## measure builds, runs and pages beside other books
	CHROMIUM="$$($(PY) -m tools.browser)" && export CHROMIUM && $(PY) -m tools.bench

data: raw environment-run ## build the tables from the publishers' files (RAW=folder [TOPIC=name])
	$(PY) -m builders $(RAW) $(TOPIC)

data-check: raw environment-run ## build the tables in memory and compare every byte (RAW=folder)
	$(PY) -m builders --check $(RAW) $(TOPIC)

fetch: environment-run ## download the publishers' files to a cache ([SOURCE=topic or name] [LIST=1])
	$(PY) -m builders.fetch $(SOURCE) $(if $(LIST),--list)

prepare: raw environment-run ## make raw files of what was fetched (RAW=folder [SOURCE=topic or name])
	$(PY) -m builders.prepare "$(RAW)" $(SOURCE)

# What a newer release would change; nothing is written but the report in _build/vintage/.
RELEASE = $(if $(GED),--ged "$(GED)") $(if $(YEARLY),--yearly "$(YEARLY)") \
	$(if $(UNHCR),--unhcr "$(UNHCR)") $(if $(IDMC),--idmc "$(IDMC)") \
	$(if $(SENTENCES),--sentences)
compare: environment-run ## what a newer release would change (GED=, YEARLY=, UNHCR=, IDMC=file [SENTENCES=1])
	$(PY) -m tools.vintage $(RELEASE)

adopt: environment-run ## make a newer release the book's (GED=, YEARLY=, UNHCR=, IDMC=file VINTAGE=2026-03)
	@test -n "$(VINTAGE)" || { echo "Say of when the release is: make adopt ... VINTAGE=2026-03"; exit 1; }
	$(PY) -m tools.vintage $(RELEASE) --adopt "$(VINTAGE)"

pack: raw environment-run ## the raw files that may be passed on, in one archive (RAW=folder)
	$(PY) -m builders.pack $(RAW)

raw:
	@test -n "$(RAW)" || { echo "Say where the publishers' files are:" \
		"make $(MAKECMDGOALS) RAW=folder"; exit 1; }

seal: environment-run ## after an honest edit of a table: check it, then store new checksums
	$(PY) -m builders --seal
	@$(PY) -m tools.codecheck --names

# Some minutes: every notebook runs by itself.
codecheck: environment-run ## what it takes to make each figure and table again ([RAW=folder] [NAMES=1])
	$(PY) -m tools.codecheck $(if $(RAW),--raw "$(RAW)") $(if $(NAMES),--names)

UV = .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-package conflict-in-maps-and-data --no-strip-extras \
	--custom-compile-command "make lock"
lock: ## after an edit of the packages in pyproject.toml: write the two locks
	@"$(PYTHON)" -I $(ENVIRONMENT) .venv/lock
	.venv/lock/bin/python -m pip install -qq --disable-pip-version-check uv==0.13.8
	$(UV) --group test --output-file requirements.lock
	$(UV) --group run --constraint requirements.lock --no-annotate \
		--output-file requirements-run.lock
	@"$(PYTHON)" -I tools/locks.py requirements.lock requirements-run.lock

clean: ## delete what was built; .venv stays
	rm -rf _build .pytest_cache places

clean-all: clean ## delete .venv too: the next command installs it again
	rm -rf .venv src/*.egg-info
