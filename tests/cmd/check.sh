# check: the summary, what is legal but suspicious, and what the servers offer.
. "$(dirname "$0")/../lib.sh"

export OPENLETTER_NOW=2025-09-26T09:00:00+02:00

fresh() {
	cd "$TMP" && rm -rf c && openletter init -q c && cd c || exit 1
}

# warns TEXT...: check succeeds, and each TEXT is in a warning, with a place.
warns() {
	local text
	expect_exit 0 openletter check
	for text in "$@"; do
		if grep -E '^[^:]+:[0-9]+:[0-9]+: warning: ' "$TMP/err" | grep -qF -e "$text"; then
			ok "warns of \"$text\""
		else
			fail "no warning holds \"$text\"" "$(cat "$TMP/err")"
		fi
	done
}

# --- the summary

fresh
before=$(find . -type f ! -name '*-wal' ! -name '*-shm' -exec sha256sum {} + | sort -k 2)
expect_exit 0 openletter check
expect_equal "" "$(cat "$TMP/err")" "nothing to warn of"
expect_in "recipients   4, of 2 organisations" "$TMP/out"
expect_in "signatories  6" "$TMP/out"
expect_in "demands      4, to be answered by 2025-10-10" "$TMP/out"
expect_in "letters      4 to be made; the largest has" "$TMP/out"
expect_in "all is well" "$TMP/out"
expect_equal "$before" "$(find . -type f ! -name '*-wal' ! -name '*-shm' -exec sha256sum {} + | sort -k 2)" "check wrote nothing"
expect_exit 0 openletter -C "$TMP/c" check
expect_exit 0 openletter check -q
expect_equal "" "$(cat "$TMP/out" "$TMP/err")" "-q says nothing"
expect_exit 0 openletter check --json
expect_json '"\(.recipients) \(.targets) \(.signatories) \(.demands) \(.letters) \(.suppressed)"' \
	"4 2 6 4 4 0" "$TMP/out"
expect_json '.problems | length' 0 "$TMP/out"
largest=$(jq .largest "$TMP/out")
expect_exit 0 openletter preview --json
expect_equal "$largest" "$(jq -s 'map(.size) | max' "$TMP/out")" "the largest letter is that of preview"

# Individual mode: a letter for each signatory and recipient.
sed -i 's/mode = "joint"/mode = "individual"/' campaign.cfg
expect_exit 0 openletter check
expect_in "letters      24 to be made" "$TMP/out"

# --- problems as JSON: the same places, and exit 2

fresh
sed -i 's/timezone = "Europe\/Brussels"/timezone = "Nowhere"/' campaign.cfg
printf 'x,nobody,X,O,,,\n' >>recipients.csv
expect_exit 2 openletter check --json
expect_json '[.problems[] | select(.warning | not) | "\(.file):\(.line)"] | join(" ")' \
	"campaign.cfg:$(grep -n Nowhere campaign.cfg | cut -d: -f1) recipients.csv:6" "$TMP/out"

# --- warnings

fresh
cat >>recipients.csv <<'END'
a,acme@gmail.com,A,Acme Ltd,Chair,,
b,b@northfleld.example.com,B,Northfield System,Chair,,
c,raman@corporate-ledger.example.org,C,ACME Limited,Chair,,
d,d@еxample.test,D,Other,Chair,,
END
warns 'a free-mail address (gmail.com)' '"Northfield System" is nearly "Northfield Systems"' \
	'"ACME Limited" is "Acme Ltd"' 'raman@corporate-ledger.example.org is a signatory too' \
	'northfleld.example.com looks like northfield.example.com' 'xn--xample-2of.test'

fresh
sed -i '0,/deadline = "2025-10-10"/s//deadline = "2025-09-20"/' campaign.cfg
warns 'the deadline 2025-09-20 is past'
sed -i '0,/deadline = "2025-09-20"/s//deadline = "2025-10-12"/' campaign.cfg
warns 'the deadline 2025-10-12 is a Sunday'

fresh
sed -i '1s/$/,nickname/; 2,$s/$/,x/' recipients.csv
warns 'no letter uses the column "nickname"'
echo '{{ recipient.nickname }}' >>reminder.md
expect_exit 0 openletter check
expect_in "all is well" "$TMP/out"

