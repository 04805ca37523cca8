"""The mails and folders of imap_server.py, its faults, and its log."""
import hashlib
import json
import os
import re
import sys
import threading

ROOT = sys.argv[1]
FAULTS = dict((a.split("=", 1) + [""])[:2] for a in sys.argv[2:])
LOCK = threading.RLock()
LOG = open(os.path.join(ROOT, "log"), "a", buffering=1)
COUNTS = {}


def log(text):
    with LOCK:
        LOG.write(text + "\n")


def at_most(n, fault):
    """Whether a fault is to happen that happens n times."""
    with LOCK:
        COUNTS[fault] = COUNTS.get(fault, 0) + 1
        return COUNTS[fault] <= n


def times(fault, command):
    """Whether a fault "COMMAND:N" is to happen at this command, at most N times."""
    name, _, n = FAULTS.get(fault, "").partition(":")
    return name == command and at_most(int(n or 1), fault)


class Mail:
    def __init__(self, uid, data):
        self.uid, self.data, self.flags = uid, data, set()
        huge = FAULTS.get("huge", "").split(":")
        self.size = int(huge[1]) if huge[0] == str(uid) and len(huge) > 1 else len(data)

    def part(self, start, n):
        """Bytes start to start + n, in pieces."""
        end = min(self.size, start + n)
        while start < end:
            piece = self.data[start:min(end, start + 65536)]
            piece += b"x" * (min(end - start, 65536) - len(piece))
            yield piece
            start += len(piece)

    def ids(self):
        sha = hashlib.sha256(self.data).hexdigest()
        if "objectid" in FAULTS:
            return f" EMAILID ({FAULTS['objectid'] or 'M' + sha[:20]})"
        if "gmail" in FAULTS:
            return f" X-GM-MSGID {int(sha[:15], 16)}"
        return ""


class Folder:
    def __init__(self, name):
        self.name, self.mails, self.next, self.files = name, [], 1, {}
        self.modseq, self.vanished = 1, []
        self.uidvalidity = int(FAULTS.get("uidvalidity", 1000)) if name == "INBOX" else 77

    def add(self, data):
        mail = Mail(self.next, data)
        self.mails.append(mail)
        self.next += 1
        self.changed(mail)
        return mail

    def changed(self, mail):
        self.modseq += 1
        mail.modseq = self.modseq

    def remove(self, mail):
        self.mails.remove(mail)
        self.modseq += 1
        self.vanished.append((mail.uid, self.modseq))

    def look(self):
        path = os.path.join(ROOT, "mail", self.name)
        for name in sorted(os.listdir(path)) if os.path.isdir(path) else []:
            if name.endswith(".eml") and name not in self.files:
                with open(os.path.join(path, name), "rb") as f:
                    self.files[name] = self.add(re.sub(rb"\r?\n", b"\r\n", f.read()))
        for name, mail in list(self.files.items()):
            if mail in self.mails and not os.path.exists(os.path.join(path, name)):
                self.remove(mail)
        return self


SPECIAL = dict(s.split(":", 1) for s in FAULTS.get("special", "").split(",") if s)
FOLDERS = {name: Folder(name) for name in ["INBOX", *SPECIAL]}


def dump():
    with LOCK:
        state = {name: [{"uid": m.uid, "flags": sorted(m.flags), "seen": "\\Seen" in m.flags,
                         "sha256": hashlib.sha256(m.data).hexdigest()} for m in f.mails]
                 for name, f in FOLDERS.items()}
        path = os.path.join(ROOT, "state.json")
        with open(path + ".new", "w") as out:
            json.dump(state, out)
        os.rename(path + ".new", path)
