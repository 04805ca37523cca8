#!/usr/bin/env python3
"""make.py DIR: writes ordinary mails into DIR and prints how many.

None is a bounce or the answer of a program, but most come near to one: people who quote a bounce, forward
a report, ask about vacations; lists, newsletters, shops, ticket systems and monitors. Each is put together
from a frame (headers) and a text of the frame's kind, by a generator with a fixed seed. All names are
invented.
"""
import base64
import email.message
import email.policy
import pathlib
import quopri
import random
import sys

PEOPLE = ["Jane Roe", "Max Muster", "Chloé Dubois", "Ana Torres", "Piet de Vries", "Łukasz Nowak", "Yuki Mori",
          "Olga Petrova", "Amal Haddad", "Sven Lind", "Maria Rossi", "Tomáš Dvořák"]
HOSTS = ["example.com", "example.org", "example.net", "mail.example.com", "ngo.example.org", "acme.test"]

SMALL_TALK = [
    "Thanks for the minutes. I have two small corrections, see below.",
    "Shall we meet on Thursday at ten? The room is free until noon.",
    "The draft looks good to me. Please go ahead and send it.",
    "Attached is the table that you asked for. The totals are on the second sheet.",
    "Can you tell me who looks after the list of signatories now?",
    "We had a long discussion about the second demand and agreed on the shorter wording.",
    "Der Entwurf gefällt mir. Bitte noch das Datum ändern.",
    "Merci pour votre message, je regarde cela demain.",
    "Gracias por la información; mañana hablo con el equipo.",
    "Grazie, ho ricevuto tutto. Ne parliamo lunedì.",
    "Dank je wel, ik kijk er morgen naar.",
    "Спасибо, посмотрю завтра и отвечу.",
    "ありがとうございます。明日確認します。",
]

# What comes near to a report or an automatic answer, written by people.
NEAR = [
    "I got this back yesterday, do you know why? It says user unknown, but I am sure that the address is right.",
    "My mail to the board could not be delivered, the mailbox is full (552 5.2.2 over quota). Can you forward it?",
    "Our server says 550 5.1.1 for your colleague. Is he still with you?",
    "I will be out of the office next week, so please answer before Friday.",
    "Is anybody still on vacation? I only get out-of-office replies from your team.",
    "Please do not send automatic replies to the list.",
    "I was on holiday until yesterday, sorry for the late answer. Here is what I think about the draft.",
    "Ich bin ab Montag im Urlaub, danach können wir weiterreden.",
    "Ihre Nachricht ist angekommen, danke. Wir haben sie im Vorstand besprochen und antworten so: nein.",
    "Je serai absent du bureau jeudi, mais joignable par téléphone.",
    "Estaré fuera de la oficina el viernes; después contesto a todo.",
    "Your message has been received and read with interest. Here is our position on each point.",
    "We have received your letter of 26 September. Our answer to the first demand is yes.",
    "The newsletter software removes an address after three bounces, that is why the failure notice came.",
    "The parcel could not be delivered because nobody was at home; it is at the post office now.",
    "Delivery has failed twice now, the shop says. I have asked for my money back.",
    "This is not an automatic reply, I really read all your questions.",
    "We will respond to every message that was sent to the consultation, including yours.",
    "Please confirm that you are coming. We need the number of people for the caterer.",
    "Click the link below to see the photos. If the mail went to your spam folder, mark it as not spam.",
    "Permanent error in the heating: the technician comes on Monday.",
    "The mail system at our office was down, so your message was delayed. Could you send the file again?",
    "Does anyone know how to read this? 'Action: failed, Status: 5.7.1'. It is about our own domain.",
    "I have no longer access to the old account, please use this one.",
    "Thank you for contacting us. I have looked into your case myself, and you are right.",
]

QUOTED_BOUNCE = """> This is the mail system at host mx.example.net.
>
> I'm sorry to have to inform you that your message could not
> be delivered to one or more recipients. It's attached below.
>
> <{who}@example.com>: host mx.example.com[192.0.2.7] said: 550 5.1.1
>     <{who}@example.com>: Recipient address rejected: User unknown (in reply to RCPT TO command)
"""

