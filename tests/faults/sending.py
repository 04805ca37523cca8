"""What the tests of the sender share: a small campaign, the server, and the comparison of both books.

The program is $OPENLETTER. Everything lives in a folder of its own below $TMP (or the system's).
"""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get("OPENLETTER", os.path.join(HERE, "../../build/sanitize/openletter"))
LIMIT = 240  # seconds; a hang guard, no measure

STATES = ["queued", "sending", "sent", "deferred", "rejected", "uncertain"]


def folder(prefix="sending"):
    return tempfile.mkdtemp(prefix=prefix + "-", dir=os.environ.get("TMP"))


def until(condition, seconds=LIMIT):
    """Waits for it; whether it came. The seconds are a hang guard."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


class Server:
    """smtp_server.py on a port of its own."""

    def __init__(self, where, script=None, options=()):
        self.where = where
        self.record_file = os.path.join(where, "record")
        self.transcript_file = os.path.join(where, "transcript")
        port_file = os.path.join(where, "port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        args = [sys.executable, os.path.join(HERE, "smtp_server.py"), "--record", self.record_file,
                "--transcript", self.transcript_file, "--port-file", port_file]
        if script is not None:
            script_file = os.path.join(where, "script.json")
            with open(script_file, "w") as f:
                json.dump(script, f)
            args += ["--script", script_file]
        self.process = subprocess.Popen(args + list(options))
        if not until(lambda: os.path.exists(port_file) or self.process.poll() is not None) or \
                self.process.poll() is not None:
            raise RuntimeError("the server did not start")
        self.port = int(open(port_file).read())

    def record(self):
        if not os.path.exists(self.record_file):
            return []
        return [json.loads(line) for line in open(self.record_file)]

    def transcript(self):
        return open(self.transcript_file, "rb").read() if os.path.exists(self.transcript_file) else b""

    def silent(self):
        """Whether a silence of the script has begun."""
        return b"(silent)" in self.transcript()

    def go(self, name="go"):
        """Ends the silence that lasts "until" there is this file."""
        open(os.path.join(self.where, name), "w").close()

    def stop(self):
        self.process.kill()
        self.process.wait()


class Findings:
    """What was found wrong, in words."""

    def __init__(self):
        self.wrong = []

    def want(self, what, got, expected):
        if got != expected:
            self.wrong.append("%s: %s, expected %s" % (what, got, expected))

    def want_in(self, word, text):
        if word not in text:
            self.wrong.append("nothing says \"%s\": %s" % (word, text))


class Campaign:
    """A folder with n recipients u1@example.com ... that sends to a server."""

    def __init__(self, where, n=3, url=None, send="", recipients=None, template=None, letter=""):
        self.dir = os.path.join(where, "campaign")
        os.makedirs(self.dir)
        self.send, self.letter_settings = send, letter
        self.write("letter.txt", template or
                   "Subject: To {{ recipient.org }}\n\nDear {{ recipient.name }},\n\n.\n..\n"
                   "A line that begins with a dot follows.\n.dot\n")
        rows = recipients or ["u%d@example.com,Name %d,Org %d" % (i, i, i) for i in range(1, n + 1)]
        self.write("recipients.csv", "email,name,org\n" + "".join(r + "\n" for r in rows))
        self.write("signatories.csv", "name,org\nA. Signer,Example Union\n")
        if url:
            self.configure(url)

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w") as f:
            f.write(text)

    def configure(self, url, send=None):
        if send is not None:
            self.send = send
        tls = "" if "tls" in self.send or not url.startswith("smtp") else 'tls = "none"; '
        self.write("campaign.cfg", """
campaign = { id = "fault-test"; title = "Fault test"; deadline = "2030-01-01"; timezone = "UTC"; };
letter = { template = "letter.txt"; from = "Joint <letters@example.org>";
           reply_to = "letters@example.org"; %s };
