# replies: the list, its filters, JSON lines; what is hostile in a mail is shown, not obeyed.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/c"
mkdir "$TMP/unsent" && cp campaign.cfg ./*.csv ./*.txt "$TMP/unsent"
expect_exit 0 openletter -C "$TMP/unsent" replies
expect_in "no mail was read in yet" "$TMP/err"
expect_exit 0 openletter -C "$TMP/unsent" replies --json
expect_equal "" "$(cat "$TMP/out")" "no replies, no lines"
story_tell
printf 'From: =?utf-8?q?=1b]0;x=07?= <a@b.example.com>\r\nTo: letters@example.org\r\nSubject: =?utf-8?q?=1b[2J_=C2=9B_=E2=80=AE?= x\r\nMessage-ID: <h@b>\r\n\r\nBuy \033[31m now\r\n' >inbox/new/hostile
expect_exit 3 openletter watch --once
expect_exit 0 openletter replies
expect_in "Jane Roe <h.brandt@northfield.example.com>" "$TMP/out"
expect_in "filed to" "$TMP/out"
expect_in "auto-reply, filed" "$TMP/out"
expect_not_in $'\033' "$TMP/out"
expect_not_in $'\xc2\x9b' "$TMP/out"
expect_not_in $'\xe2\x80\xae' "$TMP/out"
expect_in '\x1b[2J' "$TMP/out"

numbers() {
	expect_exit 0 openletter replies --json "$@"
	expect_equal "$want" "$(jq -r .reply "$TMP/out" | xargs)" "replies $*"
}
want="1 2 3 4" numbers
want="4" numbers --unsorted
want="4" numbers --filing unsorted
want="1 2 3" numbers --filing filed
want="" numbers --pending
want="1 3" numbers --class reply
want="2" numbers --class auto-reply
want="1 3" numbers --demand publish --class reply
want="2" numbers --target "meridian cloud"
want="2" numbers --target office@meridian.example.net
want="2 3" numbers --after 1 --filing filed
want="3" numbers --after 1 --class reply --demand suspend
ref=$(openletter replies --json | jq -r 'select(.reply == 2) | .letters[0].ref')
want="2" numbers --letter "$(tr '[:upper:]' '[:lower:]' <<<"$ref")"
expect_exit 0 openletter replies --json --unsorted
expect_json '.subject | explode | .[0]' 27 "$TMP/out"
expect_not_in $'\033' "$TMP/out"

reply_mail meridian late <<<"1. We have stopped."
story_watch
want="5" numbers --pending
expect_exit 0 openletter file 5 --demand suspend --as answered
want="" numbers --pending --demand suspend --after 5

for flags in "--demand suspnd" "--class repli" "--filing fild" "--letter X-1" "--target Nobody" \
	"--unsorted --filing filed" "surplus" "--after x"; do
	# shellcheck disable=SC2086
	expect_exit 2 openletter replies $flags
done
expect_exit 2 openletter replies --class repli
expect_in 'did you mean "reply"' "$TMP/err"
expect_exit 2 openletter replies --class something
expect_in '--class is "something", expected reply, auto-reply' "$TMP/err"
expect_exit 2 openletter replies --class bounced
expect_in 'did you mean "bounce"?' "$TMP/err"