# A column that was renamed in the list: the place in the letter and the column lead to each other.
fresh
sed -i '1s/org/organisation/' recipients.csv
expect_exit 2 openletter check
expect_in 'there is no `recipient.org`; did you mean `recipient.organisation`?' "$TMP/err"
expect_in 'recipients.csv:1:15: warning: no letter uses the column "organisation"; is it the `recipient.org` that letters ask for, and that the list has not?' "$TMP/err"
# By another word: there is only this one, and only that is missed.
fresh
sed -i '1s/role/position/' recipients.csv
expect_exit 2 openletter check
expect_in 'no letter uses the column "position"; is it the `recipient.role`' "$TMP/err"
fresh
sed -i '1s/org/company/' recipients.csv
sed -i 's/{{ recipient.org }}/{{ recipient.org | default: "you" }}/g' letter.md reminder.md
expect_exit 0 openletter check
expect_in 'no letter uses the column "company"; is it the `recipient.org`' "$TMP/err"

fresh
sed -i '1s/$/: and then a good deal more than anybody reads in a list of mails/' letter.md
warns 'longer than 78 characters'

fresh
sed -i '1s/$/\nAttachment: setup.exe\nAttachment: empty.pdf/' letter.md
: >empty.pdf
printf 'MZ' >setup.exe
warns "empty.pdf: the file is empty" 'setup.exe'

# Languages: without words, or none at all, each once and where it stands; regions are their language's.
fresh
place=$(awk '{ at = index($0, "language = \"en\"") } at { print NR ":" at + 11; exit }' campaign.cfg)
sed -i 's/language = "en"/language = "zgh-MA"/' campaign.cfg
warns 'there are no words for the language "zgh-MA": dates, lists of names, plurals and ordinals come out in English. Words there are for af, am, ar, '
expect_in "campaign.cfg:$place: warning: there are no words" "$TMP/err"
sed -i 's/language = "zgh-MA"/language = "xx"/' campaign.cfg
warns '"xx" is no language (RFC 5646), expected one like "en" or "pt-BR": dates, lists of names'
sed -i 's/language = "xx"/language = "deutsch"/' campaign.cfg
warns '"deutsch" is no language'
sed -i 's/language = "deutsch"/language = "cz"/' campaign.cfg
warns '"cz" is no language (RFC 5646), expected "cs" for that of the country: dates'
sed -i 's/language = "cz"/language = "de-LU"/' campaign.cfg
printf 'email,name,org,language,role\na@a.example.com,A,O,fr-SN,R\nb@a.example.com,B,O,gr,R\nc@a.example.com,C,O,gr,R\nd@a.example.com,D,O,zgh,R\n' >recipients.csv
warns '"gr" is no language (RFC 5646), expected "el"' 'there are no words for the language "zgh"'
expect_in 'recipients.csv:3:21: warning: "gr" is' "$TMP/err"
expect_in 'recipients.csv:5:21: warning: there' "$TMP/err"
expect_equal 2 "$(grep -c -e 'is no language' -e 'no words for' "$TMP/err")" "each once, and no others"
expect_equal 1 "$(grep -c "Words there are for" "$TMP/err")" "the list of languages once"

# A list whose columns have other names: that is the mistake, told once.
fresh
sed -i '1s/email/E-Mail/' recipients.csv
expect_exit 2 openletter check
expect_equal 'recipients.csv:1:1: no column "email", expected one (is it "E-Mail"?)' "$(cat "$TMP/err")" "one mistake, not one a row"

# Lists as spreadsheets and careful people leave them: what was found, and what to do.
fresh
sed -i 's/,/|/g; s/"//g' recipients.csv
expect_exit 2 openletter check
expect_in 'recipients.csv:1:1: no column "email", expected one; the whole header is "id|email|name|org|role|salutation|involvement", expected columns that commas, semicolons or tabs separate' "$TMP/err"
fresh
sed -i '1s/^/Our recipients,,,,,,\n/' recipients.csv
expect_exit 2 openletter check
expect_in 'recipients.csv:1:1: no column "email", expected one; the header has "Our recipients", ""' "$TMP/err"
fresh
sed -i '1s/name,title,org/who,title,group/' signatories.csv
expect_exit 2 openletter check
expect_in 'signatories.csv:1:1: no column "name" or "org", expected one; the header has "id", "who", "title", "group"' "$TMP/err"
fresh
sed -i '3s/,/;/g' recipients.csv
expect_exit 2 openletter check
expect_in 'recipients.csv:3:1: a row of 1 field, expected 7, as the header has (it is separated by semicolons, and the header is not)' "$TMP/err"
fresh
printf 'PK\3\4\24\0\6\0\10\0' >recipients.csv
expect_exit 2 openletter check
expect_equal 'recipients.csv:1:1: a workbook or a document (.xlsx, .ods, .docx: a ZIP archive), expected text in UTF-8 (save it as text; a spreadsheet as "CSV UTF-8")' "$(cat "$TMP/err")" "a workbook is named"
fresh
sed -i 's/h.brandt@northfield.example.com/\xc2\xa0h.brandt@northfield.example.com\xe2\x80\x8b/' recipients.csv
expect_exit 0 openletter check
expect_in "all is well" "$TMP/out"
fresh
sed -i 's/title = "Accountability in Karsa"/title = "Accountability "in" Karsa"/' campaign.cfg
expect_exit 2 openletter check
expect_in 'found ", expected = and a value after the name of a setting (inside a text, a quote is written \")' "$TMP/err"

