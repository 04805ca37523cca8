#!/usr/bin/env python3
"""send_kill.py [NAME...]: the sender is killed at one place after the other: S1 to S5, by number.

The server is silent at that place, so the kill comes neither before nor after. (tests/faults/kill does it at every
system call.) Then the sender is started again.
"""
import json
import os
import signal
import sys

import sending

SILENCE = {"times": 1, "until": "go"}


class Case:
    """Three letters on one connection; a rule of the script silences the server."""

    def __init__(self, rule, options=()):
        self.where = sending.folder("kill")
        self.server = sending.Server(self.where, [dict(rule, **SILENCE)], options)
        self.campaign = sending.Campaign(self.where, n=3, send='connections = 1; retry = "1h";')
        self.campaign.configure("smtp://127.0.0.1:%d" % self.server.port)
        self.process = self.campaign.start()
        self.wrong = []
        self.want("the server is silent", sending.until(self.server.silent), True)

    def want(self, what, got, expected):
        if got != expected:
            self.wrong.append("%s: %s, expected %s" % (what, got, expected))

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=sending.LIMIT)
        self.want("ended by", self.process.returncode, -signal.SIGKILL)

    def again(self, counts, accepted):
        """Started again: the letters then, and how many the server took in all."""
        self.server.go()
        status, _, err = self.campaign.run()
        self.want("exit: " + err, status, 3 if "uncertain" in counts else 0)
        self.want("letters", self.campaign.counts(), counts)
        self.want("accepted", len(self.server.record()), accepted)
        if "uncertain" in counts and "uncertain" not in err:
            self.wrong.append("U: nothing says uncertain: " + err)
        self.wrong += sending.compare(self.campaign.letters(), self.server.record())
        self.server.stop()
        sending.remove(self.where)
        return self.wrong


def before_the_intent(rule, options=()):
    """Nothing had left: all is queued, and goes."""
    c = Case(rule, options)
    c.kill()
    c.want("accepted before", len(c.server.record()), 0)
    return c.again({"sent": 3}, 3)


def after_the_dot(accepts, options=()):
    """No answer came: that letter is uncertain, whatever the server did with it."""
    c = Case({"at": "dot", "match": "u1@", "accept": accepts, "close": not accepts}, options)
    c.kill()
    c.want("accepted before", len(c.server.record()), int(accepts))
    return c.again({"uncertain": 1, "sent": 2}, 2 + int(accepts))


def unread(port):
    """Bytes from the server at that port that have come to this machine's other end and wait there."""
    total = 0
    for line in list(open("/proc/net/tcp"))[1:]:
        words = line.split()
        if int(words[2].split(":")[1], 16) == port:
            total += int(words[4].split(":")[1], 16)
    return total


def answered(options=()):
    """The answer has come to the machine, and the sender never reads it: it stands still from before."""
    c = Case({"at": "dot", "match": "u1@", "accept": True}, options)
    c.process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, c.process.pid, os.WSTOPPED | os.WNOWAIT)
    c.server.go()
    c.want("the answer has come", sending.until(lambda: unread(c.server.port) > 0), True)
    c.want("accepted before", len(c.server.record()), 1)
    c.kill()
    return c.again({"uncertain": 1, "sent": 2}, 3)


def noted(options=()):
    """`sent` is told only when it is committed. The next letter has got no further than its envelope."""
    c = Case({"at": "rcpt", "match": "u2@"}, options)
    line = json.loads(c.process.stdout.readline())
    c.want("told", (line["email"], line["state"]), ("u1@example.com", "sent"))
    c.kill()
    return c.again({"sent": 3}, 3)


LOCKSTEP = ["--no-pipelining"]
CHECKS = {}
for words, options in (("", []), (", lock-step", LOCKSTEP)):
    CHECKS["S1 killed before `sending` is committed" + words] = \
        lambda o=options: before_the_intent({"at": "data"}, o)
    CHECKS["S2 killed while connecting" + words] = \
        lambda o=options: before_the_intent({"at": "greeting"}, o)
    CHECKS["S2 killed in the envelope" + words] = \
        lambda o=options: before_the_intent({"at": "rcpt"}, o)
    CHECKS["S3 killed after the intent, the server has not taken it" + words] = \
        lambda o=options: after_the_dot(False, o)
    CHECKS["S3 killed after the intent, the server has taken it" + words] = \
        lambda o=options: after_the_dot(True, o)
    CHECKS["S4 killed after 250, before `sent` is committed" + words] = lambda o=options: answered(o)
    CHECKS["S5 killed after `sent` is committed" + words] = lambda o=options: noted(o)


if __name__ == "__main__":
    sys.exit(sending.run_checks(CHECKS))
