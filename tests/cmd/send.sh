# send: what it tells and asks, into a Maildir; what servers do is in tests/faults.
. "$(dirname "$0")/../lib.sh"

expect_exit 0 openletter init camp
cd camp || exit 1
letters=$(($(wc -l <recipients.csv) - 1))

# The plan changes nothing.
expect_exit 0 openletter send --dry-run
expect_in "$letters letters would go out by maildir:outbox" "$TMP/out"
expect_not_in queued "$TMP/out"
first=$(sed -n 2p recipients.csv | cut -d, -f1)
expect_exit 0 openletter send --dry-run --only "$first"
expect_in "1 letter would go out by maildir:outbox (1 new, 0 waiting)" "$TMP/out"
expect_exit 0 openletter send --dry-run --limit 2
expect_in "2 letters would go out by maildir:outbox ($letters new, 0 waiting; --limit 2)" "$TMP/out"
expect_exit 0 openletter send --dry-run --json
expect_json .queued "$letters" "$TMP/out"
[ -e outbox/new ] && [ -n "$(ls outbox/new)" ] && fail "a dry run delivered"

# One letter, then the rest, then nothing.
expect_exit 0 openletter send --limit 1 --json
expect_equal 2 "$(wc -l <"$TMP/out")" "one letter and the sum"
expect_json 'select(.event == "letter") | "\(.state) \(.attempt) \(.code) \(.enhanced)"' \
	"sent 1 null null" "$TMP/out"
expect_json 'select(.event == "letter") | keys_unsorted | join(" ")' \
	"event ref email state code enhanced text attempt at" "$TMP/out"
expect_json 'select(.event == "summary") | keys_unsorted | join(" ")' \
	"event total queued sending sent deferred rejected uncertain" "$TMP/out"
expect_exit 0 openletter send --only "$(sed -n '$p' recipients.csv | cut -d, -f1)" --json
expect_json 'select(.event == "summary").sent' 2 "$TMP/out"
expect_exit 0 openletter send
expect_in "$letters letters: $letters sent" "$TMP/out"
expect_exit 0 openletter send
expect_equal "nothing to send; $letters letters: $letters sent" "$(cat "$TMP/out")" "that there is nothing to do is told"
expect_exit 0 openletter send --dry-run
expect_in "nothing to send; $letters letters: $letters sent" "$TMP/out"
expect_exit 0 openletter send --json
expect_equal 1 "$(wc -l <"$TMP/out")" "nothing is sent again"
expect_equal "$letters" "$(find outbox/new -type f | wc -l)" "a file a letter"

# What the files hold is what the journal says.
expect_exit 0 sh -c 'for f in outbox/new/*; do sha256sum <"$f" | cut -c1-64; done | sort'
cp "$TMP/out" "$TMP/files"
expect_exit 0 openletter preview --json
# (The preview is of today; the frozen letters are shown by `show`.)
expect_equal "$letters" "$(wc -l <"$TMP/out")" "a preview a letter"
for ref in $(ls outbox/new | sed 's/^\([A-Za-z]*[0-9]*-[0-9]*\).*/\1/'); do
	expect_exit 0 openletter show "$ref"
	grep -qF "$(sha256sum <"$TMP/out" | cut -c1-64)" "$TMP/files" || fail "$ref is shown with other bytes"
done

# On a terminal it asks, and no is no.
cd "$TMP" && expect_exit 0 openletter init asked && cd asked || exit 1
ask() { echo "$1" | script -qec "openletter send" /dev/null >"$TMP/said" 2>&1; }
if command -v script >/dev/null; then
	ask n
	expect_in "Send 4 letters by maildir:outbox? [y/N]" "$TMP/said"
	expect_in "from Joint Letter on Karsa <letters@example.org>" "$TMP/said"
	expect_in "to Helena Brandt <h.brandt@northfield.example.com>; Tomás Okeke" "$TMP/said"
	expect_in "Maja <public.policy@northfield.example.com> and 1 more" "$TMP/said"
	expect_in "nothing was sent" "$TMP/said"
	expect_not_in "is past already" "$TMP/said"
	expect_exit 0 env OPENLETTER_NOW=2099-01-01T00:00:00Z openletter send --dry-run
	expect_in "the deadline $(sed -n 's/^  deadline = "\(.*\)";.*/\1/p' campaign.cfg) is past already" "$TMP/out"
	# What nobody has looked at, as it is now; lists of JSON are no look.
	expect_exit 0 openletter preview --json
	ask n
	expect_in "never previewed as it is now: letter.md" "$TMP/said"
	expect_exit 0 openletter preview calder
	ask n
	expect_not_in "never previewed" "$TMP/said"
	cp letter.md "$TMP/letter.fr.md"
	mv "$TMP/letter.fr.md" .
	sed -i '1s/$/,language/; 2s/$/,fr/; 3,$s/$/,/' recipients.csv
	ask n
	expect_in "never previewed as it is now: letter.fr.md" "$TMP/said"
	expect_exit 0 openletter preview -o "$TMP/looked"
	ask n
	expect_not_in "never previewed" "$TMP/said"
	echo "P.S." >>letter.md
	ask n
	expect_in "never previewed as it is now: letter.md" "$TMP/said"
	expect_exit 0 openletter status --json
	expect_json .letters.total 0 "$TMP/out"
	ask y
	expect_exit 0 openletter status --json
	expect_json .letters.sent 4 "$TMP/out"
