#!/usr/bin/env bash
# Every source is formatted as .clang-format says, and every shell script parses.
set -u
cd "$(dirname "$0")/.." || exit 1
status=0
find mailer tests -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror || status=1
for script in scripts/* .ci/run $(find tests -name '*.sh' -o -name '*.bash') tests/servers/*; do
	case $script in *.sh | *.bash) ;; *) head -n 1 "$script" | grep -q bash || continue ;; esac
	bash -n "$script" || status=1
done
exit $status
