# A server that errs at random, and a sender that is killed now and then: send_chaos.py.
. "$(dirname "$0")/../lib.sh"

LIMIT=600
expect_exit 0 python3 "$test_folder/send_chaos.py"
sed 's/^/  /' out
