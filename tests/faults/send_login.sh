# TLS, logins and secrets of the sender, against certificates and servers that are not right.
. "$(dirname "$0")/../lib.sh"

LIMIT=600
if expect_exit 0 python3 "$test_folder/send_login.py"; then
	sed -n 's/^ok: //p' out | while read -r name; do echo "  $name"; done
fi
