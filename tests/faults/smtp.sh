# The sender against a server that misbehaves in every way of the table, by number: smtp_faults.py.
. "$(dirname "$0")/../lib.sh"

LIMIT=600
if expect_exit 0 python3 "$test_folder/smtp_faults.py"; then
	sed -n 's/^ok: //p' out | while read -r name; do echo "  $name"; done
fi
