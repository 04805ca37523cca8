# The watcher against Dovecot: IDLE, folders, certificates, a wrong password, many mails.
. "$(dirname "$0")/../lib.sh"
. "$test_root/watching.bash"
real_servers
U=letters@example.org
admin() { doveadm -c "$TMP/servers/dovecot/dovecot.conf" "$@"; }
deliver() { # FILE...
	python3 - "$LMTP_PORT" "$U" "$@" <<-'PYTHON'
		import smtplib, sys
		s = smtplib.LMTP("127.0.0.1", int(sys.argv[1]))
		for name in sys.argv[3:]:
		    s.sendmail("x@example.com", [sys.argv[2]], open(name, "rb").read())
		s.quit()
	PYTHON
}
in_folder() { admin search -u $U mailbox "$1" all | wc -l; }
inbox() { set_inbox c "url = \"$1\"; user = \"$U\"; password_command = \"echo ${2:-$PASS}\"; ca_file = \"$CA_FILE\"; $3"; }
into='file_into = "Campaigns/{{ campaign.id }}/{{ demand.id }}";'
campaign c
mkdir mails
mail mails/1 a1@acme.test "From: Boss <boss@acme.test>" "To: $T1" "Subject: Re: Questions" -- "Demand 2: done."
mail mails/2 b1@bolt.test "From: ceo@bolt.test" "In-Reply-To: <$M2>" -- "We will come back to you."
mail mails/3 ad@shop.test "From: ad@shop.test" "Subject: Offers" -- "Buy."

echo "== no password leaves on a wrong certificate (W22)"
for cert in wrong expired self; do
	expect_exit 0 "$test_root/servers/setcert" "$TMP/servers" $cert
	for url in "imaps://localhost:$IMAPS_PORT/INBOX" "imap://localhost:$IMAP_PORT/INBOX"; do
		inbox "$url" "" "$into"
		expect_exit 1 openletter watch -C c --once
	done
done
expect_not_in "method=PLAIN" servers/log/dovecot.log
expect_exit 0 "$test_root/servers/setcert" "$TMP/servers" good

echo "== a refused password (W23)"
inbox "imaps://localhost:$IMAPS_PORT/INBOX" wrong "$into"
expect_exit 1 openletter watch -C c --once
expect_in "refused" err
wait_for grep -q "method=PLAIN" servers/log/dovecot.log

echo "== nobody there"
inbox "imaps://localhost:1/INBOX" "" "$into"
expect_exit 75 openletter watch -C c --once

echo "== by STARTTLS, once, and the server stays as it is without file_into"
deliver mails/1
inbox "imap://localhost:$IMAP_PORT/INBOX" "" ""
expect_exit 0 openletter watch -C c --once --json
expect_json .letters[0].ref "$R1" out
expect_equal 1 "$(in_folder INBOX)" "the mail stays"
expect_equal 0 "$(admin search -u $U mailbox INBOX seen | wc -l)" "and stays unseen"
admin expunge -u $U mailbox INBOX all

echo "== following by IDLE, into folders"
inbox "imaps://localhost:$IMAPS_PORT/INBOX" "" "$into"
openletter watch -C c --json -v >follow.out 2>follow.err &
watch=$!
wait_for grep -q "waiting for more" follow.err
deliver mails/2 mails/3
wait_for grep -q ad@shop.test follow.out
begin=$(date +%s%N)
mail mails/4 a2@acme.test "From: boss@acme.test" "To: $T1" -- "As to demands 1 and 3: no."
deliver mails/4
wait_for grep -q a2@acme.test follow.out
echo "from delivery to told: $((($(date +%s%N) - begin) / 1000000)) ms"
wait_for sh -c "[ \"\$(doveadm -c $TMP/servers/dovecot/dovecot.conf search -u $U mailbox INBOX all | wc -l)\" = 1 ]"
expect_equal 1 "$(in_folder Campaigns/ms/plans)" "all open demands: a copy for the second"
expect_equal 2 "$(in_folder Campaigns/ms/suspend)" "moved to the first"
expect_equal 2 "$(in_folder Campaigns/ms/publish)" "copied to the last"
end_watch
expect_equal 3 $? "an unsorted mail waits for a person"
expect_equal 4 "$(replies c | wc -l)" "each mail was filed once"
expect_equal 0 "$(in_folder Campaigns/ms/none 2>/dev/null)" "no other folder"

echo "== a folder's name beyond ASCII"
inbox "imaps://localhost:$IMAPS_PORT/INBOX" "" 'file_into = "Ответы & Kopien/{{ demand.id }}";'
mail mails/5 a3@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 2: more."
deliver mails/5
expect_exit 0 openletter watch -C c --once
expect_equal 1 "$(in_folder 'Ответы & Kopien/plans')" "its name survives"

