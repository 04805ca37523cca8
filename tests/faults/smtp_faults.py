#!/usr/bin/env python3
"""smtp_faults.py [NAME...]: what the sender makes of each fault of a server, by its number.

A case is one run against a server with a script; expected are the letters by state, the exit status,
words, and always: the journal and the server's record agree, and a doubt is no success. "again" runs
once more against a server without faults.
"""
import sys

import sending

ONE = 'connections = 1; retry = "1h";'
REFUSE_ALL = [{"at": "rcpt", "reply": "550 5.1.1 no such user"}]

# name: (script, what to expect, options)
CASES = {
    "plain": ([], {"sent": 3}, {"status": 0}),
    "S12 421 at the greeting": (
        [{"at": "greeting", "reply": "421 4.3.2 not now", "close": True}],
        {"deferred": 1, "queued": 2},
        {"status": 75, "words": ["421", "not now"], "again": {"sent": 3}}),
    "S12 421 at EHLO": (
        [{"at": "ehlo", "reply": "421 4.3.2 not now", "close": True}],
        {"deferred": 1, "queued": 2}, {"status": 75}),
    "S12 421 at MAIL": (
        [{"at": "mail", "times": 1, "reply": "421 4.3.2 closing", "close": True}],
        {"deferred": 1, "sent": 2}, {"status": 75, "code": 421}),
    "S12 421 at RCPT": (
        [{"at": "rcpt", "match": "u2@", "reply": "421 4.3.2 closing", "close": True}],
        {"deferred": 1, "sent": 2}, {"status": 75, "code": 421}),
    "S12 421 at DATA": (
        [{"at": "data", "times": 1, "reply": "421 4.3.2 closing", "close": True}],
        {"deferred": 1, "sent": 2}, {"status": 75, "code": 421}),
    "S13 450 at RCPT": (
        [{"at": "rcpt", "match": "u2@", "reply": "450 4.2.0 greylisted"}],
        {"deferred": 1, "sent": 2}, {"status": 75, "code": 450, "enhanced": "4.2.0"}),
    "S13 451 at MAIL": (
        [{"at": "mail", "times": 1, "reply": "451 4.3.0 local error"}],
        {"deferred": 1, "sent": 2}, {"status": 75, "code": 451}),
    "S13 452 at DATA": (
        [{"at": "data", "times": 1, "reply": "452 4.3.1 full"}],
        {"deferred": 1, "sent": 2}, {"status": 75, "code": 452}),
    "S14 451 after the dot": (
        [{"at": "dot", "match": "u1@", "reply": "451 4.3.0 later"}],
        {"deferred": 1, "sent": 2}, {"status": 75, "code": 451}),
    "S14 421 after the dot": (
        [{"at": "dot", "match": "u2@", "reply": "421 4.3.0 later", "close": True}],
        {"deferred": 1, "sent": 2}, {"status": 75, "code": 421}),
    "S15 550 at RCPT": (
        [{"at": "rcpt", "match": "u2@", "reply": "550 5.1.1 no such user here"}],
        {"rejected": 1, "sent": 2},
        {"status": 3, "code": 550, "enhanced": "5.1.1", "text": "no such user here"}),
    "S15 553 for all": (
        [{"at": "rcpt", "reply": "553 5.1.3 bad address"}], {"rejected": 3}, {"status": 3}),
    "S16 554 after the dot": (
        [{"at": "dot", "match": "u3@", "reply": "554 5.6.0 unreadable"}],
        {"rejected": 1, "sent": 2}, {"status": 3, "code": 554}),
    "S16 552 after the dot": (
        [{"at": "dot", "match": "u1@", "reply": "552 5.2.2 full"}],
        {"rejected": 1, "sent": 2}, {"status": 3, "code": 552}),
    "S17 policy at RCPT": (
        [{"at": "rcpt", "reply": "550 5.7.1 spam"}], {"rejected": 3, "queued": 7},
        {"n": 10, "status": 1, "words": ["policy", "5.7.1"]}),
    "S17 policy after some were sent, 4 connections": (
        [{"at": "dot", "skip": 8, "reply": "554 5.7.0 spam"}], {"sent": 8, "rejected": 3, "queued": 19},
        {"n": 30, "send": 'connections = 4; retry = "1h";', "status": 1, "late": 3}),
    "S17 530 at MAIL": (
        [{"at": "mail", "reply": "530 5.7.0 authentication required"}], {"queued": 3},
        {"status": 1, "words": ["login"]}),
    "S19 lost at DATA": (
        [{"at": "data", "times": 1, "close": True}], {"deferred": 1, "sent": 2}, {"status": 75}),
    "S19 lost while the message comes": (
        [{"at": "body", "times": 1}], {"deferred": 1, "sent": 2},
        {"status": 75, "one_big": True}),
    "S20 lost after the dot": (
        [{"at": "dot", "match": "u2@", "close": True}], {"uncertain": 1, "sent": 2},
        {"status": 3, "words": ["uncertain"]}),
    "S20 accepted, then lost": (
        [{"at": "dot", "match": "u2@", "accept": True, "close": True}],
        {"uncertain": 1, "sent": 2}, {"status": 3}),
    "S20 accepted, then silence": (
        [{"at": "dot", "match": "u3@", "accept": True, "hang": 60}],
        {"uncertain": 1, "sent": 2}, {"status": 3, "timeout": 8}),
    "S20 every answer is lost": (
        [{"at": "dot", "accept": True, "close": True}], {"uncertain": 3, "queued": 5},
        {"n": 8, "status": 3}),
    "S21 lost after 250, QUIT hangs": (
        [{"at": "quit", "hang": 60}], {"sent": 3}, {"status": 0}),
    "S21 lost after 250": (
        [{"at": "dot", "match": "u3@", "accept": True, "reply": "250 2.0.0 ok", "close": True}],
        {"sent": 3}, {"status": 0}),
    "S22 no SMTP reply after the dot": (
        [{"at": "dot", "match": "u1@", "accept": True, "reply": "thanks a lot"}],
        {"uncertain": 1, "sent": 2}, {"status": 3}),
    "S23 the greeting is late": (
        [{"at": "greeting", "times": 1, "hang": 2}], {"sent": 3}, {"status": 0}),
    "S24 a slow drip": (
        [{"at": "rcpt", "match": "u1@", "reply": "250 " + "x" * 400, "drip": 0.1}],
        {"deferred": 1, "sent": 2}, {"status": 75, "timeout": 8}),
    "S24 an endless reply": (
        [{"at": "rcpt", "match": "u1@", "times": 1, "flood": 1 << 20, "close": True}],
        {"deferred": 1, "sent": 2}, {"status": 75}),
    "S24 an endless reply after the dot": (
        [{"at": "dot", "match": "u1@", "times": 1, "flood": 1 << 20, "close": True}],
        {"uncertain": 1, "sent": 2}, {"status": 3}),
    "S27 SIZE is smaller than the letter": (
        [], {"rejected": 3}, {"status": 3, "options": ["--offer", "SIZE 100"], "words": ["100 at most"],
                              "unsaid": [b"MAIL"]}),
    "S27 SIZE without a number": (
        [], {"sent": 3}, {"status": 0, "options": ["--offer", "SIZE"], "said": [b" SIZE="]}),
    "S27 no SIZE": ([], {"sent": 3}, {"status": 0, "unsaid": [b"SIZE"]}),
    "S28 no 8BITMIME": (
        [], {"sent": 3}, {"status": 0, "template": "Subject: Grüße\n\nÄ {{ recipient.name }} 你好\n",
                          "unsaid": [b"8BITMIME"]}),
    "S29 no SMTPUTF8": (
        [], {"rejected": 1, "sent": 1},
        {"status": 3, "recipients": ["ü@example.com,A,A", "b@bücher.example,B,B"],
         "words": ["SMTPUTF8"], "said": [b"<b@xn--bcher-kva.example>"]}),
    "S30 the name is unknown": (
        [], {"deferred": 1, "queued": 2},
        {"status": 75, "url": "smtps://no-such-host.test:465", "words": ["no-such-host.test"]}),
    "S30 nobody listens": (
        [], {"deferred": 1, "queued": 2}, {"status": 75, "url": "smtp://127.0.0.1:1"}),
    "S37 no PIPELINING": ([], {"sent": 3}, {"status": 0, "options": ["--no-pipelining"]}),
    "S37 no PIPELINING, one refused": (
        [{"at": "rcpt", "match": "u2@", "reply": "550 5.1.1 no"}], {"sent": 2, "rejected": 1},
        {"status": 3, "options": ["--no-pipelining"], "said": [b"RSET"]}),
    "S37 no PIPELINING, lost after the dot": (
        [{"at": "dot", "match": "u2@", "accept": True, "close": True}], {"sent": 2, "uncertain": 1},
        {"status": 3, "options": ["--no-pipelining"]}),
    "S38 421 after 2 messages": (
        [], {"sent": 11}, {"n": 11, "status": 0, "options": ["--most", "2"]}),
    "S38 closed after 3 messages": (
        [], {"sent": 11}, {"n": 11, "status": 0, "options": ["--most", "3", "--most-how", "close"]}),
    "S38 closed after each message, lock-step": (
        [], {"sent": 5}, {"n": 5, "status": 0, "options": ["--most", "1", "--most-how", "close",
                                                           "--no-pipelining"]}),
    "S38 closed after 3 messages, 8 connections": (
        [], {"sent": 90}, {"n": 90, "status": 0, "send": 'connections = 8; retry = "1h";', "options": [
            "--most", "3", "--most-how", "close", "--delay-ms", "5"]}),
    "S38 421 after 3 messages, and two connections at a time": (
        [], {"sent": 60}, {"n": 60, "status": 0, "send": 'connections = 8; retry = "1h";', "options": [
            "--most", "3", "--at-once", "2", "--delay-ms", "5"]}),
    "S38 421 after 2 messages, 8 connections, lock-step": (
        [], {"sent": 90}, {"n": 90, "status": 0, "send": 'connections = 8; retry = "1h";', "options": [
            "--most", "2", "--delay-ms", "5", "--no-pipelining"]}),
    "MAIL is answered as if it were DATA": (
        [{"at": "mail", "times": 1, "reply": "354 go on"}], {"deferred": 1, "sent": 2},
        {"status": 75, "code": 354, "words": ["makes no sense"]}),
    "MAIL is answered as if it were DATA, lock-step": (
        [{"at": "mail", "times": 1, "reply": "354 go on"}], {"deferred": 1, "sent": 2},
        {"status": 75, "options": ["--no-pipelining"]}),
    "RCPT is answered as if it were DATA": (
        [{"at": "rcpt", "match": "u2@", "reply": "354 go on"}], {"deferred": 1, "sent": 2}, {"status": 75}),
    "MAIL is out of sequence": (
        [{"at": "mail", "times": 1, "reply": "503 5.5.1 sender already given"}], {"deferred": 1, "sent": 2},
        {"status": 75, "code": 503, "words": ["makes no sense", "sender already given"]}),
    "RCPT is out of sequence, lock-step": (
        [{"at": "rcpt", "match": "u2@", "reply": "503 5.5.1 need MAIL"}], {"deferred": 1, "sent": 2},
        {"status": 75, "options": ["--no-pipelining"]}),
    "DATA is out of sequence, lock-step": (
        [{"at": "data", "times": 1, "reply": "503 5.5.1 need RCPT"}], {"deferred": 1, "sent": 2},
        {"status": 75, "code": 503, "options": ["--no-pipelining"]}),
    "the lines of a letter were taken for commands": (
        [{"at": "dot", "times": 1, "reply": "503 5.5.1 what?\r\n450 4.5.1 what?", "drip": 0.01}],
        {"rejected": 1, "sent": 2}, {"status": 3}),
    "DATA is taken although all were refused": (
        [{"at": "rcpt", "match": "u2@", "reply": "550 5.1.1 no"}], {"sent": 2, "rejected": 1},
        {"status": 3, "said": [b"RSET"]}),
    "DSN": (
        [], {"sent": 3}, {"status": 0, "options": ["--offer", "DSN"],
                          "said": [b"ENVID=", b"ORCPT=rfc822;u1@example.com"]}),
    "X4 dots": (
        [], {"sent": 3}, {"status": 0, "template": "Subject: x\n\n.\n..\n...\n.a\n\n.\n\n."}),
    "X5 long lines": (
        [], {"sent": 3}, {"status": 0, "template": "Subject: x\n\n" + "y" * 5000 + "\n"}),
    "X6 addresses like arguments": (
        [], {"sent": 2}, {"status": 0, "recipients": ["-oQ/tmp@example.com,A,A",
                                                      "${run{id}}@example.com,B,B"]}),
    "X7 controls in a reply": (
        [{"at": "rcpt", "match": "u1@", "reply": "550 5.1.1 \x1b]0;x\x07\x1b[2J"}],
        {"sent": 2, "rejected": 1}, {"status": 3, "text": "\\x1b]0;x\\x07"}),
}


