# file: a person files and judges; every step can be taken back; mistakes change nothing.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/c"
expect_exit 2 openletter file 1 --demand suspend --as answered
expect_in "there is no reply 1" "$TMP/err"
story_at 2025-10-08T10:00:00+02:00
reply_mail northfield one <<-'TEXT'
	1. We have suspended
	the service.

	3. We will not publish it.
TEXT
story_watch
printf 'From: B <b@elsewhere.example.com>\r\nTo: letters@example.org\r\nSubject: news\r\nMessage-ID: <n@b>\r\n\r\nThe service is over.\r\n' >inbox/new/two
expect_exit 3 openletter watch --once

state() {
	openletter status --json | jq -r '[.demands[] | select(.target == "Northfield Systems") |
		"\(.id):\(.position)\(if .pending then "*" else "" end)"] | join(" ")'
}
reply() { openletter replies --json | jq -rc "select(.reply == $1) | [.class, .filing, [.letters[].ref], [.demands[].id]]"; }
expect_state() { expect_equal "$1" "$(state)" "$2"; }

expect_state "suspend:open* disclose:open publish:open* remedy:open" "as the machine filed it"
first=$(reply 1)
second=$(reply 2)
ref=$(openletter replies --json | jq -r 'select(.reply == 1) | .letters[0].ref')

# A judgement is on one demand; the other goes on waiting.
expect_exit 0 openletter file 1 --demand suspend --as answered --by Ana --quote "We have suspended the service."
expect_in "suspend at Northfield Systems is answered" "$TMP/out"
expect_not_in "do not stand" "$TMP/err"
expect_state "suspend:answered disclose:open publish:open* remedy:open" "one is judged"
expect_exit 0 openletter file 1 --demand publish --as refused --by Ana
expect_exit 0 openletter file 1 --demand remedy --as partial --by Ana
expect_state "suspend:answered disclose:open publish:refused remedy:partial" "three are judged"
expect_equal '["reply","filed",["'"$ref"'"],["suspend","publish","remedy"]]' "$(reply 1)" "a demand was added"
# It can be judged again, and reopened.
expect_exit 0 openletter file 1 --demand suspend --as open --by Bo
expect_state "suspend:open disclose:open publish:refused remedy:partial" "reopened"
# Back, step by step, to the first.
expect_exit 0 openletter file 1 --undo
expect_state "suspend:answered disclose:open publish:refused remedy:partial" "back one step"
expect_exit 0 openletter file 1 --undo
expect_state "suspend:answered disclose:open publish:refused remedy:open" "back two"
expect_exit 0 openletter file 1 --undo --demand suspend
expect_state "suspend:open* disclose:open publish:refused remedy:open" "back out of turn"
expect_exit 0 openletter file 1 --undo
expect_exit 0 openletter file 1 --undo
expect_state "suspend:open* disclose:open publish:open* remedy:open" "back at the beginning"
expect_equal "$first" "$(reply 1)" "filed as the machine had it"
expect_exit 2 openletter file 1 --undo
expect_in "nothing to take back" "$TMP/err"

# Filing alone: these demands and no others, waiting to be judged.
expect_exit 0 openletter file 1 --demand disclose
expect_state "suspend:open disclose:open* publish:open remedy:open" "filed to one demand"
expect_exit 0 openletter file 1 --undo
expect_state "suspend:open* disclose:open publish:open* remedy:open" "and back"

# A person's letter takes the place of the machine's, in the table too; and back.
other=$(openletter export json | jq -r '.letters[] | select(.org == "Meridian Cloud") | .ref' | head -n 1)
conversations() { openletter export json | jq -r "[.letters[] | select(.ref == \"$ref\" or .ref == \"$other\") | \"\(.ref):\(.conversation)\"] | sort | join(\" \")"; }
talked=$(conversations)
expect_exit 0 openletter file 1 --letter "$other"
expect_equal "$other" "$(openletter replies --json | jq -r 'select(.reply == 1) | [.letters[].ref] | join(" ")')" "filed elsewhere"
expect_state "suspend:open disclose:open publish:open remedy:open" "nothing waits where it came from"
expect_in "$ref:silent" <(conversations)
expect_exit 0 openletter file 1 --undo
expect_equal "$talked" "$(conversations)" "the conversations are what they were"
expect_state "suspend:open* disclose:open publish:open* remedy:open" "and so is what waits"

# What belongs to no letter needs one.
expect_exit 2 openletter file 2 --demand suspend --as answered
expect_in "--letter" "$TMP/err"
expect_equal "$second" "$(reply 2)" "nothing was changed"
expect_exit 0 openletter file 2 --letter "${ref,,}" --demand remedy --as redirected --json
expect_json '"\(.filing) \(.class) \(.letters[0].rung) \(.letters[0].ref)"' "filed reply 0 $ref" "$TMP/out"
expect_state "suspend:open* disclose:open publish:open* remedy:redirected" "filed and judged at once"
expect_exit 0 openletter file 2 --undo
expect_equal "$second" "$(reply 2)" "both taken back at once"
expect_state "suspend:open* disclose:open publish:open* remedy:open" "and the position"

# A mail that has nothing to do with it waits for nobody, until somebody files it after all.
expect_exit 2 openletter file 1 --unrelated
expect_in "only one that is unsorted or suggested" "$TMP/err"
expect_exit 2 openletter file 2 --unrelated --demand suspend
expect_exit 0 openletter file 2 --unrelated --by Clerk
expect_in "reply 2 has nothing to do with the campaign" "$TMP/out"
expect_json '"\(.filing) \(.class) \(.letters | length)"' "filed unrelated 0" <(openletter replies --json | sed -n 2p)
expect_exit 0 openletter replies --unsorted --json
expect_equal "" "$(cat "$TMP/out")" "it waits for nobody"
expect_exit 0 openletter file 2 --letter "$ref" --demand remedy
expect_json '"\(.filing) \(.class)"' "filed reply" <(openletter replies --json | sed -n 2p)
expect_exit 0 openletter file 2 --undo
expect_exit 0 openletter file 2 --undo
expect_equal "$second" "$(reply 2)" "both taken back, one by one"

# Words that the mail does not hold are told, and kept.
expect_exit 0 openletter file 1 --demand suspend --as partial --quote "never said"
expect_in "do not stand in the text" "$TMP/err"
expect_exit 0 openletter show suspend --json
expect_in "never said" "$TMP/out"

# Mistakes, and what they leave: nothing.
before=$(openletter log --json --last 1 | jq .seq)
for flags in "1" "x --undo" "99 --demand suspend" "1 --as answered" "1 --demand suspnd --as answered" \
	"1 --demand suspend --as answred" "1 --letter X-9" "1 --quote words --demand suspend" \
	"1 --demand suspend --as partial --quote=" \
	"1 --undo --as open" "1 --demand suspend --as open --target Nobody" \
	"1 --demand suspend --as open --target Meridian"; do
	# shellcheck disable=SC2086
	expect_exit 2 openletter file $flags
done
expect_exit 2 openletter file 1 --demand suspend --as answred
expect_in 'did you mean "answered"' "$TMP/err"
expect_equal "$before" "$(openletter log --json --last 1 | jq .seq)" "mistakes leave no event"
expect_exit 0 openletter log --verify