FORWARDED_BOUNCE = """---------- Forwarded message ---------
From: Mail Delivery Subsystem <mailer-daemon@example.net>
Date: Thu, Oct 2, 2025 at 9:14 AM
Subject: Delivery Status Notification (Failure)
To: <{who}@example.org>

Your message to {who}@example.com couldn't be delivered.
The response from the remote server was: 550 5.1.1 No such user
"""

QUOTED_ABSENCE = """> From: {who}@example.com
> Subject: Automatic reply: the letter
>
> I am out of the office until 13 October and will answer when I return.
> This is an automated message.
"""

SUBJECTS = ["minutes", "the draft letter", "Thursday", "demand 2", "table of signatories", "Re: the draft letter",
            "AW: Entwurf", "RE: questions", "TR: courrier", "RV: carta", "Antw: overleg", "SV: mötet", "Fwd: news"]
NEAR_SUBJECTS = ["Re: Automatic reply: the letter", "Fwd: Undelivered Mail Returned to Sender", "Re: failure notice",
                 "AW: Abwesenheitsnotiz", "Fwd: Delivery Status Notification (Failure)", "bounce handling",
                 "your out of office message", "out of office next week", "vacation plans", "Re: Returned mail",
                 "TR: Réponse automatique : courrier", "delivery of the banners", "Undelivered letters in the office",
                 "Auto insurance", "Automatic doors in the hall", "Delivery failed again?", "why was my mail returned",
                 "Re: Mail delivery failed: returning message to sender", "RV: Respuesta automática: carta"]


def address(r):
    name = r.choice(PEOPLE)
    local = "".join(c for c in name.lower().split()[-1] if c.isascii() and c.isalpha()) or "roe"
    return name, f"{local}{r.randrange(100)}@{r.choice(HOSTS)}"


def base(r, n, subject):
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    name, who = address(r)
    m["Return-Path"] = f"<{who}>"
    m["Received"] = f"from mx.{who.split('@')[1]} by mail.example.org with ESMTPS id {n:x}; Thu, 2 Oct 2025 09:00:00 +0200"
    m["From"] = email.headerregistry.Address(display_name=name, addr_spec=who)
    m["To"] = "letters@example.org"
    m["Subject"] = subject
    m["Date"] = f"Thu, {1 + r.randrange(28)} Oct 2025 {r.randrange(24):02}:{r.randrange(60):02}:00 +0200"
    m["Message-ID"] = f"<{n}.{r.randrange(10**9)}@{who.split('@')[1]}>"
    if r.random() < 0.6:
        m["In-Reply-To"] = f"<{r.randrange(10**9)}@example.org>"
        m["References"] = str(m["In-Reply-To"])
    if r.random() < 0.3:
        m["X-Auto-Response-Suppress"] = r.choice(["All", "OOF", "OOF, AutoReply", "DR, RN, NRN, OOF, AutoReply"])
    if r.random() < 0.2:
        m["Precedence"] = r.choice(["bulk", "list", "normal"])
    if r.random() < 0.1:
        m["X-Autoreply"] = "no"
    return m


def talk(r, near):
    lines = [r.choice(NEAR)] if near else []
    lines += r.sample(SMALL_TALK, r.randrange(1, 4))
    r.shuffle(lines)
    return lines


def person(r, n):
    near = r.random() < 0.7
    m = base(r, n, r.choice(NEAR_SUBJECTS if r.random() < 0.5 else SUBJECTS))
    text = "\n\n".join(["Dear all,"] + talk(r, near) + ["Kind regards", str(m["From"]).split("<")[0]])
    kind = r.randrange(6)
    who = f"user{r.randrange(100)}"
    if kind == 0:
        text += "\n\nOn Thu, 2 Oct 2025 at 09:14, Mail Delivery System wrote:\n" + QUOTED_BOUNCE.format(who=who)
    elif kind == 1:
        text += "\n\n" + FORWARDED_BOUNCE.format(who=who)
    elif kind == 2:
        text = QUOTED_ABSENCE.format(who=who) + "\n" + text
    elif kind == 3:
        text += "\n\n--\nSent from my phone"
    if r.random() < 0.3:
        html = "<p>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "</p><p>").replace("\n", "<br>") + "</p>"
        m.set_content(html, subtype="html")
    else:
        m.set_content(text)
    return m.as_bytes()


