#!/usr/bin/env bash
# Every source is formatted as .clang-format says, and every shell script parses.
set -u
cd "$(dirname "$0")/.." || exit 1
status=0
git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror || status=1
for script in scripts/* .ci/run $(git ls-files 'tests/*.sh' tests/servers); do
	head -n 1 "$script" | grep -q python && continue
	bash -n "$script" || status=1
done
exit $status
