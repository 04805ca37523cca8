# watch is killed at chosen system calls, again and again: each mail is filed exactly once, and is in
# exactly one place on the server.
. "$(dirname "$0")/../lib.sh"
. "$test_root/watching.bash"
command -v strace >/dev/null || skip "strace is missing"
strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
export OPENLETTER_WATCH_MS="idle=600 poll=200 retry=20 silence=100000"
# The leak checker cannot run under a tracer.
export ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0"
campaign base

mails() { # FOLDER SUFFIX
	mail "$1/1$2" a1@acme.test "From: Boss <boss@acme.test>" "To: $T1" -- "Demand 2: a working group was set up."
	mail "$1/2$2" b1@bolt.test "From: ceo@bolt.test" "In-Reply-To: <$M2>" -- "Demand 1 and demand 3: no."
	mail "$1/3$2" ad@shop.test "From: ad@shop.test" -- "Buy."
}

# Whether the kill came: the run was ended by it, or gave up after being started again and killed there each time.
kill_at() { # CALL N
	local status
	{ timeout -s KILL "$LIMIT" strace -f -qq -o /dev/null -e "trace=$1" \
		-e "inject=$1:signal=SIGKILL:when=$2" \
		openletter watch -C "$D" --once --json >killed.out 2>killed.err; } 2>/dev/null
	status=$?
	case $status in
	0 | 3) return 1 ;;
	75 | 137) return 0 ;;
	*) fail "killed at $1:$2: exit $status" "$(cat killed.err)" ;;
	esac
}

# Killed at the first such call of a process, and at each STEP-th after it, until there are no more of them.
each() { # FUNCTION CALL STEP
	local n=1
	while "$1" "$2" $n; do n=$((n + $3)); done
	expect_equal 1 $((n > 1)) "$2 is where it was killed"
}

# Few mails, of which a server's are moved, too.
answers="a1@acme.test ad@shop.test b1@bolt.test"
all_filed() { # TEXT
	expect_equal "$answers" "$(replies "$D" | jq -r .message_id | sort | xargs)" "$1: each is filed once"
	expect_equal 3 "$(ls "$D/archive/cur" | wc -l)" "and kept once"
}
fill=mails file_into='file_into = "C/{{ demand.id }}";'

echo "== the store knows a mail when it is durable"
cp -r base order
mails order/inbox/new ""
strace -f -qq -y -o calls -e trace=linkat,syncfs,fdatasync openletter watch -C order --once -q >/dev/null
# When each call is done, from the first name on to the first commit.
expect_equal "name name name synced committed" "$(
	sed -n 's/.*linkat.* = 0$/name/p; s/.*syncfs.* = 0$/synced/p; s/.*fdatasync.*-wal.*/committed/p' calls |
		sed -n '/name/,/committed/p' | xargs)" "mails are named, made durable, and then written"

echo "== a Maildir"
maildir() { # CALL N
	local killed=1
	D=m-$1-$2
	cp -r base "$D"
	$fill "$D/inbox/new" ""
	kill_at "$1" "$2" && killed=0
	openletter watch -C "$D" --once -q >/dev/null 2>&1
	all_filed "killed at $1:$2"
	rm -rf "$D"
	return $killed
}
each maildir linkat,renameat 2 # a mail gets its name by one of them
each maildir syncfs 1
each maildir pwrite64 17
each maildir fdatasync 2

echo "== a server, with moves"
server() { # CALL N
	local killed=1
	D=s-$1-$2 S=$D.server
	cp -r base "$D"
	mkdir -p "$S/mail/INBOX"
	$fill "$S/mail/INBOX" .eml
	# shellcheck disable=SC2086
	imap_server "$S" $mode
	set_inbox "$D" "url = \"imap://127.0.0.1:$PORT/INBOX\"; user = \"u\"; password = \"p\"; tls = \"none\"; $file_into"
	chmod 600 "$D/campaign.cfg"
	kill_at "$1" "$2" && killed=0
	openletter watch -C "$D" --once -q >/dev/null 2>&1
	openletter watch -C "$D" --once -q >/dev/null 2>&1
	all_filed "killed at $1:$2 $mode, from a server"
	[ -z "$file_into" ] || expect_equal "1 1 1 1" \
		"$(jq -r '[."C/plans", ."C/suspend", ."C/publish", .INBOX] | map(length) | join(" ")' "$S/state.json")" \
		"and each is where it belongs"
	imap_stop
	rm -rf "$D" "$S"
	return $killed
}
mode=
each server syncfs 1
each server pwrite64 40
each server fdatasync 2
each server sendto 5
each server recvfrom 9
mode=no-move
each server fdatasync 3
each server sendto 5
each server recvfrom 9

echo "== more mails than wait together: killed between commits of halves"
many=2500
make_many() { # FOLDER SUFFIX
	for ((i = 0; i < many; i++)); do
		printf 'Message-ID: <m%d@acme.test>\nFrom: boss@acme.test\nTo: %s\n\nDemand 1: %d.\n' $i "$T1" $i >"$1/$i$2"
	done
}
all_filed() { # TEXT
	openletter replies -C "$D" --json >filed
	expect_equal "$many $many" "$(wc -l <filed) $(jq -r .message_id filed | sort -u | wc -l)" "$1: each of many is filed once"
	expect_equal "$many" "$(find "$D/archive/cur" -type f | wc -l)" "and kept once"
}
fill=make_many file_into='' mode=
each maildir syncfs 1
each server syncfs 1
