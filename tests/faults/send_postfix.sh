# The sender through a real Postfix: STARTTLS and smtps with a login, certificates that are not right,
# and what arrives.
. "$(dirname "$0")/../lib.sh"
. "$test_root/sending.bash"

real_servers PASS=CANARY-7f3 ACCOUNTS="letters@example.org u1@example.com u2@example.com u3@example.com"

settings() { # URL CA-FILE
	set_send . "url = \"$1\"; user = \"letters@example.org\"; ca_file = \"$2\"; connections = 2; password_command = \"cat $TMP/password\";"
}
arrived() { find "$TMP/servers/mail/$1/Maildir/new" -type f 2>/dev/null | wc -l; }
has_arrived() { [ "$(arrived "$1")" = "$2" ]; }

echo CANARY-7f3 >"$TMP/password"
small_campaign camp
cd camp || exit 1
printf 'Subject: {{ campaign.title }} to {{ recipient.org }}\n\nDear {{ recipient.name }},\n\n.\n..\n.dot\nÄ %s\n' \
	"$(printf 'x%.0s' {1..2000})" >letter.txt
printf 'email,name,org\nu1@example.com,Ü One,Org 1\nu2@example.com,Two,Org 2\nu3@example.com,Three,Org 3\n' \
	>recipients.csv

# Nothing leaves for a server that cannot be trusted.
for cert in wrong expired self; do
	expect_exit 0 "$test_root/servers/setcert" "$TMP/servers" $cert
	settings "smtp://localhost:$SMTP_PORT" "$CA_FILE"
	expect_exit 1 openletter send --json
	expect_in "could not be trusted" "$TMP/err"
	expect_json 'select(.event == "summary") | "\(.queued) \(.rejected)"' "3 0" "$TMP/out"
done
expect_exit 0 "$test_root/servers/setcert" "$TMP/servers" good

echo other >"$TMP/password"
expect_exit 1 openletter send --json
expect_in "535" "$TMP/err"
expect_json 'select(.event == "summary").queued' 3 "$TMP/out"
echo CANARY-7f3 >"$TMP/password"

expect_exit 0 openletter send --limit 1 --json
expect_json 'select(.event == "letter") | "\(.state) \(.code) \(.enhanced)"' "sent 250 2.0.0" "$TMP/out"
cp "$TMP/out" "$TMP/sent"
settings "smtps://localhost:$SMTPS_PORT" "$CA_FILE"
expect_exit 0 openletter send --json
expect_json 'select(.event == "summary") | "\(.sent) \(.total)"' "3 3" "$TMP/out"
cat "$TMP/out" >>"$TMP/sent"
for n in 1 2 3; do wait_for has_arrived "u$n@example.com" 1; done

# What arrives is what `show` prints, but for the headers that the servers put before it.
for n in 1 2 3; do
	file=$(find "$TMP/servers/mail/u$n@example.com/Maildir/new" -type f)
	ref=$(jq -r "select(.email == \"u$n@example.com\").ref" "$TMP/sent")
	openletter show "$ref" 2>/dev/null | tr -d '\r' >"$TMP/shown"
	tail -c "$(wc -c <"$TMP/shown")" "$file" | cmp -s - "$TMP/shown" &&
		ok "$ref arrived as it was frozen" || fail "$ref arrived otherwise"
done

# A mailbox that is full, gone or unknown is the server's matter; an unknown one is bounced.
echo 'nobody@example.com,Nobody,Org 4' >>recipients.csv
expect_exit 0 openletter send --json
expect_json 'select(.event == "letter").state' sent "$TMP/out"
wait_for has_arrived letters@example.org 1
grep -rqF CANARY-7f3 . && fail "X16: the password is in the campaign's folder" || ok "no password is kept"
