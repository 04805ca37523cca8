#!/usr/bin/env python3
"""program.py [NAME...]: the transport sendmail:, with programs that do all that a program can do.

The programs keep books of what they took: a file a letter. Whatever they do, L and T hold: what one may have
passed on is `sent` or `uncertain`, and never handed over again. Then a real one, msmtp, with a server
that refuses or hangs up in each place.
"""
import os
import shutil
import signal
import sys

import sending
from sending import until

# What a program does: a shell script, in a folder of its own, that is started as a mailer is.
TAKE = 'cat >"$PWD/took.$$"; '
HANG = 'echo $$ >"$PWD/hangs"; exec sleep 300'
DEAF = "trap '' TERM; "


class Case(sending.Findings):
    def __init__(self, does, n=3, **campaign):
        super().__init__()
        self.where = sending.folder("program")
        self.campaign = sending.Campaign(self.where, n=n, **campaign)
        self.does(does)

    def does(self, does):
        path = os.path.join(self.where, "mta")
        with open(path, "w") as f:
            f.write('#!/bin/sh\ncd "%s"\necho "$*" >>args\n%s\n' % (self.where, does))
        os.chmod(path, 0o755)
        self.campaign.configure("sendmail:" + path, 'retry = "1h";')

    def took(self):
        """The letters that the program has read to their end."""
        return [open(os.path.join(self.where, name)).read()
                for name in os.listdir(self.where) if name.startswith("took.")]

    def told(self):
        return open(os.path.join(self.where, "told")).read()

    def hangs(self):
        return os.path.exists(os.path.join(self.where, "hangs"))

    def run(self, status, counts, *words, env={}, what=""):
        got, lines, err = self.campaign.run(env=env)
        self.want("exit%s: %s" % (what, err), got, status)
        self.want("letters" + what, self.campaign.counts(), counts)
        for word in words:
            self.want_in(word, err + str(lines))
        return lines

    def finish(self, taken):
        """A program without faults takes the rest: `taken` letters in all, each once."""
        self.does(TAKE)
        self.campaign.run()
        bodies = sorted(self.took())
        self.want("taken in the end", len(bodies), taken)
        self.want("taken twice", len(bodies) - len(set(bodies)), 0)
        return self.done()

    def done(self):
        sending.remove(self.where)
        return self.wrong


def statuses():
    """Each exit status, by <sysexits.h>: what it says of the letter."""
    says = {0: "sent", 65: "rejected", 67: "rejected", 68: "rejected", 66: "deferred", 69: "deferred",
            71: "deferred", 72: "deferred", 73: "deferred", 75: "deferred", 1: "uncertain", 70: "uncertain",
            74: "uncertain", 76: "uncertain", 99: "uncertain"}
    # A letter that goes well between two others: several doubts in a row would end the run.
    rows = ["s%d@n%d.example.com,A,A" % (n, i) for i, n in enumerate(n for m in says for n in (m, 0))]
    c = Case(TAKE + 'n=${5#s}; n=${n%%@*}; echo "words of $n" >&2; exit $n', recipients=rows)
    got, lines, err = c.campaign.run()
    c.want("exit: " + err, got, 75)
    for line in lines[:-1]:
        number = int(line["email"][1:].split("@")[0])
        c.want("status %d" % number, line["state"], says[number])
        c.want_in("exit status %d: words of %d" % (number, number) if number else "handed to", line["text"])
    c.want("letters", len(lines) - 1, len(rows))
    wrong = c.done()
    # These are about the program, not the letter: nothing more is tried.
    for number in (64, 77, 78, 127):
        c = Case(TAKE + "echo words >&2; exit %d" % number)
        c.run(1, {"queued": 3}, "exit status %d: words" % number, "stay queued", what=" of %d" % number)
        c.want("tries", len(c.took()), 1)
        wrong += c.done()
    return wrong


def arguments():
    c = Case(TAKE, n=1)
    c.run(0, {"sent": 1})
    c.want("arguments", open(os.path.join(c.where, "args")).read(),
           "-i -f letters@example.org -- u1@example.com\n")
    c.want("line ends", "\r" in c.took()[0], False)
    c.want_in("\n.\n..\n", c.took()[0])
    return c.done()


