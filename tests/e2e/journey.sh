# The whole journey on real servers: the campaign that `init` makes is sent through Postfix, real clients answer, and the
# watcher, following by IDLE, files each answer against the demands.
. "$(dirname "$0")/../lib.sh"

# ---- the campaign that init makes, with one more recipient whose mailbox does not exist
expect_exit 0 openletter init camp
cd camp || exit 1
address() { python3 -c 'import csv,sys; print("\n".join(r["email"] for r in csv.DictReader(open("recipients.csv"))))'; }
people=$(address)
expect_equal 4 "$(wc -l <<<"$people")" "the demo campaign has four recipients"
first=$(sed -n 1p <<<"$people")
second=$(sed -n 2p <<<"$people")
last=$(sed -n 4p <<<"$people")
company=${first#*@}
python3 - <<'PYTHON'
import csv
rows = list(csv.DictReader(open("recipients.csv")))
new = dict.fromkeys(rows[0], "")
new.update(email="nobody@" + rows[3]["email"].split("@")[1], name="Nobody There", org=rows[3]["org"])
with open("recipients.csv", "a", newline="") as f:
    csv.DictWriter(f, rows[0].keys()).writerow(new)
PYTHON

real_servers ACCOUNTS="letters@example.org assistant@$company $people"
S=$TMP/servers

# The settings for these servers take the place of the two groups that init wrote.
python3 - "$SMTP_PORT" "$IMAPS_PORT" "$CA_FILE" <<'PYTHON'
import re, sys
smtp, imaps, ca = sys.argv[1:]
text = open("campaign.cfg").read()
def group(name, body):
    global text
    text, n = re.subn(r"(?ms)^%s = \{.*?^\};\n" % name, lambda m: "%s = {\n%s};\n" % (name, body), text)
    assert n == 1, (name, n)
group("send", f'''  url = "smtp://localhost:{smtp}"; user = "letters@example.org";
  password_command = "echo secret"; ca_file = "{ca}"; connections = 2; retry = "1s*3";
''')
group("inbox", f'''  url = "imaps://localhost:{imaps}/INBOX"; user = "letters@example.org";
  password_command = "echo secret"; ca_file = "{ca}";
  file_into = "Campaigns/{{{{ campaign.id }}}}/{{{{ demand.id }}}}";
''')
open("campaign.cfg", "w").write(text)
PYTHON

expect_exit 0 openletter check
expect_exit 0 openletter check --online
expect_exit 0 openletter preview --json
expect_equal 5 "$(wc -l <"$TMP/out")" "five letters are previewed"

# ---- sent once, and only once
expect_exit 0 openletter send --yes --json
cp "$TMP/out" "$TMP/send.json"
expect_json 'select(.event == "summary") | "\(.total) \(.sent) \(.uncertain)"' "5 5 0" "$TMP/send.json"
expect_exit 0 openletter send --yes --json
expect_json 'select(.event == "letter") | .ref' "" "$TMP/out"

delivered() { find "$S/mail/$1/Maildir/new" "$S/mail/$1/Maildir/cur" -type f 2>/dev/null; }
is_delivered() { [ "$(delivered "$1" | wc -l)" -ge 1 ]; }
for who in $people; do
	wait_for is_delivered "$who"
	expect_equal 1 "$(delivered "$who" | wc -l)" "one letter for $who"
	ref=$(jq -r --arg who "$who" 'select(.event == "letter" and .email == $who) | .ref' "$TMP/send.json")
	expect_exit 0 openletter show "$ref"
	# What the servers wrote above the letter is theirs; from its first header on it is byte for byte ours.
	tail -c "$(tr -d '\r' <"$TMP/out" | wc -c)" "$(delivered "$who")" >"$TMP/arrived"
	tr -d '\r' <"$TMP/out" >"$TMP/shown"
	expect_same "$TMP/shown" "$TMP/arrived"
done

# ---- the watcher follows while the answers come in
openletter watch --json >"$TMP/watch.json" 2>"$TMP/watch.err" &
watcher=$!
seen() { [ "$(wc -l <"$TMP/watch.json")" -ge "$1" ]; }
# The bounce that Postfix made for the unknown mailbox is there already.
wait_for seen 1

letter() { delivered "$1" | head -n 1; }
header() { python3 -c 'import email,sys; print(email.message_from_binary_file(open(sys.argv[2],"rb"))[sys.argv[1]])' "$1" "$(letter "$2")"; }
bare() { sed 's/.*<//; s/>.*//' <<<"$1"; }
mail_from() { # from, to, then more for swaks
	local from=$1 to=$2
	shift 2
	expect_exit 0 swaks --silent 2 --server "127.0.0.1:$SMTP_PORT" -tls --auth PLAIN --auth-user letters@example.org \
		--auth-password "$PASS" --from "$from" --to "$to" "$@"
}

# The president answers with a mail program that sets In-Reply-To and quotes nothing: demand 2 is named.
cat >"$TMP/mailrc" <<RC
set v15-compat
set mta=smtp://letters%40example.org:$PASS@localhost:$SMTP_PORT smtp-use-starttls
set smtp-auth=plain
set tls-ca-file=$CA_FILE
set from="$first"
RC
reply_by_mailx() {
	printf 'In-Reply-To: %s\nTo: letters@example.org\nSubject: Re: your letter\n\nDemand 2: our board has looked into this and will publish its plan.\n' \
		"$(header Message-ID "$first")" | MAILRC=$TMP/mailrc s-nail -:u -t
}
expect_exit 0 reply_by_mailx
wait_for seen 2

# An assistant of the same company, who was not written to, answers to the plus-address.
mail_from "assistant@$company" "$(bare "$(header Reply-To "$second")")" --header "Subject: Letter to us" \
	--body "We received this on behalf of the board and will come back to you."
wait_for seen 3

# A vacation notice.
mail_from "$last" "$(bare "$(header Reply-To "$last")")" --header "Subject: Automatic reply" \
	--add-header "Auto-Submitted: auto-replied" --add-header "In-Reply-To: $(header Message-ID "$last")" \
	--body "I am away until Monday."
wait_for seen 4

# Something that has nothing to do with it.
mail_from "shop@example.net" "letters@example.org" --header "Subject: Spring sale" --body "Everything must go."
wait_for seen 5

kill -TERM $watcher
wait $watcher
expect_equal 3 $? "the watcher ends, with something left for a person"
expect_not_in "secret" "$TMP/watch.err"

expect_equal "auto-reply bounce reply reply unrelated" "$(jq -rs 'map(.class) | sort | join(" ")' "$TMP/watch.json")" \
	"the five mails are told apart"
expect_equal "filed filed filed filed unsorted" "$(jq -rs 'map(.filing) | sort | join(" ")' "$TMP/watch.json")" \
	"four are filed, one is unsorted"

# Who answered what, on which evidence.
told() { jq -r --arg from "$1" 'select(.from | tostring | test($from)) | [(.letters | map("\(.ref)/\(.rung)") | join("+")), (.demands | map(.id) | join("+"))] | join(" ")' "$TMP/watch.json"; }
ref_of() { jq -r --arg who "$1" 'select(.event == "letter" and .email == $who) | .ref' "$TMP/send.json"; }
second_demand=$(sed -n 's/^ *id = "\([a-z]*\)";$/\1/p' campaign.cfg | sed -n 2p)
expect_equal "$(ref_of "$first")/2 $second_demand" "$(told "$first")" "the president's answer goes to the demand that it names"
expect_equal "$(ref_of "$second")/1 suspend+disclose+publish+remedy" "$(told "assistant@")" \
	"the assistant's is known by the token and goes to all open demands"
expect_equal "$(ref_of "$last")/1 " "$(told "$last")" "the vacation notice belongs to its letter and answers nothing"
expect_json 'select(.class == "bounce") | "\(.letters[0].ref) \(.bounce.recipient) \(.bounce.status)"' \
	"$(jq -r 'select(.event == "letter" and (.email | startswith("nobody@"))) | .ref' "$TMP/send.json") nobody@calder.example.net 5.1.1" \
	"$TMP/watch.json"

# ---- where they are on the server: the first demand's folder has the answer that was moved, the others copies
in_folder() { doveadm -c "$S/dovecot/dovecot.conf" search -u letters@example.org mailbox "$1" all 2>/dev/null | wc -l; }
expect_equal 1 "$(in_folder Campaigns/assurances-2025/suspend)" "one answer in the folder of suspend"
expect_equal 2 "$(in_folder Campaigns/assurances-2025/disclose)" "two in the folder of disclose"
expect_equal 1 "$(in_folder Campaigns/assurances-2025/remedy)" "one in the folder of remedy"
expect_equal 3 "$(in_folder INBOX)" "the bounce, the notice and the advertisement stay in the inbox"
expect_equal 5 "$(find archive/new archive/cur -type f | wc -l)" "all five are in the archive"
for mail in archive/new/* archive/cur/*; do
	[ -e "$mail" ] && sha256sum <"$mail" | cut -d' ' -f1
done | sort >"$TMP/archived"
jq -r .sha256 "$TMP/watch.json" | sort >"$TMP/announced"
expect_same "$TMP/announced" "$TMP/archived"

# ---- where everything stands, whole
cat >"$TMP/status.wanted" <<'JSON'
{"campaign":{"id":"assurances-2025","title":"Accountability in Karsa","deadline":"DEADLINE"},
 "letters":{"total":5,"queued":0,"sending":0,"sent":5,"deferred":0,"rejected":0,"uncertain":0,"bounced":1},
 "replies":{"total":5,"reply":2,"auto_reply":1,"bounce":1,"unsorted":1,"contested":0,"pending":2},
 "demands":[
  {"id":"suspend","title":"Suspend the business","target":"Northfield Systems","deadline":"DEADLINE","overdue":false,
   "position":"open","pending":true,"conversation":"replied","replies":[ASSISTANT]},
  {"id":"suspend","title":"Suspend the business","target":"Calder Data Centres","deadline":"DEADLINE","overdue":false,
   "position":"open","pending":false,"conversation":"auto-acknowledged","replies":[]},
  {"id":"disclose","title":"Say what was done","target":"Northfield Systems","deadline":"DEADLINE","overdue":false,
   "position":"open","pending":true,"conversation":"replied","replies":[PRESIDENT,ASSISTANT]},
  {"id":"disclose","title":"Say what was done","target":"Calder Data Centres","deadline":"DEADLINE","overdue":false,
   "position":"open","pending":false,"conversation":"auto-acknowledged","replies":[]},
  {"id":"publish","title":"Publish the findings","target":"Northfield Systems","deadline":"DEADLINE","overdue":false,
   "position":"open","pending":true,"conversation":"replied","replies":[ASSISTANT]},
  {"id":"publish","title":"Publish the findings","target":"Calder Data Centres","deadline":"DEADLINE","overdue":false,
   "position":"open","pending":false,"conversation":"auto-acknowledged","replies":[]},
  {"id":"remedy","title":"Remedy and prevent harm","target":"Northfield Systems","deadline":"DEADLINE","overdue":false,
   "position":"open","pending":true,"conversation":"replied","replies":[ASSISTANT]},
  {"id":"remedy","title":"Remedy and prevent harm","target":"Calder Data Centres","deadline":"DEADLINE","overdue":false,
   "position":"open","pending":false,"conversation":"auto-acknowledged","replies":[]}]}
JSON
number() { jq -r --arg from "$1" 'select(.from | tostring | test($from)) | .reply' "$TMP/watch.json"; }
deadline=$(sed -n 's/^  deadline = "\([0-9-]*\)".*/\1/p' campaign.cfg)
sed "s/DEADLINE/$deadline/; s/PRESIDENT/$(number "$first")/; s/ASSISTANT/$(number "assistant@")/" "$TMP/status.wanted" |
	jq -S . >"$TMP/status.want"
expect_exit 0 openletter status --json
jq -S . "$TMP/out" >"$TMP/status.got"
expect_same "$TMP/status.want" "$TMP/status.got"

# ---- nothing is filed or sent a second time
expect_exit 0 openletter watch --once --json
expect_equal "" "$(cat "$TMP/out")" "a second look finds nothing new"
expect_exit 0 openletter send --yes
for who in $people; do expect_equal 1 "$(delivered "$who" | wc -l)" "still one letter for $who"; done
expect_exit 0 openletter log --verify
