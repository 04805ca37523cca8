# The watcher against an IMAP server that misbehaves: rows of docs/FAULTS.md, by number.
. "$(dirname "$0")/../lib.sh"
. "$test_root/watching.bash"
# A server is called silent after a time that no busy machine needs, but where it is silent.
often="idle=600 poll=200 retry=50"
export OPENLETTER_WATCH_MS="$often silence=100000"
impatient="$often silence=2000"
campaign base

# A fresh copy of the campaign with its own server, of two answers and an advertisement.
# case_of NAME FAULT...: D is the campaign, S the server's folder
case_of() {
	imap_case "$1"
	shift
	mail "$S/mail/INBOX/3.eml" ad@shop.test "From: ad@shop.test" "Subject: Offers" -- "Buy."
	imap_server "$S" "$@"
	inbox
}
into() { inbox "file_into = \"Campaigns/{{ demand.id }}\";"; }

echo "== as it should be"
case_of plain; into; once 3; count 3
expect_json 'select(.reply == 1) | "\(.class) \(.filing) \(.demands[0].id)"' "reply filed plans" out
expect_json 'select(.reply == 3) | "\(.class) \(.filing)"' "unrelated unsorted" out
state '.INBOX | map(.uid) | join(" ")' 3
state '."Campaigns/plans" | length' 1
state '."Campaigns/publish" | length' 1
state '[.[][] | select(.seen)] | length' 0
expect_not_in "CANARY-7f3" err
once 0; count 3
imap_stop

echo "== W1: UIDVALIDITY changes"
case_of w1; once 3; imap_stop; imap_server "$S" uidvalidity=2000; inbox; once 0; count 3
imap_stop

echo "== W1: UIDVALIDITY changes within a session"
case_of w1b no-idle deaf anew
openletter watch -C "$D" --json >w1b.out 2>w1b.err &
watch=$!
wait_for log_has "$S" STATUS 1
mail "$S/mail/INBOX/4.eml" a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
wait_for grep -q a2@acme.test w1b.out
expect_in "numbered anew meanwhile" w1b.err
end_watch; count 4
imap_stop

echo "== W2: the IDLE connection drops; resumed at the UID"
case_of w2 drop-after=IDLE:2
openletter watch -C "$D" --json >w2.out 2>w2.err &
watch=$!
wait_for log_has "$S" IDLE 3
mail "$S/mail/INBOX/4.eml" a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
wait_for grep -q a2@acme.test w2.out
end_watch
expect_equal 3 $? "SIGTERM: the exit status tells that a mail waits"
count 4
expect_equal 4 "$(wc -l <w2.out)" "each mail is told once"
imap_stop

echo "== W3: a silent server"
case_of w3 silent="UID SEARCH"
begin=$SECONDS; OPENLETTER_WATCH_MS=$impatient once 75; expect_in "stopped answering" err
expect_equal 1 "$((SECONDS - begin < 60))" "noticed in time"
count 0; imap_stop

echo "== a drip that never ends is no answer"
case_of drip answer="NOOP:TAG"
OPENLETTER_WATCH_MS=$impatient once 75; imap_stop

echo "== W4: a mail is expunged while others are fetched"
case_of w4 expunge; once 3; count 3; imap_stop

echo "== W5: the folder is not there"
case_of w5 select-no; once 1; expect_in "INBOX" err; expect_in "cannot be opened" err; count 0
expect_not_in "CREATE" "$S/log"
imap_stop

echo "== W6: no MOVE"
case_of w6 no-move; into; once 3
state '.INBOX | map(.uid) | join(" ")' 3
state '."Campaigns/plans" | length' 1
expect_equal 0 "$(grep -c 'C: [^ ]* EXPUNGE' "$S/log")" "no blanket EXPUNGE"
imap_stop
case_of w6b no-move quota; into; once 3
expect_equal 0 "$(grep -c 'STORE' "$S/log")" "nothing is marked after a failed COPY"
imap_stop

