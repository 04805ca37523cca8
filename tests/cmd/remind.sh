# remind: who is reminded and who not, once a deadline and level, in the thread, by the same outbox.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

letters() { find outbox/new -type f | wc -l; }

story_start "$TMP/c"
expect_equal 4 "$(letters)" "the letter went to four people"

# Nobody is late yet.
story_at 2025-10-10T23:59:00+02:00
expect_exit 0 openletter remind --dry-run
expect_in "Meridian Cloud: left out: not overdue" "$TMP/out"
expect_exit 0 openletter remind --yes
expect_equal 4 "$(letters)" "no reminder before the deadline is over"

# From the first second of the next day: two organisations that were silent, one letter each.
story_at 2025-10-09T10:00:00+02:00
reply_mail northfield holding <<<"We will answer by 31 October 2025."
story_watch
story_at 2025-10-11T00:00:00+02:00
reply_mail meridian away auto <<<"I am out of the office."
story_watch
expect_exit 0 openletter remind --dry-run
expect_in "Meridian Cloud: remind <office@meridian.example.net>" "$TMP/out"
expect_in "overdue by 1 day" "$TMP/out"
expect_in "Northfield Systems: left out: reply 1 waits to be judged" "$TMP/out"
expect_exit 0 openletter remind --dry-run --json
expect_json 'select(.target == "Meridian Cloud") | [.due, .email, .level, (.demands | join(" "))] | join(",")' \
	"true,office@meridian.example.net,1,suspend disclose publish" "$TMP/out"
expect_json 'select(.target == "Northfield Systems") | .due' false "$TMP/out"
expect_equal 4 "$(letters)" "a dry run sends nothing"
expect_exit 0 openletter status --json
expect_json .letters.total 4 "$TMP/out"

# On a terminal it asks, and no is no; without one it goes ahead, as send does.
if command -v script >/dev/null; then
	echo n | script -qec "openletter remind" /dev/null >"$TMP/said" 2>&1
	expect_in "Send 2 reminders by maildir:outbox? [y/N]" "$TMP/said"
	expect_in "nothing was sent" "$TMP/said"
	expect_equal 4 "$(letters)" "nothing is sent against the answer"
