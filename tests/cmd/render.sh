# openletter render: data, rows, partials, errors, and every example of openletter-templates(7).
. "$(dirname "$0")/../lib.sh"

render() { openletter render "$@"; }

# What stands in out, whole.
expect_out() {
	printf '%s' "$1" >wanted
	expect_same wanted out
}

# ---- data ----
printf '{"campaign":{"title":"Homes","n":3},"list":[1,2,3],"blank":""}' >data.json
printf '%s' '{{ campaign.title }} {{ list | join: "," }} {{ campaign.n | plus: 1 }}' >t
expect_exit 0 render t --data data.json
expect_out 'Homes 1,2,3 4'
printf '{"campaign":{"title":"Other","n":0}}' >more.json
expect_exit 0 render t -d data.json -d more.json
expect_out 'Other 1,2,3 1'
expect_exit 0 bash -c 'openletter render t --data - <data.json'
expect_out 'Homes 1,2,3 4'
expect_exit 0 bash -c 'openletter render - --data data.json <t'
expect_out 'Homes 1,2,3 4'
printf '[1]' >list.json
expect_exit 2 render t --data list.json
expect_in "the data must be an object" err
printf '{"a": 1,\n }' >bad.json
expect_exit 2 render t --data bad.json
expect_in "bad.json:2:2: this is no JSON" err
expect_exit 2 render t --data none.json
# Integers of any size, as in templates; what looks like one in a text is text, and mistakes keep their places.
big=123456789012345678901234567890
printf '\xef\xbb\xbf{"a":%s,"b":[-%s,"%s","\\"%s",9223372036854775807,9223372036854775808,1.%s],"%s":{"c":%s}}' \
	$big $big $big $big $big $big $big >big.json
printf '{{ a }} {{ a | plus: 1 }} {%% if a > 5 %%}more{%% endif %%}{%% for x in b %%} {{ x }}{%% endfor %%} {{ ["%s"].c }}' $big >big
expect_exit 0 render big --data big.json
expect_out "$big ${big%0}1 more -$big $big \"$big 9223372036854775807 9223372036854775808 1.1234567890123457 $big"
printf '[{"a":1},{"a":%s}]' $big >big.json
printf '{{ row.a | minus: 1 }};' >big
expect_exit 0 render big --each big.json --as row
expect_out "0;123456789012345678901234567889;"
printf '{"a":%s, "b":%s,\n"c":tru}' $big $big >big.json
expect_exit 2 render big --data big.json
expect_in "big.json:2:7: this is no JSON: invalid token near 'tru'" err
printf '{"a":%s, %s:1}' $big $big >big.json
expect_exit 2 render big --data big.json
expect_in "big.json:1:67: this is no JSON" err
printf '{"a":\n  %020001d}' 0 | tr 0 7 >big.json
expect_exit 2 render big --data big.json
expect_in "big.json:2:3: an integer of 20001 digits, expected at most 20000" err
printf '{"a":%s,"b":1e999}' $big >big.json
expect_exit 2 render big --data big.json
expect_in "big.json:1:45: real number overflow near '1e999'; a decimal has at most 308 digits" err
expect_exit 2 render none.txt
expect_exit 2 render
expect_exit 2 render t u

# ---- rows ----
printf 'name,org,title\nZoë,ACME,Dr\n"O""Brien, Pat",Ajax,\n' >rows.csv
printf '%s\n' '{% if recipient.title %}{{ recipient.title }} {% endif %}{{ recipient.name }} of {{ recipient.org }}' >t
expect_exit 0 render t --each rows.csv
expect_out $'Dr Zoë of ACME\nO"Brien, Pat of Ajax\n'
printf '[{"name":"A","org":"x","title":null},{"org":"y","name":"B","title":"Ms"}]' >rows.json
expect_exit 0 render t --each rows.json
expect_out $'A of x\nMs B of y\n'
printf '%s' '{{ who }};' >as
printf '["a",2,null]' >values.json
expect_exit 0 render as --each values.json --as who
expect_out 'a;2;;'
printf '{"a":1}' >object.json
expect_exit 2 render as --each object.json
expect_in "the rows must be a list" err
printf '[]' >none.json
expect_exit 0 render as --each none.json --as who --stats
expect_json .n 0 err
expect_exit 0 render t --each rows.csv --stats
expect_json .n 2 err
expect_json .bytes "$(wc -c <out)" err
expect_json 'keys_unsorted | join(",")' "n,bytes,seconds,rss_kib" err
expect_json '(.seconds > 0) and (.seconds < 60) and (.rss_kib > 100)' true err

# Folded or not, the bytes are the same.
cat >folded <<'T'
{% assign who = signatories | map: "org" | sentence %}{% for d in demands %}{{ forloop.index }}. {{ d }}
{% endfor %}To {{ recipient.name }}{% cycle "a", "b" %}{% capture c %}{{ campaign.title | upcase }}{% endcapture %}{{ c }} {{ who }}
{{ campaign.date | date: "%A %d" }} {{ campaign.date | localdate }}{% if campaign.title == "Homes" and recipient.title %}!{% endif %}
T
printf '{"campaign":{"title":"Homes","date":"2025-10-10"},"demands":["x","y"],"signatories":[{"org":"P"},{"org":"Q"}]}' >campaign.json
expect_exit 0 render folded -d campaign.json --each rows.csv
cp out first
expect_exit 0 render folded -d campaign.json --each rows.csv --no-fold
expect_same first out
expect_in "HOMES P and Q" out