# A name that `default` stands behind is no error, and misspelt it would be missing for everybody.
fresh
sed -i 's/recipient.salutation/recipient.saluttaion/' letter.md reminder.md
expect_exit 0 openletter check
expect_in 'no letter uses the column "salutation"; is it the `recipient.saluttaion`' "$TMP/err"
fresh
sed -i 's/recipient.salutation/recipient.greeting | default: recipient.salutation/' letter.md reminder.md
expect_exit 0 openletter check
expect_equal 'recipients.csv:1:1: warning: no column "greeting", and letters ask for `recipient.greeting`; the header has "id", "email", "name", "org", "role", "salutation", "involvement"' \
	"$(cat "$TMP/err")" "what is missing is told once"

# Merge fields as other programs have them would go out as they stand.
fresh
cat >>letter.md <<'END'
{ recipient.org } <<name>> «org» [[ email ]] [role] %name% {{ "{ recipient.org }" }}
[name](https://example.org/) [1] 50% and 60% of {all} <<those>> [note] a[i]
END
expect_exit 0 openletter check
last=$(wc -l <letter.md)
expect_equal "letter.md:$((last - 1)):1: warning: \"{ recipient.org }\" goes out as it stands; a merge field is {{ recipient.org }}
letter.md:$((last - 1)):19: warning: \"<<name>>\" goes out as it stands; a merge field is {{ recipient.name }}
letter.md:$((last - 1)):28: warning: \"«org»\" goes out as it stands; a merge field is {{ recipient.org }}
letter.md:$((last - 1)):34: warning: \"[[ email ]]\" goes out as it stands; a merge field is {{ recipient.email }}
letter.md:$((last - 1)):46: warning: \"[role]\" goes out as it stands; a merge field is {{ recipient.role }}
letter.md:$((last - 1)):53: warning: \"%name%\" goes out as it stands; a merge field is {{ recipient.name }}" "$(cat "$TMP/err")" "fields of other programs"
fresh
cat >>letter.md <<'END'
[Name] *|FNAME|* *|Org|* {{ recipient.name }}} {{ recipient.org }} }
END
expect_exit 0 openletter check
last=$(wc -l <letter.md)
expect_equal "letter.md:$last:1: warning: \"[Name]\" goes out as it stands; a merge field is {{ recipient.name }}
letter.md:$last:8: warning: \"*|FNAME|*\" goes out as it stands; a merge field is {{ recipient.COLUMN }}
letter.md:$last:18: warning: \"*|Org|*\" goes out as it stands; a merge field is {{ recipient.org }}
letter.md:$last:46: warning: the third brace goes out as it stands; a merge field ends in two" "$(cat "$TMP/err")" \
	"whatever the case, and braces that are left over"
fresh; printf 'Text\033[31m\n' >>letter.md
warns "a control character (U+001B) goes into the letter"
fresh; printf 'Text\177\n' >>letter.md
warns "a control character (U+007F) goes into the letter"

# A letter in a language that nobody has.
fresh; cp letter.md letter.fr.md; cp letter.md letter.old.md; cp reminder.md reminder.pt-BR.md
warns 'letter.fr.md:1:1: warning: this letter goes to nobody: no recipient has "fr"' 'reminder.pt-BR.md:1:1'
expect_not_in letter.old.md "$TMP/err"
sed -i '1s/$/,language/; 2s/$/,fr-CA/; 3,$s/$/,/' recipients.csv
expect_exit 0 openletter check
expect_not_in letter.fr.md "$TMP/err"

