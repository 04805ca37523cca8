# Plain texts of replies, and what their senders wrote in them.
. "$(dirname "$0")/../lib.sh"

[ -n "${OPENLETTER_CORPUS:-}" ] || skip "OPENLETTER_CORPUS does not name the corpus"
expect_exit 0 openletter read --text --json "$OPENLETTER_CORPUS/replies/emails"
mv out readings

cat >judge.py <<'PYTHON'
"""Prints RIGHT and OF; the texts that differ after white space go to standard error."""
import json
import os
import sys

right = of = 0
for line in open(sys.argv[2], encoding="utf-8"):
    reading = json.loads(line)
    name = os.path.basename(reading["file"])
    with open(os.path.join(sys.argv[1], name), encoding="utf-8") as f:
        wanted = f.read()
    of += 1
    if wanted.split() == reading["reply_text"].split():
        right += 1
    else:
        print(f"{name}: expected\n{wanted}\ngot\n{reading['reply_text']}\n", file=sys.stderr)
print(right, of)
PYTHON
read -r right of < <(python3 judge.py "$OPENLETTER_CORPUS/replies/trimmed" readings 2>wrong)
if [ "$of" -gt 0 ] && [ "$((right * 35))" -ge "$((of * 33))" ]; then
	ok "$right of $of are equal after white space"
else
	fail "$right of $of are equal after white space, expected 33 of 35" "$(cat wrong)"
fi
