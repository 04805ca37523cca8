# export: csv without formulas, json, mbox byte for byte.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/c"
mkdir "$TMP/unsent" && cp campaign.cfg ./*.csv ./*.txt "$TMP/unsent"
expect_exit 0 openletter -C "$TMP/unsent" export csv
expect_equal 1 "$(wc -l <"$TMP/out")" "only the header"
expect_exit 0 openletter -C "$TMP/unsent" export json
expect_json '.letters | length' 0 "$TMP/out"
expect_exit 0 openletter -C "$TMP/unsent" export mbox
expect_equal "" "$(cat "$TMP/out")" "no mails"

story_tell
# X11, in every place where others write: names, subjects, texts.
i=0
for formula in '=1+1' '+1' '-1' '@SUM(1)' '=cmd|x!A1' '"=1+1"' "'=1" ' =1+1' '＝1+1'; do
	i=$((i + 1))
	printf 'From: "%s" <f%d@example.com>\r\nTo: letters@example.org\r\nSubject: %s\r\nMessage-ID: <f%d@example.com>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\nFrom the start\r\n>From here\r\n.\r\n' \
		"${formula//\"/\\\"}" $i "$formula" $i "$formula" >inbox/new/f$i
done
printf 'From: f@example.com\r\nTo: letters@example.org\r\nSubject: tab\r\nMessage-ID: <t@example.com>\r\n\r\n\t=1+1\r\n' >inbox/new/t
expect_exit 3 openletter watch --once
expect_exit 0 openletter export csv
cp "$TMP/out" "$TMP/all.csv"
cat >"$TMP/check.py" <<'PYTHON'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
bad = [(r["record"], k, v) for r in rows for k, v in r.items()
       if v and (v[0] in "=+-@\t\r\n" or v.lstrip(" \"'")[:1] in ("=", "+", "-", "@", "＝") and v[0] != "'")]
print("formulas:", bad)
kinds = {}
for r in rows:
    kinds[r["record"]] = kinds.get(r["record"], 0) + 1
print({k: kinds.get(k) for k in ("letter", "reply", "demand", "judgement", "deadline")})
print([r["subject"] for r in rows if r["record"] == "reply"][3:5])
final = next(r for r in rows if r["record"] == "reply" and r["reply"] == "3")
print("UNPUBLISHED-THREE" in final["text"], final["target"], final["demand"])
print(sorted({len(r) for r in rows}), any(None in r for r in rows))
PYTHON
python3 "$TMP/check.py" "$TMP/all.csv" >"$TMP/got"
cat >"$TMP/want" <<'WANT'
formulas: []
{'letter': 4, 'reply': 13, 'demand': 12, 'judgement': 8, 'deadline': 3}
["'=1+1", "'+1"]
True Northfield Systems suspend disclose publish remedy
[21] False
WANT
expect_same "$TMP/want" "$TMP/got"
expect_exit 0 openletter export csv --only judgement
expect_equal 9 "$(wc -l <"$TMP/out")" "a header and eight judgements"

expect_exit 0 openletter export json
expect_json 'map_values(length) | "\(.letters) \(.replies) \(.demands) \(.judgements) \(.deadlines)"' "4 13 12 8 3" "$TMP/out"
expect_json '.replies[2].letters[0].ref' "$(jq -r '.letters[0].ref' "$TMP/out")" "$TMP/out"
expect_json '.replies[3].subject' "=1+1" "$TMP/out"
expect_json '[.events[].seq] == [range(1; (.events | length) + 1)]' true "$TMP/out"
expect_json '.campaign.id' assurances-2025 "$TMP/out"

# Python's mailbox reads the mbox back to the mails of the archive, but for line ends.
expect_exit 0 openletter export mbox
cp "$TMP/out" "$TMP/all.mbox"
python3 - "$TMP/all.mbox" archive >"$TMP/got" <<'PYTHON'
import pathlib, re, sys
parts = re.split(rb"(?m)^From .*\n", pathlib.Path(sys.argv[1]).read_bytes())[1:]
got = sorted(re.sub(rb"(?m)^>(>*From )", rb"\1", p)[:-1] for p in parts)
want = sorted(f.read_bytes().replace(b"\r\n", b"\n") for d in ("new", "cur") for f in pathlib.Path(sys.argv[2], d).iterdir())
print(len(got), got == want)
PYTHON
expect_equal "13 True" "$(cat "$TMP/got")" "the mbox holds each mail"
script -qec "openletter export csv" /dev/null >"$TMP/terminal" </dev/null
expect_not_in $'\033' "$TMP/terminal"

for arguments in "" xml "csv json" "csv --only nothing" "json --only letter"; do
	# shellcheck disable=SC2086
	expect_exit 2 openletter export $arguments
done
rm -r archive
expect_exit 1 openletter export mbox
expect_in "archive" "$TMP/err"
