# For tests in bash:
#
#	. "$(dirname "$0")/../lib.sh"
#
# The program is `openletter` on the PATH: $OPENLETTER, which ctest sets, else the sanitize build.
# The test stands in its own empty folder, $TMP, which is gone afterwards. It goes on after a check
# that failed; its exit status tells at the end. 77 means skipped.
#
#	ok NAME                       passed; says so
#	fail TEXT                     failed; says so, with the output of the last expect_exit
#	expect_exit STATUS CMD...     CMD ends with STATUS; its output is then in out and err (of $TMP)
#	expect_in TEXT FILE           FILE holds TEXT; expect_not_in: it does not
#	expect_same WANTED FILE       the two files are equal; the difference is shown
#	expect_json FILTER WANTED FILE   jq -r FILTER on FILE gives WANTED
#	expect_equal WANTED GOT NAME  two texts
#	wait_for CMD...               until CMD succeeds; fails when it did not for $LIMIT seconds
#	wait_port FILE                until a server has told its port in FILE; prints it
#	tmpdir NAME                   makes $TMP/NAME and prints its path
#	as_reader CMD...              runs CMD with the rights of one who may read and not write
#	real_servers [NAME=VALUE...]  a private Postfix and Dovecot (servers/start) in $TMP/servers, whose env is
#	                              read; skipped where they cannot run
#	at_exit CMD                   runs CMD (one string) before the folder is removed
#	skip TEXT                     ends the test as skipped
#
# $LIMIT (240 seconds) is a guard against what hangs, on machines of any load, and no measure: no command of
# expect_exit lasts longer, it ends with 124 then. Servers choose their port themselves and tell it; the
# port that nobody listens on is 1. Standard input is empty, whatever the test was called from.

set -u
LIMIT=${LIMIT:-240}
exec </dev/null

test_root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project_root=$(dirname "$test_root")
test_name=$(basename "$0" .sh)
test_script=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
test_folder=$(dirname "$test_script")
OPENLETTER=$(realpath -m "${OPENLETTER:-$project_root/build/sanitize/openletter}")
if [ ! -x "$OPENLETTER" ]; then
	echo "$test_name: there is no program $OPENLETTER; build it, or set OPENLETTER to its path" >&2
	exit 1
fi

TMP=$(mktemp -d "${TMPDIR:-/tmp}/openletter-$test_name.XXXXXX") || exit 1
chmod 711 "$TMP"
mkdir "$TMP/bin" && ln -s "$OPENLETTER" "$TMP/bin/openletter"
export OPENLETTER TMP
export PATH="$TMP/bin:$PATH" HOME="$TMP" LANG=C.UTF-8 LC_ALL=C.UTF-8 TZ=UTC
# A finding of a sanitizer has a status of its own, so that no expected failure can hide it.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=99"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}exitcode=99:print_stacktrace=1"
unset OPENLETTER_NOW OPENLETTER_PASSWORD OPENLETTER_TIMEOUT OPENLETTER_WATCH_MS NO_COLOR COLUMNS LINES PAGER TZDIR
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY CDPATH
umask 022
cd "$TMP" || exit 1

test_checks=0
test_failures=0
test_at_exit=()

at_exit() { test_at_exit=("$1" "${test_at_exit[@]}"); }

# Ends what still runs in the background: asked first, and made to when it does not hear.
test_end_jobs() {
	local pid end=$((SECONDS + 20))

	for pid in $(jobs -p); do kill "$pid" 2>/dev/null; done
	while [ -n "$(jobs -pr)" ] && [ "$SECONDS" -lt "$end" ]; do sleep 0.05; done
	for pid in $(jobs -pr); do kill -KILL "$pid" 2>/dev/null; done
	wait 2>/dev/null
}

