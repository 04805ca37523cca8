#!/usr/bin/env python3
"""send_login.py: TLS, logins and secrets of the sender: S18, S25, S26, X16, and tokens that expire.

Whatever a server does, the password CANARY-7f3 may be said only to one whose certificate is good, and
stands in no argument, environment, file or output.
"""
import os
import subprocess
import sys

import sending

CANARY = "CANARY-7f3"
OAUTH = 'auth = "oauth2"; token_command = "cat WHERE/token"; '


def run(*args):
    subprocess.run(args, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certificates(where):
    """ca.pem, and NAME.pem, NAME.key for good, wrong (host), expired and self (signed)."""
    def path(name):
        return os.path.join(where, name)
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    run("openssl", "req", "-x509", *curve, "-keyout", path("ca.key"), "-out", path("ca.pem"),
        "-days", "30", "-subj", "/CN=test CA", "-addext", "basicConstraints=critical,CA:TRUE",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    for name, san, days in (("good", "DNS:localhost,IP:127.0.0.1", "30"),
                            ("wrong", "DNS:mail.other.test", "30"),
                            ("expired", "DNS:localhost,IP:127.0.0.1", "-1")):
        with open(path(name + ".ext"), "w") as f:
            f.write("subjectAltName=%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n" % san)
        run("openssl", "req", *curve, "-keyout", path(name + ".key"), "-out", path(name + ".csr"),
            "-subj", "/CN=" + name)
        run("openssl", "x509", "-req", "-in", path(name + ".csr"), "-CA", path("ca.pem"), "-CAkey",
            path("ca.key"), "-CAcreateserial", "-out", path(name + ".pem"), "-extfile",
            path(name + ".ext"), "-days", days)
    run("openssl", "req", "-x509", *curve, "-keyout", path("self.key"), "-out", path("self.pem"),
        "-days", "30", "-subj", "/CN=self", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")


# name: certificate, smtps, server options, script, credentials, states, exit, words, said
LOGIN = ["--login", "me:" + CANARY]
COMMAND = 'user = "me"; password_command = "cat WHERE/token; echo more"; '
GOOD = {"sent": 2}
STAY = {"queued": 2}
CASES = {
    "STARTTLS and a login": ("good", False, LOGIN, [], COMMAND, GOOD, 0, [], True),
    "smtps and a login": ("good", True, LOGIN, [], COMMAND, GOOD, 0, [], True),
    "password in the settings": (
        "good", False, LOGIN, [], 'user = "me"; password = "%s"; ' % CANARY, GOOD, 0, [], True),
    "STARTTLS without a login": ("good", False, [], [], "", GOOD, 0, [], False),
    "S18 password refused": (
        "good", False, ["--login", "me:other"], [], COMMAND, STAY, 1, ["535", "refused the login"],
        True),
    "S18 login refused for now": (
        "good", False, LOGIN, [{"at": "auth", "reply": "454 4.7.0 later"}], COMMAND,
        {"queued": 1, "deferred": 1}, 75, ["454"], True),
    "no AUTH offered": ("good", False, [], [], COMMAND, STAY, 1, ["no way to log in"], False),
    "the command for the password fails": (
        "good", False, LOGIN, [], 'user = "me"; password_command = "cat WHERE/token; exit 7"; ', STAY,
        1, ["exit status 7"], False),
    "S25 wrong host": ("wrong", False, LOGIN, [], COMMAND, STAY, 1, ["could not be trusted"], False),
    "S25 expired": ("expired", False, LOGIN, [], COMMAND, STAY, 1, ["could not be trusted"], False),
    "S25 self-signed": ("self", True, LOGIN, [], COMMAND, STAY, 1, ["could not be trusted"], False),
    "S26 STARTTLS stripped": (None, False, LOGIN, [], COMMAND, STAY, 1, ["STARTTLS"], False),
    "S26 STARTTLS refused": (
        "good", False, LOGIN, [{"at": "starttls", "reply": "454 4.7.0 no TLS"}], COMMAND, STAY, 1,
        ["STARTTLS"], False),
    "S26 injected after STARTTLS": (
        "good", False, LOGIN,
        [{"at": "starttls", "raw": "220 go on\r\n250-mx\r\n250 AUTH PLAIN\r\n"}], COMMAND, STAY, 1,
        ["clear text"], False),
    "lost at the handshake": (
        "good", False, LOGIN, [{"at": "starttls", "reply": "220 go on", "close": True}], COMMAND,
        {"queued": 1, "deferred": 1}, 75, ["cannot be reached", "check host and port in `url`"], False),
    "OAuth2": ("good", False, ["--token", CANARY], [], 'user = "me"; ' + OAUTH, GOOD, 0, [], True),
    "OAuth2, XOAUTH2 alone": (
        "good", True, ["--token", CANARY, "--sasl", "XOAUTH2"], [], 'user = "me"; ' + OAUTH, GOOD, 0, [],
        True),
    "OAuth2, a server that knows passwords only": (
        "good", False, LOGIN, [], 'user = "me"; ' + OAUTH, STAY, 1, ["no way to log in"], False),
    "OAuth2 refused": (
        "good", False, ["--token", "another"], [], 'user = "me"; ' + OAUTH, STAY, 1,
        ["refused the login"], True),
}


def holds_canary(where, skip):
    """Files below where that hold the canary."""
    found = []
    for folder, _, names in os.walk(where):
        for name in names:
            path = os.path.join(folder, name)
            if name not in skip and CANARY.encode() in open(path, "rb").read():
                found.append(path)
    return found


def setup(certs, name, options, script, credentials, tls=True, smtps=False, n=2):
    where = sending.folder("login")
    with open(os.path.join(where, "token"), "w") as f:
        f.write(CANARY + "\n")
    options = [o.replace("WHERE", where) for o in options]
    credentials = credentials.replace("WHERE", where)
    if name:
        options += ["--cert", os.path.join(certs, name + ".pem"),
                    "--key", os.path.join(certs, name + ".key")]
    if smtps:
        options.append("--smtps")
    server = sending.Server(where, script, options)
    campaign = sending.Campaign(
        where, n=n, send='connections = 1; retry = "1h"; tls = "required"; ca_file = "%s"; %s' % (
            os.path.join(certs, "ca.pem"), credentials))
    campaign.configure("smtp%s://localhost:%d" % ("s" if smtps else "", server.port))
    return where, server, campaign


def check(certs, name):
    cert, smtps, options, script, credentials, states, status, words, said = CASES[name]
    wrong = []
    where, server, campaign = setup(certs, cert, options, script, credentials, smtps=smtps)
    got, lines, err = campaign.run("-v")
    told = err + str(lines)
    if campaign.counts() != states:
        wrong.append("letters %s, expected %s" % (campaign.counts(), states))
    if got != status:
        wrong.append("exit %d, expected %d: %s" % (got, status, err))
    wrong += ["nothing says \"%s\": %s" % (w, err) for w in words if w not in told]
    transcript = server.transcript()
    if (CANARY.encode() in transcript) != said:
        wrong.append("the password was %ssaid to the server" % ("not " if said else ""))
    if not said and b"AUTH" in transcript:
        wrong.append("a login was tried")
    if CANARY in told:
        wrong.append("X16: the password is in the output")
    kept = holds_canary(where, ("transcript", "campaign.cfg", "token"))
    if kept:
        wrong.append("X16: the password is in %s" % kept)
    wrong += sending.compare(campaign.letters(), server.record())
    server.stop()
    sending.remove(where)
    return wrong


def in_proc(pid, name):
    try:
        return open("/proc/%d/%s" % (pid, name), "rb").read()
    except OSError:
        return b""


def check_environment(certs):
    """X16: a password from the environment is in no argument, nor in the environment, once it runs."""
    wrong = []
    where, server, campaign = setup(
        certs, "good", LOGIN, [{"at": "dot", "times": 1, "until": "go"}], 'user = "me"; ')
    process = campaign.start(env={"OPENLETTER_PASSWORD": CANARY})
    if not sending.until(server.silent):
        wrong.append("no letter came to the server")
    if b"send" not in in_proc(process.pid, "cmdline"):
        wrong.append("/proc cannot be looked into")
    for name in ("cmdline", "environ"):
        if CANARY.encode() in in_proc(process.pid, name):
            wrong.append("X16: the password is in /proc/%d/%s" % (process.pid, name))
    server.go()
    out, err = process.communicate(timeout=sending.LIMIT)
    if process.returncode != 0 or campaign.counts() != GOOD:
        wrong.append("exit %d, %s: %s" % (process.returncode, campaign.counts(), err))
    if holds_canary(where, ("transcript", "token")):
        wrong.append("X16: the password is in a file")
    server.stop()
    sending.remove(where)
    return wrong


def check_renewal(certs):
    """A token that expires during the run is fetched again; no letter suffers."""
    where, server, campaign = setup(
        certs, "good", ["--token", "one,two", "--most", "2", "--most-how", "close"], [],
        'user = "me"; auth = "oauth2"; token_command = "if [ -e WHERE/asked ]; then echo two; '
        'else touch WHERE/asked; echo one; fi"; ', n=4)
    status, lines, err = campaign.run()
    counts = campaign.counts()
    wrong = []
    # The first login is with the first token; the second connection finds it expired.
    if status != 0 or counts != {"sent": 4}:
        wrong.append("exit %d, %s: %s" % (status, counts, err))
    wrong += sending.compare(campaign.letters(), server.record())
    server.stop()
    sending.remove(where)
    return wrong


def check_renewal_by_many(certs):
    """Several connections find the token expired at once: it is fetched again once, and all go on."""
    where, server, campaign = setup(
        certs, "good", ["--token", "one,two", "--delay-ms", "20"], [],
        'user = "me"; auth = "oauth2"; token_command = "echo x >>WHERE/asked; if [ $(wc -l <WHERE/asked) = 1 ]; '
        'then echo one; else echo two; fi"; ', n=60)
    campaign.configure("smtp://localhost:%d" % server.port,
                       campaign.send.replace("connections = 1", "connections = 8"))
    status, lines, err = campaign.run()
    wrong = []
    if status != 0 or campaign.counts() != {"sent": 60}:
        wrong.append("exit %d, %s: %s" % (status, campaign.counts(), err))
    asked = len(open(os.path.join(where, "asked")).readlines())
    if asked != 2:
        wrong.append("the token was fetched %d times" % asked)
    wrong += sending.compare(campaign.letters(), server.record())
    server.stop()
    sending.remove(where)
    return wrong


def check_renewal_fails(certs):
    """No new token is to be had while letters are on their way: their answers are waited for."""
    where, server, campaign = setup(
        certs, "good", ["--token", "one,two"], [{"at": "dot", "skip": 1, "times": 1, "hang": 3}],
        'user = "me"; auth = "oauth2"; token_command = "if [ -e WHERE/asked ]; then exit 7; fi; '
        'touch WHERE/asked; echo one"; ', n=60)
    campaign.configure("smtp://localhost:%d" % server.port,
                       campaign.send.replace("connections = 1", "connections = 2"))
    status, lines, err = campaign.run()
    counts, wrong = campaign.counts(), []
    if status != 1 or "exit status 7" not in err:
        wrong.append("exit %d: %s" % (status, err))
    if set(counts) != {"sent", "queued"} or counts["sent"] != len(server.record()):
        wrong.append("%s, %d accepted" % (counts, len(server.record())))
    wrong += sending.compare(campaign.letters(), server.record())
    server.stop()
    sending.remove(where)
    return wrong


def main():
    certs = sending.folder("certs")
    certificates(certs)
    checks = {name: (lambda n=name: check(certs, n)) for name in CASES}
    checks["X16 password from the environment"] = lambda: check_environment(certs)
    checks["a token expires on several connections at once"] = lambda: check_renewal_by_many(certs)
    checks["a token expires and there is no other"] = lambda: check_renewal_fails(certs)
    checks["a token expires during the run"] = lambda: check_renewal(certs)
    status = sending.run_checks(checks)
    sending.remove(certs)
    return status


if __name__ == "__main__":
    sys.exit(main())