echo "== W7: no UIDPLUS"
case_of w7 no-move no-uidplus; into; once 3; once 0
state '.INBOX | length' 3
state '."Campaigns/plans" | length' 1
expect_equal 0 "$(grep -c 'EXPUNGE' "$S/log")" "no EXPUNGE"
imap_stop

echo "== W8: the line breaks between our commit and the move"
case_of w8 drop="UID MOVE:1"; into; once 3
count 3; state '."Campaigns/plans" | length' 1; state '.INBOX | length' 1
imap_stop
case_of w8b drop-after="UID MOVE:1"; into; once 3
count 3; state '."Campaigns/plans" | length' 1; state '.INBOX | length' 1
imap_stop

echo "== W9: the line breaks between COPY and EXPUNGE"
case_of w9 no-move drop-after="UID COPY:1"; into; once 3
count 3; state '."Campaigns/plans" | length' 1; state '.INBOX | length' 1
imap_stop
case_of w9b no-move drop="UID STORE:1"; into; once 3
count 3; state '."Campaigns/plans" | length' 1; state '.INBOX | length' 1
imap_stop

echo "== W10: over quota"
case_of w10 quota; into; once 3; count 3; expect_in "over quota" err
expect_equal 2 "$(grep -c 'stays where it is' err)" "told once a mail"
once 0; expect_not_in "stays where it is" err
state '.INBOX | length' 3
imap_stop

echo "== W11: a large mail is kept whole, and in little memory"
case_of w11 huge=2:83886080
{ cat "$S/mail/INBOX/2.eml" | sed 's/$/\r/'; } >w11.mail
head -c "$((83886080 - $(stat -c %s w11.mail)))" /dev/zero | tr '\0' x >>w11.mail
w11() { openletter watch -C "$D" --once --json; }
expect_exit 3 w11; count 3; expect_not_in "only its beginning" err
expect_json 'select(.message_id == "b1@bolt.test") | .filing' filed out
expect_equal "$(sha256sum <w11.mail | cut -d' ' -f1)" "$(jq -r 'select(.message_id == "b1@bolt.test").sha256' out)" \
	"its bytes are those of the server"
cmp w11.mail "$D/archive/cur/$(sha256sum <w11.mail | cut -d' ' -f1):2,S" && ok "and so are those in the archive"
rm w11.mail; rm -r "$D/archive"
imap_stop
case_of w11b huge=2:5368709120
once 3; count 3; expect_in "only its beginning was kept" err
expect_json 'select(.message_id == "b1@bolt.test") | .filing' filed out
expect_equal 8388608 "$(find "$D/archive/cur" -size +1M -printf '%s\n')" "a mail beyond 2 GiB is kept as far as it is read"
imap_stop

echo "== W11: a large mail that vanishes, or breaks off, is not filed mutilated"
case_of w11c huge=2:3000000 vanish=2; once 3; count 2
expect_equal "" "$(find "$D/archive" -size +1M)" "nothing of it is kept"
imap_stop
case_of w11d huge=2:3000000 short=2; once 3; count 2; expect_in "could not be fetched" err
expect_equal "" "$(find "$D/archive" -size +1M)" "nothing of it is kept"
imap_stop; imap_server "$S" huge=2:3000000; inbox; once 0; count 3
expect_equal 3000000 "$(find "$D/archive/cur" -size +1M -printf '%s\n')" "it is whole once it comes whole"
imap_stop

echo "== a server that tells the UID last"
case_of uidlast uid-last huge=2:3000000; once 3; count 3
expect_json 'select(.message_id == "a1@acme.test") | .letters[0].ref' "$R1" out
imap_stop

echo "== W12: a literal of 4294967295 bytes, an endless line"
case_of w12 literal=4294967295; once 3; expect_in "could not be fetched" err
imap_stop
case_of w12b endless="UID SEARCH"; once 75; expect_in "longer than any it should give" err
imap_stop