# What two letters have in common is told once.
fresh; sed -i 's/^letter = {/& layout = "layout.html";/' campaign.cfg
echo '<p>{{ nope }} {{ content }}</p>' >layout.html
expect_exit 2 openletter check
expect_equal 1 "$(grep -c 'layout.html:1:7: there is no variable `nope`' "$TMP/err")" "a mistake of the layout"
echo '<p>{{ content }}</p>{% iff %}' >layout.html
expect_exit 2 openletter check
expect_equal 1 "$(grep -c 'layout.html:1:21: there is no tag' "$TMP/err")" "another one"

# A login that cannot be.
fresh; sed -i 's|url = "maildir:outbox"|url = "smtp://mail.example.org"; user = "me"|; s|url = "maildir:inbox"|url = "imaps://mail.example.org/INBOX"|' campaign.cfg
warns "there is no password for me, expected password_command" "no user is named for this server"
expect_exit 0 env OPENLETTER_PASSWORD=x openletter check
expect_not_in "no password for" "$TMP/err"
sed -i 's|user = "me"|& ; password_command = "true"|; s|INBOX"|&; user = "me"; password_command = "true"|' campaign.cfg
expect_exit 0 openletter check
expect_equal "" "$(cat "$TMP/err")" "a login that can be"

# In a name a curly quote is an apostrophe.
fresh
sed -i '1s/role/l’emploi/' recipients.csv
sed -i 's/recipient.role/recipient.l’emploi/g' letter.md
expect_exit 0 openletter check
expect_in "all is well" "$TMP/out"
# A field without its list, curly quotes, a no-break space, a letter that is no text.
fresh
sed -i 's/{{ recipient.org }}/{{ org }}/' letter.md
expect_exit 2 openletter check
expect_in 'there is no variable `org`; did you mean `recipient.org`?' "$TMP/err"
fresh
sed -i 's/default: "Dear Sir or Madam"/default: “Dear Sir or Madam”/' letter.md
expect_exit 2 openletter check
expect_in 'letter.md:5:36: found a curly quote (“), expected straight ones (") around a text' "$TMP/err"
fresh
sed -i 's/{{ recipient.org }}/{{\xc2\xa0recipient.org\xc2\xa0}}/' letter.md
expect_exit 0 openletter check
expect_in "all is well" "$TMP/out"
fresh
printf 'PK\3\4\24\0\6\0' >letter.md
expect_exit 2 openletter check
expect_equal 'letter.md:1:1: a workbook or a document (.xlsx, .ods, .docx: a ZIP archive), expected text in UTF-8 (save it as text; a spreadsheet as "CSV UTF-8")' \
	"$(cat "$TMP/err")" "a document is named"
fresh
sed -i 2d letter.md
expect_exit 2 openletter check
expect_in 'expected "Name: value"; the text begins after the first blank line' "$TMP/err"

# A folder that is no campaign, and one that is not there.
mkdir "$TMP/nothing" && cd "$TMP/nothing" || exit 1
expect_exit 2 openletter check
expect_in "campaign.cfg: cannot be opened: No such file or directory; expected the settings of a campaign" "$TMP/err"
expect_not_in "campaign.cfg: campaign.cfg" "$TMP/err"
expect_exit 2 openletter -C nowhere check
expect_in "campaign.cfg: nowhere/campaign.cfg: cannot be opened" "$TMP/err"

# A template for folders is Liquid too; a place for its mistakes.
fresh
sed -i 's/^inbox = {/&\n  file_into = "X\/{{ demand.id | nosuch }}";/' campaign.cfg
line=$(grep -n nosuch campaign.cfg | cut -d: -f1)
expect_exit 2 openletter check
expect_in "campaign.cfg:$line:" "$TMP/err"
expect_in "nosuch" "$TMP/err"
sed -i 's/demand.id | nosuch/demand.idd/' campaign.cfg
expect_exit 2 openletter check
expect_in "campaign.cfg:$line:21: there is no \`demand.idd\`; did you mean \`demand.id\`?" "$TMP/err"
expect_exit 2 openletter watch --once
expect_in "campaign.cfg:$line:21: there is no \`demand.idd\`" "$TMP/err"

# A reminder is checked like the letter.
fresh
echo '{{ recipient.nosuch }}' >>reminder.md
expect_exit 2 openletter check
expect_in "reminder.md:$(wc -l <reminder.md):" "$TMP/err"

