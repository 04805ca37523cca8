# Every case of the independent Liquid suite (jg-rp/golden-liquid), through `openletter render --standard`.
. "$(dirname "$0")/../lib.sh"

[ -n "${OPENLETTER_CORPUS:-}" ] || skip "OPENLETTER_CORPUS is not set"

LIMIT=570 expect_exit 0 python3 "$test_folder/liquid.py" "$OPENLETTER" "$OPENLETTER_CORPUS/golden_liquid.json"
expect_in "1052 of 1054 cases pass" out
