# Bad input: FILE:LINE:COLUMN: what was found, what was expected; every problem at once; exit 2; nothing
# connected, nothing written. Rows by their numbers. What needs no files of its own is in the unit tests
# of campaign/; here is that the program says so, whole, and what only a real folder has.
. "$(dirname "$0")/../lib.sh"

settings='campaign = { id = "a-1"; title = "A title"; };
letter = { from = "A <a@example.org>"; template = "letter.md"; };
demands = ( { id = "d1"; title = "T"; text = "X"; } );'

# A campaign without fault in a new folder c; then the current folder is it.
fresh() {
	cd "$TMP" && rm -rf c && mkdir c && cd c || exit 1
	printf '%s\n' "$settings" >campaign.cfg
	printf 'email,name,org\nb@example.com,B,B Ltd\n' >recipients.csv
	printf 'name,org\nA,A Org\n' >signatories.csv
	printf 'Subject: To {{ recipient.org }}\n\nDear {{ recipient.name }},\n\nText.\n' >letter.md
}

# bad ROW TEXT...: check and send refuse with exit 2; each TEXT is in a line of its own; no file is new.
bad() {
	local row=$1 text before after
	shift
	before=$(ls -A)
	expect_exit 2 openletter check
	for text in "$@"; do expect_in "$text" "$TMP/err"; done
	cp "$TMP/err" "$TMP/checked"
	expect_exit 2 openletter send --yes
	for text in "$@"; do expect_in "$text" "$TMP/err"; done
	after=$(ls -A)
	expect_equal "$before" "$after" "$row: nothing was written"
	if grep -vE '^[^:]+:[0-9]+:[0-9]+: ' "$TMP/checked"; then
		fail "$row: a line without place" "$(cat "$TMP/checked")"
	fi
}

fresh
expect_exit 0 openletter check
expect_in "all is well" "$TMP/out"

fresh; printf 'sned = { };\n' >>campaign.cfg
bad B1 'campaign.cfg:4:1: ' '"send"'

fresh; printf 'recipients = "recipients.csv";\nrecipients = "x.csv";\n' >>campaign.cfg
bad B2 'campaign.cfg:5:1: ' 'line 4'

fresh; printf 'send = { connections = "4"; };\n' >>campaign.cfg
bad B3 'campaign.cfg:4:24: '

fresh; sed -i '3d' campaign.cfg; printf 'demands = "x";\ninbox = 5;\n' >>campaign.cfg
bad B3 'campaign.cfg:3:11: ' 'campaign.cfg:4:9: '
expect_equal 2 "$(grep -vc warning "$TMP/checked")" "each is told once"
fresh; printf 'inbox = { on_reply = "notify \x27an answer"; };\n' >>campaign.cfg
bad B3 'campaign.cfg:4:22: "on_reply": a quote that is never closed'

fresh; printf 'send = { connections = 4294967300; };\n' >>campaign.cfg
bad B4 'campaign.cfg:4:24: ' '4294967300'

fresh; printf 'send = { url = "smtp://127.0.0.1:70000"; tls = "none"; };\n' >>campaign.cfg
bad B5 'campaign.cfg:4:34: ' '65535'

fresh; printf 'store = "a\0b";\n' >>campaign.cfg
bad B6 'campaign.cfg:4:11: ' 'NUL'

fresh; printf '# caf\351\n' >>campaign.cfg
bad B7 'campaign.cfg:4:6: ' 'UTF-8'

fresh; { printf '\357\273\277'; printf '%s\n' "$settings"; } >campaign.cfg
expect_exit 0 openletter check
ok "B8: a byte-order mark is accepted"

fresh; printf '@include "more.cfg"\n' >>campaign.cfg; printf '@include "campaign.cfg"\n' >more.cfg
bad B9 'more.cfg:1:1: ' 'loop'

fresh; printf '@include "pipe"\n' >>campaign.cfg; mkfifo pipe
bad B10 'campaign.cfg:4:1: ' 'no regular file'
fresh; printf '@include "folder"\n' >>campaign.cfg; mkdir folder
bad B10 'campaign.cfg:4:1: ' 'directory'
fresh; printf 'signatories = "folder";\n' >>campaign.cfg; mkdir folder
bad B10 'campaign.cfg:4:15: folder: is a directory, expected a file'
expect_not_in "a file, expected" "$TMP/checked"
fresh; printf '@include "/dev/zero"\n' >>campaign.cfg
bad B10 'campaign.cfg:4:1: ' 'no regular file'

