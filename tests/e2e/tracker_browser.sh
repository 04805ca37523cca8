# The tracker in a real browser: pages from disk and from a server, links, no message on the console,
# no request to elsewhere, accessibility (axe-core), phone width, keyboard, print. English, and Arabic
# from right to left.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
[ -n "$CHROMIUM" ] || { fail "there is no chromium; scripts/packages test installs it"; exit 1; }

# The two packages of npm that this needs; versions are fixed, so that a run can be repeated.
mkdir "$TMP/npm" && cd "$TMP/npm" || exit 1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
if ! timeout 240 npm install --no-audit --no-fund --no-save --ignore-scripts \
	playwright-core@1.56.1 axe-core@4.11.0 >"$TMP/npm.log" 2>&1; then
	timeout 60 npm ping >/dev/null 2>&1 || skip "the npm registry cannot be reached"
	fail "npm install failed" "$(tail -n 20 "$TMP/npm.log")"
	exit 1
fi

cd "$TMP" || exit 1
story_start "$TMP/english"
story_tell
expect_exit 0 openletter publish 3 --redacted redacted.txt --by Clerk
expect_exit 0 openletter report -o "$TMP/site/english"
story_start "$TMP/arabic" ar
sed -i 's/title = "Suspend the business"/title = "تعليق الأعمال"/' campaign.cfg
expect_exit 0 openletter send --yes --new-edition
story_tell
expect_exit 0 openletter publish 3 --by Clerk
expect_exit 0 openletter report -o "$TMP/site/arabic"
expect_in 'dir="rtl"' "$TMP/site/arabic/index.html"

cd "$TMP/site" || exit 1
port=$(free_ports 1)
python3 -m http.server --bind 127.0.0.1 "$port" >/dev/null 2>"$TMP/server.log" &
wait_for 20 python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/english/')"

for site in english arabic; do
	for base in "file://$TMP/site/$site/" "http://127.0.0.1:$port/$site/"; do
		expect_exit 0 timeout 300 node "$test_folder/tracker_browser.mjs" "$CHROMIUM" "$TMP/npm" "$base" \
			"${SHOTS:+$SHOTS/$site}"
			grep '^ok: ' "$TMP/out"
	done
done