# --- --online

expect_exit 0 openletter init -q "$TMP/local"
expect_exit 0 openletter check -C "$TMP/local" --online
expect_in "send         maildir:outbox: no server to log in to" "$TMP/out"
expect_in "inbox        maildir:inbox: no server to log in to" "$TMP/out"

cd "$TMP" || exit 1
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost >/dev/null 2>&1 || fail "no certificate could be made"
# An SMTP and an IMAP server, each with TLS from the first byte, that know one user.
cat >servers.py <<'PYTHON'
import base64, os, socketserver, ssl, sys, threading
from smtp_server import end_with_parent

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("cert.pem", "key.pem")
good = base64.b64encode(b"\0letters\0CANARY-7f3").decode()
log = open("commands.log", "a", buffering=1)

class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

class Base(socketserver.StreamRequestHandler):
    def setup(self):
        self.request = context.wrap_socket(self.request, server_side=True)
        super().setup()
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

class Smtp(Base):
    def handle(self):
        self.say("220 here")
        for line in self.rfile:
            line = line.decode().rstrip()
            log.write("smtp " + line.split(" ")[0] + "\n")
            word = line.upper().split(" ")[0]
            if word == "EHLO":
                for offer in ("hello", "SIZE 3000", "PIPELINING", "8BITMIME", "AUTH PLAIN LOGIN"):
                    self.say("250-" + offer)
                self.say("250 DSN")
            elif word == "AUTH":
                given = line.split(" ")[2] if line.count(" ") == 2 else None
                if given is None:
                    self.say("334 ")
                    given = self.rfile.readline().decode().strip()
                self.say("235 welcome" if given == good else "535 5.7.8 no")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

class Imap(Base):
    def handle(self):
        offers = "CAPABILITY IMAP4rev1 IDLE UIDPLUS SASL-IR AUTH=PLAIN"
        self.say("* OK [" + offers + "] here")
        for line in self.rfile:
            line = line.decode().rstrip()
            tag, word = (line.split(" ") + ["", ""])[:2]
            log.write("imap " + word + "\n")
            if word.upper() == "CAPABILITY":
                self.say("* " + offers)
            elif word.upper() == "AUTHENTICATE":
                given = line.split(" ")[3] if line.count(" ") == 3 else None
                if given is None:
                    self.say("+ ")
                    given = self.rfile.readline().decode().strip()
                if given != good:
                    self.say(tag + " NO [AUTHENTICATIONFAILED] no")
                    continue
            elif word.upper() == "LOGOUT":
                self.say("* BYE")
                self.say(tag + " OK bye")
                return
            self.say(tag + " OK done")

servers = [Server(("127.0.0.1", 0), handler) for handler in (Smtp, Imap)]
for server in servers:
    threading.Thread(target=server.serve_forever, daemon=True).start()
with open("ports.new", "w") as out:
    out.write("".join(f"{server.server_address[1]}\n" for server in servers))
os.rename("ports.new", "ports")
end_with_parent(900)
PYTHON
PYTHONPATH=$test_root/faults python3 servers.py >servers.out 2>&1 &
mapfile -t ports < <(wait_port ports)

fresh
servers() {
	cat >campaign.cfg <<END
campaign = { id = "a-1"; title = "A title"; deadline = "2025-10-10"; };
letter = { from = "A <a@example.org>"; };
demands = ( { id = "d"; title = "T"; } );
send = { url = "smtps://localhost:${ports[0]}"; user = "letters"; ca_file = "$TMP/cert.pem";
  password_command = "$1"; };
inbox = { url = "imaps://localhost:${ports[1]}/INBOX"; user = "letters"; ca_file = "$TMP/cert.pem";
  password_command = "$1"; };
END
}
printf 'Subject: x\n\n{{ recipient.role }}{{ recipient.salutation }}{{ recipient.involvement }}\n' >letter.md
printf 'name,org\nA,A Org\n' >signatories.csv
servers "echo CANARY-7f3"
expect_exit 0 openletter check --online
expect_in "send         smtps://localhost:${ports[0]}: logged in as letters, TLS1." "$TMP/out"
expect_in "offers SIZE 3000, PIPELINING, 8BITMIME, DSN" "$TMP/out"
expect_in "does not offer SMTPUTF8" "$TMP/out"
expect_in "inbox        imaps://localhost:${ports[1]}/INBOX: logged in as letters" "$TMP/out"
expect_in "offers IDLE, UIDPLUS" "$TMP/out"
expect_in "does not offer MOVE, CONDSTORE" "$TMP/out"
expect_not_in CANARY "$TMP/out"
expect_exit 0 openletter check --online --json
expect_json '.servers[0].offers[0]' "SIZE 3000" "$TMP/out"
expect_json '.servers[1].user' letters "$TMP/out"
expect_not_in CANARY "$TMP/out"

