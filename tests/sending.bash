# For tests of send, after lib.sh: a campaign of two short letters.
#
#	small_campaign DIR      makes it; letter.txt and recipients.csv may be written anew. It sends nowhere
#	                        before set_send
#	set_send DIR SEND       its settings `send = { SEND }`

set_send() {
	sed -i '/^send = /d' "$1/campaign.cfg"
	echo "send = { $2 };" >>"$1/campaign.cfg"
}

small_campaign() {
	mkdir -p "$1"
	cat >"$1/campaign.cfg" <<-'CFG'
		campaign = { id = "sending"; title = "Grüße"; deadline = "2030-01-01"; timezone = "UTC"; };
		letter = { template = "letter.txt"; from = "Joint <letters@example.org>"; reply_to = "letters@example.org"; };
		recipients = "recipients.csv"; signatories = "signatories.csv";
		demands = ( { id = "one"; title = "One"; text = "Do one thing."; } );
		send = { };
	CFG
	printf 'Subject: To {{ recipient.org }}\n\nDear {{ recipient.name }}.\n' >"$1/letter.txt"
	printf 'name,org\nA. Signer,Example Union\n' >"$1/signatories.csv"
	printf 'email,name,org\nu1@example.com,One,A\nu2@example.com,Two,B\n' >"$1/recipients.csv"
}