echo "== one mail that cannot be fetched stops nothing"
case_of bad garbage=2; once 3; count 2; expect_in "UID 2" err
imap_stop; imap_server "$S"; inbox; once 0; count 3
expect_json .message_id b1@bolt.test out
imap_stop
case_of bad2 refuse=2; once 3; count 2; expect_in "the disk is bad" err; once 3; count 2
imap_stop; imap_server "$S"; inbox; once 0; count 3
imap_stop

echo "== killed while mails that were passed over are tried again: they are tried again"
case_of again refuse=2; once 3; count 2
imap_stop; imap_server "$S" silent="UID FETCH"; inbox
openletter watch -C "$D" --once >out 2>err &
watch=$!
wait_for log_has "$S" "S: silent"
kill -KILL $watch; wait $watch 2>/dev/null
imap_stop; imap_server "$S"; inbox; once 0; count 3
imap_stop

echo "== one that ends each session keeps no other from its turn"
case_of turn garbage=2 refuse=3; once 3; count 1
for i in 1 2; do imap_stop; imap_server "$S" garbage=2; inbox; openletter watch -C "$D" --once >out 2>err; done
count 2
imap_stop; imap_server "$S"; inbox; once 0; count 3
imap_stop

echo "== W15, W16, W17: the same bytes, the same Message-ID, none"
case_of w15
cp "$S/mail/INBOX/1.eml" "$S/mail/INBOX/4.eml"
mail "$S/mail/INBOX/5.eml" a1@acme.test "From: boss@acme.test" "To: $T1" -- "Something else."
sed 1d "$S/mail/INBOX/5.eml" >"$S/mail/INBOX/6.eml"
once 3; count 5
imap_stop

echo "== W21: PREAUTH, BYE, a refused STARTTLS: no password leaves"
for greeting in "* PREAUTH welcome" "* BYE go away"; do
	case_of w21 "greeting=$greeting"
	openletter watch -C "$D" --once >out 2>err
	expect_equal 1 "$(($? == 1 || $? == 75))" "$greeting: an error"
	expect_equal 0 "$(grep -c 'LOGIN\|AUTHENTICATE\|CANARY' "$S/log")" "$greeting: nothing secret left"
	imap_stop
done
for starttls in starttls=refuse starttls-not-offered; do
	case_of w21b $starttls
	set_inbox "$D" "url = \"imap://127.0.0.1:$PORT/INBOX\"; user = \"u\"; password = \"CANARY-7f3\";"
	openletter watch -C "$D" --once >out 2>err
	expect_equal 1 "$(($? == 1))" "$starttls: an error"
	if [ $starttls = starttls=refuse ]; then expect_in "refused STARTTLS" err; fi
	expect_equal 0 "$(grep -c 'LOGIN\|AUTHENTICATE\|CANARY' "$S/log")" "$starttls: nothing secret left"
	imap_stop
done

echo "== W23: the login is refused, or put off"
case_of w23 login-no=100; once 1; expect_in "not now" err
expect_equal 1 "$(grep -c 'LOGIN\|AUTHENTICATE' "$S/log")" "one login only"
imap_stop
case_of w23b login-no=100
expect_exit 1 openletter watch -C "$D"
expect_equal 3 "$(grep -c 'LOGIN\|AUTHENTICATE' "$S/log")" "three logins, then it ends"
imap_stop
case_of w23c login-later=1
once 75; once 3; count 3; imap_stop

echo "== W24: the store is held by another process"
case_of w24
python3 - "$D/campaign.db" <<-'PYTHON' &
	import sqlite3, sys, time
	c = sqlite3.connect(sys.argv[1], isolation_level=None)
	c.execute("BEGIN IMMEDIATE")
	open("held", "w").close()
	time.sleep(600)
PYTHON
holder=$!
wait_for test -e held
into; once 75; count 0; state '.INBOX | length' 3
kill $holder; wait $holder 2>/dev/null
once 3; count 3
imap_stop

echo "== W25: a second watcher"
case_of w25
openletter watch -C "$D" >w25.out 2>w25.err &
watch=$!
wait_for log_has "$S" IDLE
once 75; expect_in "process" err
end_watch
imap_stop

