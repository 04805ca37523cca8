# Letters to Postfix's own sendmail, as on a machine that has a queue: what arrives, and what cannot be queued.
. "$(dirname "$0")/../lib.sh"
. "$test_root/sending.bash"

real_servers ACCOUNTS="letters@example.org u1@example.com u2@example.com"

# The one of the private Postfix.
printf '#!/bin/sh\nexec %s -C %s "$@"\n' "$(command -v sendmail)" "$TMP/servers/postfix" >sendmail.sh
chmod 755 sendmail.sh
small_campaign camp
set_send camp "url = \"sendmail:$TMP/sendmail.sh\"; retry = \"1h\";"
printf 'Subject: Grüße to {{ recipient.org }}\n\nDear {{ recipient.name }},\n\n.\n..\n.dot\nÄ %s\n' \
	"$(printf 'x%.0s' {1..2000})" >camp/letter.txt
printf 'email,name,org\nu1@example.com,One,A\n-oQ/tmp@example.com,Two,B\nu2@example.com,Three,C\n' >camp/recipients.csv
arrived() { find "servers/mail/$1/Maildir/new" -type f 2>/dev/null | wc -l; }
has_arrived() { [ "$(arrived "$1")" = "$2" ]; }

expect_exit 0 openletter check -C camp --online
expect_exit 0 openletter send -C camp --json
expect_json 'select(.event == "summary") | "\(.sent) \(.total)"' "3 3" out
cp out sent
wait_for has_arrived u1@example.com 1
wait_for has_arrived u2@example.com 1
# A mailbox that is not there: Postfix has the letter, and says so by mail.
wait_for has_arrived letters@example.org 1
expect_in "Undelivered" "$(find servers/mail/letters@example.org/Maildir/new -type f)"
for n in 1 2; do
	file=$(find "servers/mail/u$n@example.com/Maildir/new" -type f)
	ref=$(jq -r "select(.email == \"u$n@example.com\").ref" sent)
	openletter show -C camp "$ref" 2>/dev/null | tr -d '\r' >shown
	tail -c "$(wc -c <shown)" "$file" | cmp -s - shown && ok "$ref arrived as it was frozen" || fail "$ref arrived otherwise"
done

# A queue that takes nothing: Postfix's program tries again without end, and is ended. It had not begun to read, so
# the letter is put off; it goes later, once.
printf 'u1+later@example.com,Four,D\n' >>camp/recipients.csv
mv servers/queue/maildrop servers/queue/elsewhere
OPENLETTER_TIMEOUT=3 expect_exit 75 openletter send -C camp --json
expect_in "did nothing for 3 s and was ended, without having read the letter" err
expect_json 'select(.event == "summary") | "\(.sent) \(.deferred)"' "3 1" out
mv servers/queue/elsewhere servers/queue/maildrop
OPENLETTER_NOW=@$(($(date +%s) + 7200)) expect_exit 0 openletter send -C camp --json
wait_for has_arrived u1@example.com 2
