# suppress: addresses that are never written to, however they are spelled.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/made"
mkdir "$TMP/c" && cp campaign.cfg ./*.csv ./*.txt "$TMP/c" && cd "$TMP/c" || exit 1
expect_exit 0 openletter suppress
expect_in "no address" "$TMP/err"
[ ! -e campaign.db ] || fail "a list made a store"
expect_exit 0 openletter suppress Office@MERIDIAN.example.net other@bücher.example.org --reason "asked by phone" --by Ana
expect_exit 0 openletter suppress office@meridian.example.net
expect_in "already" "$TMP/err"
expect_exit 0 openletter suppress
expect_in "Office@MERIDIAN.example.net  26 Sep 2025  Ana: asked by phone" "$TMP/out"
expect_exit 0 openletter suppress --json
expect_json 'select(.email | startswith("Office")) | "\(.reason) \(.by)"' "asked by phone Ana" "$TMP/out"
expect_equal 2 "$(wc -l <"$TMP/out")" "one line an address"

# B39: skipped, and counted.
expect_exit 0 openletter send --yes
expect_equal 3 "$(find outbox -type f | wc -l)" "letters that left"
expect_equal "" "$(grep -l meridian outbox/new/*)" "none to the suppressed address"
expect_exit 0 openletter suppress --remove office@meridian.example.net other@xn--bcher-kva.example.org
expect_exit 0 openletter suppress --remove office@meridian.example.net
expect_in "was not suppressed" "$TMP/err"
expect_exit 0 openletter suppress --json
expect_equal "" "$(cat "$TMP/out")" "none is left"
expect_exit 0 openletter send --yes
expect_equal 4 "$(find outbox -type f | wc -l)" "the letter that was left out leaves now"
expect_exit 0 openletter log
expect_in "unsuppressed" "$TMP/out"

# All or nothing; X6, X2.
for address in nobody '-oQ/tmp@x y' 'a@b>' 'a b@example.org' '@example.org' $'a@b\r\nRCPT TO:<c@d>'; do
	expect_exit 2 openletter suppress -- good@example.org "$address"
done
expect_exit 2 openletter suppress --remove
expect_exit 0 openletter suppress --json
expect_equal "" "$(cat "$TMP/out")" "nothing was added"
