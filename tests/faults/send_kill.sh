# The sender is killed, and started again: S1 to S5.
. "$(dirname "$0")/../lib.sh"

LIMIT=600
if expect_exit 0 python3 "$test_folder/send_kill.py"; then
	sed -n 's/^ok: //p' out | while read -r name; do echo "  $name"; done
fi
