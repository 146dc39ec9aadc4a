# The book in two commands: `make book` builds it, `make test` checks it.
PYTHON ?= python3
VENV_PYTHON = $(CURDIR)/.venv/bin/python

.PHONY: help book student instructor test audit serve lab bench mutants equations requirements canonical environment clean

help:
	@echo "make book    build the site into _build/html (makes .venv first)"
	@echo "make test    build it if need be and run every check"
	@echo "make audit   what takes hours: every planted fault, every edit of an answer, every page in both themes"
	@echo "make student build the edition without solutions into _build/student"
	@echo "make instructor  build the edition with solutions unfolded into _build/instructor"
	@echo "make serve   show the built site on http://localhost:8000"
	@echo "make lab     open the chapters in JupyterLab, as a working copy in work/ (EDITION=student: without solutions)"
	@echo "make bench   measure build, pages and widgets"
	@echo "make equations  check every equation of the book, and that its check would notice a slip"
	@echo "make mutants plant faults in a copy of nnlib and see the tests find them"
	@echo "make clean   remove what was built (.venv and work/ stay)"

environment:
	@$(PYTHON) tools/bootstrap.py

book: environment
	@$(VENV_PYTHON) tools/build.py

# site, notebooks and nnlib without solutions, or with solutions unfolded
student instructor: environment
	@$(VENV_PYTHON) tools/edition.py $@

test: environment
	@$(VENV_PYTHON) tools/check.py

audit: environment
	@$(VENV_PYTHON) tools/audit.py

serve: environment
	@$(VENV_PYTHON) tools/serve.py

lab: environment
	@$(VENV_PYTHON) tools/lab.py --edition $(or $(EDITION),full)

# parses, executes and mutates every displayed equation
equations: environment
	@$(VENV_PYTHON) tools/equations.py

# plants faults in a copy of nnlib and shows which test kills each
mutants: environment
	@$(VENV_PYTHON) tests/mutation/run.py

bench: environment
	@$(VENV_PYTHON) benchmarks/run.py

# renews the exact pins of requirements.txt from requirements.in (needs: pip install uv)
requirements:
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --custom-compile-command "make requirements" \
	  requirements.in -o requirements.txt

# writes the notebooks in the one form the repository keeps: no outputs, cell ids, sorted metadata
canonical: environment
	@$(VENV_PYTHON) tools/canonical.py --write

clean:
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis
