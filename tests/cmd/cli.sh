# What every command shares: the overview, --help, --version, usage errors, and standard output that is full.
. "$(dirname "$0")/../lib.sh"

expect_exit 2 openletter
expect_in "usage: openletter COMMAND" out

expect_exit 0 openletter --help
expect_in "usage: openletter COMMAND" out
commands=$(sed -n 's/^  \([a-z]*\)  *[A-Za-z].*/\1/p' out)
[ -n "$commands" ] || fail "the overview names no command"

expect_exit 0 openletter --version
expect_in "openletter " out

expect_exit 2 openletter nosuch
expect_in 'there is no command "nosuch"' err
expect_exit 2 openletter $'\x1b]0;x\x07'
expect_not_in $'\x1b' err

for command in $commands; do
	expect_exit 0 openletter "$command" --help
	expect_in "usage: openletter $command" out
	expect_exit 2 openletter "$command" --nosuchflag
	expect_in "--nosuchflag" err
done

full() { openletter --help >/dev/full; }
if [ -e /dev/full ]; then expect_exit 1 full; fi