def hostile_addresses():
    """X6: an address is an argument of its own, whatever it looks like, and no shell sees it."""
    addresses = ["-oQ/tmp@example.com", "${run{id}}@example.com", "`touch${IFS}hacked`@example.com", "*@example.com"]
    c = Case(TAKE + 'printf "<%s>" "$@" >>each', recipients=[a + ",A,A" for a in addresses])
    c.run(0, {"sent": len(addresses)})
    c.want("arguments", open(os.path.join(c.where, "each")).read(), "".join(
        "<-i><-f><letters@example.org><--><%s>" % a for a in addresses))
    c.want("something ran", os.path.exists(os.path.join(c.where, "hacked")), False)
    return c.done()


def not_there():
    c = Case("")
    c.campaign.configure("sendmail:" + os.path.join(c.where, "none"), 'retry = "1h";')
    c.run(1, {"queued": 3}, "none", "cannot be run")
    return c.finish(3)


def reads_nothing():
    """Exit status 0 from a program that has not read the letter claims what cannot be."""
    c = Case("exit 0")
    c.run(1, {"queued": 3}, "without having read the letter", "stay queued")
    c.does("exit 70")
    c.run(75, {"deferred": 3}, "without having read the letter", what=", status 70")
    return c.done()


def reads_some():
    c = Case("head -c 100 >/dev/null; exit 0", n=1,
             template="Subject: x\n\n" + "A line of it.\n" * 100000)
    c.run(3, {"uncertain": 1}, "without having read all")
    return c.done()


def hangs_before():
    """It reads nothing: nothing can have left, so the letter is put off; the run ends there."""
    for deaf in ("", DEAF):
        c = Case(deaf + HANG)
        c.run(75, {"deferred": 1, "queued": 2}, "did nothing for 2 s", "the rest stays queued",
              env={"OPENLETTER_TIMEOUT": "2"})
        if c.wrong:
            return c.done()
    c.want("still deferred", c.campaign.counts(), {"deferred": 1, "queued": 2})
    return c.finish(2)


def hangs_after():
    c = Case('cat >"$PWD/took.$$"; ' + HANG)
    c.run(3, {"uncertain": 1, "queued": 2}, "did nothing for 2 s", "uncertain",
          env={"OPENLETTER_TIMEOUT": "2"})
    return c.finish(3)


def hangs_within():
    """It took a part of a letter that no pipe holds: that may be in doubt, and is."""
    c = Case("head -c 100000 >/dev/null; " + HANG, n=2, template="Subject: x\n\n" + "A line.\n" * 100000)
    c.run(3, {"uncertain": 1, "queued": 1}, "uncertain", env={"OPENLETTER_TIMEOUT": "2"})
    return c.finish(1)


def leaves_something_behind():
    """A program that delivers behind its own back has ended when it ends."""
    c = Case(TAKE + 'sleep 300 & echo $! >"$PWD/behind"; exit 0', n=1)
    c.run(0, {"sent": 1})
    os.kill(int(open(os.path.join(c.where, "behind")).read()), signal.SIGKILL)
    return c.done()


def says_too_much():
    c = Case(TAKE + "head -c 100000000 /dev/zero | tr '\\0' x >&2; exit 75", n=1)
    lines = c.run(75, {"deferred": 1})
    c.want("length of its words is bounded", len(lines[0]["text"]) <= 2100, True)
    c.does("head -c 1000000 /dev/zero | tr '\\0' x >&2; " + TAKE)
    c.campaign.run()
    return c.done()


def signalled(c, number, env={}):
    """A sender whose program hangs, and which has told that it is stopping."""
    with open(os.path.join(c.where, "told"), "w") as f:
        process = c.campaign.start(env=env, stderr=f)
    c.want("the program hangs", until(c.hangs), True)
    process.send_signal(number)
    c.want("the signal is told of", until(lambda: "stopping" in c.told()), True)
    return process


def interrupted(does, times, counts, words, finish):
    c = Case(does)
    process = signalled(c, signal.SIGTERM, {"OPENLETTER_TIMEOUT": "3"} if times == 1 else {})
    if times == 2:
        process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=sending.LIMIT)
    c.want("exit: " + c.told(), process.returncode, 75)
    c.want("letters", c.campaign.counts(), counts)
    for word in words:
        c.want_in(word, c.told() + out.decode())
    return c.finish(finish)


