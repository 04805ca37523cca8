# watch is killed at chosen system calls, again and again: each mail is filed exactly once, and is in
# exactly one place on the server.
. "$(dirname "$0")/../lib.sh"
. "$test_root/watching.bash"
command -v strace >/dev/null || skip "strace is missing"
strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
export OPENLETTER_WATCH_MS="idle=600 poll=200 retry=20 silence=5000"
# The leak checker cannot run under a tracer.
export ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0"
campaign base

mails() { # FOLDER SUFFIX
	mail "$1/1$2" a1@acme.test "From: Boss <boss@acme.test>" "To: $T1" -- "Demand 2: a working group was set up."
	mail "$1/2$2" b1@bolt.test "From: ceo@bolt.test" "In-Reply-To: <$M2>" -- "Demand 1 and demand 3: no."
	mail "$1/3$2" ad@shop.test "From: ad@shop.test" -- "Buy."
}

kill_at() { # CALL N: the run under the tracer; its status does not matter
	{ timeout -s KILL 60 strace -f -qq -o /dev/null -e "trace=$1" \
		-e "inject=$1:signal=SIGKILL:when=$2" \
		openletter watch -C "$D" --once --json >killed.out 2>killed.err; } 2>/dev/null
}

points="renameat:2 syncfs:1 pwrite64:1 pwrite64:6 pwrite64:14 fdatasync:1 fdatasync:2 fdatasync:4"

echo "== a Maildir"
for point in $points; do
	D=m-${point%:*}-${point#*:}
	cp -r base "$D"
	mails "$D/inbox/new" ""
	kill_at "${point%:*}" "${point#*:}"
	openletter watch -C "$D" --once -q >/dev/null 2>&1
	expect_equal "a1@acme.test ad@shop.test b1@bolt.test" \
		"$(replies "$D" | jq -r .message_id | sort | xargs)" "killed at $point: each is filed once"
	expect_equal 3 "$(ls "$D/archive/cur" | wc -l)" "and kept once"
	rm -rf "$D"
done

echo "== a server, with moves"
server_points="syncfs:1 pwrite64:6 fdatasync:2 fdatasync:4 fdatasync:5 fdatasync:6 sendto:8 sendto:9
	sendto:10 sendto:11 sendto:12 recvfrom:26 recvfrom:32"
for mode in "" no-move; do
	for point in $server_points; do
		D=s-${point%:*}-${point#*:} S=$D.server
		cp -r base "$D"
		mkdir -p "$S/mail/INBOX"
		mails "$S/mail/INBOX" .eml
		# shellcheck disable=SC2086
		imap_server "$S" $mode
		set_inbox "$D" "url = \"imap://127.0.0.1:$PORT/INBOX\"; user = \"u\"; password = \"p\"; tls = \"none\"; file_into = \"C/{{ demand.id }}\";"
		chmod 600 "$D/campaign.cfg"
		kill_at "${point%:*}" "${point#*:}"
		openletter watch -C "$D" --once -q >/dev/null 2>&1
		openletter watch -C "$D" --once -q >/dev/null 2>&1
		expect_equal "a1@acme.test ad@shop.test b1@bolt.test" \
			"$(replies "$D" | jq -r .message_id | sort | xargs)" "killed at $point $mode: each is filed once"
		expect_equal "1 1 1 1" \
			"$(jq -r '[."C/plans", ."C/suspend", ."C/publish", .INBOX] | map(length) | join(" ")' "$S/state.json")" \
			"and each is where it belongs"
		imap_stop
		rm -rf "$D" "$S"
	done
done
