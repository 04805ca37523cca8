# For tests of watch, after lib.sh: a campaign of two sent letters, and mails that answer them.
#
#	campaign DIR [INBOX]    makes it, with `inbox = { INBOX }`, and sends its letters to DIR/outbox;
#	                        then R1 M1 T1 (to boss@acme.test) and R2 M2 T2 (to ceo@bolt.test) are
#	                        reference, Message-ID and plus-address of the two letters
#	set_inbox DIR INBOX     other inbox settings
#	mail FILE ID [HEADER...] -- TEXT   a mail with the Message-ID <ID>
#	bounce_mail FILE ID MESSAGE-ID RECIPIENT   a report that this letter was not delivered
#	imap_server DIR FAULT...   starts tests/faults/imap_server.py; its PORT
#	imap_case NAME             D is NAME, a fresh copy of the campaign `base`; S is the folder of its server,
#	                           with an answer of each recipient. For this D and S then:
#	inbox [SETTING...]         it reads from the server at PORT
#	once STATUS                one run; its outcomes are in out
#	count N                    it has N replies
#	state FILTER WANTED        jq on what the server has
#	end_watch                  asks the watcher, the process $watch, to end; its exit status. One that does
#	                           not hear within 30 seconds (5 are promised, on a machine that is not busy)
#	                           is killed: 137
#	replies DIR             the replies as JSON, one a line
#	log_has DIR TEXT N      the server's log has TEXT at least N times
#	doubt DIR [REF...]      these letters, or all, are uncertain, as when the line broke after they
#	                        were handed over

set_inbox() {
	sed -i '/^inbox = /d' "$1/campaign.cfg"
	echo "inbox = { $2 };" >>"$1/campaign.cfg"
}

campaign() {
	local dir=$1 letter
	mkdir -p "$dir"
	cat >"$dir/campaign.cfg" <<-'CFG'
		campaign = { id = "ms"; title = "Questions"; deadline = "2025-10-10"; timezone = "UTC"; language = "en"; };
		letter = { template = "letter.md"; from = "Joint Letter <letters@example.org>"; reply_to = "letters@example.org"; };
		recipients = "recipients.csv"; signatories = "signatories.csv";
		demands = (
		  { id = "suspend"; title = "Suspend the business";
		    text = "Suspend all business with units against which there is evidence of abuse."; },
		  { id = "plans"; title = "Say what was done";
		    text = "Tell us which steps you have taken so far, and which you plan to take."; },
		  { id = "publish"; title = "Publish the investigation";
		    text = "Publish the complete findings of your internal investigation."; }
		);
		send = { url = "maildir:outbox"; };
	CFG
	set_inbox "$dir" "${2:-url = \"maildir:inbox\";}"
	printf 'Subject: Questions to {{ recipient.org }}\n\nDear {{ recipient.name }},\n\n%s\n' \
		'{% for d in demands %}{{ forloop.index }}. {{ d.text }}
{% endfor %}' >"$dir/letter.md"
	printf 'email,name,org\nboss@acme.test,Boss,Acme\nceo@bolt.test,Chief,Bolt\n' >"$dir/recipients.csv"
	printf 'name,org,email\nAna,NGO,ana@ngo.example.org\n' >"$dir/signatories.csv"
	mkdir -p "$dir/inbox/new" "$dir/inbox/cur" "$dir/inbox/tmp"
	openletter send -C "$dir" --yes -q >/dev/null || fail "the letters of $dir are not sent"
	for letter in "$dir"/outbox/new/*; do
		local id to
		id=$(sed -n 's/^Message-ID: <\(.*\)>.*/\1/Ip' "$letter" | tr -d '\r')
		to=$(sed -n 's/^Reply-To: .*<\{0,1\}\(letters+[^>]*\)>\{0,1\}.*/\1/Ip' "$letter" | tr -d '\r')
		if grep -q '^To:.*boss@acme.test' "$letter"; then
			M1=$id T1=$to
		else
			M2=$id T2=$to
		fi
	done
	R1=$(openletter preview -C "$dir" --json | jq -r 'select(.recipient.email == "boss@acme.test").ref')
	R2=$(openletter preview -C "$dir" --json | jq -r 'select(.recipient.email == "ceo@bolt.test").ref')
}

