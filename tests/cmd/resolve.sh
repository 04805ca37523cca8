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
expect_exit 2 openletter resolve "$two" "$two" --resend
expect_not_in "is queued again" "$TMP/err"
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
expect_not_in "among them" "$TMP/err"
expect_in "what people decided since it was copied" "$TMP/err"
expect_equal "1 0 3" "$(count sent) $(count queued) $(count uncertain)" "what may have left is in doubt"
expect_exit 3 openletter send --yes
expect_equal 3 "$(find outbox -type f | wc -l)" "and is not sent by itself"
expect_exit 0 openletter resolve "$two" "$three" "$four" --sent
expect_exit 0 openletter send --yes
expect_exit 0 openletter log --verify

# What the copy does not have at all: letters to people who were added since, and reminders.
letters() { find outbox/new -type f | wc -l; }
restore() {
	rm -f campaign.db-wal campaign.db-shm
	cp "$TMP/old.db" campaign.db
}
cp campaign.db "$TMP/old.db"
echo "late@newcomer.example.net,,Newcomer" >>recipients.csv
expect_exit 0 openletter send --yes
story_at 2025-10-12T10:00:00+02:00
expect_exit 0 openletter remind --yes
before=$(letters)
expect_equal 8 "$before" "the newcomer's letter, and four reminders"
newcomer=$(story_header "$(story_letter late@newcomer)" Message-ID)
restore
# With mistakes in the folder nobody can tell who was written to: nothing is accepted.
cp letter.txt "$TMP/letter.txt"
cp recipients.csv "$TMP/recipients.csv"
echo "nobody,,Nobody" >>recipients.csv
expect_exit 2 openletter resolve --restored --by Ana
expect_in "recipients.csv:7:1: \"nobody\" is no address" "$TMP/err"
cp "$TMP/recipients.csv" recipients.csv
echo '{{ recipient.no_such }}' >>reminder.txt
expect_exit 2 openletter resolve --restored --by Ana
expect_in "reminder.txt" "$TMP/err"
sed -i '$d' reminder.txt
expect_exit 1 openletter send --yes
expect_in "is an old copy" "$TMP/err"
expect_exit 0 openletter resolve --restored --by Ana
expect_in "among them are 1 that the lists make and the copy did not have, and 3 reminders that would be due" "$TMP/err"
expect_equal "4 0 4" "$(count sent) $(count queued) $(count uncertain)" "they are in doubt"
expect_exit 3 openletter send --yes
expect_exit 0 openletter remind --yes
expect_equal "$before" "$(letters)" "and none is sent again by itself"
expect_equal "$newcomer" "<$(openletter export json | jq -r '.letters[] | select(.email == "late@newcomer.example.net") | .message_id')>" \
	"the letter in doubt has the name of the one that left"

# A copy from before the first letter.
mkdir "$TMP/first" && cp "$TMP/made"/{campaign.cfg,*.csv,*.txt} "$TMP/first" && cd "$TMP/first" || exit 1
story_at 2025-09-26T09:00:00+02:00
mkdir -p inbox/new inbox/cur inbox/tmp
expect_exit 0 openletter suppress a@example.org
cp campaign.db "$TMP/old.db"
expect_exit 0 openletter send --yes
expect_equal 4 "$(letters)" "four were sent"
restore
expect_exit 0 openletter resolve --restored --by Ana
expect_equal "0 0 4" "$(count sent) $(count queued) $(count uncertain)" "all are in doubt"
expect_exit 3 openletter send --yes
expect_equal 4 "$(letters)" "none is sent a second time"
expect_exit 0 openletter log --verify
