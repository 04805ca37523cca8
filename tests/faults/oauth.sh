# OAuth2 against real servers: XOAUTH2 and OAUTHBEARER of Dovecot, behind Postfix and for IMAP, with tokens
# that are right, wrong, and expire while the program runs.
. "$(dirname "$0")/../lib.sh"
. "$test_root/sending.bash"
. "$test_root/watching.bash"

# ---- tokens, whose names begin with tk-: `tokens` is what their server knows of, `next` what the command for the token prints
U=letters@example.org
known() { printf 'tk-%s\n' "$@" >tokens.new && mv tokens.new tokens; }
# Prints its arguments one after another, from one call to the next; the last one for ever.
printing() {
	printf 'tk-%s\n' "$@" >next
	rm -f fetched
}
cat >token <<-'SH'
	#!/bin/sh
	cd "$(dirname "$0")"
	head -n 1 next
	head -n 1 next >>fetched
	if [ "$(wc -l <next)" -gt 1 ]; then sed -i 1d next; fi
SH
chmod 755 token
asked() { sed s/tk-// asked | paste -sd,; }
fetched() { sed s/tk-// fetched | paste -sd,; }
known "right $U"
: >asked
python3 "$test_folder/oauth_server.py" --tokens tokens --log asked --port-file oauth.port &
OAUTH_URL=http://127.0.0.1:$(wait_port oauth.port)/
export OAUTH_URL

real_servers ACCOUNTS="$U u1@example.com u2@example.com u3@example.com u4@example.com u5@example.com"
admin() { doveadm -c "$TMP/servers/dovecot/dovecot.conf" "$@"; }
postfix_has() { # SETTING...
	postconf -c "$TMP/servers/postfix" -e "$@"
	postfix -c "$TMP/servers/postfix" reload >>reload.out 2>&1
}
arrived() { find "$TMP/servers/mail/$1/Maildir/new" -type f 2>/dev/null | wc -l; }
has_arrived() { [ "$(arrived "$1")" = "$2" ]; }

oauth="user = \"$U\"; auth = \"oauth2\"; token_command = \"$TMP/token\"; ca_file = \"$CA_FILE\";"
small_campaign camp

echo "== a wrong token is what a wrong password is: the run stops, and no letter suffers"
for url in "smtp://localhost:$SMTP_PORT" "smtps://localhost:$SMTPS_PORT"; do
	printing wrong
	set_send camp "url = \"$url\"; connections = 2; retry = \"1h\"; $oauth"
	expect_exit 1 openletter send -C camp --json
	expect_in "refused the login" err
	expect_in "535" err
	expect_not_in "tk-wrong" err
	expect_json 'select(.event == "summary") | "\(.queued) \(.deferred) \(.rejected)"' "2 0 0" out
	# By password, for the words.
	set_send camp "url = \"$url\"; user = \"$U\"; password_command = \"echo wrong\"; ca_file = \"$CA_FILE\";"
	tail -n 1 err >with_token.err
	expect_exit 1 openletter send -C camp --json
	tail -n 1 err >with_password.err
	expect_same with_token.err with_password.err
done
expect_exit 1 openletter check -C camp --online
set_send camp "url = \"smtp://localhost:$SMTP_PORT\"; connections = 2; retry = \"1h\"; $oauth"
printing wrong
expect_exit 1 openletter check -C camp --online
expect_in "refused the login" err
printing right
expect_exit 0 openletter check -C camp --online
expect_equal 0 "$(($(arrived u1@example.com) + $(arrived u2@example.com)))" "nothing was delivered"

echo "== a right one, by each mechanism"
n=0
for mechanism in XOAUTH2 OAUTHBEARER; do
	n=$((n + 1))
	postfix_has "smtpd_sasl_mechanism_filter = $mechanism"
	expect_exit 0 openletter send -C camp --limit 1 --json
	expect_json 'select(.event == "letter") | "\(.email) \(.state)"' "u$n@example.com sent" out
	expect_in "sasl_method=$mechanism" servers/log/postfix.log
	wait_for has_arrived "u$n@example.com" 1
done
postfix_has "smtpd_sasl_mechanism_filter = xoauth2, oauthbearer, plain"

echo "== tokens that are good for one login each; the server hangs up after each refused recipient"
postfix_has "smtpd_hard_error_limit = 1" "smtpd_error_sleep_time = 0" \
	"smtpd_recipient_restrictions = check_recipient_access regexp:{ {/^gone/ 550 5.1.1 no such mailbox} }, permit_sasl_authenticated, reject"
printf '%s\n' gone1@example.com,Gone,C u3@example.com,Three,D gone2@example.com,Gone,E \
	u4@example.com,Four,F gone3@example.com,Gone,G u5@example.com,Five,H >>camp/recipients.csv
known "first $U 1" "second $U 1" "third $U 1" "fourth $U 1"
printing first second third fourth
: >asked
set_send camp "url = \"smtp://localhost:$SMTP_PORT\"; connections = 1; retry = \"1s*60\"; $oauth"
expect_exit 3 openletter send -C camp --wait --json
expect_json 'select(.event == "summary") | "\(.sent) \(.rejected) \(.uncertain)"' "5 3 0" out
# The token that was good is tried first; the command is asked when it is no longer.
expect_equal "first,second,third,fourth" "$(fetched)" "each token was fetched once"
expect_equal "good first,bad first,good second,bad second,good third,bad third,good fourth" "$(asked)" \
	"each was used until it was refused"
for n in 1 2 3 4 5; do wait_for has_arrived "u$n@example.com" 1; done

echo "== the token that is fetched anew is refused too: the run stops, what is left stays"
printf '%s\n' gone4@example.com,Gone,I u1@example.com,One,J | sed 's/^u1@/u1+x@/' >>camp/recipients.csv
known "fifth $U 1"
printing fifth other
: >asked
expect_exit 1 openletter send -C camp --json
expect_in "refused the login" err
expect_json 'select(.event == "summary") | "\(.sent) \(.rejected) \(.uncertain)"' "5 4 0" out
expect_equal "good fifth,bad fifth,bad other" "$(asked)" "the new one was tried once"
known "right $U"
printing right
wait_for sh -c 'openletter send -C camp --wait --json >out 2>err; grep -q "\"sent\":6" out'
wait_for has_arrived "u1@example.com" 2

echo "== the inbox, by each mechanism"
campaign c
inbox="url = \"imaps://localhost:$IMAPS_PORT/INBOX\"; $oauth"
set_inbox c "$inbox"
deliver() { # FILE
	python3 - "$LMTP_PORT" "$U" "$1" <<-'PYTHON'
		import smtplib, sys
		s = smtplib.LMTP("127.0.0.1", int(sys.argv[1]))
		s.sendmail("x@example.com", [sys.argv[2]], open(sys.argv[3], "rb").read())
		s.quit()
	PYTHON
}
imap_offers() {
	openssl s_client -connect "127.0.0.1:$IMAPS_PORT" </dev/null 2>/dev/null | grep -q "$1"
}
offer() { # MECHANISMS for IMAP and a word of what is offered then
	sed -i "s/^auth_mechanisms = .*/auth_mechanisms = $1/" servers/dovecot/dovecot.conf
	admin reload
	wait_for imap_offers "$2"
}
for mechanism in XOAUTH2 OAUTHBEARER; do
	offer "${mechanism,,}" "OK.*AUTH=$mechanism\]"
	printing right
	mail answer "$mechanism@acme.test" "From: boss@acme.test" "To: $T1" -- "To demand 1: no."
	deliver answer
	expect_exit 0 openletter watch -C c --once --json
	expect_json '.message_id' "$mechanism@acme.test" out
	printing wrong
	expect_exit 1 openletter watch -C c --once --json
	expect_in "refused" err
	expect_not_in "tk-wrong" err
done
offer "plain login xoauth2 oauthbearer" "AUTH=PLAIN"

echo "== the inbox is followed, and the token expires"
known "sixth $U 1" "seventh $U 1"
printing sixth seventh
: >asked
openletter watch -C c --json -v >follow.out 2>follow.err &
watch=$!
wait_for grep -q "waiting for more" follow.err
admin kick "$U" >kick.out
wait_for grep -q "good tk-seventh" asked
mail answer late@acme.test "From: boss@acme.test" "To: $T1" -- "To demand 2: yes."
deliver answer
wait_for grep -q late@acme.test follow.out
kill $watch
wait $watch
expect_equal "sixth,seventh" "$(fetched)" "each token was fetched once"
expect_equal 1 "$(replies c | grep -c late@acme.test)" "the answer is filed once"
for file in out err follow.out follow.err camp/campaign.db c/campaign.db; do expect_not_in "tk-" "$file"; done
