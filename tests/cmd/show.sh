# show: a letter's exact bytes, checked; a reply readable and raw; a demand's history.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/c"
story_tell

# The bytes of each letter are those that left, whatever became of the folder.
echo "changed" >>letter.txt
mv recipients.csv "$TMP"
for letter in outbox/new/*; do
	ref=$(basename "$letter" | cut -d- -f1,2)
	expect_exit 0 openletter show "$ref"
	cmp -s "$letter" "$TMP/out" && ok "$ref byte for byte" || fail "$ref differs"
	expect_in "sent 26 Sep 2025 09:00: delivered" "$TMP/err"
	expect_not_in "code 0" "$TMP/err"
done
expect_exit 0 openletter show office@meridian.example.net
cmp -s "$(story_letter office@meridian)" "$TMP/out" && ok "by address" || fail "by address"
id=$(story_header "$(story_letter office@meridian)" Message-ID | tr -d '<>')
expect_exit 0 openletter show "$id" --json
expect_json '"\(.org) \(.state) \(.verified)"' "Meridian Cloud sent true" "$TMP/out"
expect_equal "$(sha256sum <"$(story_letter office@meridian)" | cut -d' ' -f1)" \
	"$(jq -r .sha256 "$TMP/out")" "the hash of the bytes"

# A journal and bytes that disagree are told.
cp -r . "$TMP/damaged"
python3 - "$TMP/damaged/campaign.db" <<'PYTHON'
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute("update letters set sha256 = replace(sha256, substr(sha256, 1, 4), 'ffff') where id = 1")
c.commit()
PYTHON
expect_exit 1 openletter -C "$TMP/damaged" show "$(openletter export json | jq -r '.letters[0].ref')"
expect_in "SHA-256" "$TMP/err"

# A reply, readable and raw.
expect_exit 0 openletter show 3
for text in "Jane Roe <h.brandt@northfield.example.com>" "We will not publish the findings." \
	"Demand     publish" "31 Oct 2025 15:00"; do
	expect_in "$text" "$TMP/out"
done
expect_exit 0 openletter show 3 --eml
cmp -s inbox/new/final "$TMP/out" && ok "raw bytes" || fail "the raw mail differs"
expect_exit 0 openletter show 3 --json
expect_json .reply 3 "$TMP/out"
# A mail program that files it within the archive hides nothing; one that changes it is noticed.
name=$(cd archive && ls -d new/* cur/* 2>/dev/null | while read -r f; do
	cmp -s "$f" ../inbox/new/final && echo "$f"; done)
base=$(basename "$name")
mv "archive/$name" "archive/new/${base%%:*}:2,RS"
expect_exit 0 openletter show 3 --eml
cmp -s inbox/new/final "$TMP/out" && ok "raw bytes, moved" || fail "the moved mail differs"
echo x >>"archive/new/${base%%:*}:2,RS"
expect_exit 1 openletter show 3 --eml
expect_in "hash" "$TMP/err"

# A demand: every step, in order, with who and why.
expect_exit 0 openletter show publish
tr -s ' \n' '  ' <"$TMP/out" >"$TMP/line"
for text in "was sent to h.brandt@northfield.example.com" "filed to" "because of reply 1" \
	"the deadline was extended to 2025-10-31 by" "UNPUBLISHED-NOTE of a clerk" \
	'Clerk Hidden judged it refused by reply 3: "We will not publish the findings."' \
	"overdue by 26 days (since 10 Oct 2025)"; do
	expect_in "$text" "$TMP/line"
done
expect_exit 0 openletter show publish --target "northfield systems" --json
expect_json 'select(.kind == "judged") | "\(.position) \(.reply) \(.by) \(.quote)"' \
	$'open 1 Clerk Hidden null\nrefused 3 Clerk Hidden We will not publish the findings.' "$TMP/out"
expect_equal "$(jq -r .at "$TMP/out")" "$(jq -r .at "$TMP/out" | sort)" "in order of time"
expect_not_in Meridian "$TMP/out"
expect_exit 0 openletter show publish
expect_in "<script>" "$TMP/out"

# Who has no name is named by the address.
openletter init -q "$TMP/nameless"
expect_exit 0 openletter -C "$TMP/nameless" send --yes
expect_exit 0 openletter -C "$TMP/nameless" show A2025-4
expect_in "A2025-4 to contact@calder.example.net: sent " "$TMP/err"

# What is nothing.
for what in nothing 99 0 -1 A2025-99; do expect_exit 2 openletter show -- $what; done
expect_exit 2 openletter show --letter 3
expect_exit 2 openletter show --reply publish
expect_exit 2 openletter show
expect_exit 2 openletter show publish --target Nobody
expect_exit 2 openletter show h.brandt --letter

# Nothing that a mail says reaches the terminal raw.
mv "$TMP/recipients.csv" .
printf 'From: a <a@b.example.com>\r\nTo: letters@example.org\r\nMessage-ID: <h@b>\r\n\r\n\033]52;c;eA==\007 \302\233 x\r\n' >inbox/new/hostile
openletter watch --once >/dev/null 2>&1
expect_exit 0 openletter show 4
expect_not_in $'\033' "$TMP/out"
expect_not_in $'\302\233' "$TMP/out"
script -qec "openletter show 4 --eml" /dev/null >"$TMP/terminal" </dev/null
expect_not_in $'\033' "$TMP/terminal"
expect_in '\x1b]52' "$TMP/terminal"
