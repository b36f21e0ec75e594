# Two commands: `make run` (the web UI) and `make test`. Both set up what they need, once; GNU make 3.81 will do.
#   make run                       the sample releases, in the browser
#   make run RELEASES=my/folder    your own folder, with an index of its own
#   make test                      checks and tests;  make soak: the long counts;  make bench DATA=dir: the figures
PYTHON ?= python3
VENV ?= .venv
# The one host that is named: PyTorch's public index of CPU wheels, so that no GPU packages come along.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
TORCH ?= torch==2.13.0
DATA ?= data
RELEASES ?=
PORT ?=

STAMPS := $(VENV)/stamps
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: setup run test check soak bench screenshots wheel clean

setup: $(STAMPS)/product

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "release-qa needs Python 3.11 or newer; $(PYTHON) is older. Next: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. Next: sudo apt install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

# torch alone and first: asked for together with the rest, pip would take the build with the GPU packages.
$(STAMPS)/torch: $(STAMPS)/venv
	$(PIP) install --no-deps --retries 0 --timeout 20 --index-url $(TORCH_INDEX) $(TORCH) || $(PIP) install $(TORCH)
	@touch $@

$(STAMPS)/product: $(STAMPS)/torch pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(STAMPS)/test: $(STAMPS)/product
	$(PIP) install --constraint constraints.txt --editable '.[test]'
	@touch $@

$(STAMPS)/bench: $(STAMPS)/product
	$(PIP) install --constraint constraints.txt --editable '.[bench]'
	@touch $@

run: setup
	@$(BIN)/python app.py $(if $(RELEASES),--releases "$(RELEASES)") $(if $(PORT),--port $(PORT))

check: $(STAMPS)/test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/python -m pytest -n 2 -m "not soak"

soak: $(STAMPS)/test
	$(BIN)/python -m pytest -m soak

bench: $(STAMPS)/bench
	$(BIN)/python bench/all.py --data $(DATA)

screenshots: $(STAMPS)/test
	$(BIN)/python bench/screenshots.py

wheel: $(STAMPS)/test
	$(BIN)/python -m hatchling build -t wheel

clean:
	rm -rf $(VENV) dist