# B11, X16: a password that others could read; the message does not repeat it.
fresh; printf 'send = { user = "u"; password = "CANARY-7f3"; };\n' >>campaign.cfg; chmod 644 campaign.cfg
bad B11 'campaign.cfg:4:33: ' 'chmod 600'
expect_not_in CANARY "$TMP/err"
chmod 640 campaign.cfg
bad B11 'campaign.cfg:4:33: '
chmod 600 campaign.cfg
expect_exit 0 openletter check
fresh; printf '@include "secret.cfg"\n' >>campaign.cfg
printf 'send = { user = "u"; password = "CANARY-7f3"; };\n' >secret.cfg; chmod 644 secret.cfg
bad B11 'secret.cfg:1:33: '
chmod 600 secret.cfg
expect_exit 0 openletter check

fresh; printf 'send = { url = "smtp://mail.example.org"; tls = "none"; };\n' >>campaign.cfg
bad B12 'campaign.cfg:4:49: ' 'loopback'

fresh; printf 'mail,name\nb@example.com,B\n' >recipients.csv
bad B13 'recipients.csv:1:1: ' '"email"'

fresh; printf 'email,name,org,name\nb@example.com,B,O,C\n' >recipients.csv
bad B14 'recipients.csv:1:16: '

fresh; printf 'c@example.com,C\nd@example.com,D,O,x\n' >>recipients.csv
bad B15 'recipients.csv:3:1: ' 'recipients.csv:4:19: '

fresh; printf 'c@example.com,"C,O\nd@example.com,D,O\n' >>recipients.csv
bad B16 'recipients.csv:3:15: ' 'never closed'

fresh; : >recipients.csv
bad B17 'recipients.csv:1:1: ' 'empty'

fresh; printf 'c@example.com,M\374ller,O\n' >>recipients.csv
bad B18 'recipients.csv:3:16: ' 'UTF-8'

fresh; printf 'email,name,org\nb@example.com,B,O\n' | iconv -f UTF-8 -t UTF-16 >recipients.csv
bad B19 'recipients.csv:1:1: ' 'UTF-16'

fresh; printf 'c@example.com,"C\r\nBcc: x@example.test",O\n' >>recipients.csv
bad "B20 X1" 'recipients.csv:3:15: '
fresh; printf 'c@example.com,C\0,O\n' >>recipients.csv
bad "B20 NUL" 'recipients.csv:3:16: '
fresh; printf '"c@example.com>\r\nRCPT TO:<x@example.test",C,O\n' >>recipients.csv
bad X2 'recipients.csv:3:1: '

# X1: what a cell of several lines adds to a header is text of that header.
for header in 'Subject: {{ recipient.notes }}' 'Subject: {{ recipient.notes | raw }}' \
	'Subject: {{ recipient.none | default: recipient.notes }}' 'Subject: {% if true %}{{ recipient.notes }}{% endif %}' \
	'Subject: {% capture x %}{{ recipient.notes }}{% endcapture %}{{ x }}' \
	'Subject: {% assign x = recipient.notes | upcase | downcase %}{{ x }}' 'Subject: {% cycle recipient.notes %}'; do
	for end in '\n' '\r\n' '\n\n' '\r'; do
		fresh; printf "email,name,org,notes\nb@example.com,B,O,\"note${end}bcc: x@example.test${end}${end}evil\"\n" >recipients.csv
		printf '%s\n\nText.\n' "$header" >letter.md
		expect_exit 0 openletter preview --json
		expect_json .subject "note bcc: x@example.test evil" "$TMP/out"
	done
done
fresh; printf 'email,name,org,notes\nb@example.com,B,O,"a@example.com\nBcc: x@example.test"\n' >recipients.csv
printf 'Subject: x\nCc: {{ recipient.notes }}\n\nText.\n' >letter.md
bad X1 'letter.md:2:5: Cc: '

# X2: nor does a name, or a part of an address, add one; a cell of addresses that is the whole header may.
for name in 'x@example.test, B' 'x@example.test,' 'x@example.test, y@example.test' 'x@example.test>, <y@example.test' 'B <x@example.test>,'; do
	for to in '{{ recipient.name }} <{{ recipient.email }}>' '{{ recipient.name }}@example.com' 'B <{{ recipient.name }}>' \
		'b@example.com, B {{ recipient.name }}'; do
		fresh; printf 'email,name,org\nb@example.com,"%s",O\n' "$name" >recipients.csv
		printf 'Subject: x\nTo: %s\n\nText.\n' "$to" >letter.md
		bad "X2 $to" 'letter.md:2:5: To: '
	done
