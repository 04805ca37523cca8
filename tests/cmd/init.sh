# init: a campaign that works as it stands, from one command; nothing is ever overwritten.
. "$(dirname "$0")/../lib.sh"

export OPENLETTER_NOW=2025-09-26T09:00:00+02:00

expect_exit 0 openletter init demo
for file in campaign.cfg letter.md reminder.md recipients.csv signatories.csv campaign.db; do
	[ -f "demo/$file" ] && ok "$file is there" || fail "$file is not there"
	expect_in "$file" out
done
expect_in "cd demo" out
expect_in "openletter check" out
expect_equal 600 "$(stat -c %a demo/campaign.db)" "nobody else reads the store"
# Two weeks after that Friday.
expect_in 'deadline = "2025-10-10"' demo/campaign.cfg
expect_in 2025-10-10 out

# It works as it stands: no mistake, no warning, and letters are made.
expect_exit 0 openletter check -C demo
expect_equal "" "$(cat err)" "no mistake and no warning"
expect_in "all is well" out
expect_exit 0 openletter preview -C demo --json
expect_equal 4 "$(wc -l <out)" "four letters"

# A second time: refused, and not a byte is changed.
sum() { (cd demo && find . -type f -exec sha256sum {} + | sort -k 2); }
before=$(sum)
expect_exit 2 openletter init demo
expect_in "demo holds campaign.cfg, letter.md" err
expect_in "nothing was written" err
expect_equal "$before" "$(sum)" "all files are as they were"

# One file that is in the way is enough, whatever it is.
mkdir other && ln -s nowhere other/letter.md
expect_exit 2 openletter init other
expect_in "other holds letter.md already" err
expect_equal "letter.md" "$(ls other)" "nothing was added"

# Without DIR: the current folder; with -C: that one.
mkdir here && (cd here && openletter init -q) || fail "init in an empty folder"
[ -f here/campaign.cfg ] && ok "init -q in the current folder" || fail "no campaign.cfg"
expect_exit 0 openletter init -C there
[ -f there/campaign.cfg ] && ok "-C makes the folder" || fail "no there/campaign.cfg"
expect_exit 0 openletter init -C there sub
[ -f there/sub/campaign.cfg ] && ok "-C DIR SUB" || fail "no there/sub/campaign.cfg"

# Each campaign has a secret of its own.
cmp -s demo/campaign.db there/campaign.db && fail "two campaigns share a store" || ok "stores differ"

# A weekend is no deadline: two weeks after a Saturday is the Monday after.
expect_exit 0 env OPENLETTER_NOW=2025-09-27T09:00:00Z openletter init --json weekend
expect_json .deadline 2025-10-13 out
expect_json .dir weekend out
expect_json '.files | length' 6 out

# No room: a message, and no half of a campaign.
touch file
expect_exit 2 openletter init file/x
expect_in "file is a file, expected a folder" err
expect_exit 2 openletter init a b

# What is printed can be typed.
expect_exit 0 openletter init "Ada's müll & more"
expect_equal "  cd 'Ada'\\''s müll & more'" "$(grep '  cd ' out)" "the folder's name is a word of the shell"
(eval "$(grep '  cd ' out)" && [ -f campaign.cfg ]) && ok "cd works" || fail "cd does not work"
expect_exit 0 openletter init $'b\377d\033[2J'"'s"
expect_not_in $'\033' out
(eval "$(grep '  cd ' out)" && [ -f campaign.cfg ]) && ok "cd works with bytes that are no text" || fail "cd does not work" "$(cat out)"
expect_exit 2 openletter init ""
expect_in "is empty" err

# A letter that is copied for another language has its dates in that language.
expect_exit 0 openletter init french && cd french || exit 1
cp letter.md letter.fr.md
sed -i '1s/$/,language/; 2,$s/$/,fr/' recipients.csv
deadline=$(sed -n 's/^ *deadline = "\(....-..-..\)".*/\1/p' campaign.cfg | head -1)
expect_exit 0 openletter preview
expect_in "$(echo "{{ '$deadline' | localdate }}" | openletter render --language fr -)" "$TMP/out"
