# What a mail, or a text, is read as; and that no mail does harm.
. "$(dirname "$0")/../lib.sh"

mail() { sed 's/$/\r/' >"$1"; }

mail answer.eml <<'MAIL'
From: =?utf-8?q?Chlo=C3=A9_Dubois?= <chloe@example.com>
To: Joint Letter <letters+0123456789abcdef@example.org>
Subject: =?iso-8859-1?q?R=E9ponse?= 1
Date: Mon, 6 Oct 2025 10:00:00 +0200
Message-ID: <answer-1@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

We will answer in full by the end of the month.

On Fri, 26 Sep 2025 at 09:00, Joint Letter <letters@example.org> wrote:
> Will you suspend it by 10 October?

--x
Content-Type: application/pdf; name="../../annex.pdf"
Content-Disposition: attachment; filename="../../annex.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--x--
MAIL
expect_exit 0 openletter read --json answer.eml
expect_json .file answer.eml out
expect_json .class reply out
expect_json .message_id answer-1@example.com out
expect_json .from 'Chloé Dubois <chloe@example.com>' out
expect_json .to 'Joint Letter <letters+0123456789abcdef@example.org>' out
expect_json .subject 'Réponse 1' out
expect_json .date 2025-10-06T08:00:00+00:00 out
expect_json .reply_text 'We will answer in full by the end of the month.' out
expect_json '.text | contains("> Will you")' true out
expect_json .bounce null out
expect_json .promised_date 2025-10-31 out
expect_json '.attachments | length' 1 out
expect_json .attachments[0].name ../../annex.pdf out # data only (X10)
expect_json .attachments[0].type application/pdf out
expect_json .attachments[0].size 9 out
expect_json .quarantined false out
expect_json '[keys_unsorted[]] | join(" ")' \
	'file class message_id from to subject date text reply_text bounce promised_date attachments quarantined' out
expect_exit 0 openletter read answer.eml
expect_in 'answer.eml: reply' out
expect_in '2025-10-31 ("by the end of the month")' out
expect_in '| We will answer' out
expect_not_in 'Will you suspend' out

mail bounce.eml <<'MAIL'
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: letters@example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x

Sorry.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; jane@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--x--
MAIL
expect_exit 0 openletter read --json bounce.eml
expect_json .class bounce out
expect_json '.bounce | [.recipient, .action, .status, .smtp_code, .diagnostic, .permanent] | @csv' \
	'"jane@example.com","failed","5.1.1",550,"550 5.1.1 No such user",true' out
expect_json .attachments '[]' out
expect_exit 0 openletter read bounce.eml
expect_in 'jane@example.com failed, status 5.1.1, code 550, the address is no use' out

# A text, standard input, a folder, a Maildir.
printf 'Yes.\n\n> Will you?\n' >text
expect_exit 0 openletter read --text --json text
expect_json '.reply_text, .from, .class' 'Yes.

null
reply' out
from_stdin() { openletter read --json - <answer.eml; }
expect_exit 0 from_stdin
expect_json '.file, .class' '-
reply' out
mkdir -p box/new box/cur box/tmp
cp answer.eml box/new/1
cp bounce.eml box/cur/2:2,S
expect_exit 0 openletter read --json box
expect_json .file "$(printf 'box/cur/2:2,S\nbox/new/1')" out
expect_exit 0 openletter read -C box/new --json 1
expect_json .class reply out

# Errors name the file, and the others are read all the same.
mkfifo pipe
expect_exit 1 openletter read --json missing.eml pipe answer.eml
expect_in 'missing.eml cannot be read: No such file or directory' err
expect_in 'pipe is neither a file nor a directory' err
expect_json .class reply out
expect_exit 2 openletter read
expect_exit 2 openletter read --nonsense answer.eml
: >empty.eml
expect_exit 0 openletter read --json empty.eml
expect_json '.class, .reply_text, .from' 'reply

null' out

# No terminal obeys a mail (X8), and nothing of it is HTML (X9, X17).
printf '%s\r\n' 'From: "=?utf-8?q?=1b=5d0;x=07?=" <a@example.com>' 'Subject: =?utf-8?q?a=1b[2J_=C2=9B_=E2=80=AE?=' '' \
	"$(printf 'x \033]52;c;eA==\007 y')" >escapes.eml
expect_exit 0 openletter read escapes.eml
if LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' out; then
	fail "control characters reach the terminal" "$(cat -v out)"
else
	ok "control characters are shown as text"
fi
expect_in '\x1b' out
printf '%s\r\n' 'From: a@example.com' 'Content-Type: text/html' '' \
	'<p>Yes<img src="http://x.test/1.png"><script>alert(1)</script><style>p{}</style><a href="javascript:x">link</a></p>' >html.eml
expect_exit 0 openletter read --json html.eml
expect_json .text Yeslink out

# Encrypted mail, and a mail that is a PDF and no more, wait for a person with their headers.
printf '%s\r\n' 'From: a@example.com' 'Subject: s' 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x' \
	'' '--x' 'Content-Type: application/pgp-encrypted' '' 'Version: 1' '--x' 'Content-Type: application/octet-stream' '' 'data' '--x--' >pgp.eml
expect_exit 0 openletter read pgp.eml
expect_in 'encrypted' out
expect_in 'a@example.com' out
printf '%s\r\n' 'From: a@example.com' 'Content-Type: application/pdf; name=answer.pdf' 'Content-Transfer-Encoding: base64' '' 'JVBERi0=' >pdf.eml
expect_exit 0 openletter read --json pdf.eml
expect_json '.class, .reply_text, .attachments[0].name' 'reply

answer.pdf' out

# W13, W14, X15: nothing hostile takes long, ends the program or is lost.
expect_exit 0 python3 "$test_root/data/hostile/make.py" hostile
count=$(cat out)
for file in hostile/*.eml; do
	expect_exit 0 openletter read --json "$file" || continue
	expect_equal 1 "$(wc -l <out)" "$file gives one reading"
	jq -e '.text | type == "string"' out >/dev/null || fail "$file: no text in the reading" "$(head -c 300 out)"
done
# What a program with sanitizers needs is several times of what the program needs.
expect_exit 0 bash -c 'ulimit -t 60; exec openletter read --json hostile'
expect_equal "$count" "$(wc -l <out)" "all hostile mails in one run"
expect_json 'select(.quarantined) | .file' '' out
expect_equal 0 "$(jq -r 'select((.text | contains("answer stands here") | not) and
	(.file | test("one-byte|only-|empty|nested|same-boundary|many-parts|boundary-prefixes|nul-bytes") | not)) | .file' out | wc -l)" \
	"the answer is found wherever it can be"
