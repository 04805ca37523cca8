# Rates hold over runs: a sender that is started again, after a kill or not, goes on where the one before was.
. "$(dirname "$0")/../lib.sh"
. "$test_root/sending.bash"

small_campaign camp
set_send camp 'url = "maildir:out"; domain_rate = "3/h";'
printf 'email,name,org\n' >camp/recipients.csv
for n in 1 2 3 4 5; do echo "a$n@one.example.com,A $n,A" >>camp/recipients.csv; done
for n in 1 2 3; do echo "b$n@two$n.example.com,B $n,B" >>camp/recipients.csv; done

sent() { jq -r 'select(.event == "letter").email' out | sed 's/@.*//' | paste -sd' '; }
expect_exit 0 openletter send -C camp --json --limit 2
expect_equal "a1 a2" "$(sent)" "the first two"
# One more to that domain within the hour; the others are not held up.
expect_exit 0 openletter send -C camp --json --limit 3
expect_equal "a3 b1 b2" "$(sent)" "the domain's third, then the next ones"
expect_exit 0 openletter send -C camp --json --limit 1
expect_equal "b3" "$(sent)" "not the domain's fourth"

# An hour later (by the clock that events have) the window is empty again.
OPENLETTER_NOW=@$(($(date +%s) + 3700)) expect_exit 0 openletter send -C camp --json --limit 2
expect_equal "a4 a5" "$(sent)" "the next two of the domain, an hour later"