mail() {
	local file=$1 id=$2
	shift 2
	{
		echo "Message-ID: <$id>"
		echo "Date: Thu, 9 Oct 2025 10:00:00 +0000"
		while [ $# -gt 0 ] && [ "$1" != -- ]; do echo "$1"; shift; done
		shift
		printf '\n%s\n' "${*:-No text.}"
	} >"$file.part"
	mv "$file.part" "$file"
}

bounce_mail() {
	mail "$1" "$2" "From: MAILER-DAEMON@mx.example.net" "To: letters@example.org" \
		"Subject: Undelivered Mail Returned to Sender" "MIME-Version: 1.0" \
		'Content-Type: multipart/report; report-type=delivery-status; boundary="b"' -- "--b
Content-Type: text/plain

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; $4
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: message/rfc822

Message-ID: <$3>
From: letters@example.org
To: $4

The letter.
--b--"
}

imap_server() {
	local dir=$1
	shift
	mkdir -p "$dir/mail/INBOX"
	rm -f "$dir/port"
	python3 "$test_root/faults/imap_server.py" "$dir" "$@" &
	imap_pid=$!
	PORT=$(wait_port "$dir/port") || fail "the IMAP server of $dir does not start"
}

imap_stop() {
	kill "$imap_pid" 2>/dev/null
	wait "$imap_pid" 2>/dev/null || true
}

imap_case() {
	D=$1 S=$1.server
	rm -rf "$D" "$S"
	cp -r base "$D"
	mkdir -p "$S/mail/INBOX"
	mail "$S/mail/INBOX/1.eml" a1@acme.test "From: Boss <boss@acme.test>" "To: $T1" \
		"Subject: Re: Questions to Acme" -- "Demand 2: a working group was set up."
	mail "$S/mail/INBOX/2.eml" b1@bolt.test "From: ceo@bolt.test" "To: letters@example.org" \
		"In-Reply-To: <$M2>" "Subject: Re: Questions to Bolt" -- "Demand 3: no."
}

inbox() { set_inbox "$D" "url = \"imap://127.0.0.1:$PORT/INBOX\"; user = \"u\"; password = \"CANARY-7f3\"; tls = \"none\"; $*"; chmod 600 "$D/campaign.cfg"; }
once() { expect_exit "$1" openletter watch -C "$D" --once --json; }
count() { expect_equal "$1" "$(replies "$D" | wc -l)" "$D: $1 replies"; }
state() { expect_json "$1" "$2" "$S/state.json"; }

end_watch() {
	local end=$((SECONDS + 30))
	kill -TERM "$watch"
	while kill -0 "$watch" 2>/dev/null; do
		[ "$SECONDS" -lt "$end" ] || kill -KILL "$watch"
		sleep 0.05
	done
	wait "$watch"
}

replies() { openletter replies -C "$1" --json; }

log_has() { [ "$(grep -cF -e "$2" "$1/log")" -ge "${3:-1}" ]; }

doubt() {
	python3 - "$@" <<-'PYTHON'
		import sqlite3, sys
		db = sqlite3.connect(sys.argv[1] + "/campaign.db")
		refs = sys.argv[2:] or [row[0] for row in db.execute("SELECT ref FROM letters")]
		for ref in refs:
		    changed = db.execute("UPDATE deliveries SET state = 5, sent_at = 0 WHERE letter ="
		                         " (SELECT id FROM letters WHERE ref = ?)", (ref,)).rowcount
		    assert changed == 1, ref
		db.execute("UPDATE letter_counts SET n = (SELECT count(*) FROM deliveries d"
		           " WHERE d.state = letter_counts.state) WHERE state >= 0")
		db.commit()
	PYTHON
}
