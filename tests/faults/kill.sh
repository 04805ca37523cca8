# A sample of what tests/faults/kill does for as long as one likes: the sender is killed, nothing is
# lost, nothing is sent twice.
. "$(dirname "$0")/../lib.sh"

LIMIT=600
expect_exit 0 "$test_folder/kill" --seconds "${KILL_SECONDS:-50}"
cat out
expect_in " 0 lost, 0 twice, 0 other findings" out
