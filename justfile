# The daily habits. `just` alone runs everything that has to be clean before a commit.

default: lint types contract test

# Run the tests, in random order and without network.
test *ARGS:
    pytest {{ARGS}}

# Lint and check the format.
lint:
    ruff check .
    ruff format --check .

# Mend what can be mended by itself.
fix:
    ruff check --fix .
    ruff format .

# Check the types, tests included.
types:
    mypy

# Check that imports go one way and that every dependency is declared.
contract:
    lint-imports
    deptry .

# Write the golden files anew; read the difference before you commit it.
golden:
    pytest --snapshot-update

# Build the wheel, install it in a fresh environment in an empty folder, and do the main job there.
wheel:
    sh .ci/wheel

# Pin what development installs, and write the bill of materials; needs uv and the network.
lock:
    sh .ci/lock

# Prove the bank.
check:
    python -m qbank check

# Write the man page and the references anew, from the commands and the docstrings.
generate:
    python docs/generate.py
