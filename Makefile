# Two commands matter: `make demo` shows the thing, `make test` proves it. Both create what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Where the machine says that nothing compiled is kept, every process of a test would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test screenshots pictures peers install-peers install-axe install check bench lock tree words format clean

demo: install
	$(BIN)/bocage demo

# One worker a core; `.venv/bin/python -m pytest` alone runs one after the other.
test: install
	$(BIN)/python -m pytest -n auto --dist worksteal

# A node starts in half the time from what is compiled already.
install: $(VENV)/.installed
	@$(BIN)/python -m compileall -q node vocab federation

# The stamp is made last: an interrupted install starts again.
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Bocage needs Python 3.11 or newer; set PYTHON=python3.12 for instance" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "Python cannot make an environment here; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layout.py tests/test_catalogues.py tests/test_docs.py tests/test_guides.py tests/test_pages.py

# Other people's implementations, to test against (tests/peers): installed apart, exact versions, hashes checked. Node's
# part is left out where there is no npm, with a word; its tests then skip.
FEDIFY := tests/peers/fedify
CREDENTIALS := tests/peers/credentials
peers: install install-peers
	$(BIN)/python -m pytest tests/peers

install-peers: $(FEDIFY)/node_modules/.installed $(CREDENTIALS)/node_modules/.installed .peers/.installed

.peers/.installed: tests/peers/opinions/requirements.lock
	$(PYTHON) -m venv .peers
	.peers/bin/python -m pip install --quiet --require-hashes -r $<
	@touch $@

$(FEDIFY)/node_modules/.installed: $(FEDIFY)/package-lock.json
	@if command -v npm >/dev/null; then \
	  npm ci --prefix $(FEDIFY) --ignore-scripts --no-audit --no-fund --loglevel error && touch $@; \
	else echo "no npm here: the tests against Fedify will skip" >&2; fi

$(CREDENTIALS)/node_modules/.installed: $(CREDENTIALS)/package-lock.json
	@if command -v npm >/dev/null; then \
	  npm ci --prefix $(CREDENTIALS) --ignore-scripts --no-audit --no-fund --loglevel error && touch $@; \
	else echo "no npm here: the tests against another verifier of credentials will skip" >&2; fi

# What looks at pages in a browser (tests/node/web/test_in_browser.py): one package, exact version, hash checked.
AXE := tests/axe
install-axe: $(AXE)/node_modules/.installed

$(AXE)/node_modules/.installed: $(AXE)/package-lock.json
	@if command -v npm >/dev/null; then \
	  npm ci --prefix $(AXE) --ignore-scripts --no-audit --no-fund --loglevel error && touch $@; \
	else echo "no npm here: pages will not be checked by axe-core" >&2; fi

# Every page, both themes, two widths, two languages, from the demo: to be looked at. `pictures`: those of the guides.
screenshots: install
	$(BIN)/python -m tests.screenshots

pictures: install
	$(BIN)/python -m tests.screenshots --guides

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install
	$(BIN)/python -m tests.bench

# What the code says of itself, written anew: the tree of CONTRIBUTING.md, tables and examples of FEDERATION.md, the table
# of threats of SECURITY.md.
tree: install
	$(BIN)/python -m tests.tree
	$(BIN)/python -m tests.pages
	$(BIN)/python -m tests.ontology

# The words of the pages and of the command: after a change to a `.po` file.
words: install
	$(BIN)/python -m tests.catalogues

# The locks hold every platform's hashes; nothing else is ever installed. The first is what developers and tests use,
# the second what a server runs (the container), the third what builds the wheel. uv stays outside the tree.
LOCKED = --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url
lock:
	@set -e; place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; \
	$(PYTHON) -m venv "$$place"; "$$place/bin/pip" install --quiet uv; uv="$$place/bin/uv pip compile --quiet $(LOCKED)"; set -x; \
	$$uv --extra dev -o requirements.lock pyproject.toml; \
	$$uv -c requirements.lock -o requirements-runtime.lock pyproject.toml; \
	echo setuptools | $$uv -c requirements.lock -o requirements-build.lock -

clean:
	rm -rf $(VENV) .peers $(FEDIFY)/node_modules $(AXE)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
