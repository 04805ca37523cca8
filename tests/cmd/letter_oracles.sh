#!/usr/bin/env bash
# Sample letters are read back by programs that were not written here: Python's email package, mblaze,
# neomutt, tidy and SpamAssassin find the same text, names and attachments, and nothing to complain of.
. "$(dirname "$0")/../lib.sh"

for tool in mshow mhdr neomutt tidy spamassassin script python3; do
	command -v "$tool" >/dev/null || { echo "letter_oracles: there is no $tool; scripts/packages test installs it" >&2; exit 1; }
done
export OPENLETTER_NOW=2025-09-26T09:00:00+02:00

long_name=$(python3 -c 'print("ein sehr langer Name für einen Anhang " * 4 + "und ähnlich.txt")')
mkdir c && cd c || exit 1
cat >campaign.cfg <<'CFG'
campaign = { id = "samples-2025"; title = "Rechenschaft für Kärsa"; deadline = "2025-10-10";
  timezone = "Europe/Brussels"; language = "en"; };
letter = { template = "letter.md"; from = "\"Coalition, the Joint one\" <letters@example.org>";
  reply_to = "letters@example.org"; };
recipients = "recipients.csv"; signatories = "signatories.csv";
demands = (
  { id = "a"; title = "A"; text = "Publish the findings of the investigation in full, with its terms of reference, methods and authors."; },
  { id = "b"; title = "B"; text = "Say *when* <b>you</b> will & answer."; }
);
CFG
cat >letter.md <<'MD'
Subject: {{ campaign.title }}: questions to {{ recipient.org }}
Attachment: {{ recipient.annex }}
Attachment: Übersicht der Fälle.csv
Cc: Zoë Ağaoğlu <zoe@example.net>, "Doe, J." <doe@example.net>
X-Campaign: {{ campaign.title }}

Dear {{ recipient.name | default: "friends" }},

# Questions to {{ recipient.org }}

{% for d in demands %}{{ d.number }}. {{ d.text }}
{% endfor %}
> quoted = words

