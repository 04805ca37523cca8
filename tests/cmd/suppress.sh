# suppress: addresses that are never written to, however they are spelled.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/made"
mkdir "$TMP/c" && cp campaign.cfg ./*.csv ./*.txt "$TMP/c" && cd "$TMP/c" || exit 1
expect_exit 0 openletter suppress
expect_in "no address" "$TMP/err"
[ ! -e campaign.db ] || fail "a list made a store"
expect_exit 0 openletter suppress Office@MERIDIAN.example.net other@bücher.example.org --reason "asked by phone" --by Ana
expect_exit 0 openletter suppress office@meridian.example.net
expect_in "already" "$TMP/err"
expect_exit 0 openletter suppress
expect_in "Office@MERIDIAN.example.net  26 Sep 2025  Ana: asked by phone" "$TMP/out"
expect_exit 0 openletter suppress --json
expect_json 'select(.email | startswith("Office")) | "\(.reason) \(.by)"' "asked by phone Ana" "$TMP/out"
expect_equal 2 "$(wc -l <"$TMP/out")" "one line an address"

# B39: skipped, and counted.
expect_exit 0 openletter send --yes
expect_equal 3 "$(find outbox -type f | wc -l)" "letters that left"
expect_equal "" "$(grep -l meridian outbox/new/*)" "none to the suppressed address"
expect_exit 0 openletter suppress --remove office@meridian.example.net other@xn--bcher-kva.example.org
expect_exit 0 openletter suppress --remove office@meridian.example.net
expect_in "was not suppressed" "$TMP/err"
expect_exit 0 openletter suppress --json
expect_equal "" "$(cat "$TMP/out")" "none is left"
expect_exit 0 openletter send --yes
expect_equal 4 "$(find outbox -type f | wc -l)" "the letter that was left out leaves now"
expect_exit 0 openletter log
expect_in "unsuppressed" "$TMP/out"

# What waits already, letters and reminders, does not leave either: suppressed between two runs, and
# while one is under way.
mkdir "$TMP/r" && cd "$TMP/r" || exit 1
settings() {
	cat >campaign.cfg <<-CFG
		campaign = { id = "r"; title = "R"; deadline = "2025-10-10"; timezone = "UTC"; language = "en"; };
		letter = { template = "letter.txt"; reminder = "reminder.txt"; from = "letters@example.org"; };
		recipients = "recipients.csv"; signatories = "signatories.csv";
		demands = ( { id = "d"; title = "D"; text = "Do it."; } );
		send = { $1 };
	CFG
}
printf 'Subject: A\n\nText.\n' >letter.txt
printf 'Subject: B\n\nAgain.\n' >reminder.txt
printf 'email,name,org\na@a.test,A,A\nb@b.test,B,B\n' >recipients.csv
printf 'name,org,email\nAna,NGO,ana@ngo.example.org\n' >signatories.csv
settings 'url = "maildir:outbox";'
OPENLETTER_NOW=2025-09-26T09:00:00Z expect_exit 0 openletter send --yes
settings 'url = "smtp://127.0.0.1:1"; tls = "none"; retry = "1s";'
OPENLETTER_NOW=2025-11-11T09:00:00Z expect_exit 75 openletter remind --yes
expect_exit 0 openletter suppress b@b.test
settings 'url = "maildir:outbox";'
OPENLETTER_NOW=2025-11-11T10:00:00Z openletter remind --yes >out 2>err
expect_equal 1 "$(grep -l '^Subject: .*B' outbox/new/* | wc -l)" "one reminder left"
expect_equal 1 "$(grep -l '^To: .*b@b.test' outbox/new/* | wc -l)" "none of them to who is suppressed"
rm -rf campaign.db* outbox
for i in d e f g c; do echo "$i@$i.test,$i,$i"; done >>recipients.csv
# A server that is silent at the first letter until the address is suppressed; the sender looks at the list by the second.
echo '[{"at": "dot", "times": 1, "until": "go"}]' >script
python3 "$test_root/faults/smtp_server.py" --record record --script script --transcript said --port-file port &
port=$(wait_port port)
settings "url = \"smtp://127.0.0.1:$port\"; tls = \"none\"; connections = 1; rate = \"1/s\";"
openletter send --yes >out 2>err &
sender=$!
wait_for grep -q "(silent)" said
expect_exit 0 openletter suppress c@c.test
touch go
wait $sender
expect_equal 6 "$(wc -l <record)" "suppressed while letters leave"
expect_not_in c@c.test record
# Nor as Cc or Bcc of a letter to somebody else.
rm -rf campaign.db* outbox record script said
printf 'email,name,org\na@a.test,A,A\n' >recipients.csv
printf 'Subject: A\nCc: Cee <C@c.test>\nBcc: d@d.test, e@e.test\n\nText.\n' >letter.txt
expect_exit 0 openletter suppress c@C.test E@e.test --json
expect_json .email $'c@C.test\nE@e.test' "$TMP/out"
expect_exit 0 openletter suppress e@e.test --reason again --json
expect_json '.email, .reason' $'E@e.test\nnull' "$TMP/out"
python3 "$test_root/faults/smtp_server.py" --record record --transcript said --port-file port2 &
settings "url = \"smtp://127.0.0.1:$(wait_port port2)\"; tls = \"none\";"
expect_exit 0 openletter send --yes
expect_equal 1 "$(wc -l <record)" "the letter left"
expect_equal "RCPT TO:<a@a.test> RCPT TO:<d@d.test>" "$(grep -o 'RCPT TO:<[^>]*>' said | xargs)" "to who is not suppressed"
expect_exit 0 openletter log
expect_equal "suppressed suppressed frozen queued sent" "$(awk '{print $7}' "$TMP/out" | tr -d : | xargs)" "an edition comes before its letters"
cd "$TMP/c" || exit 1

# All or nothing; X6, X2.
for address in nobody '-oQ/tmp@x y' 'a@b>' 'a b@example.org' '@example.org' $'a@b\r\nRCPT TO:<c@d>'; do
	expect_exit 2 openletter suppress -- good@example.org "$address"
done
expect_exit 2 openletter suppress --remove
expect_exit 0 openletter suppress --json
expect_equal "" "$(cat "$TMP/out")" "nothing was added"
