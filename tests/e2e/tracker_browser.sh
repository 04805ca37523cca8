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
install() {
	timeout 120 npm install --no-audit --no-fund --no-save --ignore-scripts \
		playwright-core@1.56.1 axe-core@4.11.0 >"$TMP/npm.log" 2>&1
}
# What the network does not give is no failure of the pages; whatever else npm finds wrong is one.
if ! install && ! install; then
	if ! timeout 60 npm ping >/dev/null 2>&1 ||
		grep -qE 'ETIMEDOUT|ECONNRESET|ECONNREFUSED|EAI_AGAIN|ENOTFOUND|ERR_SOCKET_TIMEOUT|E429|E50[0-9]' "$TMP/npm.log"; then
		skip "the npm registry cannot be reached"
	fi
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
PYTHONPATH=$test_root/faults python3 - "$TMP/port" >/dev/null 2>"$TMP/server.log" <<'PYTHON' &
import http.server, os, sys, threading
from smtp_server import end_with_parent
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
with open(sys.argv[1] + ".new", "w") as out:
    print(server.server_address[1], file=out)
os.rename(sys.argv[1] + ".new", sys.argv[1])
threading.Thread(target=server.serve_forever, daemon=True).start()
end_with_parent(900)
PYTHON
port=$(wait_port "$TMP/port")

for site in english arabic; do
	for base in "file://$TMP/site/$site/" "http://127.0.0.1:$port/$site/"; do
		LIMIT=400 expect_exit 0 node "$test_folder/tracker_browser.mjs" "$CHROMIUM" "$TMP/npm" "$base" \
			"${SHOTS:+$SHOTS/$site}"
			grep '^ok: ' "$TMP/out"
	done
done