From here on, lines end in space  
and `{{ recipient.org }}` is code. See [our page](https://example.org/?a=1&b=2).
.
..
{{ signatories | map: "org" | sentence }}
MD
cat >letter.ar.md <<'MD'
Subject: أسئلة إلى {{ recipient.org }}

السيد {{ recipient.name }}،

نكتب إليكم بشأن **{{ campaign.title }}**، ونرجو أن تجيبوا عن الأسئلة التالية قبل الموعد المحدد.
MD
printf 'a;b\r\n1;2\r\n' >'Übersicht der Fälle.csv'
printf '%%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%%%EOF\n' >'annex (final) "2".pdf'
printf 'From the beginning\n.\nlast line' >"$long_name"
cat >recipients.csv <<CSV
email,name,org,annex,language
a@example.com,"Müller-Lüdenscheid, Jürgen",Ärzte <ohne> *Namen* & Co,"annex (final) ""2"".pdf",
b@example.net,,Plain Ltd,,
c@example.com,"محمد علي",شركة المثال,,ar
d@bücher.example,Νίκος Παπαδόπουλος,"Very long organisation name that goes on and on, with commas, until a header line must be folded",$long_name,
e@example.com,=?utf-8?q?not_a_word?=,"  two  spaces =?x  ",,
f@example.com,株式会社の代表取締役社長と取締役会の皆様へ,サンプル株式会社,,
CSV
printf 'name,org\nAda,"Rights ""One"""\nBo,Zwei & Partner\n' >signatories.csv

expect_exit 0 openletter preview -q -o ../md
base64 -d >logo.png <<<iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
cat >layout.html <<'HTML'
<!DOCTYPE html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><title>{{ subject }}</title></head>
<body><p><img src="cid:logo.png" alt="The coalition"></p>
{{ content }}
<p>{{ signatories | map: "org" | sentence }}</p></body>
</html>
HTML
cat >letter.html <<'HTML'
Subject: To {{ recipient.org }}
Attachment: {{ recipient.annex }}

<h1>{{ recipient.org }}</h1>
<p>Dear {{ recipient.name | default: "friends" }}, caf&eacute;.</p>
<ul>{% for d in demands %}<li>{{ d.text }}</li>{% endfor %}</ul>
<p>See <a href="https://example.org/">our page</a>. <img src="cid:logo.png" alt="Logo"></p>
HTML
sed -i 's/letter.md/letter.html/; s/reply_to/layout = "layout.html"; reply_to/' campaign.cfg
expect_exit 0 openletter preview -q -o ../html
cat >letter.txt <<'TXT'
Subject: {{ recipient.org }}

Dear {{ recipient.name | default: "friends" }},
--=_boundary
{{ demands[0].text }}
TXT
sed -i 's/letter.html/letter.txt/; s/layout = "layout.html"; //' campaign.cfg
expect_exit 0 openletter preview -q -o ../txt
sed -i 's/reply_to/mode = "individual"; reply_to/' campaign.cfg
expect_exit 0 openletter preview -q -o ../individual
cd ..

# ---- Python's email package ----
cat >read_back.py <<'PYTHON'
import email, email.policy, glob, json, os, re, sys
from email.header import decode_header, make_header

def data(folder, name):
    text = open(f"{folder}/data/{name}", encoding="utf-8").read()
    return json.loads(re.sub(r",\n\]\);\s*$", "]", re.sub(r"^\w+\((\d+,)?", "", text)))

failures = 0
def check(what, want, got):
    global failures
    if want != got:
        failures += 1
        print(f"{what}: {got!r}, expected {want!r}")

def raw_words(raw, field):
    head = raw.split(b"\r\n\r\n")[0].decode().replace("\r\n ", " ")
    line = re.search(rf"^{field.replace('_', '-')}: (.*)$", head, re.I | re.M)
    return max(len(re.findall(r"=\?[^?]+\?[bq]\?[^?]*\?=", a)) for a in line[1].split(">"))

unmark = lambda s: re.sub("[\ufdee\ufdef]", "", s)
count = 0
for folder in sys.argv[1:]:
    letters = []
    for name in sorted(glob.glob(f"{folder}/data/letters-*.js")):
        letters += data(folder, os.path.basename(name))
    for l in letters:
        path = f"{folder}/{l['ref']}.eml"
        raw = open(path, "rb").read()
        count += 1
        check(path + " is 7-bit", True, raw.isascii() and b"\0" not in raw)
        check(path + " bare CR or LF", b"", re.sub(rb"\r\n", b"", raw).replace(b"\r", b"!").replace(b"\n", b"!").strip(re.sub(rb"[!]", b"", raw)) and
              re.sub(rb"[^\r\n]", b"", raw.replace(b"\r\n", b"")))
        longest = max(len(x) for x in raw.split(b"\r\n"))
        check(path + " longest line <= 78", True, longest <= 78)
        m = email.message_from_bytes(raw, policy=email.policy.default)
        legacy = email.message_from_bytes(raw)
        defects = [d for part in m.walk() for d in part.defects]
        defects += [d for h in m.values() for d in getattr(h, "defects", ())]
        check(path + " defects", [], [repr(d) for d in defects])
        check(path + " Subject", l["subject"], m["Subject"])
        check(path + " Content-Language", l["language"], m["Content-Language"])
        check(path + " Message-ID", f"<{l['message_id']}>", m["Message-ID"])
        check(path + " Bcc", None, m["Bcc"])
        for field in ("from", "to", "cc", "reply_to"):
            header = m[field.replace("_", "-")]
            want = l[field]
            shown = ", ".join(
                (f'"{a.display_name}" <{a.addr_spec}>' if re.search('[,;<>"]', a.display_name) else f"{a.display_name} <{a.addr_spec}>")
                if a.display_name else a.addr_spec for a in header.addresses) if header else None
            if header and raw_words(raw, field) > 1:
                # Python 3.11 shows a space between the encoded words of a phrase; its older
                # decoder follows RFC 2047 6.2.
                shown = str(make_header(decode_header(legacy[field.replace("_", "-")])))
            check(f"{path} {field}", want, shown)
        text = m.get_body(("plain",)).get_content().replace("\r\n", "\n")
        check(path + " text", unmark(l["text"]), text)
        html = m.get_body(("html",))
        want = l["html"] and re.sub("</?mark>", "", l["html"])
        check(path + " html", want, html and html.get_content().replace("\r\n", "\n"))
        files = [f for f in l["files"] if not f["is_inline"]]
        attached = list(m.iter_attachments()) if m.get_content_type() == "multipart/mixed" else []
        check(path + " names", [f["name"] for f in files], [a.get_filename() for a in attached])
        check(path + " types", [f["type"] for f in files], [a.get_content_type() for a in attached])
        for f, a in zip(files, attached):
            want = open(f"c/{f['name']}", "rb").read()
            check(f"{path} {f['name']}", want, a.get_payload(decode=True))
        if html is not None:
            open(path[:-4] + ".html", "w", encoding="utf-8").write(html.get_content())
            ids = [p["Content-ID"].strip("<>") for p in m.walk() if p["Content-ID"]]
            check(path + " images", sorted(set(re.findall(r'src="cid:([^"]+)"', html.get_content()))), sorted(ids))
        shape = [p.get_content_subtype() for p in m.walk() if p.is_multipart()]
        inline = any(f["is_inline"] for f in l["files"])
        check(path + " structure", (["mixed"] if files else []) + (["related"] if inline else []) +
              (["alternative"] if html is not None else []), shape)
print(f"{count} letters")
sys.exit(failures > 0 or count == 0)
PYTHON
expect_exit 0 python3 read_back.py md html txt individual
expect_equal "30 letters" "$(tail -n 1 out)" "Python's email package read every letter"
expect_exit 0 env TZ=Europe/Brussels openletter preview -C c --eml a@example.com

# ---- mblaze ----
expect_equal "$(printf '%s\n' 'Rechenschaft für Kärsa: questions to Ärzte <ohne> *Namen* & Co')" \
	"$(mhdr -d -h subject md/S2025-1.eml)" "mhdr decodes the subject"
expect_equal 'Müller-Lüdenscheid, Jürgen <a@example.com>' \
	"$(mhdr -d -h to md/S2025-1.eml | sed 's/"//g')" "mhdr decodes the recipient"
expect_equal 'letters@example.org' "$(maddr -a -h from md/S2025-1.eml)" "mhdr finds the sender's address"
mshow -t md/S2025-1.eml >parts
expect_in 'multipart/mixed' parts
expect_in 'annex (final) "2".pdf' parts
expect_in 'Übersicht der Fälle.csv' parts
mkdir x && (cd x && mshow -x ../md/S2025-4.eml >/dev/null 2>&1)
expect_same c/"Übersicht der Fälle.csv" x/"Übersicht der Fälle.csv"
expect_same "c/$long_name" "x/$long_name"
text_of() { python3 -c 'import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
sys.stdout.write(m.get_body(("plain",)).get_content().replace("\r\n", "\n"))' "$1"; }
for n in 1 3 4 6; do
	text_of md/S2025-$n.eml >want.txt
	part=$(mshow -t md/S2025-$n.eml | sed -n 's/^ *\([0-9]*\): text\/plain.*/\1/p' | head -n 1)
	mshow -O md/S2025-$n.eml "$part" | tr -d '\r' >got.txt
	expect_same want.txt got.txt
done

# ---- neomutt ----
mkdir -p box/cur box/new box/tmp mutt
for n in 1 2 3 4; do
	rm -f box/cur/* mutt/out
	cp md/S2025-$n.eml "box/cur/1.$n:2,S"
	cat >mutt/rc <<-RC
		set folder=$TMP/box header_cache= wait_key=no quit=yes charset=utf-8 pipe_decode=yes
		set confirmappend=no mark_old=no sort=threads wrap=0 reflow_text=no
		ignore *
		unignore from to subject
		alternative_order text/plain
		push "<pipe-message>cat > $TMP/mutt/out<enter><exit>"
	RC
	timeout "$LIMIT" script -qec "TERM=xterm neomutt -n -F mutt/rc -f box" /dev/null >/dev/null 2>&1 </dev/null
	text_of md/S2025-$n.eml >want.txt
	python3 - mutt/out want.txt <<-'PYTHON' >mutt/verdict
		import sys
		got, want = (open(p, encoding="utf-8").read() for p in sys.argv[1:])
		print("same" if want.strip() in got.replace("\r\n", "\n") else "other: " + got)
	PYTHON
	expect_in same mutt/verdict
done
expect_in 'Subject: Rechenschaft für Kärsa: questions to Very long organisation name' mutt/out
expect_in 'Νίκος Παπαδόπουλος' mutt/out

# ---- tidy ----
for page in md/*.html html/*.html; do
	case $page in */index.html) continue ;; esac
	if tidy -q -e -utf8 "$page" 2>tidy.txt; [ $? -lt 2 ] && ! grep -q Error tidy.txt; then
		ok "tidy finds no error in $page"
	else
		fail "tidy on $page" "$(cat tidy.txt)"
	fi
done

# ---- SpamAssassin, local tests only ----
# A rule that a sample letter hits for a reason is named here, with the reason; anything else must stay
# below 1.0.
cat >explained <<'RULES'
DEAR_SOMETHING	it greets somebody whose name is not known, as letters do
RULES
expect_exit 0 openletter init demo
expect_exit 0 openletter preview -q -C demo -o init
for mail in md/S2025-1.eml md/S2025-2.eml md/S2025-3.eml html/S2025-1.eml txt/S2025-2.eml individual/S2025-3.eml init/*.eml; do
	spamassassin -L -t <"$mail" >spam.out 2>spam.err
	verdict=$(python3 - spam.out explained <<-'PYTHON'
		import re, sys
		report = open(sys.argv[1], encoding="utf-8", errors="replace").read().split("Content analysis details:")[-1]
		explained = dict(line.rstrip("\n").split("\t") for line in open(sys.argv[2]))
		rules = re.findall(r"^\s*(-?\d+\.\d+) ([A-Z][A-Z0-9_]+)\s", report, re.M)
		counted = sum(float(p) for p, rule in rules if rule not in explained)
		why = "; ".join(f"{p} for {rule}: {explained[rule]}" for p, rule in rules if rule in explained)
		print("fine" if rules and counted < 1.0 else "bad", f"{counted:.1f}" + (f" (beside {why})" if why else ""))
	PYTHON
	)
	case $verdict in
	fine*) ok "SpamAssassin gives $mail ${verdict#fine }" ;;
	*) fail "SpamAssassin gives $mail $verdict" "$(sed -n '/Content analysis details/,$p' spam.out; tail -n 5 spam.err)" ;;
	esac
done
