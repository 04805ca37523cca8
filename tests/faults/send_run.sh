# The sender and its machine: signals, locks, disks that fail, clocks that jump, files that are edited.
. "$(dirname "$0")/../lib.sh"

LIMIT=800
if expect_exit 0 python3 "$test_folder/send_run.py"; then
	sed -n 's/^ok: //p' out | while read -r name; do echo "  $name"; done
fi
