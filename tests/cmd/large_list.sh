# A list that is too large to be kept in memory: read in pieces, from the file and from the frozen edition.
. "$(dirname "$0")/../lib.sh"

mkdir c && cd c || exit 1
cat >campaign.cfg <<'END'
campaign = { id = "large-2025"; title = "To many"; };
letter = { template = "letter.txt"; from = "letters@example.org"; };
demands = ( { id = "d"; title = "Please answer"; } );
send = { url = "maildir:out"; };
END
printf 'name,org\nPerson,Organisation\n' >signatories.csv
printf 'Subject: To {{ recipient.name }}\n\n{{ recipient.address }}\n' >letter.txt

# Rows $1 to $2 - 1: about 150 bytes each, of two lines.
rows() {
	awk -v from="$1" -v to="$2" 'BEGIN {
		for (i = from; i < to; i++)
			printf "p%d@example.com;Person %d;Organisation %d;\"%0100d High Street\nTown %d\"\r\n", i, i, i % 500, i, i
	}'
}
n=9000
{ printf 'email;name;org;address\r\n' && rows 0 $n; } >recipients.csv
[ "$(stat -c %s recipients.csv)" -gt 1100000 ] || fail "the list is large"

expect_exit 0 openletter check --json
expect_json '"\(.recipients) \(.targets) \(.letters)"' "$n 500 $n" "$TMP/out"
expect_exit 0 openletter preview --json
expect_equal $n "$(wc -l <"$TMP/out")" "a line a letter"
cp "$TMP/out" "$TMP/previewed"

# Mistakes far behind have their places; all in one run, and nothing is written.
cp recipients.csv good.csv
{
	printf 'p17@example.com;Twice;O;x\r\nnobody;N;O;x\r\na@example.com;A\r\n'
	printf 'b@example.com;B;O;caf\351\r\n'
} >>recipients.csv
last=$(wc -l <good.csv)
expect_exit 2 openletter send --yes
expect_in "recipients.csv:$((last + 1)):1: the recipient p17@example.com a second time" "$TMP/err"
expect_in "(the first is in line 36)" "$TMP/err"
expect_in "recipients.csv:$((last + 2)):1: \"nobody\" is no address" "$TMP/err"
expect_in "recipients.csv:$((last + 3)):1: a row of 2 fields, expected 4" "$TMP/err"
expect_in "recipients.csv:$((last + 4)):22: a byte that is not valid UTF-8" "$TMP/err"
expect_equal "" "$(ls -d campaign.db* out 2>/dev/null)" "nothing was written"
cp good.csv recipients.csv

# A list that is written to while letters are made of it is told; its rows are never mixed.
mkfifo "$TMP/lines"
openletter preview --json >"$TMP/lines" 2>"$TMP/err" &
preview=$!
exec 3<"$TMP/lines"
read -r line <&3
rows $n $((n + 1)) >>recipients.csv
{ printf '%s\n' "$line" && cat <&3; } >"$TMP/until"
exec 3<&-
wait $preview
expect_equal 2 $? "a preview of a list that changes"
expect_in "recipients.csv: was changed while it was read; run again" "$TMP/err"
[ "$(wc -l <"$TMP/until")" -lt $n ] || fail "it ended before the end"
# The secret, and so the references, are those of a campaign that has no store yet.
expect_equal "$(head -n "$(wc -l <"$TMP/until")" "$TMP/previewed" | jq -c '[.recipient, .subject]' | sha256sum)" \
	"$(jq -c '[.recipient, .subject]' "$TMP/until" | sha256sum)" "what was shown before is right"
# One that was replaced by another file meanwhile is read as it was.
cp good.csv recipients.csv
openletter preview --json >"$TMP/lines" 2>"$TMP/err" &
preview=$!
exec 3<"$TMP/lines"
read -r line <&3
printf 'email;name;org;address\r\n' >new.csv && mv new.csv recipients.csv
cat <&3 >"$TMP/until"
exec 3<&-
wait $preview
expect_equal 0 $? "a preview of a list that was replaced"
expect_equal $((n - 1)) "$(wc -l <"$TMP/until")" "all of it was shown"
cp good.csv recipients.csv

# Frozen, queued, sent; then the folder's list may be anything.
expect_exit 0 openletter send --yes --limit 3
expect_in "edition 1 is frozen: $n letters queued" "$TMP/err"
expect_equal 3 "$(find out/new -type f | wc -l)" "three are sent"
printf 'email;name;org;address\r\np5@example.com;Other;O;elsewhere\r\n' >recipients.csv
expect_exit 0 openletter send --yes --only p5@example.com
expect_in "$((n - 4)) letters are not sent yet, and not in the lists any more" "$TMP/err"
expect_exit 0 openletter show p5@example.com
expect_in "Subject: To Person 5" "$TMP/out"
expect_in "Town 5" "$TMP/out"

# A longer list: new letters under the same edition, made from rows that are in pieces as well.
{ cat good.csv && rows $n $((n + 2)); } >recipients.csv
expect_exit 0 openletter send --yes --only p9001@example.com
expect_in "recipients.csv has changed: 2 new letters under edition 1" "$TMP/err"
expect_exit 0 openletter show p9001@example.com
expect_in "Town 9001" "$TMP/out"
expect_exit 0 openletter show p4500@example.com
expect_in "Town 4500" "$TMP/out"
expect_exit 0 openletter status --json
expect_json '"\(.letters.total) \(.letters.sent)"' "$((n + 2)) 5" "$TMP/out"

# A piece of the frozen list that was damaged: nothing is sent from it.
python3 -c 'import sqlite3
c = sqlite3.connect("campaign.db")
assert c.execute("update blob_pieces set bytes = replace(cast(bytes as text), \"Town 4000\", \"Town 4O00\") where piece > 1").rowcount > 10
c.commit()'
expect_exit 1 openletter send --yes --limit 1
expect_in "the store is damaged" "$TMP/err"
expect_equal 5 "$(find out/new -type f | wc -l)" "nothing more was sent"