def check(name, script, expected, o):
    wrong = []
    where = sending.folder("smtp")
    options = list(o.get("options", ()))
    server = sending.Server(where, script, options)
    template = o.get("template")
    if o.get("one_big"):
        template = "Subject: x\n\n{% if recipient.name == 'Name 1' %}" + (
            "a line of some length that fills the buffers of this machine\n" * 200000) + "{% endif %}ok\n"
    campaign = sending.Campaign(
        where, n=o.get("n", 3), send=o.get("send", ONE), template=template,
        recipients=o.get("recipients"))
    campaign.configure(o.get("url", "smtp://127.0.0.1:%d" % server.port))
    if o.get("url", "").startswith("smtps"):
        campaign.configure(o["url"], ONE + 'tls = "required";')
    env = {"OPENLETTER_TIMEOUT": str(o["timeout"])} if "timeout" in o else {}
    status, lines, err = campaign.run(env=env)
    letters = campaign.letters()
    # Where connections race, a refusal may come before an acceptance that the server gave first: the streak then
    # begins anew, so that many more are rejected, and as many fewer are left.
    late = campaign.counts().get("rejected", 0) - expected.get("rejected", 0)
    if 0 < late <= o.get("late", 0):
        expected = dict(expected, rejected=expected["rejected"] + late, queued=expected["queued"] - late)
    if campaign.counts() != expected:
        wrong.append("letters %s, expected %s" % (campaign.counts(), expected))
    if status != o["status"]:
        wrong.append("exit %d, expected %d: %s" % (status, o["status"], err))
    summary = lines[-1] if lines else {}
    for state in sending.STATES:
        if summary.get(state) != expected.get(state, 0):
            wrong.append("the summary says %s" % summary)
            break
    told = err + "".join(str(line) for line in lines)
    wrong += ["nothing says \"%s\"" % w for w in o.get("words", ()) if w not in told]
    for key in ("code", "enhanced"):
        if key in o and o[key] not in [line.get(key) for line in lines]:
            wrong.append("no line has %s %s" % (key, o[key]))
    if "text" in o and not any(o["text"] in (line.get("text") or "") for line in lines):
        wrong.append("no line's text has \"%s\": %s" % (o["text"], lines))
    said = server.transcript()
    wrong += ["%r was not said" % w for w in o.get("said", ()) if w not in said]
    wrong += ["%r was said" % w for w in o.get("unsaid", ()) if w in said]
    wrong += sending.compare(letters, server.record())
    if "\x1b" in told:
        wrong.append("X8: an escape character was let through")
    if expected.get("uncertain") and status == 0:
        wrong.append("U: a doubt is no success")
    server.stop()
    if "again" in o:
        server = sending.Server(where, None, options)
        campaign.configure("smtp://127.0.0.1:%d" % server.port)
        campaign.run()
        if campaign.counts() != o["again"]:
            wrong.append("again: letters %s, expected %s" % (campaign.counts(), o["again"]))
        wrong += sending.compare(campaign.letters(), server.record())
        server.stop()
    sending.remove(where)
    return wrong


if __name__ == "__main__":
    sys.exit(sending.run_checks({name: (lambda n=name: check(n, *CASES[n])) for name in CASES}))