fi

# A test letter is in the log, and no letter counts as sent for it; without a store none is made.
cd "$TMP" && expect_exit 0 openletter init tried && cd tried || exit 1
expect_exit 0 openletter send --test me@example.org
expect_exit 0 openletter log --json
expect_json '"\(.kind): \(.detail)"' "test: a test letter went to me@example.org" "$TMP/out"
expect_exit 0 openletter status --json
expect_json '"\(.letters.total) \(.letters.sent)"' "0 0" "$TMP/out"
expect_exit 0 openletter log --verify
# S11: no store is made in place of one that was lost.
mv campaign.db lost
expect_exit 1 openletter send
expect_in "campaign.db is gone" "$TMP/err"
[ ! -e campaign.db ] || fail "a store was made in place of the lost one"
expect_exit 0 openletter status
expect_in "campaign.db is gone" "$TMP/err"
rm lost campaign.db.generation
expect_exit 0 openletter send --test me@example.org
[ ! -e campaign.db ] || fail "a test made a store"

# The plan: from whom, to whom, what would be frozen, what would not go and why, how fast, until when.
cd "$TMP" && expect_exit 0 openletter init planned && cd planned || exit 1
plan() { OPENLETTER_NOW=2026-11-27T16:30:00+01:00 expect_exit 0 openletter send --dry-run "$@"; }
plan
expect_in "from Joint Letter on Karsa <letters@example.org>" "$TMP/out"
expect_in "to Helena Brandt <h.brandt@northfield.example.com>; Tomás Okeke" "$TMP/out"
expect_in "frozen now: campaign.cfg, letter.md, reminder.md, recipients.csv, signatories.csv" "$TMP/out"
expect_in "pace: as fast as they are taken" "$TMP/out"
expect_not_in "would leave" "$TMP/out"
# Friday, half an hour before the end of the week; three letters to one domain.
sed -i 's#// rate = "60/min"#rate = "2/min"#; s#// domain_rate = "10/min"#domain_rate = "1/hour"#
	s#// hours = "Mon-Fri 09:00-17:00"#hours = "Mon-Fri 09:00-17:00"#' campaign.cfg
plan
expect_in "pace: at most 2 a minute, 1 an hour to one domain, in the hours that are set" "$TMP/out"
expect_in "the last would leave at 30 Nov 2026 10:30 at the earliest" "$TMP/out"
plan --only calder
expect_in "the last would leave at 27 Nov 2026 16:30 at the earliest" "$TMP/out"
sed -i 's#  start.*##; s#domain_rate = "1/hour"#start = "2026-11-28 12:00"#' campaign.cfg
plan
expect_in "the first would leave at 30 Nov 2026 09:00" "$TMP/out"
expect_in "the last would leave at 30 Nov 2026 09:01 at the earliest" "$TMP/out"
sed -i 's# rate = "2/min"#// &#; s#start = .*##; s#hours = .*##' campaign.cfg
expect_exit 0 openletter suppress contact@calder.example.net
expect_exit 0 openletter send --limit 1 --yes
plan
expect_in "2 letters would go out by maildir:outbox (0 new, 2 waiting)" "$TMP/out"
expect_in "1 would not: sent already" "$TMP/out"
expect_in "1 would not: the address is suppressed" "$TMP/out"
expect_in "to Tomás Okeke <tomas.okeke@northfield.example.com>; " "$TMP/out"
expect_not_in "frozen now" "$TMP/out"

