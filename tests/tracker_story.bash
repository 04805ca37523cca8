# A campaign whose story the tracker tells; for tests that source lib.sh first.
#
#	story_start DIR [LANGUAGE]   makes the campaign DIR and stands in it; the letter leaves on 26 September
#	story_at TIME                sets the program's clock
#	reply_mail ORG FILE CLASS    an answer of ORG to its letter, as a mail into the inbox: the text is
#	                             standard input; CLASS "auto" marks it as sent by a machine
#	story_tell                   all of the story, up to 5 November
#	story_secrets                every address, token and sentence that must not be public, one a line

story_at() { export OPENLETTER_NOW=$1; }

story_start() {
	story_at 2025-09-26T09:00:00+02:00
	mkdir -p "$1/inbox/new" "$1/inbox/cur" "$1/inbox/tmp" && cd "$1" || return 1
	cat >campaign.cfg <<-CFG
		campaign = { id = "assurances-2025"; title = "Accountability \"<b>in</b>\" Karsa";
		  deadline = "2025-10-10"; timezone = "Europe/Brussels"; language = "${2:-en}"; };
		letter = { template = "letter.txt"; from = "Joint Letter <letters@example.org>";
		  reply_to = "letters@example.org"; reminder = "reminder.txt"; remind = "1d, 7d, 21d"; };
		recipients = "recipients.csv";  signatories = "signatories.csv";
		demands = (
		  { id = "suspend"; title = "Suspend the business";
		    text = "Suspend all services to units of the security forces where there is evidence of abuse."; },
		  { id = "disclose"; title = "Say what was done";
		    text = "Tell us what you have done so far, and what you plan to do."; },
		  { id = "publish"; title = "Publish the findings";
		    text = "Publish the full findings of your investigation."; },
		  { id = "remedy"; title = "Remedy and prevent harm";
		    text = "Explain how you will help to remedy the harm."; deadline = "2025-10-31"; }
		);
		send = { url = "maildir:outbox"; };
		inbox = { url = "maildir:inbox"; };
	CFG
	cat >recipients.csv <<-CSV
		email,name,org
		h.brandt@northfield.example.com,Helena Brandt,Northfield Systems
		t.okeke@northfield.example.com,Tomás Okeke,Northfield Systems
		office@meridian.example.net,,Meridian Cloud
		info@xss.example.net,Eve,"<script>alert(1)</script> & ""Sons"""
	CSV
	cat >signatories.csv <<-CSV
		name,title,org,email
		Amara Diallo,Executive Director,Open Line,amara@openline.example.org
		Jürgen Weiß,Head of Research,Witness Archive,weiss@witness.example.org
		Kalina Petrova,"Director, Policy",Free Networks,kalina@free.example.org
	CSV
	cat >letter.txt <<-'LETTER'
		Subject: {{ campaign.title }}: four requests to {{ recipient.org }}

		Dear {{ recipient.name | default: "Sir or Madam" }},

		Since January, researchers, journalists and your own employees have described
		how the calls and messages of people in the Karsa Valley are recorded without
		exception. We wrote this to {{ recipient.email }} and ask you to do the following:

		{% for d in demands %}{{ d.number }}. {{ d.text }}

		{% endfor %}Please answer by {{ campaign.deadline | date: "%-d %B %Y" }} to {{ letter.reply_to }}.

		Yours sincerely,

		{% for s in signatories %}{{ s.name }}, {{ s.org }}
		{% endfor %}
	LETTER
	cat >reminder.txt <<-'LETTER'
		Subject: Reminder: {{ campaign.title }}

		Dear {{ recipient.name | default: "Sir or Madam" }},

		We wrote to you on {{ first_letter.date }} ({{ first_letter.ref }}). The deadline passed
		{{ days_overdue }} days ago. Still open:
		{% for d in open_demands %}
		{{ d.number }}. {{ d.title }}
		{% endfor %}
	LETTER
	expect_exit 0 openletter send --yes
}

