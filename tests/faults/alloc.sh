# S34: a sample of what tests/faults/alloc does for as long as one likes: memory runs out somewhere, nothing is
# lost, nothing is sent or filed twice.
. "$(dirname "$0")/../lib.sh"

LIMIT=600
expect_exit 0 "$test_folder/alloc" --seconds "${ALLOC_SECONDS:-30}"
cat out
