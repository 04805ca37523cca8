# resolve: a letter whose fate nobody knows waits for a person; an old copy of the store is noticed.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/made"
mkdir "$TMP/c" && cp campaign.cfg ./*.csv ./*.txt "$TMP/c" && cd "$TMP/c" || exit 1
mkdir -p inbox/new inbox/cur inbox/tmp
expect_exit 2 openletter resolve
expect_exit 1 openletter resolve A2025-1 --sent
expect_in "there is no store" "$TMP/err"

# A server that takes each message and answers nothing.
echo '[{"at": "dot", "close": true}]' >"$TMP/script"
python3 "$test_root/faults/smtp_server.py" --record "$TMP/record" --script "$TMP/script" --port-file "$TMP/port" &
port=$(wait_port "$TMP/port")
sed -i "s|url = \"maildir:outbox\"|url = \"smtp://127.0.0.1:$port\"; tls = \"none\"; connections = 1|" campaign.cfg
expect_exit 3 openletter send --yes
count() { openletter status --json | jq -r ".letters.$1"; }
# After three such letters in a row the run stops.
expect_equal "3 1" "$(count uncertain) $(count queued)" "three are in doubt"
expect_exit 0 openletter status
expect_in "3 letters may or may not have been sent" "$TMP/out"
refs=$(openletter export json | jq -r '.letters[].ref' | xargs)
read -r one two three four <<<"$refs"
expect_exit 0 openletter show "$one"
expect_in "openletter resolve $one" "$TMP/err"

for arguments in "$one" "$one --sent --resend" "--sent" "$one --restored" "X-1 --sent" "$two X-1 --resend"; do
	# shellcheck disable=SC2086
	expect_exit 2 openletter resolve $arguments
done
expect_equal 3 "$(count uncertain)" "mistakes change nothing"
expect_exit 0 openletter resolve "$one" --sent --by Ana
expect_exit 0 openletter resolve "${two,,}" "$three" --resend --by Ana --json
expect_json '"\(.ref) \(.state)"' "$two queued
$three queued" "$TMP/out"
expect_equal "1 3 0" "$(count sent) $(count queued) $(count uncertain)" "decided"
expect_exit 2 openletter resolve "$one" --resend
expect_in "only an uncertain or rejected one" "$TMP/err"
expect_exit 0 openletter log --kind resolved
expect_in "Ana  resolved $one: counts as sent" "$TMP/out"

# Sent again: the same bytes.
expect_exit 0 openletter show "$two"
cp "$TMP/out" "$TMP/two.eml"
sed -i "s|url = \"smtp://127.0.0.1:$port\"; tls = \"none\"; connections = 1|url = \"maildir:outbox\"|" campaign.cfg
cp campaign.db "$TMP/old.db"
expect_exit 0 openletter send --yes
expect_equal 3 "$(find outbox -type f | wc -l)" "three were sent"
cmp -s "$TMP/two.eml" outbox/new/"$two"-* && ok "the same bytes" || fail "other bytes"

# S11: an old copy of the store would send them a third time.
rm -f campaign.db-wal campaign.db-shm
cp "$TMP/old.db" campaign.db
expect_exit 1 openletter send --yes
expect_in "is an old copy" "$TMP/err"
expect_in "resolve --restored" "$TMP/err"
expect_equal 3 "$(find outbox -type f | wc -l)" "nothing was sent"
expect_exit 0 openletter status
expect_in "is an old copy" "$TMP/err"
expect_exit 0 openletter resolve --restored --by Ana
expect_in "letters that were queued only after it was copied are not in it" "$TMP/err"
expect_equal "1 0 3" "$(count sent) $(count queued) $(count uncertain)" "what may have left is in doubt"
expect_exit 3 openletter send --yes
expect_equal 3 "$(find outbox -type f | wc -l)" "and is not sent by itself"
expect_exit 0 openletter resolve "$two" "$three" "$four" --sent
expect_exit 0 openletter send --yes
expect_exit 0 openletter log --verify