echo "== W26: the mail is gone meanwhile"
case_of w26 gone; into; once 3; count 3; once 0
imap_stop

echo "== W27: no IDLE"
case_of w27 no-idle
openletter watch -C "$D" --json >w27.out 2>w27.err &
watch=$!
wait_for log_has "$S" NOOP 3
mail "$S/mail/INBOX/4.eml" a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
wait_for grep -q a2@acme.test w27.out
end_watch; imap_stop
case_of w27b no-idle deaf
openletter watch -C "$D" --json >w27.out 2>w27.err &
watch=$!
wait_for log_has "$S" STATUS 2
mail "$S/mail/INBOX/4.eml" a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
wait_for grep -q a2@acme.test w27.out
end_watch; imap_stop

echo "== noise is not followed at its speed"
case_of noise noise
openletter watch -C "$D" >noise.out 2>noise.err &
watch=$!
wait_for log_has "$S" IDLE 8
end_watch
expect_equal 3 $? "SIGTERM ends it"
imap_stop

echo "== folders beside the inbox"
case_of folders
inbox "folders = [ \"INBOX\" ];"
once 3; imap_stop

echo "== SIGHUP reads the settings again; on_reply gets JSON and no shell"
case_of hup
cat >hook <<-'HOOK'
	#!/bin/sh
	echo "$# $1" >>"$HOOK_OUT.args"
	cat >>"$HOOK_OUT"
HOOK
chmod +x hook
export HOOK_OUT=$TMP/hook.out
openletter watch -C "$D" >hup.out 2>hup.err &
watch=$!
wait_for log_has "$S" IDLE
inbox "on_reply = \"$TMP/hook 'a  b; touch $TMP/touched'\";"
kill -HUP $watch
wait_for grep -q "read again" hup.err
mail "$S/mail/INBOX/4.eml" a2@acme.test "From: boss@acme.test" "To: $T1" 'Subject: $(touch touched)' -- "Yes."
wait_for grep -q a2@acme.test hook.out
expect_equal "1 a  b; touch $TMP/touched" "$(cat hook.out.args)" "its arguments are the settings' own"
expect_json .letters[0].ref "$R1" hook.out
expect_equal "" "$(ls -d touched "$D/touched" 2>/dev/null)" "no shell was asked"
echo 'x = ' >>"$D/campaign.cfg"
kill -HUP $watch
wait_for grep -q "stay in force" hup.err
end_watch
imap_stop

echo "== on_reply: what was not run when the watcher was killed is run when it is back"
case_of late
cat >killing <<-'HOOK'
	#!/bin/sh
	id=$(jq -r .message_id)
	[ -e "$HOOK_OUT.killed" ] || { : >"$HOOK_OUT.killed"; kill -KILL $PPID; exit 1; }
	echo "$id" >>"$HOOK_OUT.ran"
HOOK
chmod +x killing
inbox "on_reply = \"$TMP/killing\";"
openletter watch -C "$D" --once >out 2>err
expect_equal "a1@acme.test ad@shop.test b1@bolt.test" "$(sort hook.out.ran | xargs)" "each is run, after a restart"
count 3
imap_stop
# In a Maildir nothing starts it again: the next run does it.
rm -f hook.out.*
cp -r base late2
cp late.server/mail/INBOX/*.eml late2/inbox/new/
set_inbox late2 "url = \"maildir:inbox\"; on_reply = \"$TMP/killing\";"
openletter watch -C late2 --once >out 2>err
expect_equal 137 $? "it is killed"
expect_equal "" "$(cat hook.out.ran 2>/dev/null)" "no command has ended"
expect_exit 0 openletter watch -C late2 --once
expect_equal "a1@acme.test ad@shop.test b1@bolt.test" "$(sort hook.out.ran | xargs)" "each is run by the next run"
expect_exit 0 openletter watch -C late2 --once
expect_equal 3 "$(wc -l <hook.out.ran)" "and not once more"