done
fresh; printf 'email,name,org,others\nb@example.com,"B; C: D",O,"c@example.com, ""D, E"" <d@example.com>"\n' >recipients.csv
printf 'Subject: x\nTo: {{ recipient.name }} <{{ recipient.email }}>\nCc: {{ recipient.others }}, e@example.com\n\nText.\n' >letter.md
expect_exit 0 openletter preview
expect_in 'To:         "B; C: D" <b@example.com>' "$TMP/out"
expect_in 'Cc:         c@example.com, "D, E" <d@example.com>, e@example.com' "$TMP/out"

fresh; printf 'c@example.com; d@example.com,C,O\n' >>recipients.csv
bad B21 'recipients.csv:3:1: ' 'two addresses'

fresh; printf 'B@EXAMPLE.com.,C,O\n' >>recipients.csv
bad B22 'recipients.csv:3:1: ' 'line 2'
fresh; printf 'x@b\303\274cher.test,C,O\nX@xn--bcher-kva.test,D,O\n' >>recipients.csv
bad B22 'recipients.csv:4:1: ' 'line 3'

fresh; printf 'c@example.com,%s,O\n' "$(head -c 70000 /dev/zero | tr '\0' x)" >>recipients.csv
bad B23 'recipients.csv:3:15: '

fresh; printf '\357\273\277email;name;org\r\nb@example.com;"B; C";O, P\r\n' >recipients.csv
expect_exit 0 openletter preview --json
expect_json .recipient.name "B; C" "$TMP/out"
fresh; printf 'email\tname\torg\nb@example.com\tB\tO\n' >recipients.csv
expect_exit 0 openletter preview --json
expect_json .recipient.org O "$TMP/out"
ok "B24: semicolons and tabs are read"

fresh; printf 'Subject: x\n\nDear {{ recipient.name\n' >letter.md
bad B25 'letter.md:3:'
fresh; printf 'Subject: x\n\nDear {%% if recipient.name\n' >letter.md
bad B25 'letter.md:3:'

fresh; printf 'Subject: x\n\nDear {{ recipient.nmae }}\n' >letter.md
bad B26 'letter.md:3:' 'nmae' 'recipients.csv'

fresh; printf 'Subject: x\n\n{{ recipient.name | upcas }}\n' >letter.md
bad B27 'letter.md:3:' 'upcase'
fresh; printf 'Subject: x\n\n{%% fro x in demands %%}\n' >letter.md
bad B27 'letter.md:3:' 'fro'

fresh; printf 'Subject: x\n\n{%% if recipient.name %%}\nText\n' >letter.md
bad B28 'letter.md:3:'

fresh; printf 'Subject: x\n\n{%% render "../../secret" %%}\n' >letter.md; printf 'x' >../secret
bad B29 'letter.md:3:'

fresh; printf 'Subject: x\n\n{%% render "part" %%}\n' >letter.md
printf '{%% render "part" %%}' >part.md; cp part.md part.liquid; cp part.md part
bad B30 'part'

fresh; printf 'To: b@example.com\n\nText\n' >letter.md
bad B31 'letter.md:1:' 'Subject'

fresh; printf 'Subject: a\n{%% assign nl = "x\ny" %%}b\n\nText\n' >letter.md
bad B32 'letter.md:'

fresh; printf 'Subject: x\n\n' >letter.md
bad B33 'letter.md:'

fresh; printf 'Subject: x\n\n{%% for i in (1..1000000000) %%}x{%% endfor %%}\n' >letter.md
bad B34 'letter.md:3:'

fresh; sed -i 's/title = "A title";/& deadline = "2025-13-01"; timezone = "Mars\/Olympus";/' campaign.cfg
bad B35 'campaign.cfg:1:56: ' 'campaign.cfg:1:81: '

fresh; sed -i 's/^demands.*/demands = ( { id = "x"; title = "t"; }, { id = "x"; title = "u"; }, { id = "a b"; title = "v"; } );/' campaign.cfg
bad B36 'campaign.cfg:3:' 'a second time' 'cannot be used'
sed -i 's/^letter = {/& reminder = "letter.md";/' campaign.cfg
bad B36 'campaign.cfg:3:' 'cannot be used'
fresh; sed -i 's/id = "d1"/id = "All"/' campaign.cfg
bad B36 'campaign.cfg:3:20: ' 'stands for every demand'

