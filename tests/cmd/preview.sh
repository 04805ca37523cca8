#!/usr/bin/env bash
# preview: every form, who is picked, and that nothing is connected to, written or obeyed.
. "$(dirname "$0")/../lib.sh"

export OPENLETTER_NOW=2025-09-26T09:00:00+02:00
mkdir c && cd c || exit 1
cat >campaign.cfg <<'CFG'
campaign = { id = "assurances-2025"; title = "Accountability"; deadline = "2025-10-10"; timezone = "Europe/Brussels"; language = "en"; };
letter = { template = "letter.md"; from = "Joint Letter <letters@example.org>"; reply_to = "letters@example.org"; };
recipients = "recipients.csv"; signatories = "signatories.csv";
demands = ( { id = "suspend"; title = "Suspend"; text = "Suspend the business."; } );
CFG
cat >letter.md <<'MD'
Subject: Questions to {{ recipient.org }}
Attachment: annex.txt

Dear {{ recipient.name | default: "friends" }},

1. {{ demands[0].text }}
MD
echo annexed >annex.txt
cat >recipients.csv <<'CSV'
id,email,name,org
one,a@example.com,Ann,Alpha & Co
two,b@example.com,"Bo, Jr.",Beta <b>
three,c@example.net,,Alpha & Co
CSV
printf 'name,org\nAda,One\nBea,Two\n' >signatories.csv
cd ..
before=$(ls -A c; cat c/* | sha256sum)

# ---- on a terminal, as text ----
expect_exit 0 openletter preview -C c
expect_in '── 2 of 3, A2025-2 ─' out
expect_in 'To:         "Bo, Jr." <b@example.com>' out
expect_in 'Attached:   annex.txt (text/plain, 8 bytes)' out
expect_in 'Dear Ann,' out
expect_in '1. Suspend the business.' out
expect_in 'Ref: A2025-3' out
expect_equal 3 "$(grep -c ' of 3, A2025-' out)" "three letters are shown"

# ---- who ----
for who in b@example.com B@Example.COM two 'beta <b>'; do
	expect_exit 0 openletter preview -C c "$who"
	expect_in '2 of 3, A2025-2' out
	expect_equal 1 "$(grep -c ' of 3, ' out)" "$who picks one letter"
done
expect_exit 0 openletter preview -C c 'Alpha & Co'
expect_equal 2 "$(grep -c ' of 3, ' out)" "an organisation picks its letters"
expect_exit 2 openletter preview -C c nobody@example.org
expect_in 'nobody@example.org' err

# ---- JSON ----
expect_exit 0 openletter preview -C c --json
expect_equal 3 "$(wc -l <out)" "a line a letter"
expect_json '.ref' $'A2025-1\nA2025-2\nA2025-3' out
expect_json 'select(.ref == "A2025-2") | .recipient | "\(.email) \(.name) \(.org)"' 'b@example.com Bo, Jr. Beta <b>' out
expect_json 'select(.ref == "A2025-3") | .recipient.name' null out
expect_json 'keys_unsorted | join(",")' \
	"$(for _ in 1 2 3; do echo ref,recipient,signatory,subject,message_id,size,sha256; done)" out
cp out json

# ---- the bytes ----
expect_exit 0 openletter preview -C c --eml two
expect_equal "$(jq -r 'select(.ref == "A2025-2") | .sha256' json)" "$(sha256sum <out | cut -d' ' -f1)" "--eml and --json agree"
expect_equal "$(jq -r 'select(.ref == "A2025-2") | .size' json)" "$(wc -c <out)" "the size is that of the bytes"
expect_in "Message-ID: <$(jq -r 'select(.ref == "A2025-2") | .message_id' json)>" out
expect_exit 0 openletter preview -C c --eml
python3 - out <<'PYTHON' >mbox.txt
import mailbox, sys
for m in mailbox.mbox(sys.argv[1]):
    print(m["Subject"])
PYTHON
expect_same <(printf 'Questions to Alpha & Co\nQuestions to Beta <b>\nQuestions to Alpha & Co\n') mbox.txt
expect_exit 0 openletter preview -C c --html one
expect_in '<li>Suspend the business.</li>' out
expect_exit 2 openletter preview -C c --html --eml one

# ---- the page ----
expect_exit 0 openletter preview -C c -o site
for n in 1 2 3; do
	expect_equal "$(jq -r "select(.ref == \"A2025-$n\") | .sha256" json)" \
		"$(sha256sum <site/A2025-$n.eml | cut -d' ' -f1)" "A2025-$n.eml holds the letter's bytes"
done
expect_in "default-src 'none'" site/index.html
sed -i '/^three/d' c/recipients.csv
expect_exit 0 openletter preview -C c -o site
[ -e site/A2025-3.eml ] && fail "a letter of the earlier preview is still there" || ok "what is gone is gone"
echo 'three,c@example.net,,Alpha & Co' >>c/recipients.csv
mkdir -p foreign && echo mine >foreign/notes.txt
expect_exit 2 openletter preview -C c -o foreign
expect_in 'notes.txt' err
expect_equal notes.txt "$(ls foreign)" "nothing was put beside it"
ln -s /etc/hostname link.eml && mv link.eml site/A2025-1.eml 2>/dev/null
expect_exit 0 openletter preview -C c -o site
[ -L site/A2025-1.eml ] && fail "a link was written through" || ok "a link in the way is replaced"

# ---- nothing else happens ----
expect_equal "$before" "$(ls -A c; cat c/* | sha256sum)" "the campaign folder is as it was"
if command -v strace >/dev/null; then
	ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" expect_exit 0 strace -f -qq -e trace=socket,connect -o trace.txt openletter preview -C c -q
	expect_equal 0 "$(grep -cE 'AF_INET' trace.txt)" "no socket was opened"
fi

# ---- references and secret are those of send ----
cp -r c sent
if openletter send --help >/dev/null 2>&1; then
	sed -i '$a send = { url = "maildir:outbox"; };' sent/campaign.cfg
	expect_exit 0 openletter send -C sent --yes --only two
	# The edition's date is the letters' date, whenever they are looked at.
	OPENLETTER_NOW=2025-09-29T10:00:00+02:00 expect_exit 0 openletter preview -C sent --json
	expect_json '[.ref, .recipient.email] | join(" ")' "$(openletter preview -C c --json | jq -r '[.ref, .recipient.email] | join(" ")')" out
	sum=$(cat sent/outbox/new/* | sha256sum | cut -d' ' -f1)
	expect_json 'select(.recipient.email == "b@example.com") | .sha256' "$sum" out
	sed -i 's/Dear/Hello/' sent/letter.md
	expect_exit 0 openletter preview -C sent two
	expect_in 'edition 1 is frozen and the folder differs from it (letter.md)' err
	expect_in 'Hello Bo, Jr.' out
fi

# ---- problems: every one, with its place, exit 2 ----
cp -r c bad
sed -i 's/Dear/{{ recipient.nam }} {{ nothing }} Dear/' bad/letter.md
expect_exit 2 openletter preview -C bad
expect_in 'letter.md:4:' err
expect_in '(for recipients.csv:2, a@example.com)' err
expect_equal 0 "$(wc -c <out)" "no letter is shown"
sed 's/Subject/Subjct/' c/letter.md >bad/letter.md
expect_exit 2 openletter preview -C bad
expect_in 'letter.md:1:1: unknown header "Subjct"; did you mean "Subject"?' err
sed 's/annex.txt/missing.pdf/' c/letter.md >bad/letter.md
expect_exit 2 openletter preview -C bad
expect_in 'letter.md:2:13: ' err
expect_in 'missing.pdf' err

# ---- hostile cells: shown, not obeyed (X7, X8, X9, X13) ----
cp -r c hostile
printf 'id,email,name,org\none,a@example.com,"{{ campaign.title }}","<script>alert(1)</script>"\n' >hostile/recipients.csv
printf 'Subject: {{ recipient.org }} {{ t }}\n{%% assign t = "x" %%}\n\n{{ recipient.name }} \033[2J\302\233 \342\200\256 {{ recipient.org }}\n' >hostile/letter.md
sed -i 's/{{ t }}//' hostile/letter.md
expect_exit 0 openletter preview -C hostile
expect_in '{{ campaign.title }}' out
expect_in '\x1b[2J' out
expect_in '\u{009b}' out
expect_in '\u{202e}' out
if LC_ALL=C grep -q $'\033\|\302\233\|\342\200\256' out; then fail "a control reached the output"; else ok "no control reached the output"; fi
expect_exit 0 openletter preview -C hostile --html
expect_in '&lt;script&gt;alert(1)&lt;/script&gt;' out
expect_not_in '<script' out

# ---- the pager ----
cat >count.sh <<'SH'
#!/bin/sh
wc -l >"$TMP/paged"
SH
chmod +x count.sh
script -qec "stty rows 10 cols 80; PAGER='$TMP/count.sh' openletter preview -C c" /dev/null >/dev/null </dev/null
[ -s paged ] && ok "what is long goes through \$PAGER" || fail "the pager was not started"
rm -f paged
script -qec "stty rows 200 cols 80; PAGER='$TMP/count.sh' openletter preview -C c --color never" /dev/null >tty.txt </dev/null
[ -e paged ] && fail "a pager for a short text" || ok "what is short does not"
expect_in 'Dear Ann,' tty.txt

# ---- individual mode ----
cp -r c single
sed -i 's/reply_to/mode = "individual"; reply_to/' single/campaign.cfg
expect_exit 0 openletter preview -C single --json
expect_equal 6 "$(wc -l <out)" "one letter for each signatory and recipient"
expect_json '.signatory' $'Ada\nBea\nAda\nBea\nAda\nBea' out
expect_equal 6 "$(jq -r .message_id out | sort -u | wc -l)" "each has a Message-ID of its own"
expect_exit 0 openletter preview -C single two
expect_in 'From:       Ada via Accountability <letters@example.org>' out
expect_in '4 of 6, A2025-4' out

# ---- the reminder ----
cp -r c again
expect_exit 2 openletter preview -C again --reminder
expect_in 'letter.reminder is not set' err
sed -i 's/reply_to/reminder = "reminder.md"; reply_to/' again/campaign.cfg
printf 'Subject: Again: {{ recipient.org }}\n\n{{ days_overdue }} day: {%% for d in open_demands %%}{{ d.text }}{%% endfor %%} {{ first_letter.ref }} of {{ first_letter.date | localdate }}\n' >again/reminder.md
expect_exit 0 openletter preview -C again --reminder two
expect_in '── 2 of 3, A2025-2 ─' out
expect_in 'Subject:    Again: Beta <b>' out
expect_in '1 day: Suspend the business. A2025-2 of 26 September 2025' out
expect_exit 0 openletter preview -C again --reminder --json
expect_json .subject $'Again: Alpha & Co\nAgain: Beta <b>\nAgain: Alpha & Co' out
expect_exit 0 openletter preview -C again --reminder --eml two
expect_in 'Auto-Submitted: auto-generated' out
expect_exit 0 openletter preview -C again --reminder -o again/site
expect_in 'Again: Beta' again/site/data/list-0.js
sed -i 's/days_overdue/days_over/' again/reminder.md
expect_exit 2 openletter preview -C again --reminder
expect_in 'reminder.md:3:4: there is no variable `days_over`; did you mean `days_overdue`?' err

# ---- output that cannot be written ----
openletter preview -C c >/dev/full 2>err
expect_equal 1 $? "a full disk is told"
openletter preview -C c --eml | head -c 10 >/dev/null
ok "a reader may leave"

# A logo is named by its path, in Markdown and in HTML, and goes along; one that is not there is told.
cd "$TMP" && expect_exit 0 openletter init logo && cd logo || exit 1
sed -i '2a ![Our logo](logo.png)\n' letter.md
expect_exit 2 openletter check
expect_in "logo.png: cannot be opened" "$TMP/err"
printf '\211PNG\r\n\032\n' >logo.png
expect_exit 0 openletter preview calder --eml
expect_in 'Content-ID: <' "$TMP/out"
expect_exit 0 openletter preview calder --html
expect_in '<img src="cid:' "$TMP/out"
expect_exit 0 openletter send
rm logo.png
expect_exit 0 openletter show A2025-4
expect_in 'Content-ID: <' "$TMP/out"
