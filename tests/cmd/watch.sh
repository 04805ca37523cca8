# watch on a Maildir: classes, filing, following, what is told, exit statuses.
. "$(dirname "$0")/../lib.sh"
. "$test_root/watching.bash"

echo "== nothing there, and no inbox at all"
campaign none 'url = "maildir:nowhere";'
expect_exit 2 openletter watch -C none --once
expect_in nowhere err
campaign c
expect_exit 0 openletter watch -C c --once
expect_equal "" "$(cat out)" "nothing is printed"

echo "== one of each kind"
mail c/inbox/new/1 a1@acme.test "From: Boss <boss@acme.test>" "To: $T1" "Subject: Re: Questions" -- \
	"Demand 2: a working group was set up. We will answer the rest by 31 October 2025."
mail c/inbox/new/2 b1@bolt.test "From: legal@bolt.test" "In-Reply-To: <$M2>" -- "We have your letter."
mail c/inbox/new/3 v1@acme.test "From: boss@acme.test" "To: $T1" "Auto-Submitted: auto-replied" \
	"Subject: Out of office" -- "I am away."
mail c/inbox/new/4 f1@evil.test "From: evil@evil.test" "In-Reply-To: <$M1>" -- "Demand 1: no."
mail c/inbox/new/5 s1@law.test "From: x@law.test" "Subject: Your letter $R1" -- "We represent Acme."
mail c/inbox/new/6 x1@acme.test "From: boss@acme.test" "To: $T1" "In-Reply-To: <$M2>" -- "Hello."
mail c/inbox/new/7 ad@shop.test "From: ad@shop.test" "Subject: $(printf '\033]0;owned\007')Offers" -- "Buy."
cp c/inbox/new/1 c/inbox/cur/8:2,S
bounce_mail c/inbox/new/9 d1@mx.example.net "$M2" ceo@bolt.test
expect_exit 3 openletter watch -C c --once --json
cp out first
expect_equal 8 "$(wc -l <first)" "the same bytes twice are one reply"
line() { jq -r "select(.message_id == \"$1\") | $2" first; }
expect_equal "reply filed $R1 1 plans 2025-10-31" \
	"$(line a1@acme.test '"\(.class) \(.filing) \(.letters[0].ref) \(.letters[0].rung) \([.demands[].id] | join(",")) \(.promised_date)"')" "an answer"
expect_equal "reply filed $R2 2 suspend,plans,publish" \
	"$(line b1@bolt.test '"\(.class) \(.filing) \(.letters[0].ref) \(.letters[0].rung) \([.demands[].id] | join(",")) "' | sed 's/ $//')" "all open demands"
expect_equal "auto-reply filed 0" "$(line v1@acme.test '"\(.class) \(.filing) \(.demands | length)"')" "W19: a vacation notice"
expect_equal "reply unverified suspend" "$(line f1@evil.test '"\(.class) \(.filing) \(.demands[0].id)"')" "W18: forged"
expect_equal "reply suggested 4" "$(line s1@law.test '"\(.class) \(.filing) \(.letters[0].rung)"')" "a reference"
expect_equal "contested 2" "$(line x1@acme.test '"\(.filing) \(.letters | length)"')" "contested"
expect_equal "unrelated unsorted" "$(line ad@shop.test '"\(.class) \(.filing)"')" "an advertisement"
expect_equal "bounce filed $R2 3 5.1.1" "$(line d1@mx.example.net '"\(.class) \(.filing) \(.letters[0].ref) \(.letters[0].rung) \(.bounce.status)"')" "a bounce"
passage=$(line a1@acme.test '.demands[0] | "\(.start) \(.end)"')
expect_equal "$(line a1@acme.test .demands[0].quote)" \
	"$(tail -n +7 c/inbox/new/1 | tail -c +$((${passage% *} + 1)) | head -c $((${passage#* } - ${passage% *})))" "the passage is a byte range of the text"
openletter status -C c --json >status
expect_json .letters.bounced 1 status
expect_json '.demands[] | select(.id == "plans" and .target == "Acme") | "\(.position) \(.pending) \(.conversation)"' \
	"open true replied" status
