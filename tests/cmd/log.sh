# log: what happened, by whom; any tampering shows.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/c"
mkdir "$TMP/unsent" && cp campaign.cfg ./*.csv ./*.txt "$TMP/unsent"
expect_exit 0 openletter -C "$TMP/unsent" log
expect_equal "" "$(cat "$TMP/out")" "no events"
expect_exit 0 openletter -C "$TMP/unsent" log --verify
story_tell
expect_exit 0 openletter publish 3 --redacted redacted.txt --by Clerk
expect_exit 0 openletter log
for text in "Clerk Hidden  judged" "send  sent" "watch  received" "  deadline" "redacted"; do
	expect_in "$text" "$TMP/out"
done
expect_exit 0 openletter log --json
expect_equal "$(seq "$(wc -l <"$TMP/out")" | xargs)" "$(jq .seq "$TMP/out" | xargs)" "numbered without gaps"
expect_equal 0 "$(jq -r '[.seq,.at,.actor,.kind,.hash] | map(select(. == null)) | length' "$TMP/out" | sort -u)" \
	"no event lacks time, actor, kind or hash"
count() {
	local want=$1
	shift
	expect_exit 0 openletter log --json "$@"
	expect_equal "$want" "$(wc -l <"$TMP/out")" "log $*"
}
count 4 --kind sent
count 2 --last 2
count 8 --kind judged
count 0 --kind nothing
count 3 --kind deadline
count 1 --kind judged --demand remedy --after "$(openletter log --json --kind judged --demand remedy | jq -s '.[0].seq')"
count 1 --kind received --reply 2
ref=$(openletter export json | jq -r '.letters[0].ref')
count 1 --kind sent --letter "$ref"
expect_exit 2 openletter log --last x

expect_exit 0 openletter log --verify
expect_in "the chain holds" "$TMP/out"
head=$(tail -n 1 "$TMP/out")
expect_equal "$head" "$(openletter log --json --last 1 | jq -r .hash)" "the last hash"
expect_exit 0 openletter log --verify --json
expect_json '"\(.ok) \(.bad_seq) \(.head)"' "true null $head" "$TMP/out"

# Each column of an event in the middle, rows that go, come or move, and the end.
cp campaign.db "$TMP/intact.db"
tamper() {
	rm -f campaign.db*
	cp "$TMP/intact.db" campaign.db
	python3 -c 'import sqlite3, sys; c = sqlite3.connect("campaign.db"); c.execute(sys.argv[1]); c.commit()' "$1"
	expect_exit 1 openletter log --verify
	expect_in "tampered" "$TMP/err"
	expect_in "event $2 " "$TMP/err"
}
last=$(openletter log --json --last 1 | jq .seq)
openletter log --json >"$TMP/events"
for column in at actor kind letter reply demand target detail hash; do
	tamper "update events set $column = '7' where seq = 9" 9
done
for column in letter reply demand target detail; do
	seq=$(jq -s "map(select(.$column != null))[0].seq" "$TMP/events")
	tamper "update events set $column = null where seq = $seq" "$seq"
done
tamper "delete from events where seq = 1" 1
tamper "delete from events where seq = 9" 9
tamper "delete from events where seq = $last" "$last"
tamper "update events set seq = $((last + 2)) where seq = $last" "$last"
tamper "insert into events select $((last + 1)), at, actor, kind, letter, reply, demand, target, detail, hash from events where seq = $last" \
	$((last + 1))
tamper "update head set event_seq = event_seq - 1" "$last"
tamper "update head set event_hash = ''" "$last"
# The tables say what the log tells.
rows() {
	rm -f campaign.db*
	cp "$TMP/intact.db" campaign.db
	python3 -c 'import sqlite3, sys; c = sqlite3.connect("campaign.db"); c.execute(sys.argv[1]); c.commit()' "$1"
	expect_exit 1 openletter log --verify
	expect_in "the store was tampered with" "$TMP/err"
	expect_in "$2" "$TMP/err"
}
for column in "demand = 'remedy'" "target = 'Meridian Cloud'" "position = 'answered'" "reply = 2" "quote = 'No.'" \
	"judge = 'Bob'" "at = at + 1" "undone_at = 5"; do
	rows "update judgements set $column where id = 7" judgement
done
rows "delete from judgements where id = 7" "judgements are missing"
for column in "demand = 'remedy'" "target = null" "date = '2025-12-31'" "basis = 'asked'" "reply = 2" \
	"judge = 'Bob'" "note = null" "at = at + 1" "undone_at = 5"; do
	rows "update deadlines set $column where id = 2" deadline
done
rows "delete from deadlines where id = 2" "deadlines are missing"
for change in "date = date + 1" "settings = replace(settings, 'Karsa', 'Nowhere')"; do
	rows "update editions set $change" "edition 1 is not as it was frozen"
done
rows "update edition_files set sha256 = (select sha256 from edition_files where rank = 1) where rank = 0" \
	"edition 1 is not as it was frozen"
rows "delete from edition_files where rank = 1" "edition 1 is not as it was frozen"
rows "delete from editions" "editions are missing"
rows "update blobs set bytes = x'00' where sha256 = (select sha256 from edition_files where rank = 0)" \
	"does not match its hash"
rows "update replies set sha256 = '$(printf '%064d' 0)' where number = 2" "reply 2 is another mail"
rows "delete from replies where number = 2" "missing"
redacted=$(jq -s 'map(select(.kind == "redacted"))[0].reply' "$TMP/events")
rows "update replies set publication = 2 where number = $redacted" "reply $redacted is released, or not"
for change in "text = 'They agree.'" "text = null" "judge = 'Bob'" "at = at + 1"; do
	rows "update publications set $change where reply = $redacted" "the decision on reply $redacted"
done
rows "delete from publications where id = 1" "released, or not"
for state in 0 1 3 4 5; do rows "update deliveries set state = $state where letter = 1" "letter $ref"; done
# Who changes an event and all hashes behind it is betrayed by the hash noted elsewhere.
expect_equal 64 "${#head}" "the hash to note is whole"

# No events, and none that is so.
expect_exit 0 openletter log --last 0
expect_equal "" "$(cat "$TMP/out")" "the last 0 events"
expect_exit 0 openletter log --kind nosuch
expect_in "there is no such event" "$TMP/err"
expect_exit 0 openletter log --all --kind nosuch
expect_in "there is no such event" "$TMP/err"

# What is named is there, in letters of either case.
expect_exit 0 openletter log --letter "$ref"
cp "$TMP/out" "$TMP/of_letter"
[ -s "$TMP/of_letter" ] || fail "the letter has no events"
expect_exit 0 openletter log --letter "${ref,,}"
expect_same "$TMP/of_letter" "$TMP/out"
expect_exit 2 openletter log --letter NOPE-1
expect_in 'there is no letter "NOPE-1"' "$TMP/err"
expect_exit 2 openletter log --reply 999 --json
expect_in 'there is no reply 999' "$TMP/err"
expect_equal "" "$(cat "$TMP/out")" "no event of it"
expect_exit 2 openletter log --demand nosuch
expect_in 'there is no demand "nosuch"' "$TMP/err"
expect_exit 0 openletter show "${ref,,}"