fresh; printf 'Subject: x\nAttachment: none.pdf\n\nText\n' >letter.md
bad B37 'letter.md:2:' 'none.pdf'
fresh; printf 'Subject: x\nAttachment: folder\n\nText\n' >letter.md; mkdir folder
bad B37 'letter.md:2:' 'folder'

# The campaign's own files, whatever leads to them.
for path in link hard up/campaign.cfg archive/new/1 mails/1 campaign.db.generation; do
	fresh; mkdir -p archive/new; echo a mail >archive/new/1
	ln -s campaign.cfg link; ln campaign.cfg hard; ln -s . up; ln -s archive/new mails; touch campaign.db.generation
	printf 'Subject: x\nAttachment: %s\n\nText\n' "$path" >letter.md
	bad "own files" "letter.md:2:13: \"$path\" is one of the campaign's own files"
done
fresh; echo other >other; ln -s other link; printf 'Subject: x\nAttachment: link\n\nText\n' >letter.md
expect_exit 0 openletter check

fresh; printf 'email,name,org\n' >recipients.csv
bad B38 'recipients.csv:1:1: '

fresh; printf 'c@example.com,C,O\n' >>recipients.csv
expect_exit 0 openletter suppress c@example.com
expect_exit 0 openletter check
expect_in "suppressed   1 recipient" "$TMP/out"
expect_exit 0 openletter send --yes
expect_equal 1 "$(find outbox -type f | wc -l)" "B39: one letter, and none for the suppressed"

fresh; printf 'store = "none/campaign.db";\n' >>campaign.cfg
bad "no folder" 'campaign.cfg:4:9: there is no folder none for the store'
fresh; printf 'store = "letter.md";\n' >>campaign.cfg
bad "no store" 'campaign.cfg:4:9: letter.md is no store of openletter'
fresh; mkdir folder; printf 'store = "folder";\n' >>campaign.cfg
bad "no file" 'campaign.cfg:4:9: folder is no file'
fresh; mkdir state; printf 'store = "state/campaign.db";\n' >>campaign.cfg
expect_exit 0 openletter check
expect_exit 0 openletter send --yes
expect_exit 0 openletter check

# What is missing altogether.
fresh; rm recipients.csv
bad "no list" 'campaign.cfg:1:1: recipients.csv'
fresh; rm letter.md
bad "no letter" 'campaign.cfg:2:51: letter.md'
cd "$TMP" && rm -rf c && mkdir c && cd c || exit 1
expect_exit 2 openletter check
expect_in "campaign.cfg" "$TMP/err"

# Settings, lists and a template in one run.
fresh
sed -i 's/title = /titel = /' campaign.cfg
sed -i 's/titel = "A title"/title = "A title"; timezone = "Nowhere"/' campaign.cfg
printf 'nobody,X,O\n' >>recipients.csv
printf 'name,org,title\n,,Dr\nA,A Org,\nA,A Org,\n' >signatories.csv
printf 'Subject: x\n\n{{ recipient.nmae }}\n' >letter.md
expect_exit 2 openletter check
for place in campaign.cfg:1: recipients.csv:3:1: signatories.csv:2:1: signatories.csv:4:1: letter.md:3:; do
	expect_in "$place" "$TMP/err"
done

# Settings that lack what letters need, and the letter all the same.
fresh
sed -i 's/title = /titel = /; s/from = /form = /' campaign.cfg
printf 'Subject: {{ campaign.title }}\nCc: x\n\n{{ campaign.title }} {%% iff %%}\n' >letter.md
expect_exit 2 openletter check
for place in campaign.cfg:1:26: campaign.cfg:2:12: letter.md:4:22:; do expect_in "$place" "$TMP/err"; done
fresh; printf 'campaign = { id = "a";\n' >campaign.cfg
bad "cut off" 'campaign.cfg:1:12: '

# A template's text in a cell is text (X13).
fresh; printf 'email,name,org\nb@example.com,{{ campaign.title }},O\n' >recipients.csv
expect_exit 0 openletter preview --eml
expect_not_in "Dear A title" "$TMP/out"

# Nothing of the settings is obeyed by a terminal (X8).
fresh; printf '\033]0;x\007 = 1;\n' >>campaign.cfg
expect_exit 2 openletter check
expect_not_in "$(printf '\033')" "$TMP/err"
