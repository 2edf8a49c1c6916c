# Every target needs Python 3.11 or newer (with venv) on the machine and nothing else:
# Node, uv and all the rest come from requirements*.txt into .venv.
#
#   make run      the demo on http://127.0.0.1:3000 (HOST and PORT change that)
#   make test     all tests            make check   formatting, linters, types, then all tests
#   make build    only the frontend    make format  let ruff rewrite the code
#   make lock     compile requirements*.in again (LOCK_FLAGS=--upgrade for newer versions)
#   make pages    every page in every look: pictures in pages/, and axe at each
#   make clean    forget .venv and whatever was built, keep the shop's data

BIN := .venv/bin
STAMP = .venv/$(1)-$(shell cksum < $(1).txt | tr ' ' '-')
RUNTIME := $(call STAMP,requirements)
DEV := $(call STAMP,requirements-dev)
UV = $(BIN)/uv --quiet --system-certs pip
INSTALL = $(UV) install --python $(BIN)/python --require-hashes -r $(1) \
	|| { echo 'uv could not, pip tries ...'; $(BIN)/pip install --quiet --require-hashes -r $(1); }
LOCK = UV_CUSTOM_COMPILE_COMMAND='make lock' $(UV) compile --generate-hashes --universal \
	--python-version 3.11 --no-emit-index-url --no-emit-find-links $(LOCK_FLAGS)

.PHONY: run build test pages lint check lock format clean
.NOTPARALLEL:
# Some machines set it; without bytecode every start takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE

run: $(RUNTIME)
	@exec $(BIN)/python -m autoservice run

build: $(RUNTIME)
	$(BIN)/python -m autoservice build

test: $(DEV) build
	$(BIN)/python -m tests.support.browser
	$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 $(PYTEST_FLAGS)

pages: $(DEV) build
	$(BIN)/python -m tests.support.browser
	SCREENSHOTS=pages $(BIN)/python -m pytest tests/e2e/test_pages.py $(PYTEST_FLAGS)

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@rm -f .venv/migrations.db*
	AUTOSERVICE_DATABASE_URL=sqlite+aiosqlite:///.venv/migrations.db $(BIN)/python -m autoservice check-migrations

check: lint test

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(RUNTIME)
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv .web .cache

# A stamp's name holds the checksum of its file: a changed file is a missing stamp.
# pip brings uv, uv brings the rest; where uv fails (a mirror that only pip knows), pip does it all.
$(RUNTIME): | $(BIN)/pip
	@echo 'Installing requirements.txt into .venv ...'
	@sed -n '/^uv==/,/# via/p' requirements.txt > .venv/uv.txt
	@$(BIN)/pip install --quiet --require-hashes -r .venv/uv.txt
	@$(call INSTALL,requirements.txt)
	@rm -f .venv/requirements-[0-9]* && touch $@

$(DEV): $(RUNTIME)
	@echo 'Installing requirements-dev.txt into .venv ...'
	@$(call INSTALL,requirements-dev.txt)
	@rm -f .venv/requirements-dev-* && touch $@

# pip is the last thing that venv writes. PYTHON=/some/python decides which Python it is.
$(BIN)/pip:
	@for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		$$python -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "$$python has no venv. Install it (Debian, Ubuntu: apt-get install python3-venv) and run make again." >&2; \
			exit 1; }; \
		exec $$python -m venv .venv; \
	done; \
	echo 'Python 3.11 or newer was not found. Install it, or say where it is: make PYTHON=/path/to/python3' >&2; \
	exit 1