# B37: a letter that the server would not take.
head -c 4000 /dev/urandom | base64 >>letter.md
expect_exit 2 openletter check --online
expect_in "letter.md:1:1: a letter of " "$TMP/err"
expect_in "at most 3000" "$TMP/err"
expect_exit 0 openletter check
printf 'Subject: x\n\n{{ recipient.role }}{{ recipient.salutation }}{{ recipient.involvement }}\n' >letter.md

# A refused password, a server that nobody trusts, one that is not there, one with mistakes before it.
servers "echo CANARY-wrong"
expect_exit 1 openletter check --online
expect_not_in CANARY "$TMP/err"
expect_in "refused the login (" "$TMP/err"
expect_in "); check user and password" "$TMP/err"
expect_in "recipients   4" "$TMP/out"
expect_not_in "all is well" "$TMP/out"
expect_exit 1 openletter check --online -q
expect_in "refused the login (" "$TMP/err"
expect_equal "" "$(cat "$TMP/out")" "-q says what is wrong, and no more"
servers "exit 3"
expect_exit 1 openletter check --online
servers "echo CANARY-7f3"
sed -i "s|ca_file = \"$TMP/cert.pem\"; *$||" campaign.cfg
: >"$TMP/commands.log"
expect_exit 1 openletter check --online
expect_equal "" "$(cat "$TMP/commands.log")" "no word was said to servers without a trusted certificate"
servers "echo CANARY-7f3"
sed -i 's/title = "A title"/titel = "A title"/' campaign.cfg
expect_exit 2 openletter check --online
expect_equal "" "$(cat "$TMP/commands.log")" "mistakes come first: nothing connected"
servers "echo CANARY-7f3"
sed -i "s/localhost:${ports[0]}/localhost:1/; s/localhost:${ports[1]}/localhost:1/" campaign.cfg
expect_exit 75 openletter check --online

# --- each setting that the program knows is in the manual and in the example

grep -ho '{"[a-z_]*", SETTING_' "$project_root"/mailer/campaign/settings*.c | cut -d'"' -f2 | sort -u >"$TMP/names"
[ "$(wc -l <"$TMP/names")" -gt 40 ] && ok "the names of settings" || fail "the tables of settings were not found"
while read -r name; do
	if grep -qE "\*$name\*|^## (.*, )?$name(,|\$)" "$project_root/docs/openletter-campaign.5.scd"; then
		ok "$name is in the manual"
	else
		fail "the setting $name is not in openletter-campaign(5)"
	fi
	expect_in "$name" "$project_root/templates/campaign.cfg"
done <"$TMP/names"

# --- what no letter or mail can do with its place

fresh; sed -i 's|url = "maildir:outbox"|url = "maildir:in"|; s|url = "maildir:inbox"|url = "maildir:./in/"|' campaign.cfg
mkdir in
warns "letters are put into the folder that answers are read from"
fresh; sed -i 's|url = "maildir:inbox"|url = "maildir:archive"|' campaign.cfg
warns "answers are read from the archive"
fresh; sed -i 's|url = "maildir:inbox";|&  file_into = "{{ demand.id }}"; folders = ( "Junk" );|' campaign.cfg
warns "mails of a Maildir stay where they are" "more folders are for servers"
fresh; sed -i 's|url = "maildir:outbox"|url = "sendmail:/nowhere/sendmail"|' campaign.cfg
warns "no such program"
fresh; sed -i 's|url = "maildir:outbox"|url = "maildir:letter.md"|' campaign.cfg
expect_exit 2 openletter check
expect_in "campaign.cfg:$(grep -n '"maildir:letter.md"' campaign.cfg | cut -d: -f1):9: letter.md is no folder" "$TMP/err"

# --- rows of the list

fresh; printf 'calder,jürgen@calder.example.net,J,Calder Data Centres,,,\n' >>recipients.csv
warns "the part before the @ of jürgen@calder.example.net is not ASCII" \
	'the id "calder" a second time (the first is in line 5)'
