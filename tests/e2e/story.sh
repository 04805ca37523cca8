# The demo plays to its end, and what it leaves is what the story says.
. "$(dirname "$0")/../lib.sh"

expect_exit 0 bash "$project_root/scripts/demo" "$TMP/story"
cp "$TMP/out" "$TMP/told"
expect_in "file://$TMP/story/site/index.html" "$TMP/told"
expect_equal 1 "$(grep -c 'reply 2 of Northfield Systems is redacted' "$TMP/told")" "the answer is published once"
cd "$TMP/story" || exit 1

export OPENLETTER_NOW=2025-11-04T09:00:00+01:00
expect_exit 0 openletter status --json
expect_json '[.demands[] | select(.target == "Northfield Systems") | .position] | join(" ")' "answered answered refused partial" "$TMP/out"
expect_json '[.demands[] | select(.target == "Northfield Systems") | .deadline] | unique | join(" ")' "2025-10-31" "$TMP/out"
expect_json '[.demands[] | select(.target == "Calder Data Centres") | "\(.position) \(.overdue) \(.deadline)"] | unique | join(", ")' \
	"open true 2025-10-10" "$TMP/out"
expect_json '"\(.letters.sent) \(.letters.uncertain) \(.replies.reply) \(.replies.pending)"' "5 0 2 0" "$TMP/out"
expect_equal 5 "$(find outbox/new -type f | wc -l)" "four letters and one reminder"
expect_in "$(sed -n 's/^Message-ID: //p' "$(grep -l 'To: .*calder' outbox/new/* | xargs grep -L '^In-Reply-To')" | tr -d '\r')" \
	"$(grep -l '^In-Reply-To' outbox/new/*)"

# The public sees the redacted text, and nobody's address.
expect_in "We will not publish" site/replies/2.html
if grep -rlE 'reuter|letters\+|@' site --include=*.html --include=*.json --include=*.xml; then fail "an address or a name got out"; else ok "no address gets out"; fi
