# Names, dates, lists, plurals and ordinals of all languages, compared with the CLDR of node's Intl.
. "$(dirname "$0")/../lib.sh"

command -v node >/dev/null || skip "there is no node"
node -e 'process.exit(process.versions.cldr && Intl.DateTimeFormat.supportedLocalesOf("zu").length ? 0 : 1)' ||
	skip "this node has no full ICU"

LIMIT=600 expect_exit 0 node "$test_folder/language.mjs" "$OPENLETTER" \
	"$project_root/docs/openletter-templates.7.scd" "$project_root/mailer/liquid/language_data.c"
expect_in " languages: " out
cat out