test_finish() {
	local status=$? cmd

	trap - EXIT
	# Whatever else comes, and whether or not somebody still reads what is printed: this is done to its end.
	trap '' INT TERM HUP PIPE
	for cmd in "${test_at_exit[@]}"; do eval "$cmd"; done
	test_end_jobs
	cd / && rm -rf "$TMP"
	if [ "$status" = 77 ]; then exit 77; fi
	if [ "$test_failures" -gt 0 ]; then
		echo "$test_name: $test_failures of $test_checks checks failed" >&2
		exit 1
	fi
	if [ "$status" -ne 0 ]; then
		echo "$test_name: ended with status $status" >&2
		exit "$status"
	fi
	if [ "$test_checks" = 0 ]; then
		echo "$test_name: nothing was checked" >&2
		exit 1
	fi
	echo "$test_name: $test_checks checks passed"
	exit 0
}
trap test_finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
trap 'exit 141' PIPE

ok() {
	test_checks=$((test_checks + 1))
	echo "ok: $1"
}

fail() {
	test_checks=$((test_checks + 1))
	test_failures=$((test_failures + 1))
	echo "FAILED: ${BASH_SOURCE[2]:-$0}:${BASH_LINENO[1]:-?}: $1" >&2
	if [ -n "${2:-}" ]; then printf '%s\n' "$2" >&2; fi
}

skip() {
	echo "$test_name: skipped: $1"
	exit 77
}

real_servers() {
	[ "$(id -u)" = 0 ] || skip "Postfix and Dovecot run as root only"
	command -v postfix >/dev/null || PATH=$PATH:/usr/sbin
	command -v postfix >/dev/null && command -v dovecot >/dev/null || skip "no postfix or dovecot"
	at_exit '"$test_root/servers/stop" "$TMP/servers"'
	expect_exit 0 env "$@" "$test_root/servers/start" "$TMP/servers" || exit 1
	. "$TMP/servers/env"
}

as_reader() {
	if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; else "$@"; fi
}

tmpdir() { mkdir -p "$TMP/$1" && echo "$TMP/$1"; }

expect_exit() {
	local want=$1 got
	shift
	if [ "$(type -t "$1")" = file ]; then
		# In the background, so that a signal ends the test at once, and this command with it.
		timeout -k 5 "$LIMIT" "$@" >"$TMP/out" 2>"$TMP/err" <&0 &
		wait $!
	else
		"$@" >"$TMP/out" 2>"$TMP/err"
	fi
	got=$?
	if [ "$got" = "$want" ]; then
		ok "$* (exit $got)"
	else
		fail "$*: exit $got, expected $want" \
			"$(sed 's/^/  out: /' "$TMP/out" | tail -n 40; sed 's/^/  err: /' "$TMP/err" | tail -n 60)"
		return 1
	fi
}

expect_in() {
	if grep -qF -e "$1" "$2" 2>/dev/null; then
		ok "\"$1\" is in $2"
	else
		fail "\"$1\" is not in $2" "$(sed 's/^/  /' "$2" 2>&1 | head -n 60)"
	fi
}

expect_not_in() {
	if [ ! -e "$2" ]; then
		fail "there is no $2"
	elif grep -qF -e "$1" "$2"; then
		fail "\"$1\" is in $2" "$(grep -nF -e "$1" "$2" | head -n 10)"
	else
		ok "\"$1\" is not in $2"
	fi
}

expect_same() {
	local difference
	if difference=$(diff -u "$1" "$2" 2>&1); then
		ok "$2 is as expected"
	else
		fail "$2 is not as expected" "$(head -n 100 <<<"$difference")"
	fi
}

expect_equal() {
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		fail "$3: \"$2\", expected \"$1\""
	fi
}

expect_json() {
	local got
	if ! got=$(jq -r "$1" "$3" 2>&1); then
		fail "jq '$1' $3" "$got"
	elif [ "$got" = "$2" ]; then
		ok "$1 is $2"
	else
		fail "$1 of $3 is \"$got\", expected \"$2\""
	fi
}

wait_for() {
	local end=$((SECONDS + LIMIT))
	until "$@" >/dev/null 2>&1; do
		if [ "$SECONDS" -ge "$end" ]; then
			fail "after $LIMIT s still not so: $*"
			return 1
		fi
		sleep 0.05
	done
	ok "$*"
}

wait_port() {
	local end=$((SECONDS + LIMIT))
	until [ -s "$1" ]; do
		if [ "$SECONDS" -ge "$end" ]; then
			echo "$test_name: no server told its port in $1" >&2
			return 1
		fi
		sleep 0.05
	done
	cat "$1"
}
