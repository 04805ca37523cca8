"""compose.py DIR N KIND: the same letter by Python's email package, already merged; prints seconds of CPU."""
import datetime
import email.message
import email.policy
import os
import sys
import time

folder, n, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
read = lambda name: open(os.path.join(folder, name), encoding="utf-8").read()
text = read("text")
html = read("html.txt") if kind == "markdown" else None
annex = open(os.path.join(folder, "annex.pdf"), "rb").read() if kind == "attachment" else None
date = datetime.datetime.fromtimestamp(1758870000, datetime.timezone.utc)
size = 0
begin = time.process_time()
for i in range(n):
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["From"] = "Joint Letter <letters@example.org>"
    m["Reply-To"] = "letters+0123456789abcdef@example.org"
    m["To"] = f"Zoë Person {i} <r{i}@example.com>"
    m["Subject"] = "Four requests to Größe & Söhne"
    m["Date"] = date
    m["Message-ID"] = f"<{i}abcdefghijklmnop@example.org>"
    m.set_content(f"Dear Zoë Person {i},\n\n" + text)
    if html:
        m.add_alternative(html, subtype="html")
    if annex:
        m.add_attachment(annex, maintype="application", subtype="pdf", filename="annex.pdf")
    size += len(m.as_bytes())
print(f"{time.process_time() - begin:.6f} {size}")
