# Client certificates: servers that know who sends by them, Postfix by fingerprint and Dovecot by authority;
# and files that cannot be right, of which one is told before anything is connected to.
. "$(dirname "$0")/../lib.sh"
. "$test_root/sending.bash"
. "$test_root/watching.bash"

U=letters@example.org
real_servers ACCOUNTS="$U u1@example.com u2@example.com"
D=$TMP/servers

# ---- certificates: ours, another's, an old one, and a key with a passphrase
issue() { # NAME DAYS
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.csr" \
		-subj "/CN=$1"
	printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n' >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA "$D/tls/ca.pem" -CAkey "$D/tls/ca.key" -CAcreateserial \
		-out "$1.pem" -extfile "$1.ext" -days "$2"
	chmod 600 "$1.key"
}
{
	issue ours 30
	issue another 30
	issue old -1
	openssl ec -in ours.key -aes128 -passout pass:secret -out locked.key
	openssl pkcs8 -topk8 -in ours.key -passout pass:secret -out locked8.key
	cat ours.pem "$D/tls/ca.pem" >chain.pem
	cat ours.pem ours.key >both.pem
} >openssl.out 2>&1
cp ours.key open.key
chmod 644 open.key
chmod 600 locked.key locked8.key both.pem
echo "no key" >text.key
chmod 600 text.key

small_campaign camp
send_by() { # URL [CERT KEY]
	set_send camp "url = \"$1\"; ca_file = \"$CA_FILE\";${2:+ cert_file = \"../$2\"; key_file = \"../$3\";}"
}

echo "== files that cannot be right; nobody listens on port 1, and nobody is asked"
while read -r cert key words; do
	send_by "smtps://localhost:1" "$cert" "$key"
	expect_exit 2 openletter send -C camp
	expect_in "$words" err
	# --online tells the same.
	expect_exit 2 openletter check -C camp --online
	expect_in "$words" err
done <<-'CASES'
	none.pem ours.key none.pem
	ours.pem none.key none.key
	ours.pem open.key others can read (mode 0644), expected chmod 600
	ours.pem another.key it is not the key of the certificate in
	old.pem old.key the certificate expired at 20
	ours.pem locked.key the key has a passphrase
	ours.pem locked8.key the key has a passphrase
	ours.pem text.key there is no private key in PEM form
	text.key ours.key there is no certificate in PEM form
CASES
send_by "smtps://localhost:1" ours.pem ours.key
OPENLETTER_NOW=2020-01-01T00:00:00Z expect_exit 2 openletter send -C camp
expect_in "is not valid before" err
for files in "ours.pem ours.key" "chain.pem ours.key" "both.pem both.pem"; do
	# shellcheck disable=SC2086
	send_by "smtps://localhost:1" $files
	expect_exit 75 openletter check -C camp --online
	expect_in "cannot be reached" err
done

echo "== Postfix lets those in whose certificate it knows"
print=$(openssl x509 -noout -fingerprint -sha256 -in ours.pem | sed 's/.*=//')
echo "$print ours" >"$D/postfix/known"
postconf -c "$D/postfix" -e "smtpd_tls_ask_ccert = yes" "smtpd_tls_fingerprint_digest = sha256" \
	"relay_clientcerts = texthash:$D/postfix/known" "smtpd_tls_CAfile = $CA_FILE" \
	"smtpd_relay_restrictions = permit_tls_clientcerts, reject" \
	"smtpd_recipient_restrictions = permit_tls_clientcerts, reject"
sed -i "/:$SMTPS_PORT /s/\$/ -o smtpd_tls_req_ccert=yes/" "$D/postfix/master.cf"
postfix -c "$D/postfix" reload >reload.out 2>&1
arrived() { find "$D/mail/$1/Maildir/new" -type f 2>/dev/null | wc -l; }
has_arrived() { [ "$(arrived "$1")" = "$2" ]; }

# The port of STARTTLS asks for a certificate, and refuses recipients without; --test changes no letter's state.
for files in "" "another.pem another.key"; do
	# shellcheck disable=SC2086
	send_by "smtp://localhost:$SMTP_PORT" $files
	expect_exit 3 openletter send -C camp --test u1@example.com --only u1@example.com
	cat out err >told
	expect_in "554" told
done
send_by "smtp://localhost:$SMTP_PORT" ours.pem ours.key
expect_exit 0 openletter send -C camp --only u1@example.com --json
expect_json 'select(.event == "letter").state' sent out
wait_for has_arrived u1@example.com 1

# The TLS port demands one, and says so by 421: no letter suffers.
send_by "smtps://localhost:$SMTPS_PORT"
expect_exit 75 openletter send -C camp --json
expect_in "No client certificate presented" err
expect_json 'select(.event == "summary") | "\(.sent) \(.rejected) \(.uncertain)"' "1 0 0" out
send_by "smtps://localhost:$SMTPS_PORT" ours.pem ours.key
expect_exit 0 openletter check -C camp --online
expect_exit 0 openletter send -C camp --json
expect_json 'select(.event == "summary").sent' 2 out
wait_for has_arrived u2@example.com 1

echo "== Dovecot lets those in whose certificate its authority has given"
sed -i "s#^ssl = yes#ssl = yes\nssl_verify_client_cert = yes\nauth_ssl_require_client_cert = yes\nssl_require_crl = no\nssl_ca = <$CA_FILE#" \
	"$D/dovecot/dovecot.conf"
doveadm -c "$D/dovecot/dovecot.conf" reload
campaign c
inbox="url = \"imaps://localhost:$IMAPS_PORT/INBOX\"; user = \"$U\"; password_command = \"echo $PASS\"; ca_file = \"$CA_FILE\";"
demands_one() { ! openssl s_client -connect "127.0.0.1:$IMAPS_PORT" </dev/null 2>&1 | grep -q "No client certificate CA names"; }
wait_for demands_one
set_inbox c "$inbox"
expect_exit 1 openletter watch -C c --once
expect_in "valid SSL certificate" err
set_inbox c "$inbox cert_file = \"$TMP/ours.pem\"; key_file = \"$TMP/ours.key\";"
expect_exit 0 openletter watch -C c --once
