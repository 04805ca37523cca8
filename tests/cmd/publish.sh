# publish: nothing before it, the redacted text instead of the mail's, withheld, and what is refused.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/c"
expect_exit 2 openletter publish
expect_exit 2 openletter publish x
expect_in "no number of a reply" "$TMP/err"
expect_exit 2 openletter publish 1
expect_in "there is no reply 1" "$TMP/err"

story_tell
expect_exit 0 openletter report -o site
[ ! -e site/replies ] || fail "a reply has a page before anybody published it"
expect_equal "" "$(grep -rlF 'suspended the service' site)" "no words of a reply before it is published"

# Mistakes change nothing.
printf 'caf\351' >latin1.txt
printf 'a\0b' >nul.txt
printf ' \n' >blank.txt
expect_exit 2 openletter publish 3 --redacted latin1.txt
expect_in "latin1.txt:1:4" "$TMP/err"
expect_exit 2 openletter publish 3 --redacted nul.txt
expect_exit 2 openletter publish 3 --redacted blank.txt
expect_in "empty" "$TMP/err"
expect_exit 2 openletter publish 3 --redacted missing.txt
expect_exit 2 openletter publish 3 --redacted redacted.txt --withhold
expect_exit 2 openletter publish 99
expect_exit 0 openletter report -o site
[ ! -e site/replies ] || fail "a mistake published something"

# Redacted: of the mail nothing else is public, neither its subject nor its sender.
expect_exit 0 openletter publish 3 --redacted redacted.txt --by Clerk --json
expect_json .publication redacted "$TMP/out"
expect_json .target "Northfield Systems" "$TMP/out"
expect_json .by Clerk "$TMP/out"
expect_exit 0 openletter report -o site
expect_in "[a name was removed]" site/replies/3.html
expect_not_in "our letter" site/replies/3.html
expect_not_in "UNPUBLISHED" site/replies/3.html
expect_not_in "press@" site/replies/3.html
# A judgement that rests on words that were removed is told without them.
expect_not_in "Jane Roe" site/demands/disclose.html
expect_in "Answered" site/demands/disclose.html

# As it is: the words of the mail, still without addresses.
expect_exit 0 openletter publish 3
expect_exit 0 openletter report -o site
expect_in "UNPUBLISHED-THREE" site/replies/3.html
expect_in "our letter" site/replies/3.html
expect_not_in "jane.roe@" site/replies/3.html

# Withheld.
expect_exit 0 openletter publish 3 --withhold
expect_exit 0 openletter report -o site
[ ! -e site/replies/3.html ] || fail "a withheld reply has a page"

# Every decision is in the log, which still fits.
expect_exit 0 openletter log
for kind in redacted published withheld; do expect_in "$kind" "$TMP/out"; done
expect_exit 0 openletter log --verify

# What belongs nowhere has no page: a person says first where it belongs.
{
	printf 'From: somebody <x@nowhere.example.org>\r\nTo: letters@example.org\r\nSubject: hello\r\n'
	printf 'Date: Wed, 5 Nov 2025 09:00:00 +0000\r\nMessage-ID: <z@nowhere.example.org>\r\n\r\nSomething else.\r\n'
} >inbox/new/stray
openletter watch --once >/dev/null 2>&1
expect_exit 2 openletter publish 4
expect_in "openletter file 4" "$TMP/err"
