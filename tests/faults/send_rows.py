#!/usr/bin/env python3
"""send_rows.py [NAME...]: faults of the sender that more than a server's script makes: S30, S32, X3."""
import os
import shutil
import socket
import sqlite3
import subprocess
import sys

import sending

ONE = 'connections = 1; retry = "1h"; '

# Every way to write an end of data that some server has taken for one (RFC 5321 2.3.8, 4.1.1.4).
ENDS = ["\n.\n", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\r.\r", "\r\n.\r\n", "\n..\n", "\r\n..\r\n"]
SMUGGLED = "MAIL FROM:<evil@example.org>\r\nRCPT TO:<u9@example.com>\r\nDATA\r\nSubject: evil\r\n\r\n"


def smuggling():
    """X3: what a cell of the list puts into a body ends no message: one arrives for each letter."""
    wrong = []
    for options in ([], ["--no-pipelining"]):
        where = sending.folder("rows")
        server = sending.Server(where, None, options)
        campaign = sending.Campaign(where, send=ONE, template=(
            "Subject: To {{ recipient.org }}\n\nDear {{ recipient.name }},\n{{ recipient.notes }}\nYours\n"))
        with open(os.path.join(campaign.dir, "recipients.csv"), "w", newline="") as f:
            f.write("email,name,org,notes\n")
            for i, end in enumerate(ENDS):
                f.write('u%d@example.com,N,Org %d,"a%s%sb"\n' % (i, i, end, SMUGGLED))
        campaign.configure("smtp://127.0.0.1:%d" % server.port)
        status, _, err = campaign.run()
        if status != 0 or campaign.counts() != {"sent": len(ENDS)}:
            wrong.append("exit %d, %s: %s" % (status, campaign.counts(), err))
        if len(server.record()) != len(ENDS) or b"evil" in server.transcript():
            wrong.append("X3: %d messages arrived for %d letters" % (len(server.record()), len(ENDS)))
        wrong += sending.compare(campaign.letters(), server.record())
        server.stop()
        sending.remove(where)
    return wrong


def silent_name_server():
    """S30: a name server that never answers: the run ends in its time, the letters are put off."""
    where = sending.folder("rows")
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.53.9", 53))
    resolv = os.path.join(where, "resolv.conf")
    with open(resolv, "w") as f:
        f.write("nameserver 127.0.53.9\noptions timeout:60 attempts:5\n")
    campaign = sending.Campaign(where, send=ONE + 'tls = "required";')
    campaign.configure("smtps://mail.example.net:465")
    status, _, err = campaign.run(env={"OPENLETTER_TIMEOUT": "3"}, wrap=ELSEWHERE + [resolv])
    wrong = []
    if status != 75 or campaign.counts() != {"deferred": 1, "queued": 2}:
        wrong.append("exit %d, %s: %s" % (status, campaign.counts(), err))
    if "mail.example.net" not in err:
        wrong.append("nothing says which server: " + err)
    silent.setblocking(False)
    try:
        silent.recv(512)
    except BlockingIOError:
        wrong.append("the name server was never asked")
    silent.close()
    sending.remove(where)
    return wrong


# With a resolv.conf of its own: a process alone sees it.
ELSEWHERE = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/resolv.conf && exec "$@"']


# On a machine of another name.
NAMED = ["unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"']


def full_name():
    """EHLO says the machine's full name; one that is not full is refused by servers, and an address stands for it."""
    wrong = []
    for name, said in (("laptop", b"EHLO [127.0.0.1]"), ("host.example.org", b"EHLO host.example.org")):
        where = sending.folder("rows")
        server = sending.Server(where)
        campaign = sending.Campaign(where, send=ONE)
        campaign.configure("smtp://127.0.0.1:%d" % server.port)
        status, _, err = campaign.run(wrap=NAMED + [name])
        if status != 0 or said not in server.transcript():
            wrong.append("%s: exit %d, %s: %s" % (name, status, server.transcript()[:80], err))
        server.stop()
        sending.remove(where)
    return wrong


def can_be_elsewhere():
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    return subprocess.run(ELSEWHERE + ["/etc/hosts", "true"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


def sleeping_machine():
    """S32: letters that wait for their hour go when it has come, although the machine slept until then."""
    where = sending.folder("rows")
    server = sending.Server(where)
    clock, slept = os.path.join(where, "sleeping_clock.so"), os.path.join(where, "slept")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", clock,
                    os.path.join(sending.HERE, "sleeping_clock.c")], check=True)
    campaign = sending.Campaign(where, send=ONE + 'hours = "09:00-17:00"; ')
    campaign.configure("smtp://127.0.0.1:%d" % server.port)
    process = campaign.start("--wait", env={
        "OPENLETTER_NOW": "2025-09-26T01:30:00Z", "LD_PRELOAD": clock, "SLEPT": slept,
        # The preloaded library stands before the sanitizer's.
        "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"})
    wrong = []
    if not sending.until(lambda: campaign.counts() == {"queued": 3}):
        wrong.append("letters %s before it slept" % campaign.counts())
    if server.record():
        wrong.append("letters left at night")
    open(slept, "w").close()
    if not sending.until(lambda: process.poll() is not None, 60):
        wrong.append("it still waits, eight hours after it began to")
        sending.end(process)
    process.communicate()
    if campaign.counts() != {"sent": 3}:
        wrong.append("letters %s" % campaign.counts())
    wrong += sending.compare(campaign.letters(), server.record())
    server.stop()
    sending.remove(where)
    return wrong


def no_threads():
    """The system gives no thread for a second connection: the first one serves. None for the first: all stays."""
    wrong = []
    for first, expected, status in ((2, {"sent": 30}, 0), (1, {"queued": 30}, 1)):
        where = sending.folder("rows")
        server = sending.Server(where, None, ["--delay-ms", "1"])
        campaign = sending.Campaign(where, n=30, send="connections = 4; ")
        campaign.configure("smtp://127.0.0.1:%d" % server.port)
        got, _, err = campaign.run(wrap=[
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=clone3",
            "-e", "inject=clone3:error=EAGAIN:when=%d+" % first])
        if got != status or campaign.counts() != expected:
            wrong.append("exit %d, %s: %s" % (got, campaign.counts(), err))
        if status and "no thread" not in err:
            wrong.append("nothing says why: " + err)
        wrong += sending.compare(campaign.letters(), server.record())
        server.stop()
        sending.remove(where)
    return wrong


def letter_not_made():
    """A letter that cannot be made as it was frozen ends the run, and brings none into doubt that is on its way."""
    wrong = []
    where = sending.folder("rows")
    server = sending.Server(where, None, ["--delay-ms", "20"])
    campaign = sending.Campaign(where, n=40, send='connections = 8; retry = "1h"; ')
    campaign.configure("smtp://127.0.0.1:%d" % server.port)
    campaign.run("--limit", "1")
    db = sqlite3.connect(os.path.join(campaign.dir, "campaign.db"))
    db.execute("UPDATE letters SET sha256 = ? WHERE id = 20", ("0" * 64,))
    db.commit()
    db.close()
    status, _, err = campaign.run()
    counts = campaign.counts()
    if status != 1 or "other bytes" not in err:
        wrong.append("exit %d: %s" % (status, err))
    if set(counts) != {"sent", "queued"} or counts["sent"] != len(server.record()) or counts["sent"] < 10:
        wrong.append("letters %s, %d accepted" % (counts, len(server.record())))
    wrong += sending.compare(campaign.letters(), server.record())
    server.stop()
    sending.remove(where)
    return wrong


CHECKS = {"X3 smuggling in a body": smuggling, "S32 the machine sleeps": sleeping_machine,
          "no threads": no_threads, "a letter cannot be made": letter_not_made}
if can_be_elsewhere():
    CHECKS["S30 the name server is silent"] = silent_name_server
    CHECKS["EHLO says a full name"] = full_name


if __name__ == "__main__":
    sys.exit(sending.run_checks(CHECKS))
