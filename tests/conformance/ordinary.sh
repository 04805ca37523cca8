# Mails that people, lists, shops and ticket systems send: none is a bounce or an automatic reply, however
# much it talks about them. tests/data/ordinary/make.py makes them.
. "$(dirname "$0")/../lib.sh"

LIMIT=300
python3 "$test_root/data/ordinary/make.py" mails >count || fail "the mails could not be made"
expect_exit 0 openletter read --json mails
mv out readings
expect_equal "$(cat count)" "$(wc -l <readings)" "each mail is read"

# at_most CLASS NUMBER
at_most() {
	local n
	n=$(jq -r "select(.class == \"$1\") | .file" readings | wc -l)
	if [ "$n" -le "$2" ]; then
		ok "$n of $(cat count) are taken for $1 (at most $2)"
	else
		fail "$n of $(cat count) are taken for $1, expected at most $2" \
			"$(jq -r "select(.class == \"$1\") | .file + \": \" + .subject" readings | head -n 40)"
	fi
}
at_most bounce 2
at_most delay 0
at_most auto-reply 4
at_most challenge 2
at_most receipt 0
at_most complaint 0
expect_equal 0 "$(jq -r 'select(.quarantined) | .file' readings | wc -l)" "none is quarantined"
