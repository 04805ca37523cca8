# Bounces, feedback reports and automatic replies of many mail systems, with what is known of each.
. "$(dirname "$0")/../lib.sh"

[ -n "${OPENLETTER_CORPUS:-}" ] || skip "OPENLETTER_CORPUS does not name the corpus"
LIMIT=300
expect_exit 0 openletter read --json "$OPENLETTER_CORPUS/bounces"
mv out readings

cat >judge.py <<'PYTHON'
"""Prints "NAME RIGHT OF" for each measure, and each mail that is wrong on standard error."""
import collections
import csv
import json
import os
import re
import sys

CLASSES = {"vacation": ["auto-reply"], "feedback": ["complaint"], "delivered": ["receipt"]}

wanted = collections.defaultdict(list)
with open(sys.argv[1], encoding="utf-8") as f:
    for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
        wanted[row["file"]].append(row)
got = {}
with open(sys.argv[2], encoding="utf-8") as f:
    for line in f:
        reading = json.loads(line)
        got[os.path.basename(reading["file"])] = reading

score = collections.Counter()
for file, rows in sorted(wanted.items()):
    row, reading = rows[0], got.get(file)
    bounce = (reading and reading["bounce"]) or {}
    classes = CLASSES.get(row["reason"], ["bounce", "delay"])
    checks = {
        "class": bool(reading) and reading["class"] in classes,
        "permanent": bool(bounce.get("permanent")) == (row["permanent"] == "true"),
    }
    # 5.0.9xx stands for "none told" in the expected values.
    if row["status"] and not re.match(r"[45]\.0\.9\d\d$", row["status"]):
        checks["status"] = bounce.get("status") == row["status"]
    for name, right in checks.items():
        score[name, right] += 1
        if not right:
            print(f"{file}: {name}: expected {row}, got class {reading and reading['class']}, {bounce}", file=sys.stderr)
for name in ("class", "permanent", "status"):
    print(name, score[name, True], score[name, True] + score[name, False])
PYTHON

# at_least NAME PERCENT
at_least() {
	local right of
	read -r right of < <(sed -n "s/^$1 //p" scores)
	if [ "$((right * 100))" -ge "$((of * $2))" ]; then
		ok "$1: $right of $of are right (at least $2 %)"
	else
		fail "$1: $right of $of are right, expected at least $2 %" "$(grep ": $1: " wrong)"
	fi
}

python3 judge.py "$OPENLETTER_CORPUS/bounces/expected.tsv" readings >scores 2>wrong
at_least class 98
at_least permanent 92
at_least status 95