recipients = "recipients.csv"; signatories = "signatories.csv";
demands = ( { id = "one"; title = "One"; text = "Do one thing."; } );
send = { url = "%s"; %s%s };
""" % (self.letter_settings, url, tls, self.send))
        os.chmod(os.path.join(self.dir, "campaign.cfg"), 0o600)

    def environment(self, extra, wrap):
        env = dict(os.environ, **extra)
        if wrap:
            # The leak check does not work under a tracer.
            env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        for name in list(env):
            if name.lower().endswith("_proxy"):
                del env[name]
        return env

    def run(self, *args, env={}, wrap=()):
        """(status, JSON lines, standard error)"""
        done = subprocess.run(
            list(wrap) + [PROGRAM, "send", "--json", "-C", self.dir] + list(args),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=LIMIT, env=self.environment(env, wrap))
        lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
        return done.returncode, lines, done.stderr.decode("utf-8", "replace")

    def start(self, *args, env={}, wrap=(), stderr=subprocess.PIPE):
        return subprocess.Popen(
            list(wrap) + [PROGRAM, "send", "--json", "-C", self.dir] + list(args),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
            env=self.environment(env, wrap), start_new_session=True)

    def command(self, *args):
        done = subprocess.run([PROGRAM, args[0], "-C", self.dir] + list(args[1:]),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=LIMIT)
        return done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "replace")

    def letters(self):
        """The journal: rows by Message-ID, read past the program."""
        path = os.path.join(self.dir, "campaign.db")
        if not os.path.exists(path):
            return {}
        # What a sender stated last is in the rows only when somebody has opened the store since.
        self.command("status")
        db = sqlite3.connect(path)
        try:
            rows = db.execute("SELECT message_id, ref, state, sha256, size, email, attempts, code,"
                              " enhanced, text, next_at FROM letters JOIN deliveries ON letter = id"
                              ).fetchall()
        except sqlite3.OperationalError:
            rows = []
        finally:
            db.close()
        names = ["message_id", "ref", "state", "sha256", "size", "email", "attempts", "code",
                 "enhanced", "text", "next_at"]
        letters = {}
        for row in rows:
            letter = dict(zip(names, row))
            letter["state"] = STATES[letter["state"]]
            letters[letter["message_id"]] = letter
        return letters

    def counts(self):
        counts = {}
        for letter in self.letters().values():
            counts[letter["state"]] = counts.get(letter["state"], 0) + 1
        return counts


def compare(letters, record, whole_journal=True):
    """What is wrong between the journal and the server's record: invariants L, T and W."""
    wrong = []
    accepted = {}
    for entry in record:
        accepted.setdefault(entry["message_id"], []).append(entry)
    for message_id, entries in accepted.items():
        letter = letters.get(message_id)
        if len(entries) > 1:
            wrong.append("T: %s was accepted %d times" % (message_id, len(entries)))
        if letter is None:
            wrong.append("L: %s was accepted and is in no journal" % message_id)
            continue
        if letter["state"] not in ("sent", "uncertain", "sending"):
            wrong.append("L: %s was accepted and is %s" % (letter["ref"], letter["state"]))
        for entry in entries:
            if entry["sha256"] != letter["sha256"]:
                wrong.append("W: %s was accepted with other bytes" % letter["ref"])
            if entry["to"] != [letter["email"]] or entry["from"] != "letters@example.org":
                wrong.append("W: %s was accepted with the envelope %s -> %s" % (
                    letter["ref"], entry["from"], entry["to"]))
            if entry["bare"] or entry["longest"] > 998:
                wrong.append("X3, X5: %s has bare line ends or long lines" % letter["ref"])
    for letter in letters.values() if whole_journal else []:
        if letter["state"] == "sent" and letter["message_id"] not in accepted:
            wrong.append("L: %s is sent (%s %s %s) and was never accepted" % (
                letter["ref"], letter["code"], letter["enhanced"], letter["text"]))
    return wrong


def remove(where):
    shutil.rmtree(where, ignore_errors=True)


def end(process, how=signal.SIGKILL):
    try:
        process.send_signal(how)
    except ProcessLookupError:
        pass


def run_checks(checks):
    """Runs checks by name, all or those that an argument is part of, and tells of each. The exit status.

    A check is a function whose result is the list of what was wrong.
    """
    names = [n for n in checks if not sys.argv[1:] or any(a in n for a in sys.argv[1:])]
    failed = 0
    for name in names:
        began = time.monotonic()
        wrong = checks[name]()
        failed += bool(wrong)
        print("%s: %s (%.1f s)" % ("FAILED" if wrong else "ok", name, time.monotonic() - began))
        for line in wrong:
            print("  " + line)
        sys.stdout.flush()
    print("%d cases, %d failed" % (len(names), failed))
    return 1 if failed or not names else 0