# A row at fault is named; the rows before it are there.
printf '%s\n' '{{ recipient.name | append: missing }}' >t
expect_exit 2 render t --each rows.csv
expect_equal "t:1:29: there is no variable \`missing\` (for rows.csv:2, row 1)" "$(cat err)" \
	"a message begins with its place"
printf '[{"n":2},{"n":0}]' >rows.json
printf '%s\n' '{{ 4 | divided_by: recipient.n }}' >t
expect_exit 2 render t --each rows.json
expect_in "t:1:8: the filter \`divided_by\`: divided by 0 (for row 2 of rows.json)" err
expect_out $'2\n'

# ---- B26, B27: what is wrong, where, and the nearest name; every problem at once ----
printf '%s\n' 'a' '{{ recipient.nmae }}' >t
expect_exit 2 render t --each rows.csv
expect_in "t:2:4: there is no \`recipient.nmae\`; did you mean \`recipient.name\`?" err
printf '%s\n' '{{ x | upcsae }}' '{% iff x %}' '{% if x %}' >t
expect_exit 2 render t
expect_in "t:1:8: there is no filter \`upcsae\`; did you mean \`upcase\`?" err
expect_in "t:2:1: there is no tag \`iff\`; did you mean \`if\`?" err
expect_in "t:3:1: \`if\` is never closed" err
expect_out ''
printf '%s' '{% if list and blank or list %}yes{% endif %}' >t
expect_exit 0 render t -d data.json
expect_out 'yes'
expect_in "conditions are read from the right" err

# ---- plain Liquid ----
printf '%s' '[{{ nobody.at.all }}{{ "<" | no_such_filter }}]' >t.html
expect_exit 0 render t.html --standard
expect_out '[<]'

# ---- HTML is escaped, text is not ----
printf '%s' '<p>{{ x }}{{ x | raw }}' >t.html
cp t.html t.txt
printf '{"x":"<&>"}' >x.json
expect_exit 0 render t.html -d x.json
expect_out '<p>&lt;&amp;&gt;<&>'
expect_exit 0 render t.txt -d x.json
expect_out '<p><&><&>'
expect_exit 0 render t.txt -d x.json --escape
expect_out '<p>&lt;&amp;&gt;<&>'

# ---- X13: values are never templates ----
printf '{"x":"{{ y }}{%% if"}' >x.json
printf '%s' '{{ x }}' >t
expect_exit 0 render t -d x.json
expect_out '{{ y }}{% if'

# ---- the language ----
printf '%s' '{{ "2025-10-10" | localdate }}' >t
expect_exit 0 render t --language fr
expect_out '10 octobre 2025'
expect_exit 0 render t --language tlh
expect_out '10 October 2025'
expect_in 'there are no words for the language "tlh"' err
expect_exit 2 render t --language "f r"
expect_in '--language is "f r", expected one like "en"' err

# ---- partials ----
mkdir -p p/sub
printf '%s' '[{{ a }}]' >p/one
printf '%s' '({{ a }})' >p/sub/_two.liquid
printf '%s' '{% render "self" %}' >p/self
printf '%s' '{% render "one", a: 1 %}{% render "sub/two", a: 2 %}' >t
expect_exit 0 render t --partials p
expect_out '[1](2)'
cp t p/t
expect_exit 0 render p/t # beside the template
expect_out '[1](2)'
expect_exit 2 render t --partials none
expect_exit 2 render t --standard
expect_in "there is no partial \`one\`" err
# B29: outside of the folder, by name or by a link
printf 'secret' >secret
ln -s ../secret p/link
for name in ../secret "$PWD/secret" link /etc/hostname; do
	printf '%s' "{% render \"$name\" %}" >t
	expect_exit 2 render t --partials p
	expect_not_in secret out
done
# B30
printf '%s' '{% render "self" %}' >t
expect_exit 2 render t --partials p
expect_in "p/self:1:1: partials are nested more than 100 deep (limit include_depth)" err

# ---- B34, X12: limits end it ----
printf '%s' '{% for i in (1..1000000000) %}{% endfor %}' >t
expect_exit 2 render t
expect_in "limit loop_steps" err
printf '%s' '{% assign x = "abcdefgh" %}{% for i in (1..100) %}{% assign x = x | append: x %}{% endfor %}' >t
expect_exit 2 render t
expect_in "limit captured_bytes" err
python3 -c 'print("{% if true %}" * 100000)' >t
expect_exit 2 render t
expect_in "limit nesting" err

# ---- X8: what is shown of a hostile template does not reach a terminal ----
printf '{{ \033[2J | x }}{%% \033]0;y %%}' >t
expect_exit 2 render t
expect_not_in $'\033' err

# ---- a full or closed output is an error ----
printf 'text' >t
expect_exit 1 bash -c 'openletter render t >/dev/full'

# ---- the manual page ----
expect_exit 0 python3 "$test_folder/render_examples.py" "$OPENLETTER" \
	"$project_root/docs/openletter-templates.7.scd" "$project_root/mailer/liquid"
expect_in " 0 failures" out
