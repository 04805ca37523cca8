# extend: the deadline ledger, which entry is in force, working days, promised dates, undo.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/c"
story_at 2025-10-09T10:00:00+02:00
deadlines() {
	openletter status --json | jq -r "[.demands[] | select(.target == \"$1\") | .deadline[5:]] | join(\" \")"
}
expect_deadlines() {
	expect_equal "$1" "$(deadlines "Northfield Systems")" "$3: Northfield"
	expect_equal "$2" "$(deadlines "Meridian Cloud")" "$3: Meridian"
}
same="10-10 10-10 10-10 10-31"
expect_deadlines "$same" "$same" "at first"

expect_exit 0 openletter extend all --until 2025-10-20 --by Ana
expect_in "every demand at every target: 20 Oct 2025, granted" "$TMP/out"
expect_deadlines "10-20 10-20 10-20 10-20" "10-20 10-20 10-20 10-20" "for all"
expect_exit 0 openletter extend all --until 2025-10-31 --target "NORTHFIELD systems" --granted
expect_deadlines "10-31 10-31 10-31 10-31" "10-20 10-20 10-20 10-20" "for a target"
expect_exit 0 openletter extend suspend --until 2025-11-15
expect_deadlines "11-15 10-31 10-31 10-31" "11-15 10-20 10-20 10-20" "for a demand"
expect_exit 0 openletter extend suspend --until 2025-12-01 --target office@meridian.example.net --json
expect_json '"\(.demand) \(.target) \(.date) \(.basis)"' "suspend Meridian Cloud 2025-12-01 granted" "$TMP/out"
expect_deadlines "11-15 10-31 10-31 10-31" "12-01 10-20 10-20 10-20" "for both"
# What was asked for or refused moves nothing.
expect_exit 0 openletter extend disclose --until 2026-01-31 --target "Northfield Systems" --asked --note "by phone"
expect_exit 0 openletter extend disclose --until 2026-02-28 --target "Northfield Systems" --refused
expect_deadlines "11-15 10-31 10-31 10-31" "12-01 10-20 10-20 10-20" "asked, refused"
expect_exit 0 openletter show disclose --target "Northfield Systems"
expect_in "time was asked for until 2026-01-31" "$TMP/out"
expect_in "by phone" "$TMP/out"
expect_in "it was refused to extend the deadline to 2026-02-28" "$TMP/out"

# Back, by scope; an earlier entry is in force again.
expect_exit 0 openletter extend suspend --undo
expect_deadlines "10-31 10-31 10-31 10-31" "12-01 10-20 10-20 10-20" "back: a demand"
expect_exit 0 openletter extend suspend --target "Meridian Cloud" --undo
expect_exit 0 openletter extend all --target "Northfield Systems" --undo
expect_exit 0 openletter extend all --undo
expect_deadlines "$same" "$same" "all back"
expect_exit 2 openletter extend all --undo
expect_in "no entry for every demand at every target" "$TMP/err"

# Days from today, working days and holidays. 9 October 2025 is a Thursday.
expect_until() {
	expect_exit 0 openletter extend all --until "$1" --json
	expect_equal "$2" "$(jq -r .date "$TMP/out")" "$1"
}
expect_until +3d 2025-10-12
expect_in "no working day" "$TMP/err"
expect_until +2w 2025-10-23
expect_until +2wd 2025-10-13
printf '# test\n10-10 a bridge, every year\n2025-10-13 a holiday\n' >holidays.txt
expect_until +2wd 2025-10-15
printf 'weekend Thu Fri\n' >other.txt
expect_exit 0 openletter extend all --until +1wd --holidays other.txt --json
expect_equal 2025-10-11 "$(jq -r .date "$TMP/out")" "another week"
printf 'sometime\n\n2025-02-30\n' >>holidays.txt
expect_exit 2 openletter extend all --until +1wd
expect_in "holidays.txt:4:1" "$TMP/err"
expect_in "holidays.txt:6:1" "$TMP/err"
rm holidays.txt
expect_until 2024-01-01 2024-01-01
expect_in "past already" "$TMP/err"

# A date that a reply promises, accepted for what it answers, where it belongs.
reply_mail northfield promise <<-'TEXT'
	Demand 1: we will do this by 14 November 2025.
TEXT
story_watch
expect_exit 0 openletter extend --accept 1 --by Ana --json
expect_json '"\(.demand) \(.target) \(.date) \(.reply)"' "suspend Northfield Systems 2025-11-14 1" "$TMP/out"
expect_exit 0 openletter show suspend --target "Northfield Systems"
tr -s ' \n' '  ' <"$TMP/out" >"$TMP/line"
expect_in "extended to 2025-11-14 by Ana because of reply 1" "$TMP/line"
# Once more changes nothing; for an organisation that did not write it, it is a mistake.
entries=$(openletter log --kind deadline --json | wc -l)
expect_exit 0 openletter extend --accept 1 --by Ana
expect_in "in the ledger already" "$TMP/err"
expect_equal "$entries" "$(openletter log --kind deadline --json | wc -l)" "entries after accepting twice"
expect_exit 2 openletter extend --accept 1 --target "Meridian Cloud"
expect_in "reply 1 does not belong to Meridian Cloud" "$TMP/err"

before=$(openletter log --json --last 1 | jq .seq)
for flags in "" "all" "suspnd --until +1d" "all --until 31.10.2025" "all --until 2025-02-30" "all --until +1" \
	"all --until +1d --asked --granted" "all --until +1d --undo" "all --until +1d --target Nobody" \
	"all --until +1d --reply 9" "--accept 9" "--accept 1 --until +1d" "--accept 1 --decline 1" \
	"all --until +1d --holidays missing.txt" "suspend extra --until +1d"; do
	# shellcheck disable=SC2086
	expect_exit 2 openletter extend $flags
done
expect_equal "$before" "$(openletter log --json --last 1 | jq .seq)" "mistakes leave no event"

# What may not be what was meant is told: an earlier date, entries that are more specific, a name.
story_start "$TMP/d"
story_at 2025-10-01T10:00:00+02:00
expect_exit 0 openletter extend suspend --until 2025-10-08
expect_in "suspend was due on 10 Oct 2025: the new date is earlier" "$TMP/err"
expect_exit 0 openletter extend suspend --until 2025-10-09 --target "Meridian Cloud"
expect_exit 0 openletter extend all --until 2025-10-24
expect_equal 'openletter: suspend is due on 8 Oct 2025 all the same, by an entry of its own
openletter: suspend at Meridian Cloud is due on 9 Oct 2025 all the same, by an entry of its own' \
	"$(grep "all the same" "$TMP/err")" "what an entry for all leaves alone"
expect_exit 0 openletter extend all --until 2025-10-23 --asked
expect_equal "" "$(cat "$TMP/err")" "a date that was only asked for moves nothing"
expect_exit 2 openletter extend all --until +1d --target "Meridan Cloud"
expect_in 'no letter goes to "Meridan Cloud"; did you mean "Meridian Cloud"?' "$TMP/err"
