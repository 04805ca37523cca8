# What every command shares: the overview, --help, --version, usage errors, and standard output that is full.
. "$(dirname "$0")/../lib.sh"

expect_exit 2 openletter
expect_in "usage: openletter COMMAND" out

expect_exit 0 openletter --help
expect_in "usage: openletter COMMAND" out
commands=$(sed -n 's/^  \([a-z]*\)  *[A-Za-z].*/\1/p' out)
[ -n "$commands" ] || fail "the overview names no command"

# What each is for: a sentence without its full stop, on one line of a terminal.
expect_equal "" "$(grep -E '^  [a-z]+ ' out | grep -vE '^  [a-z]+ +[A-Z].*[^.]$')" "summaries begin with a capital and have no full stop"
expect_equal "" "$(grep -E '.{91}' out)" "each summary fits on a line"

expect_exit 0 openletter --version
expect_in "openletter " out

expect_exit 2 openletter nosuch
expect_in 'there is no command "nosuch"' err
expect_exit 2 openletter $'\x1b]0;x\x07'
expect_not_in $'\x1b' err

for command in $commands; do
	expect_exit 0 openletter "$command" --help
	expect_in "usage: openletter $command" out
	cp out "$command.help"
	expect_exit 0 openletter help "$command"
	expect_same "$command.help" out
	for columns in 40 80 400; do
		expect_exit 0 env COLUMNS=$columns openletter "$command" --help
		# The usage line and a flag with its argument are not broken.
		expect_equal "" "$(sed 1d out | grep -vE '^  (-., |    )--' |
			grep -E ".{$((columns > 100 ? 101 : columns + 1))}")" "$command --help fits into $columns columns"
		expect_equal "" "$(grep -n ' $' out)" "$command --help has no trailing blanks"
	done
	expect_exit 2 openletter "$command" --nosuchflag
	expect_in "--nosuchflag" err
done

# --version and --help are for every command, and for none.
expect_exit 0 openletter --version
cp out version
for words in "status --version" "--json --version" "-C /nowhere --version" "--version send" "export --version --json"; do
	# shellcheck disable=SC2086
	expect_exit 0 openletter $words
	expect_same version out
done
expect_exit 0 openletter -q --help
expect_in "usage: openletter COMMAND" out
expect_exit 0 openletter help -q send
expect_in "usage: openletter send" out
expect_exit 2 openletter help send check
expect_in "usage: openletter help [COMMAND]" err
expect_exit 2 openletter -q
expect_in "no command follows -q" err

full() { openletter --help >/dev/full; }
if [ -e /dev/full ]; then expect_exit 1 full; fi

# A reader that has seen enough is no failure worth words, however long ago it went.
expect_exit 0 openletter init many
(cd many && for i in $(seq 2000); do echo "r$i,r$i@example.net,Name $i,Org $i,Head,,none"; done >>recipients.csv)
openletter -C many preview 2>err | head -1 >out
expect_equal "" "$(cat err)" "preview | head says nothing"

echo "== X16: no core file, not even for a program that is given cores through a pipe"
if ulimit -c unlimited 2>/dev/null; then
	mkfifo still
	(cd "$(tmpdir cores)" && exec openletter render - <../still) &
	pid=$!
	exec 9>still
	wait_for grep -Eq "^Max core file size +1 +1 " "/proc/$pid/limits"
	kill -ABRT $pid
	wait $pid 2>/dev/null
	expect_equal 134 $? "it was ended by the signal"
	exec 9>&-
	expect_equal "" "$(ls cores)" "there is no core file"
fi

# Flags of a letter: together, with an argument at once or in the next word.
expect_exit 0 openletter init -q bundle
expect_exit 0 openletter export csv -qCbundle
expect_in '"record","letter"' out
expect_exit 0 openletter export csv -qC bundle
expect_in '"record","letter"' out
expect_exit 0 openletter -qC bundle export csv
expect_in '"record","letter"' out
expect_exit 2 openletter export csv -qC
expect_in "openletter export: --dir needs an argument: DIR" err
expect_exit 2 openletter export csv -qz
expect_in "there is no flag -z; see openletter export --help" err
expect_exit 2 openletter hlep
expect_in 'did you mean "help"?' err

# Each -C is relative to the one before, as git has it.
mkdir -p one && mv bundle one/bundle
expect_exit 0 openletter -C one -C bundle export csv
expect_in '"record","letter"' out
expect_exit 0 openletter export csv -C one -q --dir bundle
expect_in '"record","letter"' out
expect_exit 0 openletter -C nowhere -C "$PWD/one/bundle" export csv
expect_in '"record","letter"' out
expect_exit 2 openletter -C one/bundle -C nowhere check
expect_in "one/bundle/nowhere/campaign.cfg" err

# A flag that may repeat, before a mistake.
expect_exit 2 openletter file --letter A-1 --letter A-2 one two
expect_exit 2 openletter render --data x.json
expect_exit 0 openletter send --only x --help

# Words before which there is no command.
expect_exit 2 openletter -C
expect_in "no command follows -C" err
expect_exit 2 openletter --json
expect_in "no command follows --json" err
expect_exit 2 openletter status extra
expect_equal "openletter status: there are too many arguments; usage: openletter status" "$(cat err)" "no blank at the end"