fi
expect_exit 0 openletter remind --json </dev/null
expect_json 'select(.event == "letter") | .email + " " + .state' "office@meridian.example.net sent
info@xss.example.net sent" "$TMP/out"
expect_json 'select(.event == "summary") | .sent' 6 "$TMP/out"
expect_equal 6 "$(letters)" "two reminders"
reminder=$(grep -l "^Subject: Reminder" outbox/new/* | xargs grep -l "^To: office@meridian")
first=$(story_letter office@meridian)
expect_equal "$(story_header "$first" Message-ID)" "$(story_header "$reminder" In-Reply-To)" "it follows the letter"
expect_equal "$(story_header "$first" Message-ID)" "$(story_header "$reminder" References)" "in its thread"
expect_in "Auto-Submitted: auto-generated" "$reminder"
expect_in "Date: Sat, 11 Oct 2025" "$reminder"
expect_in "1 days ago" "$reminder"
expect_in "3. Publish the findings" "$reminder"
expect_not_in "4. Remedy" "$reminder"
[ "$(story_header "$first" Reply-To)" != "$(story_header "$reminder" Reply-To)" ] ||
	fail "the reminder has the letter's token"

# Once: not again today, not the next day; at the next level again.
expect_exit 0 openletter remind --yes
expect_in "nobody is to be reminded now" "$TMP/err"
expect_exit 0 openletter remind --yes --json
expect_json '"\(.event) \(.sent)"' "summary 6" "$TMP/out"
story_at 2025-10-16T10:00:00+02:00
expect_exit 0 openletter remind --yes
expect_equal 6 "$(letters)" "one a deadline and level"
expect_exit 0 openletter remind --dry-run
expect_in "was reminded already (A2025-5)" "$TMP/out"
story_at 2025-10-17T10:00:00+02:00
expect_exit 0 openletter remind --yes
expect_equal 8 "$(letters)" "again at the next level"

# The template is the folder's of today; the letter and the lists stay as they were frozen.
echo "Never used." >>letter.txt
sed -i 's/^We wrote to you/NEW WORDS: we wrote to you/' reminder.txt
story_at 2025-10-31T10:00:00+01:00
expect_exit 0 openletter remind --yes
expect_equal 10 "$(letters)" "and at the last"
grep -l "NEW WORDS" outbox/new/* >"$TMP/new"
expect_equal 2 "$(wc -l <"$TMP/new")" "reminders have the words of today"

# Recipients that are added later get the letter as it was frozen, whatever reminders were made of.
echo "late@newcomer.example.net,,Newcomer" >>recipients.csv
expect_exit 0 openletter send --yes
newcomer=$(story_letter late@newcomer)
expect_in "Dear Sir or Madam" "$newcomer"
expect_not_in "Never used." "$newcomer"

# A holding reply that was judged does not protect; an extension does, until it is over.
expect_exit 0 openletter file 1 --demand suspend --as open --demand disclose --demand publish --demand remedy
expect_exit 0 openletter extend suspend --until 2025-11-20 --target "Northfield Systems"
for demand in disclose publish remedy; do
	expect_exit 0 openletter extend $demand --until 2025-11-20 --target "Northfield Systems"
done
story_at 2025-11-10T10:00:00+01:00
expect_exit 0 openletter remind --dry-run
expect_in "Northfield Systems: left out: not overdue: the deadline is 2025-11-20" "$TMP/out"
story_at 2025-11-21T10:00:00+01:00
before=$(letters)
expect_exit 0 openletter suppress office@meridian.example.net
expect_exit 0 openletter remind --dry-run
expect_in "Meridian Cloud: left out: its address is suppressed" "$TMP/out"
expect_in "Northfield Systems: remind <h.brandt@northfield.example.com>" "$TMP/out"
expect_exit 0 openletter remind --yes
grep -l "^Subject: Reminder" outbox/new/* | xargs grep -lE "^To: .*northfield" >"$TMP/northfield"
expect_equal 1 "$(wc -l <"$TMP/northfield")" "one letter to an organisation with two recipients"
[ "$(letters)" -gt "$before" ] || fail "nobody was reminded after the extension"

# A reply to a reminder is filed like any.
letter=$(cat "$TMP/northfield")
{
	printf 'From: h.brandt@northfield.example.com\r\nTo: %s\r\n' "$(story_header "$letter" Reply-To)"
	printf 'Subject: Re: Reminder\r\nDate: Fri, 21 Nov 2025 12:00:00 +0000\r\nMessage-ID: <late@x.example.com>\r\n\r\n'
	printf '1. We have now suspended it.\r\n'
} >inbox/new/late
story_watch
expect_exit 0 openletter replies --json
expect_json 'select(.message_id == "late@x.example.com") | .filing' filed "$TMP/out"
expect_exit 0 openletter remind --dry-run
expect_in "Northfield Systems: left out: reply 3 waits to be judged" "$TMP/out"

# What was sent can be shown again, byte for byte, and the chain of events fits.
expect_exit 0 openletter show A2025-5
expect_exit 0 openletter log --verify

# A run that cannot deliver leaves its reminders queued; the next one sends them, once.
story_at 2026-01-10T10:00:00+01:00
expect_exit 0 openletter file 3 --demand suspend --demand disclose --demand publish --demand remedy --as open
before=$(letters)
mv outbox outbox.away && : >outbox
openletter remind --yes >"$TMP/out" 2>"$TMP/err" && fail "a reminder that cannot be delivered ends with 0"
rm outbox && mv outbox.away outbox
expect_equal "$before" "$(letters)" "nothing left"
expect_exit 0 openletter status --json
queued=$(jq '.letters.queued + .letters.deferred' "$TMP/out")
[ "$queued" -ge 1 ] || fail "no reminder waits to be sent"
story_at 2026-01-10T16:00:00+01:00
expect_exit 0 openletter remind --yes
expect_equal "$((before + queued))" "$(letters)" "the reminders that waited are sent"
expect_exit 0 openletter remind --yes
expect_equal "$((before + queued))" "$(letters)" "and not again"

# Who is to be reminded can be asked of a copy that cannot be written to; the reminders are tried there, too.
story_at 2026-03-10T10:00:00+01:00
expect_exit 0 openletter extend suspend --until 2026-03-01
look="$TMP/look"
cp -r . "$look" && rm -f "$look"/campaign.db-wal "$look"/campaign.db-shm
chmod -R a+rX "$look" && chmod -R a-w "$look"
chmod a+rx "$TMP" "$TMP/bin"
if as_reader "$OPENLETTER" --version >"$TMP/said" 2>&1; then
	expect_exit 0 openletter remind --dry-run
	cp "$TMP/out" "$TMP/writable"
	expect_exit 0 as_reader "$OPENLETTER" -C "$look" remind --dry-run
	expect_same "$TMP/writable" "$TMP/out"
	expect_in ": remind <" "$TMP/out"
	chmod u+w "$look" "$look/reminder.txt" && echo '{{ recipient.nobody }}' >>"$look/reminder.txt" && chmod u-w "$look"
	expect_exit 2 as_reader "$OPENLETTER" -C "$look" remind --dry-run
	expect_in "reminder.txt" "$TMP/err"
	expect_exit 1 as_reader "$OPENLETTER" -C "$look" remind --yes
	expect_in "cannot be written" "$TMP/err"
else
	ok "the program cannot be read by others here"
fi
chmod -R u+w "$look"

# More organisations than are read at once: each gets its reminder, once, with what it was written to.
(
	cd "$(tmpdir many)" || exit 1
	cp ../c/campaign.cfg ../c/signatories.csv ../c/letter.txt ../c/reminder.txt . && mkdir -p inbox/new inbox/cur inbox/tmp
	seq 600 | awk 'BEGIN { print "email,name,org" } { printf "p%d@o%d.example.com,Person %d,Organisation %d\n", $1, $1 % 300, $1, $1 % 300 }' >recipients.csv
	story_at 2025-09-26T09:00:00+02:00
	"$OPENLETTER" send --yes -q && story_at 2025-10-11T10:00:00+02:00 && "$OPENLETTER" remind --yes -q
	"$OPENLETTER" remind --yes -q
) >"$TMP/said" 2>&1
grep -h "^To: " $(grep -l "^Subject: Reminder" "$TMP"/many/outbox/new/*) | grep -o 'p[0-9]*@' | sort >"$TMP/reminded"
expect_equal "$(seq 300 | sed 's/.*/p&@/' | sort)" "$(cat "$TMP/reminded")" "the first of each organisation, once"

# Settings that cannot work.
sed -i 's/reminder = "reminder.txt";//' campaign.cfg
expect_exit 2 openletter remind
expect_in "letter.reminder is not set" "$TMP/err"
