# Letters to a local program, in place of a server: what it says by its exit status, and what becomes of
# letters when it hangs, dies or is ended.
. "$(dirname "$0")/../lib.sh"

LIMIT=600
if expect_exit 0 python3 "$test_folder/program.py"; then
	sed -n 's/^ok: //p' out | while read -r name; do echo "  $name"; done
fi
