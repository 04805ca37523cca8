# Which mails and letters an IMAP server's extensions tell: ids of mails (OBJECTID), what changed and
# vanished (CONDSTORE, QRESYNC), folders by their use (SPECIAL-USE), several folders, uncertain letters.
. "$(dirname "$0")/../lib.sh"
. "$test_root/watching.bash"
export OPENLETTER_WATCH_MS="idle=600 poll=200 retry=50"
campaign base

case_of() { # NAME FAULT...: D is the campaign, S the server's folder
	imap_case "$1"
	shift
	imap_server "$S" "$@"
	inbox
}
again() { # FAULT...: the server ends and begins anew
	imap_stop
	: >"$S/log"
	imap_server "$S" "port=$PORT" "$@"
	inbox "${INBOX:-}"
}
asked() { expect_equal "$1" "$(grep -cE -e "$2" "$S/log")" "$D: $1 times $2"; }
whole='BODY.PEEK\[\]'

# ---- ids of mails
for kind in objectid gmail; do
	echo "== $kind: numbered anew, a known mail is not fetched again"
	case_of $kind $kind; once 0; count 2
	asked 1 "$whole"
	again $kind uidvalidity=2000; once 0; count 2; asked 0 "$whole"
	expect_equal 0 "$(wc -l <out)" "nothing is told again"
	mail "$S/mail/INBOX/3.eml" a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
	again $kind uidvalidity=3000; once 0; count 3
	expect_equal 3 "$(grep -E "$whole" "$S/log" | sed -E 's/.*FETCH ([0-9:,]+) .*/\1/')" "only the new one is fetched"
	imap_stop
done

echo "== a mail that moves to another folder that is followed is not fetched again"
case_of moved objectid
mkdir "$S/mail/Other"
INBOX='folders = [ "Other" ];'; inbox "$INBOX"
once 0; count 2
mv "$S/mail/INBOX/2.eml" "$S/mail/Other/2.eml"
again objectid; once 0; count 2
asked 0 "$whole"
expect_equal 1 "$(grep -c 'HEADER\]' "$S/log")" "its header is compared"
imap_stop; INBOX=

echo "== without ids it is known by its bytes"
case_of bytes; once 0; again uidvalidity=2000; once 0; count 2; asked 1 "$whole"
expect_equal 0 "$(wc -l <out)" "nothing is told again"
imap_stop

echo "== a server that gives all mails one id loses none"
case_of same objectid=M1; once 0; count 2
mail "$S/mail/INBOX/3.eml" a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
# The same size as another mail, and the same id.
sed 's/a1@acme/a9@acme/; s/working group/wirking group/' "$S/mail/INBOX/1.eml" >"$S/mail/INBOX/4.eml"
again objectid=M1; once 0; count 4
again objectid=M1 uidvalidity=2000; once 0; count 4
imap_stop