def forwards_report(r, n):
    """A person attaches a whole delivery report."""
    m = base(r, n, "Fwd: Undelivered Mail Returned to Sender")
    m.set_content("\n\n".join(talk(r, True)))
    report = (b"From: MAILER-DAEMON@example.net\r\nSubject: Undelivered Mail Returned to Sender\r\n"
              b"Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n\r\n"
              b"Your message could not be delivered.\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n"
              b"Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; a@example.com\r\nAction: failed\r\n"
              b"Status: 5.1.1\r\n--r--\r\n")
    m.add_attachment(email.message_from_bytes(report, policy=email.policy.SMTP))
    return m.as_bytes()


def forwards_absence(r, n):
    m = base(r, n, "FW: Automatic reply: the letter")
    m.set_content("\n\n".join(talk(r, False)))
    absence = (b"From: jane@example.com\r\nSubject: Automatic reply: the letter\r\nAuto-Submitted: auto-replied\r\n\r\n"
               b"I am out of the office.\r\n")
    m.add_attachment(email.message_from_bytes(absence, policy=email.policy.SMTP))
    return m.as_bytes()


def mailing_list(r, n):
    name = r.choice(["mail-ops", "sig-news", "devel", "users"])
    m = base(r, n, f"[{name}] " + r.choice(NEAR_SUBJECTS + SUBJECTS))
    m["List-Id"] = f"<{name}.lists.example.org>"
    m["List-Unsubscribe"] = f"<mailto:{name}-leave@lists.example.org>"
    del m["Precedence"]
    m["Precedence"] = "list"
    if r.random() < 0.3:
        m["Auto-Submitted"] = "auto-generated"
    text = "\n\n".join(talk(r, True))
    if r.random() < 0.5:
        text += "\n\n" + QUOTED_BOUNCE.format(who="poster")
    m.set_content(text + f"\n\n_______________________________________________\n{name} mailing list\n{name}@lists.example.org\n")
    return m.as_bytes()


def newsletter(r, n):
    m = base(r, n, r.choice(["Our autumn programme", "Delivery from 2 euros", "Your weekly digest", "Out of office? Take a walk",
                             "Automatic savings: 20 %", "Last chance: holiday offers", "Please confirm your seat"]))
    del m["In-Reply-To"], m["References"]
    m.replace_header("From", r.choice(["News <news@example.com>", "Shop <noreply@shop.example.com>", "no-reply@example.net"]))
    m["List-Unsubscribe"] = "<https://news.example.com/u>"
    if r.random() < 0.5:
        m["Auto-Submitted"] = "auto-generated"
    m.set_content("<html><body><h1>Hello</h1><p>" + r.choice(NEAR) + "</p><p>You receive this e-mail because you subscribed. "
                  "To make sure that our mails are delivered and not taken for spam, add us to your whitelist. "
                  "<a href='https://news.example.com/'>Click the link</a> to confirm your e-mail address. "
                  "This is an automated message, please do not reply.</p></body></html>", subtype="html")
    return m.as_bytes()


def shop(r, n):
    m = base(r, n, r.choice(["Your order 4711", "Delivery status of your parcel", "Your parcel could not be delivered",
                             "Delivery failed: nobody at home", "We have received your payment", "Ihre Bestellung ist eingegangen"]))
    del m["In-Reply-To"], m["References"]
    m.replace_header("From", r.choice(["Parcel Delivery Service <noreply@parcel.example.com>", "Shop <orders@shop.example.com>",
                                       "Mail Order House <service@order.example.net>"]))
    m["Auto-Submitted"] = "auto-generated"
    m.set_content(r.choice(["We have received your order. Thank you for your purchase.",
                            "Your parcel could not be delivered on 2 October. We will try again tomorrow.",
                            "Ihre Bestellung ist bei uns eingegangen. Wir haben Ihre Zahlung erhalten.",
                            "Delivery attempt failed. Delivery to the following address was not possible: 1 Main Street."]))
    return m.as_bytes()


