#!/usr/bin/env python3
"""send_run.py [NAME...]: the sender and its machine: signals, locks, disks, clocks, edits in between.

S7 to S10, S31 to S36, by number; and what flags choose. The disk fails by strace's injection: the
n-th write or sync of the store returns an error, for n = 1, 2, 3 ... until one run is not touched.
"""
import os
import signal
import sqlite3
import subprocess
import sys
import time

import sending
from sending import until

CHECKS = {}


def case(name):
    def put(function):
        CHECKS[name] = function
        return function
    return put


class Case(sending.Findings):
    """A server, a campaign, and what was found wrong."""

    def __init__(self, script=None, options=(), **campaign):
        super().__init__()
        self.where = sending.folder("run")
        self.server = sending.Server(self.where, script, options)
        campaign.setdefault("send", 'connections = 1; retry = "1h";')
        self.campaign = sending.Campaign(self.where, **campaign)
        self.campaign.configure("smtp://127.0.0.1:%d" % self.server.port)

    def await_silence(self):
        """The server has come to the silence of its script."""
        self.want("the server is silent", until(self.server.silent), True)

    def done(self):
        self.wrong += sending.compare(self.campaign.letters(), self.server.record())
        self.server.stop()
        sending.remove(self.where)
        return self.wrong


@case("S31 two senders")
def two_senders():
    c = Case([{"at": "dot", "times": 1, "until": "go"}])
    first = c.campaign.start()
    c.await_silence()
    status, _, err = c.campaign.run()
    c.want("exit of the second", status, 75)
    c.want_in(str(first.pid), err)
    c.server.go()
    first.communicate(timeout=sending.LIMIT)
    c.want("exit of the first", first.returncode, 0)
    c.want("letters", c.campaign.counts(), {"sent": 3})
    return c.done()