for f in c/archive/cur/*; do sha256sum <"$f" | cut -c1-64 | grep -qx "$(basename "${f%%:*}")" || fail "$f is not what its name says"; done
expect_equal 8 "$(ls c/archive/cur | wc -l)" "every mail is kept"
expect_equal 0 "$(cmp c/inbox/new/1 c/archive/cur/"$(sha256sum <c/inbox/new/1 | cut -c1-64)":2,S; echo $?)" "byte for byte"

echo "== a second time: nothing new; a renamed file is the same mail"
mv c/inbox/new/2 c/inbox/cur/2:2,RS
expect_exit 0 openletter watch -C c --once --json
expect_equal "" "$(cat out)" "nothing is told again"

echo "== for a person; hostile text is shown and not obeyed (W20, X8)"
rm -rf d; campaign d
mail d/inbox/new/1 ad@shop.test "From: ad@shop.test" "Subject: =?utf-8?q?=1b]0;owned=07Offers=c2=9b?=" -- "Buy."
expect_exit 3 openletter watch -C d --once --color never
expect_in 'unrelated from ad@shop.test' out
expect_equal 0 "$(LC_ALL=C grep -c "$(printf '[\033\007\233]')" out)" "no control characters"

echo "== what is no mail stops nothing"
mkdir d/inbox/new/folder; ln -s /etc/passwd d/inbox/new/link; mkfifo d/inbox/new/pipe; : >d/inbox/new/empty
mail d/inbox/new/2 a1@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
expect_exit 3 openletter watch -C d --once --json
expect_json 'select(.message_id == "a1@acme.test").filing' filed out
expect_not_in root: out

echo "== following; a file that is still being written is left alone; W25"
rm -rf e; campaign e
openletter watch -C e --json >e.out 2>e.err &
watch=$!
wait_for test -e e/campaign.db.watch.lock
mail e/inbox/tmp/1 a1@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
mv e/inbox/tmp/1 e/inbox/new/1
wait_for grep -q a1@acme.test e.out
mail e/inbox/tmp/2 a2@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 3: no."
(head -c 60 e/inbox/tmp/2; sleep 1; tail -c +61 e/inbox/tmp/2) >e/inbox/new/2
wait_for grep -q a2@acme.test e.out
expect_equal 2 "$(wc -l <e.out)" "one reply a mail"
ln e/inbox/tmp/2 e/inbox/new/3
mail e/inbox/new/4 a4@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 2: no."
wait_for grep -q a4@acme.test e.out
expect_exit 75 openletter watch -C e --once
sed -i 's/^demands = (/&\n  { id = "fund"; title = "Pay the families"; text = "Pay into the fund for bereaved families."; },/' e/campaign.cfg
kill -HUP $watch
wait_for grep -q "read again" e.err
mail e/inbox/new/6 a6@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 3: yes.

Pay the families: done."
wait_for grep -q a6@acme.test e.out
expect_json 'select(.message_id == "a6@acme.test").demands | map(.id) | join(" ")' "plans fund" e.out
end_watch
expect_equal 0 $? "SIGTERM: done"

echo "== the folder goes away (W5)"
openletter watch -C e >e.out 2>e.err &
watch=$!
wait_for sh -c "ls /proc/$watch/fd -l | grep -q inotify"
mv e/inbox e/moved
wait $watch
expect_equal 1 $? "it says so and ends"
expect_in "removed or renamed" e.err
expect_equal "" "$(ls -d e/inbox 2>/dev/null)" "and does not make it again"

echo "== standard output closed; a full disk is no loss"
mv e/moved e/inbox
mail e/inbox/new/5 a5@acme.test "From: boss@acme.test" "To: $T1" -- "Demand 2: no."
expect_exit 1 sh -c 'openletter watch -C e --once >/dev/full'
expect_equal a5@acme.test "$(replies e | jq -r .message_id | tail -n 1)" "it is filed all the same"