echo "== W5: the folder is deleted or was never there"
inbox "imaps://localhost:$IMAPS_PORT/Gone%20away" "" "$into"
expect_exit 1 openletter watch -C c --once
expect_in "Gone away" err
expect_equal "" "$(admin mailbox list -u $U 'Gone*')" "it was not made"

echo "== W1: UIDVALIDITY changes"
inbox "imaps://localhost:$IMAPS_PORT/Box" "" ""
admin mailbox create -u $U Box
admin save -u $U -m Box mails/1 2>/dev/null || admin save -u $U -m Box <mails/1
expect_exit 0 openletter watch -C c --once
n=$(replies c | wc -l)
admin mailbox update -u $U --uid-validity 123456 Box
mail mails/6 a4@acme.test "From: boss@acme.test" "To: $T1" -- "New."
admin save -u $U -m Box <mails/6
expect_exit 0 openletter watch -C c --once --json
expect_equal 1 "$(wc -l <out)" "only the new mail is told"
expect_equal $((n + 1)) "$(replies c | wc -l)" "and filed"

echo "== W28: many mails, killed in between"
admin mailbox create -u $U Many
python3 - "$TMP/servers/mail/$U/Maildir/.Many/new" "$T1" "$(id -u mail)" <<-'PYTHON'
	import os, sys
	for i in range(2000):
	    p = f"{sys.argv[1]}/{1700000000 + i}.M{i}.x"
	    with open(p, "w") as f:
	        f.write(f"Message-ID: <many{i}@acme.test>\nFrom: boss@acme.test\nTo: {sys.argv[2]}\n\n"
	                f"Demand 1: answer {i}.\n" + "x" * 1000 + "\n")
	    os.chown(p, int(sys.argv[3]), -1)
PYTHON
inbox "imaps://localhost:$IMAPS_PORT/Many" "" ""
before=$(replies c | wc -l)
# Nobody reads more than the first line, so that the watcher cannot be done before it is killed.
mkfifo many
for i in 1 2 3; do
	openletter watch -C c --once --json >many 2>many.err &
	watch=$!
	exec 8<many
	read -r -t "$LIMIT" line <&8 || fail "killed $i: no mail was told of"
	kill -KILL $watch; wait $watch 2>/dev/null
	exec 8<&-
done
[ "$(replies c | wc -l)" -lt $((before + 2000)) ] || fail "all mails were filed before the last kill"
expect_exit 0 openletter watch -C c --once --json
expect_equal $((before + 2000)) "$(replies c | wc -l)" "each mail is filed once"
expect_equal 2000 "$(replies c | jq -r 'select(.message_id // "" | startswith("many")).message_id' | sort -u | wc -l)" "all of them"

echo "== each mail is fetched once, though answers to two questions come together"
cp -r c once
rm -r once/campaign.db* once/archive
expect_exit 0 openletter send -C once --yes -q
expect_exit 0 openletter watch -C once --once -q
fetched() { grep -o 'body_count=2000 ' servers/log/dovecot.log; }
wait_for fetched
expect_equal 2000 "$(replies once | wc -l)" "and filed"

echo "== an uncertain letter whose copy is in the folder of sent mails"
campaign s
admin mailbox create -u $U Sent 2>/dev/null
{ printf 'Message-ID: <%s>\nFrom: letters@example.org\nTo: boss@acme.test\n\nThe letter.\n' "$M1"; } >mails/sent
admin save -u $U -m Sent <mails/sent
doubt s
sent() { openletter status -C s --json | jq -c '[.letters.sent, .letters.uncertain]'; }
server="url = \"imaps://localhost:$IMAPS_PORT/Box\"; user = \"$U\"; password_command = \"echo $PASS\"; ca_file = \"$CA_FILE\";"
set_inbox s "$server sent_folder = \"Missing\";"
expect_equal "[0,2]" "$(sent)" "both are in doubt"
openletter watch -C s --once >out 2>err
expect_in "inbox.sent_folder" err
expect_equal "[0,2]" "$(sent)" "a folder that is not there settles nothing"
n=$(openletter replies -C s --json | wc -l)
[ "$n" -gt 0 ] || fail "the inbox is not read where the other folder is missing"
set_inbox s "$server sent_folder = \"Sent\";"
openletter watch -C s --once >out 2>err
expect_equal "[1,1]" "$(sent)" "the one that is there counts as sent"
expect_equal "$R1 counts as sent: its Message-ID was found in the folder Sent" \
	"$(openletter log -C s --json | jq -r 'select(.kind == "resolved") | "\(.letter) \(.detail)"')" "and the log tells why"
expect_equal 1 "$(admin search -u $U mailbox Sent unseen header message-id "$M1" | wc -l)" "the folder is as it was"
