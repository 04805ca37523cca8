# The mails of tests/data/replies: class, words of the sender, promised date.
. "$(dirname "$0")/../lib.sh"

data=$test_root/data/replies
expect_exit 0 openletter read --json "$data"
mv out readings

cat >judge.py <<'PYTHON'
"""Prints the confusion matrix of classes, then "NAME RIGHT OF"; what is wrong goes to standard error."""
import collections
import csv
import json
import os
import sys

with open(os.path.join(sys.argv[1], "expected.tsv"), encoding="utf-8") as f:
    rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
readings = {}
for line in open("readings", encoding="utf-8"):
    reading = json.loads(line)
    readings[os.path.basename(reading["file"])] = reading

matrix = collections.Counter()
right = collections.Counter()
for row in rows:
    reading = readings[row["file"]]
    matrix[row["class"], reading["class"]] += 1
    checks = {
        "class": (reading["class"], row["class"]),
        "promised_date": (reading["promised_date"] or "", row["promised_date"]),
    }
    if row["reply_text"] != "*":
        checks["reply_text"] = (" ".join(reading["reply_text"].split()), row["reply_text"])
    for name, (got, wanted) in checks.items():
        right[name, got == wanted] += 1
        if got != wanted:
            print(f"{row['file']}: {name} is {got!r}, expected {wanted!r}", file=sys.stderr)

classes = sorted({c for pair in matrix for c in pair})
print("expected \\ got".ljust(14), *(c.rjust(11) for c in classes))
for wanted in classes:
    print(wanted.ljust(14), *(str(matrix[wanted, got] or ".").rjust(11) for got in classes))
for name in ("class", "promised_date", "reply_text"):
    print(name, right[name, True], right[name, True] + right[name, False])
PYTHON
python3 judge.py "$data" >scores 2>wrong
grep -v '_\|^class ' scores
for name in class promised_date reply_text; do
	read -r right of < <(sed -n "s/^$name //p" scores)
	if [ -n "${of:-}" ] && [ "$right" = "$of" ]; then
		ok "$name: all $of"
	else
		fail "$name: ${right:-0} of ${of:-0} are right" "$(grep ": $name " wrong)"
	fi
done
mails=$(find "$data" -name '*.eml' | wc -l)
expect_equal "$mails" "$(($(wc -l <"$data/expected.tsv") - 1))" "each mail has a row"
