# review: judging by keys, undo, promised dates; on a terminal nothing of a mail arrives raw.
. "$(dirname "$0")/../lib.sh"
. "$test_root/tracker_story.bash"

story_start "$TMP/c"
expect_exit 0 openletter review
expect_in "Nothing waits" "$TMP/out"
story_at 2025-10-08T10:00:00+02:00
reply_mail northfield one <<-TEXT
	Dear all,

	1. We have suspended the service.$(printf '\033[2J\302\233')

	3. We will publish it by 30 November 2025.
TEXT
story_watch
reply_mail meridian two <<-TEXT
	Demand 4: no.
TEXT
story_watch

state() {
	openletter status --json | jq -r '[.demands[] | select(.position != "open" or .pending) |
		"\(.id)@\(.target[:4]):\(.position)\(if .pending then "*" else "" end)"] | join(" ")'
}
keys() { printf '%s' "$1" | openletter review --by Ana >"$TMP/out" 2>"$TMP/err"; }
start="suspend@Nort:open* publish@Nort:open* remedy@Meri:open*"
expect_equal "$start" "$(state)" "three wait"

# Looking changes nothing.
before=$(openletter log --json --last 1 | jq .seq)
keys '?tsbxq'
expect_in "e accept the promised date" "$TMP/out"
expect_equal "" "$(grep -E '^  [a-z] [a-z]+ .*   ' "$TMP/out" | grep -E '.{81}')" "the help of the keys fits on a terminal"
expect_equal "$start" "$(state)" "and wait still"
expect_equal "$before" "$(openletter log --json --last 1 | jq .seq)" "no event"
expect_in "1. We have suspended the service." "$TMP/out"
expect_in "Suspend all services" "$TMP/out"
expect_in "a answered" "$TMP/out"
expect_in "0 judged, 3 left" "$TMP/out"
keys ''
expect_equal "$start" "$(state)" "the end of input ends it"

# Judged, taken back, judged again; one is left.
keys 'auaps'
expect_equal "suspend@Nort:answered publish@Nort:partial remedy@Meri:open*" "$(state)" "judged"
expect_in "2 judged, 1 left" "$TMP/out"
expect_exit 0 openletter show suspend --json
expect_json 'select(.kind == "judged") | "\(.by): \(.quote | split("service")[0])"' \
	"Ana: 1. We have suspended the 
Ana: 1. We have suspended the " "$TMP/out"
keys 'ar'
expect_equal "suspend@Nort:answered publish@Nort:partial remedy@Meri:answered" "$(state)" "all are judged"
keys 'a'
expect_in "Nothing waits" "$TMP/out"
expect_exit 0 openletter file 1 --undo
expect_exit 0 openletter file 1 --undo
expect_equal "suspend@Nort:open* publish@Nort:open* remedy@Meri:answered" "$(state)" "file --undo takes it back, too"

# Words of one's own, and the promised date.
keys 's"published soon
epq'
expect_equal "suspend@Nort:open* publish@Nort:partial remedy@Meri:answered" "$(state)" "with words"
expect_exit 0 openletter show publish --target "Northfield Systems"
tr -s ' \n' '  ' <"$TMP/out" >"$TMP/line"
expect_in 'Ana judged it partial by reply 1: "published soon"' "$TMP/line"
expect_in "extended to 2025-11-30 by Ana because of reply 1" "$TMP/line"
expect_exit 0 openletter review --demand remedy
expect_in "Nothing waits" "$TMP/out"
expect_exit 2 openletter review --demand remdy
expect_exit 2 openletter review extra

# On a terminal: single keys, nothing raw, the terminal is put back. ^C ends it in good order.
cat >"$TMP/terminal.py" <<'PYTHON'
import os, pty, sys, termios, select, time
keys, want = sys.argv[1].encode().decode("unicode_escape").encode(), sys.argv[2].encode()
pid, fd = pty.fork()
if pid == 0:
    os.execvp("openletter", ["openletter", "review", "--color", "never"])
out = b""
def pump(until):
    global out
    end = time.monotonic() + 240
    while until not in out and time.monotonic() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                data = os.read(fd, 65536)
            except OSError:
                return
            if not data:
                return
            out += data
pump(b"? help]")
before = termios.tcgetattr(fd)[3]
os.write(fd, keys)
pump(want)
end = time.monotonic() + 240
status = None
while status is None and time.monotonic() < end:
    done, code = os.waitpid(pid, os.WNOHANG)
    if done:
        status = os.waitstatus_to_exitcode(code)
    else:
        pump(b"\0never")  if select.select([fd], [], [], 0.05)[0] else None
after = termios.tcgetattr(fd)[3]
print("raw", not before & termios.ICANON, "restored", bool(after & termios.ICANON and after & termios.ECHO), "exit", status)
print("escapes", b"\x1b[2J" in out or b"\xc2\x9b" in out, "shown", b"\\x1b[2J" in out)
PYTHON
python3 "$TMP/terminal.py" 'tq' 'judged, ' >"$TMP/got"
printf 'raw True restored True exit 0\nescapes False shown True\n' >"$TMP/want"
expect_same "$TMP/want" "$TMP/got"
python3 "$TMP/terminal.py" 't\x03' 'judged, ' >"$TMP/got"
expect_same "$TMP/want" "$TMP/got"
expect_equal "suspend@Nort:open* publish@Nort:partial remedy@Meri:answered" "$(state)" "and nothing was judged"
python3 "$TMP/terminal.py" 'r' 'judged, ' >"$TMP/got"
expect_equal "suspend@Nort:refused publish@Nort:partial remedy@Meri:answered" "$(state)" "one key judges"
expect_exit 0 openletter log --verify
