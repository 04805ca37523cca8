#!/usr/bin/env python3
"""fault_rows.py [ROOT]: every row of docs/FAULTS.md is named by a test, by its number.

Prints the rows that no test names; exit 1 when there is one.
"""
import pathlib
import re
import sys

ROW = re.compile(r"^\|([SWX]\d{1,2})\||\b(B\d{1,2}) ", re.M)  # tables; bad input is a text
NUMBER = re.compile(r"\b[SWBX]\d{1,2}\b")
TESTS = {".c", ".h", ".sh", ".bash", ".py"}


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    rows = {"".join(m) for m in ROW.findall((root / "docs/FAULTS.md").read_text(encoding="utf-8"))}
    tests = set()
    for file in (root / "tests").rglob("*"):
        if file.suffix in TESTS and file.name != "fault_rows.py":
            tests.update(NUMBER.findall(file.read_text(encoding="utf-8")))
    missing = sorted(rows - tests, key=lambda row: (row[0], int(row[1:])))
    for row in missing:
        print(f"{row} of docs/FAULTS.md is named by no test")
    print(f"{len(rows)} rows, {len(missing)} without a test")
    return 1 if missing or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
