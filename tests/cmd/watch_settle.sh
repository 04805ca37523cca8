#!/usr/bin/env bash
# Uncertain letters are settled by evidence: a copy in the folder of sent mails, a reply, a bounce.
. "$(dirname "$0")/../lib.sh"
. "$test_root/watching.bash"

states() { openletter status -C "$1" --json | jq -r '"\(.letters.sent) sent, \(.letters.uncertain) uncertain"'; }
expect() { expect_equal "$3" "$2" "$1"; }
look() { expect_exit 0 openletter watch -C "$1" --once -q; }

# A copy among the sent mails; the other letter is only quoted there, and stays in doubt.
campaign c 'url = "maildir:inbox"; sent_folder = "sent";'
mkdir -p c/sent/{new,cur,tmp}
doubt c "$R1" "$R2"
expect "before" "$(states c)" "0 sent, 2 uncertain"
look c
expect "an empty folder" "$(states c)" "0 sent, 2 uncertain"
mail c/sent/cur/1:2,S "$M1" "From: letters@example.org" "To: boss@acme.test" -- "The letter."
mail c/sent/cur/2:2,S "other@example.org" "References: <$M2>" "To: ceo@bolt.test" -- "About <$M2>."
look c
expect "one copy" "$(states c)" "1 sent, 1 uncertain"
openletter log -C c --json >log
expect "the event" "$(jq -r 'select(.kind == "resolved") | "\(.letter) \(.detail)"' log)" \
	"$R1 counts as sent: its Message-ID was found in the folder c/sent"
look c
expect "once" "$(openletter log -C c --json | jq -c 'select(.kind == "resolved")' | wc -l)" 1

# A folder that is not there is told, and stops nothing.
rm -r c/sent
mail c/inbox/new/3 "a1@acme.test" "From: boss@acme.test" "To: $T1" -- "Demand 1: yes."
look c
expect_in "inbox.sent_folder" err
expect "filed all the same" "$(replies c | jq -r .filing)" "filed"

# A reply that names the letter, and a report that returns it.
campaign d
doubt d "$R1" "$R2"
mail d/inbox/new/1 "a1@acme.test" "From: boss@acme.test" "To: letters@example.org" "In-Reply-To: <$M1>" \
	"Subject: Re: Questions to Acme" -- "We have read it."
look d
expect "a reply" "$(states d)" "1 sent, 1 uncertain"
bounce_mail d/inbox/new/2 "b1@mx.bolt.test" "$M2" ceo@bolt.test
look d
expect "a report" "$(states d)" "2 sent, 0 uncertain"
expect_exit 0 openletter log -C d --verify
expect "it bounced" "$(openletter status -C d --json | jq .letters.bounced)" 1
expect "both events" "$(openletter log -C d --json | jq -c 'select(.kind == "resolved" and .reply != null)' | wc -l)" 2

# A suggestion is no evidence: the subject and the sender alone.
campaign e
doubt e "$R1"
mail e/inbox/new/1 "a1@acme.test" "From: boss@acme.test" "To: letters@example.org" \
	"Subject: Re: Questions to Acme" -- "Hello."
look e
expect "a suggestion" "$(states e)" "1 sent, 1 uncertain"
