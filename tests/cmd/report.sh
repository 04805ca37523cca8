# report: pages of a campaign in every state, what is and what must not be in them, what is touched.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

# Usage.
mkdir empty && cd empty || exit 1
expect_exit 2 openletter report -o site
expect_in "campaign.cfg" "$TMP/err"
cd .. || exit 1
story_start "$TMP/c"
expect_exit 2 openletter report
expect_in "report -o DIR" "$TMP/err"
expect_exit 2 openletter report -o site --url javascript:alert
expect_in "--url" "$TMP/err"

# Before anything was sent there is a site, and the letter's draft is not in it.
mkdir "$TMP/unsent" && cp campaign.cfg ./*.csv ./*.txt "$TMP/unsent"
expect_exit 0 openletter -C "$TMP/unsent" report -o "$TMP/unsent/site"
expect_in "Not sent yet" "$TMP/unsent/site/index.html"
expect_in "Not asked yet" "$TMP/unsent/site/index.html"
expect_not_in "Since January" "$TMP/unsent/site/letter.html"
[ ! -e "$TMP/unsent/campaign.db" ] || fail "report made a store"

story_tell
expect_exit 0 openletter publish 3 --redacted redacted.txt --by Clerk
expect_exit 0 openletter report -o site --url https://example.org/letter
for page in index letter demands/suspend targets/northfield-systems targets/meridian-cloud replies/3 \
	letters/meridian-cloud; do
	[ -s "site/$page.html" ] || fail "there is no site/$page.html"
	expect_in "Content-Security-Policy" "site/$page.html"
	expect_in "default-src 'none'" "site/$page.html"
done

# What is told.
expect_in "Since January" site/letter.html
expect_in "Amara Diallo" site/letter.html
expect_in "No answer" site/targets/meridian-cloud.html
expect_in "26 days overdue" site/targets/meridian-cloud.html
expect_in "Automatic reply only" site/targets/meridian-cloud.html
expect_in "Refused" site/demands/publish.html
expect_in "31 October 2025" site/targets/northfield-systems.html
expect_in "We will not publish the findings." site/targets/northfield-systems.html
expect_in "&lt;script&gt;alert(1)" site/index.html
expect_in "[a name was removed]" site/replies/3.html
[ ! -e site/replies/1.html ] || fail "an unpublished reply has a page"

# What is not: every address, token and unpublished sentence, and markup of others.
story_secrets | sort -u >"$TMP/secrets"
[ "$(wc -l <"$TMP/secrets")" -ge 14 ] || fail "too few secrets are looked for" "$(cat "$TMP/secrets")"
if grep -rnaF -f "$TMP/secrets" site >"$TMP/leaks"; then
	fail "the site gives away what is not public" "$(cut -c1-300 "$TMP/leaks")"
else
	ok "no address, token or unpublished sentence is in the site"
fi
expect_equal "" "$(grep -rlE '<script|<b>in|<b>all|onerror=|javascript:' site)" "no foreign markup"
# One at a time: a page that two write at once could be neither's.
exec 9<site
flock 9
expect_exit 75 openletter report -o site
expect_in "another openletter is writing the pages in site" "$TMP/err"
exec 9<&-

# HTML's own tables need no roles, and validators count them as errors.
expect_equal "" "$(grep -rnE '<(table|thead|tbody|tr|th|td)[^>]* role=' site --include='*.html')" "tables have no roles"
expect_equal "" "$(grep -rnE '(src|href)="(https?:)?//' site --include='*.html' | grep -v 'rel="canonical"')" \
	"nothing comes from elsewhere"

# JSON is what status says; the feed is XML with an entry an event, and knows its address.
expect_exit 0 openletter status --json
jq -S . "$TMP/out" >"$TMP/status.json"
jq -S . site/status.json >"$TMP/public.json"
expect_same "$TMP/status.json" "$TMP/public.json"
expect_exit 0 python3 - <<-'PYTHON'
	import re, xml.etree.ElementTree as tree
	atom = "{http://www.w3.org/2005/Atom}"
	root = tree.parse("site/feed.xml").getroot()
	entries = root.findall(atom + "entry")
	assert root.tag == atom + "feed" and len(entries) >= 10, len(entries)
	ids = [e.find(atom + "id").text for e in entries] + [root.find(atom + "id").text]
	assert len(set(ids)) == len(ids), "ids are not unique"
	times = [e.find(atom + "updated").text for e in entries]
	assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", t) for t in times), times
	assert root.find(atom + "updated").text == times[0]
	assert root.find(atom + "author").find(atom + "name").text
	for e in entries:
	    assert e.find(atom + "title").text and e.find(atom + "link").get("href").startswith("https://example.org/letter/")
PYTHON

# Nothing changed: nothing is touched. The next day, what tells of days does.
touch "$TMP/mark"
expect_exit 0 openletter report -o site --url https://example.org/letter --json
expect_json .written 0 "$TMP/out"
expect_equal "" "$(find site -type f -newer "$TMP/mark")" "no file of an unchanged site is touched"
story_at 2025-11-06T10:00:00+01:00
expect_exit 0 openletter report -o site --url https://example.org/letter --json
[ "$(jq .written "$TMP/out")" -gt 0 ] || fail "a day later nothing was written"
expect_in "27 days overdue" site/targets/meridian-cloud.html

# A decision that is taken back takes the page away, and every quote of it.
expect_exit 0 openletter publish 3 --withhold --by Clerk
expect_exit 0 openletter report -o site
[ ! -e site/replies/3.html ] || fail "a withheld reply has a page"
expect_equal "" "$(grep -rlF 'We will not publish' site)" "no words of a withheld reply"

# Files of others stay, and are not written over.
mkdir foreign && echo mine >foreign/index.html && echo note >foreign/note.txt
expect_exit 2 openletter report -o foreign
expect_in "foreign/index.html" "$TMP/err"
expect_equal mine "$(cat foreign/index.html)" "a foreign page stays"
expect_equal note "$(cat foreign/note.txt)" "a foreign file stays"

# Templates of the folder win; mistakes are told with their places, and the site stays.
expect_exit 0 openletter report --copy-pages
[ -s pages/index.html ] && [ -s pages/parts/badge.html ] || fail "the templates were not copied"
echo '{' >pages/strings.en.json
expect_exit 2 openletter report -o site
expect_in "pages/strings.en.json:2:1: " "$TMP/err"
echo '{"overview": "Übersicht"}' >pages/strings.en.json
echo '{%- assign title = "x" -%}<h1>{{ campaign.title }} OWN</h1>' >pages/index.html
expect_exit 0 openletter report -o site
expect_in "OWN" site/index.html
expect_in "Übersicht" site/index.html
echo '{{ campaign.titel }}' >pages/index.html
expect_exit 2 openletter report -o site
expect_in "pages/index.html:1:" "$TMP/err"
expect_in "OWN" site/index.html

# From right to left, with the plurals of Arabic.
story_start "$TMP/arabic" ar
story_at 2025-10-13T10:00:00+02:00
expect_exit 0 openletter report -o site
expect_in '<html lang="ar" dir="rtl">' site/index.html
expect_in 'متأخر 3 أيام' site/index.html

# Never into the folder of a campaign: who publishes it would publish the lists.
expect_exit 2 openletter report -o .
expect_in "holds a campaign" "$TMP/err"
mkdir -p mails/cur mails/new mails/tmp
for folder in mails mails/cur; do
	expect_exit 2 openletter report -o $folder
	expect_in "$folder holds a Maildir, whose mails would be published" "$TMP/err"
done
expect_exit 2 openletter report -o campaign.cfg
expect_in "campaign.cfg is a file, expected a folder" "$TMP/err"
[ -e index.html ] && fail "pages were written beside the lists" || ok "nothing was written"