# Usage and input.
expect_exit 2 openletter send --limit 0
expect_in "--limit is 0" "$TMP/err"
expect_exit 2 openletter send --test me@example.org --dry-run
expect_in "--test sends one letter" "$TMP/err"
expect_exit 2 openletter send --only nobody@example.net
expect_in "nobody@example.net" "$TMP/err"
expect_exit 2 openletter send --test 'a@b@c'
expect_exit 2 openletter send --limit x
expect_exit 2 openletter send surplus
sed -i 's/url = "maildir:outbox"/url = "smtp:\/\/mail.example.org:587"; tls = "none"/' campaign.cfg
expect_exit 2 openletter send
expect_in "campaign.cfg:" "$TMP/err"

# A merge that fails: told with its place, nothing is frozen.
cd "$TMP" && expect_exit 0 openletter init bad && cd bad || exit 1
echo '{{ recipient.nothing }}' >>letter.md
expect_exit 2 openletter send
expect_in "recipient.nothing" "$TMP/err"
expect_exit 0 openletter status --json
expect_json .letters.total 0 "$TMP/out"

# Files and lists edited between two runs.
cd "$TMP" && expect_exit 0 openletter init edited && cd edited || exit 1
expect_exit 0 openletter send --limit 1
gone=$(sed -n 3p recipients.csv | cut -d, -f2)
sed -i 3d recipients.csv
echo "new,new@example.net,New Name,New Org,Head,,what you sell" >>recipients.csv
sed -i '1s/$/!/' letter.md
expect_exit 0 openletter send --dry-run
expect_in "changed since edition 1 was frozen: letter.md. What was frozen is sent" "$TMP/err"
expect_in "recipients.csv has changed: 1 new letter under edition 1" "$TMP/err"
expect_in "1 letter is not sent yet, and not in the lists any more: to $gone. It will be sent, unless" "$TMP/err"
expect_exit 0 openletter send --new-edition --dry-run
expect_in "to $gone. It will be sent, unless" "$TMP/err"
expect_exit 0 openletter suppress "$gone"
expect_exit 0 openletter send
expect_in "1 letter is not sent: the address is suppressed" "$TMP/err"
expect_equal "" "$(ls outbox/new | xargs -I{} grep -l "To:.*$gone" outbox/new/{})" "nothing went to who was taken out and suppressed"
expect_exit 0 openletter suppress --remove "$gone"
expect_exit 0 openletter send
# Later there is nothing to say of lists, and nothing to take over.
expect_exit 0 openletter send
expect_in "No letter waits that could take the changes over" "$TMP/err"
expect_not_in "recipients.csv" "$TMP/err"
expect_not_in "not in the lists" "$TMP/err"
expect_exit 0 openletter log
expect_in "queued: 1 letter of edition 1" "$TMP/out"

# An edition is good also where no letter is made of it.
expect_exit 0 openletter send
echo '{{ recipient.nothing }}' >>letter.md
expect_exit 2 openletter send --new-edition
expect_in "letter.md:" "$TMP/err"
expect_exit 0 openletter log
expect_not_in "edition 2" "$TMP/out"

# With a letter of each signatory, a recipient is named once.
openletter init -q "$TMP/each" && cd "$TMP/each" || exit 1
sed -i 's/mode = "joint"/mode = "individual"/' campaign.cfg
sed -i '3,$d' recipients.csv
expect_exit 0 openletter send --dry-run
n=$(($(wc -l <signatories.csv) - 1))
expect_in "$n letters would go out" "$TMP/out"
expect_equal 1 "$(grep -c "^to [^;]*: $n letters$" "$TMP/out")" "one name, and all letters"

# A store by two names has one set of locks, and one generation.
openletter init -q "$TMP/linked" && cd "$TMP/linked" || exit 1
mkdir elsewhere && mv campaign.db campaign.db.generation elsewhere/ && ln -s elsewhere/campaign.db campaign.db
expect_exit 0 openletter send
expect_equal "campaign.db" "$(ls -d campaign.db*)" "nothing stands beside the link"
expect_in "" elsewhere/campaign.db.send.lock
cp elsewhere/campaign.db old
expect_exit 0 openletter suppress x@example.org
cp old elsewhere/campaign.db && rm -f elsewhere/campaign.db-*
expect_exit 1 openletter send
expect_in "is an old copy" "$TMP/err"