@case("S9 the store is locked")
def locked_store():
    c = Case(n=3)
    c.campaign.run("--limit", "1")
    db = sqlite3.connect(os.path.join(c.campaign.dir, "campaign.db"), isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    status, _, err = c.campaign.run()
    c.want("exit: " + err, status, 75)
    db.execute("ROLLBACK")
    db.close()
    c.want("accepted", len(c.server.record()), 1)
    status, _, err = c.campaign.run()
    c.want("exit later: " + err, status, 0)
    c.want("letters", c.campaign.counts(), {"sent": 3})
    return c.done()


def interrupted(second, number, times=1):
    c = Case([{"at": "dot", "match": "u1@", "until": "go"}], n=10)
    told = os.path.join(c.where, "told")
    with open(told, "w") as f:
        process = c.campaign.start(stderr=f)
    c.await_silence()
    c.want_in("sending", c.campaign.counts())
    for _ in range(times):
        process.send_signal(number)
    c.want("the first signal is told of", until(lambda: "stopping" in open(told).read()), True)
    # The first signal waits for the server's answer; the second for nothing, so that no answer comes.
    if second:
        process.send_signal(number)
    else:
        c.server.go()
    process.communicate(timeout=sending.LIMIT)
    c.want("exit", process.returncode, 75)
    c.want("letters", c.campaign.counts(),
           {"uncertain": 1, "queued": 9} if second else {"sent": 1, "queued": 9})
    status, _, _ = c.campaign.run()
    c.want("exit later", status, 3 if second else 0)
    c.want("letters later", c.campaign.counts(), {"sent": 9, "uncertain": 1} if second else {"sent": 10})
    return c.done()


CHECKS["S33 SIGINT"] = lambda: interrupted(False, signal.SIGINT)
CHECKS["S33 SIGTERM"] = lambda: interrupted(False, signal.SIGTERM)
CHECKS["S33 SIGHUP"] = lambda: interrupted(False, signal.SIGHUP)
CHECKS["S33 SIGHUP twice is once"] = lambda: interrupted(False, signal.SIGHUP, 2)
CHECKS["S33 SIGINT twice"] = lambda: interrupted(True, signal.SIGINT)


@case("S35 standard output is closed or full")
def no_output():
    c = Case()
    for how in ("full", "closed"):
        out = open("/dev/full", "w") if how == "full" else None
        process = subprocess.Popen(
            [sending.PROGRAM, "send", "--json", "-C", c.campaign.dir], stdin=subprocess.DEVNULL,
            stdout=out if out else subprocess.PIPE, stderr=subprocess.PIPE)
        if not out:
            process.stdout.close()
        err = process.stderr.read().decode()
        process.wait()
        c.want("exit, %s" % how, process.returncode, 1)
        if out:
            c.want_in("standard output", err)
    c.want("letters", c.campaign.counts(), {"sent": 3})
    return c.done()


@case("S32 the clock jumps by ten years")
def clock_jumps():
    c = Case([{"at": "rcpt", "match": "u2@", "times": 1, "reply": "450 4.2.0 later"}])
    now = int(time.time())
    status, _, _ = c.campaign.run(env={"OPENLETTER_NOW": "@%d" % now})
    c.want("exit", status, 75)
    status, _, _ = c.campaign.run(env={"OPENLETTER_NOW": "@%d" % (now - 315000000)})
    c.want("exit ten years before", status, 75)
    c.want("letters", c.campaign.counts(), {"sent": 2, "deferred": 1})
    status, _, _ = c.campaign.run(env={"OPENLETTER_NOW": "@%d" % (now + 315000000)})
    c.want("exit ten years after", status, 0)
    c.want("letters", c.campaign.counts(), {"sent": 3})
    return c.done()


@case("S32 deferred by a clock that was ten years ahead")
def clock_ahead():
    c = Case([{"at": "rcpt", "match": "u2@", "times": 1, "reply": "450 4.2.0 later"}],
             send='connections = 1; retry = "1m, 1h";')
    now = int(time.time())
    status, _, _ = c.campaign.run(env={"OPENLETTER_NOW": "@%d" % (now + 315000000)})
    c.want("exit", status, 75)
    status, _, _ = c.campaign.run(env={"OPENLETTER_NOW": "@%d" % now})
    c.want("exit, not due", status, 75)
    status, _, err = c.campaign.run(env={"OPENLETTER_NOW": "@%d" % (now + 4000)})
    c.want("exit, due: " + err, status, 0)
    c.want("letters", c.campaign.counts(), {"sent": 3})
    return c.done()


@case("the schedule of retries")
def schedule():
    c = Case([{"at": "rcpt", "match": "u2@", "reply": "450 4.2.0 later"}],
             send='connections = 1; retry = "1m, 10m";')
    now = int(time.time())
    c.campaign.run(env={"OPENLETTER_NOW": "@%d" % now})
    letter = [l for l in c.campaign.letters().values() if l["state"] == "deferred"][0]
    if not now + 53 <= letter["next_at"] <= now + 68:
        c.wrong.append("the next try is after %d s" % (letter["next_at"] - now))
    status, lines, err = c.campaign.run(env={"OPENLETTER_NOW": "@%d" % (now + 30)})
    c.want("exit, not due", status, 75)
    c.want("lines, not due", len(lines), 1)
    c.want_in("next is due", err)
    c.campaign.run(env={"OPENLETTER_NOW": "@%d" % (now + 100)})
    status, lines, _ = c.campaign.run(env={"OPENLETTER_NOW": "@%d" % (now + 2000)})
    c.want("exit, given up", status, 3)
    c.want("letters", c.campaign.counts(), {"sent": 2, "rejected": 1})
    c.want_in("3 tries", str(lines))
    c.want("attempt", lines[0]["attempt"], 3)
    return c.done()


@case("--wait stays until all is decided")
def waits():
    c = Case([{"at": "rcpt", "match": "u2@", "times": 2, "reply": "450 4.2.0 later"}],
             send='connections = 2; retry = "1s*5";')
    status, _, err = c.campaign.run("--wait")
    c.want("exit: " + err, status, 0)
    c.want("letters", c.campaign.counts(), {"sent": 3})
    return c.done()


@case("--wait waits for the letters of this run, past those that it does not choose")
def waits_past_others():
    c = Case([{"at": "rcpt", "match": "u[12]@", "times": 2, "reply": "450 4.2.0 later"},
              {"at": "rcpt", "match": "u3@", "times": 1, "reply": "450 4.2.0 later"}],
             send='connections = 1; retry = "2s*5";', n=4)
    # All of the first three are deferred; u1 becomes due first, and is not to be written to any more.
    c.campaign.run("--limit", "3")
    c.want("letters", c.campaign.counts(), {"deferred": 3, "queued": 1})
    c.campaign.command("suppress", "u1@example.com")
    db = sqlite3.connect(os.path.join(c.campaign.dir, "campaign.db"))
    with db:
        db.execute("UPDATE deliveries SET next_at = next_at - 3600 WHERE letter ="
                   " (SELECT id FROM letters WHERE email = 'u1@example.com')")
    db.close()
    status, _, err = c.campaign.run("--wait", "--only", "u2@example.com", "--only", "u1@example.com")
    c.want("letters, --only u2: " + err, c.campaign.counts(), {"sent": 1, "deferred": 2, "queued": 1})
    status, _, err = c.campaign.run("--wait")
    c.want("letters, all: " + err, c.campaign.counts(), {"sent": 3, "deferred": 1})
    return c.done()


@case("S36 files edited in between")
def edited():
    c = Case(n=3)
    status, _, _ = c.campaign.run("--limit", "1")
    c.want("exit, limit", status, 0)
    c.want("letters, limit", c.campaign.counts(), {"sent": 1, "queued": 2})
    c.campaign.write("letter.txt", "Subject: Other\n\nOther words for {{ recipient.name }}.\n")
    with open(os.path.join(c.campaign.dir, "recipients.csv"), "a") as f:
        f.write("u4@example.com,Name 4,Org 4\n")
    frozen = {l["email"]: l["sha256"] for l in c.campaign.letters().values()}
    status, _, err = c.campaign.run("--only", "u2@example.com")
    c.want_in("letter.txt", err)
    c.want_in("--new-edition", err)
    c.want_in("1 new letter", err)
    now = {l["email"]: l["sha256"] for l in c.campaign.letters().values()}
    c.want("the frozen letters", {k: now[k] for k in frozen}, frozen)
    c.want("letters", c.campaign.counts(), {"sent": 2, "queued": 2})
    status, _, err = c.campaign.run("--new-edition")
    c.want("exit, new edition", status, 0)
    c.want_in("edition 2", err)
    newer = {l["email"]: l["sha256"] for l in c.campaign.letters().values()}
    c.want("what was sent", [newer[k] == now[k] for k in sorted(newer)], [True, True, False, False])
    c.want("letters", c.campaign.counts(), {"sent": 4})
    return c.done()


@case("B39 suppressed addresses")
def suppressed():
    c = Case(n=3)
    c.campaign.command("suppress", "u1@example.com")
    status, _, err = c.campaign.run("--limit", "1")
    c.want_in("suppressed", err)
    c.want("letters", c.campaign.counts(), {"sent": 1, "queued": 1})
    c.campaign.command("suppress", "U3@EXAMPLE.com")
    status, _, err = c.campaign.run()
    c.want("exit", status, 0)
    c.want("letters", c.campaign.counts(), {"sent": 1, "queued": 1})
    c.want("recipients", [e["to"] for e in c.server.record()], [["u2@example.com"]])
    return c.done()


@case("--dry-run and --test write nothing")
def nothing_written():
    c = Case(n=3)
    status, lines, _ = c.campaign.run("--dry-run")
    c.want("exit, dry run", status, 0)
    c.want("queued, dry run", lines[-1]["queued"], 3)
    c.want("letters", c.campaign.letters(), {})
    c.want("said", c.server.transcript(), b"")
    status, lines, err = c.campaign.run("--test", "boss@example.net", "--only", "u2@example.com")
    c.want("exit, test: " + err, status, 0)
    record = c.server.record()
    c.want("recipients", [e["to"] for e in record], [["boss@example.net"]])
    c.want("letters", c.campaign.letters(), {})
    c.server.stop()
    sending.remove(c.where)
    return c.wrong


@case("sending again sends nothing again")
def again():
    c = Case(n=3)
    for _ in range(3):
        status, lines, _ = c.campaign.run()
        c.want("exit", status, 0)
    c.want("lines", len(lines), 1)
    return c.done()


@case("rate holds")
def rate():
    c = Case(n=6, send='connections = 2; rate = "2/s"; retry = "1h";')
    began = time.monotonic()
    status, _, _ = c.campaign.run()
    c.want("exit", status, 0)
    if time.monotonic() - began < 2:
        c.wrong.append("6 letters at 2/s took %.1f s" % (time.monotonic() - began))
    return c.done()


@case("domain_rate holds, others go on")
def domain_rate():
    recipients = ["a%d@one.example.com,A,A" % i for i in range(4)] + \
        ["b%d@two%d.example.com,B,B" % (i, i) for i in range(4)]
    # Within an hour, however slow the machine is: two to the one domain, and all of the others.
    c = Case(recipients=recipients, send='connections = 1; domain_rate = "2/h"; retry = "1h";')
    status, _, _ = c.campaign.run("--limit", "6")
    c.want("exit", status, 0)
    order = [e["to"][0][0] for e in c.server.record()]
    c.want("order", "".join(order), "aabbbb")
    c.wrong = c.done()
    # The others are waited for.
    d = Case(recipients=recipients, send='connections = 1; domain_rate = "2/s"; retry = "1h";')
    began = time.monotonic()
    status, _, _ = d.campaign.run()
    d.want("exit", status, 0)
    d.want("letters", d.campaign.counts(), {"sent": 8})
    if time.monotonic() - began < 1:
        d.wrong.append("4 letters to a domain at 2/s took %.1f s" % (time.monotonic() - began))
    return c.wrong + d.done()


@case("hours and start")
def hours():
    c = Case(send='connections = 1; hours = "Mon-Fri 09:00-17:00";')
    status, _, err = c.campaign.run(env={"OPENLETTER_NOW": "2026-11-28T12:00:00Z"})
    c.want("exit on a Saturday", status, 75)
    c.want_in("2026-11-30T09:00:00", err)
    c.want("letters", c.campaign.counts(), {"queued": 3})
    status, _, err = c.campaign.run(env={"OPENLETTER_NOW": "2026-11-30T09:00:00Z"})
    c.want("exit on a Monday: " + err, status, 0)
    return c.done()


@case("maildir: a letter left in `sending` is delivered, once")
def maildir():
    c = Case(n=3)
    c.campaign.configure("maildir:out")
    status, _, err = c.campaign.run()
    c.want("exit: " + err, status, 0)
    new = os.path.join(c.campaign.dir, "out", "new")
    before = sorted(os.listdir(new))
    c.want("files", len(before), 3)
    db = sqlite3.connect(os.path.join(c.campaign.dir, "campaign.db"))
    db.execute("UPDATE deliveries SET state = 1 WHERE letter IN (1, 2)")
    db.execute("UPDATE letter_counts SET n = CASE state WHEN 1 THEN 2 ELSE n - 2 END WHERE state IN (1, 2)")
    db.commit()
    db.close()
    os.unlink(os.path.join(new, before[0]))
    status, _, err = c.campaign.run()
    c.want("exit again: " + err, status, 0)
    c.want("letters", c.campaign.counts(), {"sent": 3})
    c.want("files again", sorted(os.listdir(new)), before)
    c.server.stop()
    sending.remove(c.where)
    return c.wrong


@case("every address of a letter is suppressed")
def suppressed_envelope():
    """Another letter's address, which a template names, may be suppressed: that letter alone does not go."""
    for url in ("smtp", "maildir:out", "sendmail:"):
        c = Case(n=3, template="Subject: x\nTo: {% if recipient.name == 'Name 2' %}gone@example.com{% else %}"
                               "{{ recipient.email }}{% endif %}\n\nHello.\n")
        if url == "sendmail:":
            url += os.path.join(c.where, "mta")
            with open(url[len("sendmail:"):], "w") as f:
                f.write("#!/bin/sh\nexec cat >/dev/null\n")
            os.chmod(url[len("sendmail:"):], 0o755)
        if url != "smtp":
            c.campaign.configure(url)
        c.campaign.command("suppress", "gone@example.com")
        status, lines, err = c.campaign.run()
        c.want("%s: exit" % url, status, 3)
        c.want("%s: letters" % url, c.campaign.counts(), {"sent": 2, "rejected": 1})
        c.want_in("every address of it is suppressed", str(lines))
        if url == "maildir:out":
            c.want("files", len(os.listdir(os.path.join(c.campaign.dir, "out", "new"))), 2)
        c.server.stop()
        sending.remove(c.where)
        if c.wrong:
            break
    return c.wrong


@case("sendmail:")
def sendmail():
    c = Case(n=4)
    path = os.path.join(c.where, "mta")
    with open(path, "w") as f:
        f.write("#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$0.args\"\ncat > \"$0.$$\"\n"
                "case \"$*\" in *u2@*) echo full >&2; exit 75;; *u3@*) exit 67;; *u4@*) exit 74;; esac\n")
    os.chmod(path, 0o755)
    c.campaign.configure("sendmail:" + path, 'retry = "1h";')
    status, lines, err = c.campaign.run()
    c.want("exit: " + err, status, 75)
    # An input/output error (74) may have come after the letter was taken.
    c.want("letters", c.campaign.counts(),
           {"sent": 1, "deferred": 1, "rejected": 1, "uncertain": 1})
    c.want_in("full", str(lines))
    c.want_in("-i -f letters@example.org -- u1@example.com", open(path + ".args").read())
    c.server.stop()
    sending.remove(c.where)
    return c.wrong


def disk(call, error, words):
    """The n-th call of the store fails, for n = 1, 2 ...: nothing is lost, nothing twice."""
    wrong = []
    failures = 0
    for n in list(range(1, 8)) + list(range(8, 400, 13)):
        c = Case(n=3)
        c.campaign.run("--dry-run")
        status, _, err = c.campaign.run(wrap=[
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call,
            "-e", "inject=%s:error=%s:when=%d+" % (call, error, n)])
        failed = status not in (0,)
        failures += failed
        if failed and not any(w in err for w in words):
            c.wrong.append("%s %d: exit %d says: %s" % (call, n, status, err))
        doubtful = c.campaign.counts().get("sending", 0)
        status, _, err = c.campaign.run()
        counts = c.campaign.counts()
        if counts.get("sent", 0) + counts.get("uncertain", 0) != 3 or doubtful > 2:
            c.wrong.append("%s %d: letters %s: %s" % (call, n, counts, err))
        wrong += c.done()
        if not failed or wrong:
            break
    if failures < 3:
        wrong.append("only %d failures were met" % failures)
    return wrong


WORDS = ("disk", "campaign.db", "I/O", "space", "full", "written", "store")
CHECKS["S7 S8 disk full at each write"] = lambda: disk("pwrite64", "ENOSPC", WORDS)
CHECKS["S10 I/O error at each sync"] = lambda: disk("fdatasync", "EIO", WORDS)


if __name__ == "__main__":
    sys.exit(sending.run_checks(CHECKS))
