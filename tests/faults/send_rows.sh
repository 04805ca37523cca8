# Faults of the sender that more than a server's script makes.
. "$(dirname "$0")/../lib.sh"

LIMIT=600
if expect_exit 0 python3 "$test_folder/send_rows.py"; then
	sed -n 's/^ok: //p' out | while read -r name; do echo "  $name"; done
fi
