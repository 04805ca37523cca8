# status: what waits first, numbers, the table; the JSON; nothing of a mail reaches the terminal raw.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

mkdir none && cd none || exit 1
expect_exit 2 openletter status
expect_in "campaign.cfg" "$TMP/err"
cd .. || exit 1

story_start "$TMP/c"
mkdir "$TMP/unsent" && cp campaign.cfg ./*.csv ./*.txt "$TMP/unsent"
expect_exit 0 openletter -C "$TMP/unsent" status
expect_in "none yet" "$TMP/out"
expect_in "not written to yet" "$TMP/out"
[ ! -e "$TMP/unsent/campaign.db" ] || fail "status made a store"
expect_exit 0 openletter -C "$TMP/unsent" status --json
expect_json '.demands | length' 12 "$TMP/out"
expect_json '.letters.total' 0 "$TMP/out"

# On the last second of the day nothing is overdue, on the first of the next all of it is.
story_at 2025-10-10T23:59:59+02:00
expect_exit 0 openletter status
expect_not_in overdue "$TMP/out"
expect_in "due 10 Oct" "$TMP/out"
expect_in "4 sent" "$TMP/out"
story_at 2025-10-11T00:00:00+02:00
expect_exit 0 openletter status
expect_in "1d overdue" "$TMP/out"
expect_in "due 31 Oct" "$TMP/out"
expect_exit 0 openletter status --json
expect_json '[.demands[] | select(.overdue)] | length' 9 "$TMP/out"
expect_json '[.demands[] | select(.conversation == "silent")] | length' 12 "$TMP/out"

story_tell
expect_exit 0 openletter status
expect_not_in "Waits for you" "$TMP/out"
for word in answered partial refused open "26d overdue" auto-acknowledged replied; do
	expect_in "$word" "$TMP/out"
done
expect_in "2 replies, 1 auto-reply" "$TMP/out"
expect_exit 0 openletter status --json
expect_json '[.demands[] | select(.target == "Northfield Systems") | .position] | join(" ")' \
	"answered answered refused partial" "$TMP/out"
expect_json '.demands[] | select(.target == "Northfield Systems" and .id == "suspend") | "\(.replies) \(.deadline)"' \
	"[1,3] 2025-10-31" "$TMP/out"
expect_json '[.demands[] | select(.overdue) | "\(.id)@\(.target[:4])"] | sort | join(" ")' \
	"disclose@<scr disclose@Meri publish@<scr publish@Meri remedy@<scr remedy@Meri remedy@Nort suspend@<scr suspend@Meri" \
	"$TMP/out"
expect_json '.replies | "\(.total) \(.reply) \(.auto_reply) \(.pending)"' "3 2 1 0" "$TMP/out"

# An automatic answer hides nothing that is overdue, an unjudged answer neither.
expect_json '.demands[] | select(.target == "Meridian Cloud" and .id == "suspend") | "\(.conversation) \(.overdue) \(.position)"' \
	"auto-acknowledged true open" "$TMP/out"
reply_mail meridian late <<<"1. We have stopped."
story_watch
expect_exit 0 openletter status
expect_in "1 reply waits to be judged: 4" "$TMP/out"
expect_in "openletter review" "$TMP/out"
expect_exit 0 openletter status --json
expect_json '.demands[] | select(.target == "Meridian Cloud" and .id == "suspend") | "\(.pending) \(.overdue) \(.position)"' \
	"true true open" "$TMP/out"

# A promised date is a suggestion that waits for a decision.
reply_mail meridian promise <<<"1. We will do so by 30 November 2025."
story_watch
expect_exit 0 openletter status
expect_in "1 reply promises a date: 5" "$TMP/out"
expect_exit 0 openletter extend --decline 5
expect_exit 0 openletter status
expect_not_in "promises a date" "$TMP/out"

# Colour only where it is asked for; narrow and plain terminals.
expect_not_in $'\033' "$TMP/out"
expect_exit 0 openletter status --color always
expect_in $'\033[31m' "$TMP/out"
COLUMNS=40 expect_exit 0 openletter status
[ "$(awk '{ if (length($0) > n) n = length($0) } END { print n }' <(sed -n '/suspend/,$p' "$TMP/out"))" -le 40 ] ||
	fail "the table is wider than the terminal" "$(cat "$TMP/out")"
LC_ALL=C expect_exit 0 openletter status
LC_ALL=C grep -n '[^ -~]' "$TMP/out" >"$TMP/bytes" && fail "not plain" "$(cat "$TMP/bytes")"

# Many targets: the table keeps to what needs a person, the demands are summed up.
cd "$TMP" && mkdir many && cd many || exit 1
cp ../c/*.txt ../c/signatories.csv ../c/campaign.cfg . && mkdir -p inbox/new inbox/cur inbox/tmp
printf 'email,name,org\nh.brandt@northfield.example.com,H,Northfield\noffice@meridian.example.net,M,Meridian\n' >recipients.csv
for i in $(seq 60); do echo "r$i@t$i.example.org,R,Target $i"; done >>recipients.csv
story_at 2025-09-26T09:00:00+02:00
expect_exit 0 openletter send --yes
story_at 2025-10-12T09:00:00+02:00
reply_mail meridian one <<<"1. Yes, we do."
story_watch
expect_exit 0 openletter status
expect_in "22 more targets" "$TMP/out"
expect_in "62 open; 62 overdue; 1 to judge" "$TMP/out"
expect_equal Meridian "$(grep -A1 '^ .*1 suspend.*2 disclose' "$TMP/out" | awk 'NR == 2 { print $1 }')" \
	"what is to be judged comes first"
expect_exit 0 openletter status --all
expect_in "Target 60" "$TMP/out"

# Names cannot act on a terminal.
cd "$TMP" && mkdir hostile && cd hostile || exit 1
cp ../c/*.txt ../c/signatories.csv . && mkdir -p inbox/new inbox/cur inbox/tmp
sed 's/suspend/suspend/' ../c/campaign.cfg >campaign.cfg
printf 'email,name,org\na@example.org,A,"x\xc2\x9b2J\xe2\x80\xaeevil"\n' >recipients.csv
expect_exit 0 openletter status --color always
expect_not_in $'\xc2\x9b' "$TMP/out"
expect_not_in $'\xe2\x80\xae' "$TMP/out"
expect_in '\u{202e' "$TMP/out"
expect_exit 0 openletter status --json
expect_not_in $'\xe2\x80\xae' "$TMP/out"

# A reader that goes away, a full disk.
if openletter status >/dev/full 2>"$TMP/err"; then fail "a full standard output was not noticed"; else ok "full"; fi

# A folder that cannot be written to, as on a backup, can be looked at, whatever its name.
look="$TMP/look?at#%41 me"
mkdir "$look" && cp -r ../c/. "$look"
(cd "$look" && rm -f campaign.db-wal campaign.db-shm)
chmod -R a+rX "$look" && find "$look" -type d -exec chmod a-w {} +
chmod a-w "$look"/campaign.db*
chmod a+rx "$TMP" "$TMP/bin"
if as_reader "$OPENLETTER" --version >"$TMP/out" 2>&1; then
	for command in status "log --verify" "export json" check "show suspend" replies; do
		# shellcheck disable=SC2086
		expect_exit 0 as_reader "$OPENLETTER" -C "$look" $command
	done
	expect_exit 1 as_reader "$OPENLETTER" -C "$look" suppress a@example.org
	expect_in "cannot be written" "$TMP/err"
else
	ok "the program cannot be read by others here"
fi
find "$look" -type d -exec chmod u+w {} +