def ends_in_time():
    """What is under way is waited for; the rest stays queued."""
    c = Case('echo $$ >"$PWD/hangs"; until [ -e "$PWD/go" ]; do sleep 0.05; done; ' + TAKE)
    process = signalled(c, signal.SIGINT)
    open(os.path.join(c.where, "go"), "w").close()
    process.communicate(timeout=sending.LIMIT)
    c.want("exit: " + c.told(), process.returncode, 75)
    c.want("letters", c.campaign.counts(), {"sent": 1, "queued": 2})
    return c.finish(3)


def killed():
    """The sender is killed while the program has the letter: a doubt, and no second time."""
    c = Case(TAKE + HANG)
    process = c.campaign.start()
    until(c.hangs)
    process.kill()
    process.communicate(timeout=sending.LIMIT)
    os.kill(int(open(os.path.join(c.where, "hangs")).read()), signal.SIGKILL)
    c.does(TAKE)
    c.run(3, {"uncertain": 1, "sent": 2}, "uncertain")
    return c.finish(3)


def secrets():
    """X16: the program is told no password."""
    c = Case(TAKE + 'cat /proc/self/environ >"$PWD/environment"', n=1)
    c.run(0, {"sent": 1}, env={"OPENLETTER_PASSWORD": "CANARY-7f3"})
    c.want("the password in its environment",
           b"CANARY" in open(os.path.join(c.where, "environment"), "rb").read(), False)
    return c.done()


def msmtp():
    """What msmtp makes of a server's answers, and we of msmtp's: the server's books decide."""
    wrong = []
    for name, script, counts in (
            ("taken", [], {"sent": 1}),
            ("refused", [{"at": "rcpt", "reply": "550 5.1.1 no such user"}], {"rejected": 1}),
            ("put off", [{"at": "rcpt", "reply": "450 4.2.0 later"}], {"deferred": 1}),
            ("put off after the dot", [{"at": "dot", "reply": "451 4.2.0 later"}], {"deferred": 1}),
            ("lost after the dot", [{"at": "dot", "accept": True, "close": True}], {"uncertain": 1}),
            ("no answer to the dot", [{"at": "dot", "accept": True, "reply": "thanks"}], {"uncertain": 1})):
        c = Case("", n=1)
        server = sending.Server(c.where, script)
        c.does('exec msmtp --host=127.0.0.1 --port=%d --tls=off --auth=off "$@"' % server.port)
        got, lines, err = c.campaign.run()
        c.want("letters, " + name, c.campaign.counts(), counts)
        accepted = len(server.record())
        state = list(c.campaign.counts())[0]
        if accepted and state not in ("sent", "uncertain") or state == "sent" and not accepted:
            c.wrong.append("L: %s: accepted %d times, and %s" % (name, accepted, state))
        server.stop()
        wrong += c.done()
    return wrong


CHECKS = {
    "exit statuses": statuses,
    "arguments and line ends": arguments,
    "X6 addresses like arguments": hostile_addresses,
    "the program is not there": not_there,
    "status 0 without reading": reads_nothing,
    "status 0 after a part of it": reads_some,
    "it hangs before it reads": hangs_before,
    "it hangs after the letter": hangs_after,
    "it hangs within the letter": hangs_within,
    "it leaves a process behind": leaves_something_behind,
    "it says too much": says_too_much,
    "SIGTERM, nothing was read": lambda: interrupted(
        HANG, 1, {"queued": 3}, ["stopping"], 3),
    "SIGTERM, the letter was read": lambda: interrupted(
        TAKE + HANG, 1, {"uncertain": 1, "queued": 2}, ["stopping", "uncertain"], 3),
    "SIGTERM twice": lambda: interrupted(
        TAKE + HANG, 2, {"uncertain": 1, "queued": 2}, ["uncertain"], 3),
    "SIGTERM twice, it is deaf to signals": lambda: interrupted(
        DEAF + TAKE + HANG, 2, {"uncertain": 1, "queued": 2}, ["uncertain"], 3),
    "SIGINT, it ends in time": ends_in_time,
    "kill -9 while it has the letter": killed,
    "X16 no secret": secrets,
}
if shutil.which("msmtp"):
    CHECKS["msmtp"] = msmtp


if __name__ == "__main__":
    sys.exit(sending.run_checks(CHECKS))