def ticket(r, n):
    """A person at a help desk answers through the desk's program."""
    m = base(r, n, f"Re: [#{r.randrange(10**6)}] " + r.choice(SUBJECTS + NEAR_SUBJECTS))
    del m["X-Auto-Response-Suppress"], m["Precedence"]
    m["X-Auto-Response-Suppress"] = "All"
    m["Auto-Submitted"] = "auto-generated"
    m["Precedence"] = "bulk"
    text = "##- Please type your reply above this line -##\n\n" if r.random() < 0.5 else ""
    text += "\n\n".join(["Hello,"] + talk(r, True) + ["Best regards", "Jane Roe, Service Desk"])
    m.set_content(text)
    return m.as_bytes()


def monitor(r, n):
    m = base(r, n, r.choice(["Cron <root@host> backup", "disk full on host7", "build failed: main", "mail queue report",
                             "Postfix log summary", "ticket 17 was updated"]))
    del m["In-Reply-To"], m["References"]
    m.replace_header("From", r.choice(["root <root@host.example.net>", "builds@example.net", "postmaster@example.org"]))
    m["Auto-Submitted"] = "auto-generated"
    m.set_content(r.choice(["backup finished, 0 errors", "Queue: 3 messages. 2 deferred. See the log for the reasons.",
                            "The build failed in step 4.", "Daily summary: 120 delivered, 3 bounced, 1 rejected."]))
    return m.as_bytes()


def postmaster(r, n):
    """The person behind postmaster@ writes by hand."""
    m = base(r, n, r.choice(["Re: your domain", "Re: why was my mail returned", "change of mail server"]))
    m.replace_header("From", "Sam Poe <postmaster@example.net>")
    m.set_content("\n\n".join(talk(r, False) + ["> why do your servers say so?", "Because of our new rules. All is well now."]))
    return m.as_bytes()


def calendar(r, n):
    m = base(r, n, r.choice(["Accepted: meeting", "Declined: meeting", "Invitation: meeting", "Canceled: meeting"]))
    m.set_content("Jane has accepted.")
    m.add_alternative("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n", subtype="calendar")
    return m.as_bytes()


def raw(r, n):
    """Without the care of a library: raw 8-bit, no Message-ID, an mbox line, bare line feeds."""
    text = r.choice(NEAR) + "\n"
    head = f"From: {r.choice(PEOPLE)} <a{n}@example.com>\nSubject: {r.choice(NEAR_SUBJECTS)}\nDate: Thu, 2 Oct 2025 09:00:00 +0200\n"
    if r.random() < 0.5:
        head = "From MAILER-DAEMON Thu Oct  2 09:00:00 2025\n" + head
    body = {0: text.encode(), 1: text.encode("cp1252", "replace"), 2: quopri.encodestring(text.encode()),
            3: base64.encodebytes(text.encode())}
    kind = r.randrange(4)
    if kind >= 2:
        head += "Content-Transfer-Encoding: " + ("quoted-printable", "base64")[kind - 2] + "\nContent-Type: text/plain; charset=utf-8\n"
    return head.encode() + b"\n" + body[kind]


FRAMES = [(person, 40), (mailing_list, 15), (ticket, 12), (newsletter, 8), (shop, 6), (monitor, 5), (raw, 6),
          (forwards_report, 3), (forwards_absence, 2), (postmaster, 2), (calendar, 1)]


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    r = random.Random(20251126)
    frames = [f for f, weight in FRAMES for _ in range(weight)]
    for n in range(count):
        frame = r.choice(frames)
        (folder / f"{n:05}-{frame.__name__}.eml").write_bytes(frame(r, n))
    print(count)


if __name__ == "__main__":
    main()