# The mail that went to an organisation first, by its recipient's address.
story_letter() { grep -lE "^To: .*$1" outbox/new/* | sort | head -n 1; }

story_header() { sed -n "/^$2: /{s/^$2: //;s/\r\$//;p;q}" "$1"; }

reply_mail() {
	local letter address id to
	case $1 in
	northfield) address=h.brandt@northfield.example.com ;;
	meridian) address=office@meridian.example.net ;;
	esac
	letter=$(story_letter "$address")
	id=$(story_header "$letter" Message-ID)
	to=$(story_header "$letter" Reply-To | sed 's/.*<//;s/>.*//')
	{
		printf 'From: Jane Roe <%s>\r\nTo: %s\r\nSubject: Re: our letter\r\n' "$address" "$to"
		printf 'Date: %s\r\nMessage-ID: <%s@answers.example.com>\r\n' \
			"$(date -u -d "$OPENLETTER_NOW" '+%a, %d %b %Y %H:%M:%S +0000')" "$2"
		printf 'In-Reply-To: %s\r\n' "$id"
		[ "${3:-}" != auto ] || printf 'Auto-Submitted: auto-replied\r\n'
		printf 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
		sed 's/$/\r/'
	} >"inbox/new/$2"
}

story_watch() { expect_exit 0 openletter watch --once; }

story_tell() {
	story_at 2025-10-08T10:00:00+02:00
	reply_mail northfield holding <<-'TEXT'
		Dear all,

		we need more time and will answer by 31 October 2025. UNPUBLISHED-ONE: our counsel
		has asked for the cobalt files.

		Kind regards
	TEXT
	story_watch
	story_at 2025-10-09T10:00:00+02:00
	for demand in suspend disclose publish; do
		expect_exit 0 openletter file 1 --demand $demand --as open --by "Clerk Hidden"
		expect_exit 0 openletter extend $demand --until 2025-10-31 --target "Northfield Systems" \
			--granted --reply 1 --note "UNPUBLISHED-NOTE of a clerk"
	done
	expect_exit 0 openletter file 1 --demand remedy --as open --by "Clerk Hidden"
	story_at 2025-10-10T15:00:00+02:00
	reply_mail meridian away auto <<-'TEXT'
		I am out of the office. UNPUBLISHED-TWO.
	TEXT
	story_watch
	story_at 2025-10-31T15:00:00+01:00
	reply_mail northfield final <<-'TEXT'
		Dear all,

		1. We have suspended the service to the unit, and have asked <b>all</b> regions to check.

		2. We will report on this <script>alert("x")</script> in our annual report.
		UNPUBLISHED-THREE: ask Jane Roe of legal at jane.roe@northfield.example.com.

		3. We will not publish the findings.

		4. We have begun to speak with those who were harmed.
	TEXT
	story_watch
	story_at 2025-11-03T10:00:00+01:00
	expect_exit 0 openletter file 3 --demand suspend --as answered --by "Clerk Hidden" \
		--quote "We have suspended the service to the unit"
	expect_exit 0 openletter file 3 --demand disclose --as answered --by "Clerk Hidden" \
		--quote "UNPUBLISHED-THREE: ask Jane Roe of legal"
	expect_exit 0 openletter file 3 --demand publish --as refused --by "Clerk Hidden" \
		--quote "We will not publish the findings."
	expect_exit 0 openletter file 3 --demand remedy --as partial --by "Clerk Hidden"
	cat >redacted.txt <<-'TEXT'
		Dear all,

		1. We have suspended the service to the unit, and have asked <b>all</b> regions to check.

		2. We will report on this <script>alert("x")</script> in our annual report. Questions:
		press@northfield.example.com [a name was removed]

		3. We will not publish the findings.

		4. We have begun to speak with those who were harmed.
	TEXT
	story_at 2025-11-05T10:00:00+01:00
}

story_secrets() {
	cut -d, -f1 recipients.csv | tail -n +2
	cut -d, -f4 signatories.csv | grep @
	printf '%s\n' letters@example.org jane.roe@northfield.example.com press@northfield.example.com \
		UNPUBLISHED "Clerk Hidden" "Jane Roe" counsel
	# Tokens: what stands between the plus and the at sign of each Reply-To.
	sed -n 's/^Reply-To: .*+\([0-9a-z]\{16\}\)@.*/\1/p' outbox/new/*
}