echo "== nor does one whose ids lead to a mail that is no longer in the archive"
case_of lost objectid; once 0
rm lost/archive/cur/*
again objectid uidvalidity=2000; once 0; count 2
expect_equal 2 "$(ls lost/archive/cur | wc -l)" "they are fetched, and kept again"
imap_stop

# ---- what changed
echo "== CONDSTORE: where nothing has changed, nothing is asked"
case_of quiet qresync; once 0; count 2; asked 1 "UID SEARCH"
again qresync; once 0; count 2; asked 0 "UID (SEARCH|FETCH)"
mail "$S/mail/INBOX/3.eml" a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
again qresync; once 0; count 3; asked 1 "UID SEARCH UID 3:"
imap_stop

echo "== QRESYNC: plans for mails that vanished end without being tried"
case_of vanished qresync no-move quota
INBOX='file_into = "C/{{ demand.id }}";'; inbox "$INBOX"
once 0; count 2
# What is over quota is not tried again; a plan that waits still is.
python3 - "$D/campaign.db" <<-'PYTHON'
	import sqlite3, sys
	db = sqlite3.connect(sys.argv[1])
	db.execute("UPDATE plans SET done_at = 0, note = NULL, tries = 0")
	db.commit()
PYTHON
imap_stop; : >"$S/log"
imap_server "$S" "port=$PORT" qresync no-move; inbox "$INBOX"
rm "$S/mail/INBOX/1.eml"
once 0
expect_in "(CHANGEDSINCE" "$S/log"
asked 0 "UID COPY 1 "
expect_equal "the mail is not there any more" \
	"$(python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT note FROM plans WHERE uid = 1").fetchone()[0])' "$D/campaign.db")" \
	"the plan of the one that vanished ended"
state '."C/publish" | length' 1
imap_stop; INBOX=

echo "== QRESYNC: moves are understood as VANISHED, too"
case_of moves qresync
inbox 'file_into = "C/{{ demand.id }}";'; once 0
state '[."C/plans", ."C/publish", .INBOX] | map(length) | join(" ")' "1 1 0"
once 0
imap_stop

echo "== a folder beside the inbox is opened only when it has changed"
case_of beside qresync
mkdir "$S/mail/Other"
inbox 'folders = [ "Other" ];'
openletter watch -C "$D" --json >beside.out 2>beside.err &
watch=$!
wait_for log_has "$S" STATUS 3
expect_equal 1 "$(grep -c 'SELECT "\?Other' "$S/log")" "it is opened once"
mail "$S/mail/Other/3.eml" a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
wait_for grep -q a2@acme.test beside.out
kill -TERM $watch; wait $watch
count 3; imap_stop

echo "== folders that file_into names may be followed, too"
case_of loop
inbox 'file_into = "C/{{ demand.id }}"; folders = [ "C/plans", "C/publish", "INBOX" ];'
mkdir -p "$S/mail/C/plans" "$S/mail/C/publish"
mail "$S/mail/INBOX/3.eml" a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 2 and demand 3: yes."
for i in 1 2 3; do once 0; done
count 3
state '[."C/plans", ."C/publish", .INBOX] | map(length) | join(" ")' "2 2 0"
imap_stop

# ---- uncertain letters
sent() { openletter status -C "$1" --json | jq -c '[.letters.sent, .letters.uncertain]'; }

echo "== SPECIAL-USE: the folder of sent mails is found"
case_of special 'special=Sent Items:\Sent,Spam:\Junk' qresync
doubt "$D"
mkdir -p "$S/mail/Sent Items"
printf 'Message-ID: <%s>\nTo: boss@acme.test\n\nThe letter.\n' "$M1" >"$S/mail/Sent Items/1.eml"
# It only contains the other one's.
printf 'Message-ID: <x%s>\nTo: ceo@bolt.test\n\nAnother.\n' "$M2" >"$S/mail/Sent Items/2.eml"
once 0
expect_equal "[2,0]" "$(sent "$D")" "one is found there; the other was answered"
expect_equal "Sent Items" "$(openletter log -C "$D" --json | jq -r 'select(.kind == "resolved").detail' | sed -n 's/.*found in the folder //p')" "the log tells where"
imap_stop

echo "== check --online tells of folders"
imap_server "$S" 'special=Sent Items:\Sent,Gel&APY-schte &- Spam:\Junk'; inbox
expect_exit 0 openletter check -C "$D" --online
expect_in 'follows "INBOX": 2 mails' out
expect_in 'looks for uncertain letters in "Sent Items": 2 mails' out
expect_in 'hint: answers that the server takes for spam land in "Gelöschte & Spam"' out
inbox 'folders = [ "Gelöschte & Spam" ];'
expect_exit 0 openletter check -C "$D" --online
expect_in 'follows "Gelöschte & Spam": 0 mails' out
expect_not_in hint: out
inbox 'folders = [ "Missing" ]; sent_folder = "Nowhere";'
expect_exit 1 openletter check -C "$D" --online --json
expect_json '.servers[1].folders[0].mails' 2 out
expect_json '.servers[1].folders[1].error | contains("there is no folder \"Missing\"")' true out
expect_json '.servers[1].sent_folder.error | contains("Nowhere")' true out
imap_stop

echo "== the folder of sent mails is looked at again only when it has changed"
case_of look 'special=Sent:\Sent'
rm "$S/mail/INBOX/"*.eml
doubt "$D"
mkdir -p "$S/mail/Sent"
openletter watch -C "$D" --json >look.out 2>look.err &
watch=$!
wait_for log_has "$S" 'STATUS "Sent"' 4
asked 1 'EXAMINE "?Sent'
printf 'Message-ID: <%s>\nTo: boss@acme.test\n\nThe letter.\n' "$M1" >"$S/mail/Sent/1.eml"
wait_for grep -q "counts as sent" look.err
kill -TERM $watch; wait $watch
expect_equal "[1,1]" "$(sent "$D")" "the new one is found"
imap_stop

echo "== many uncertain letters are looked for together"
{ echo "email,name,org"; for i in $(seq 1 1200); do echo "p$i@many.test,P $i,Org $i"; done; } >base/recipients.csv
rm -rf many; cp -r base many; rm many/campaign.db* many/outbox -r
openletter send -C many --yes -q
doubt many
S=many.server; D=many
mkdir -p "$S/mail/INBOX" "$S/mail/Sent"
n=0; for letter in many/outbox/new/*; do n=$((n + 1)); head -c 2000 "$letter" >"$S/mail/Sent/$n.eml"; done
imap_server "$S" 'special=Sent:\Sent'; inbox
once 0
expect_equal "[1200,0]" "$(sent many)" "all are found"
asked 24 "UID SEARCH.*Message-ID"
imap_stop

echo "== a Maildir of sent mails is read once"
doubt many
mkdir -p many/sentbox/cur many/sentbox/new many/sentbox/tmp
cp many/outbox/new/* many/sentbox/cur/
rm "many/sentbox/cur/$(ls many/sentbox/cur | head -n 1)"
set_inbox many 'url = "maildir:inbox"; sent_folder = "sentbox";'
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" strace -f -qq -e trace=openat -o many.trace \
		openletter watch -C many -v >many.out 2>many.err &
	watch=$!
	wait_for grep -q "waiting for more" many.err
	expect_equal 1199 "$(grep -c sentbox/cur/ many.trace)" "each of its files is read"
	mail many/inbox/new/1 z1@z.test "From: z@z.test" -- "Hello."
	wait_for grep -q z@z.test many.out
	expect_equal 1199 "$(grep -c sentbox/cur/ many.trace)" "and none of them once more"
	kill -TERM "$(pgrep -P $watch | head -n 1)"; wait $watch
else
	openletter watch -C many --once -q >many.out 2>many.err
fi
expect_equal "[1199,1]" "$(sent many)" "those that are there count as sent"
