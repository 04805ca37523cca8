#!/usr/bin/env python3
"""imap_server.py DIR [FAULT[=VALUE]...]: an IMAP server on loopback that misbehaves as it is told.

DIR/mail/FOLDER/*.eml are its mails (by name; files that appear later are new mails, those of files
that are removed vanish). DIR/port tells
its port, DIR/log every line that clients send ("C: ") and what happened ("S: "), DIR/state.json the
folders as they are after each change. The faults:

  port=N                          its port (none of the faults)
  no-idle no-move no-uidplus      the capability is not offered
  uidvalidity=N                   of INBOX
  anew                            when INBOX is selected the second time, it was numbered anew: the
                                  newest mail has the first UID
  greeting=TEXT                   instead of the usual one
  starttls=refuse                 STARTTLS is offered and refused
  login-no=N login-later=N        the first N logins are refused, as wrong or as unavailable
  select-no                       no folder can be opened
  drop=COMMAND:N                  the first N times that COMMAND comes, the line is dropped at once
  drop-after=COMMAND:N            ... after it was carried out, before the answer
  silent=COMMAND                  COMMAND is never answered, and nothing after it
  drip=COMMAND                    its answer comes a byte at a time
  expunge                         the first mail vanishes (for all) in the middle of a FETCH of mails
  quota                           COPY and MOVE are over quota
  gone                            COPY and MOVE find no such message, and say OK
  literal=N                       mails are announced as literals of N bytes
  endless=COMMAND                 the answer is a line without end
  garbage=UID refuse=UID          fetching this mail gives nonsense; is refused
  answer=COMMAND:TEXT             the answer is TEXT (\\r\\n as such), whatever it is
  huge=UID:BYTES                  this mail has so many bytes
  short=UID                       this mail breaks off in its middle, with the line
  vanish=UID                      this mail vanishes when it is to be fetched
  uid-last                        a mail's UID is told after its content
  objectid[=ID]                   OBJECTID: mails have ids by their content; or all the same one
  gmail                           X-GM-EXT-1 instead
  qresync                         ENABLE, CONDSTORE and QRESYNC are offered
  special=FOLDER:USE,...          these folders are there, for \\Sent, \\Junk ...
  noise                           IDLE is never quiet
  deaf                            NOOP and IDLE tell nothing of new mail; STATUS does
"""
import base64
import os
import re
import socket
import threading
import time

from imap_folders import COUNTS, FAULTS, FOLDERS, LOCK, ROOT, SPECIAL, Folder, at_most, dump, log, times
from imap_messages import Ended, Messages
from smtp_server import end_with_parent


class Session(Messages):
    def __init__(self, sock):
        self.sock, self.buffer, self.folder, self.known = sock, b"", None, 0
        self.qresync = False

    def send(self, text, slowly=False):
        data = text if isinstance(text, bytes) else text.encode()
        if not slowly:
            self.sock.sendall(data)
            return
        for i in range(len(data)):
            self.sock.sendall(data[i:i + 1])
            time.sleep(0.05)

    def line(self, timeout=None):
        self.sock.settimeout(timeout)
        while b"\n" not in self.buffer:
            data = self.sock.recv(65536)
            if not data:
                raise Ended
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def capabilities(self):
        words = ["IMAP4rev1", "AUTH=PLAIN", "SASL-IR", "IDLE", "MOVE", "UIDPLUS"]
        if "starttls" in FAULTS:
            words.append("STARTTLS")
        if "objectid" in FAULTS:
            words.append("OBJECTID")
        if "gmail" in FAULTS:
            words.append("X-GM-EXT-1")
        if "qresync" in FAULTS:
            words += ["ENABLE", "CONDSTORE", "QRESYNC"]
        if SPECIAL:
            words += ["SPECIAL-USE", "LIST-EXTENDED"]
        return " ".join(w for w in words if "no-" + w.lower() not in FAULTS)

    def news(self):
        """Tells of new mail in the selected folder, once."""
        with LOCK:
            n = len(self.folder.look().mails)
        if n != self.known and "deaf" not in FAULTS:
            self.known = n
            self.send(f"* {n} EXISTS\r\n")
            return True
        return False

    def run(self):
        self.send(FAULTS.get("greeting", f"* OK [CAPABILITY {self.capabilities()}] ready") + "\r\n")
        while True:
            line = self.line()
            log("C: " + line)
            tag, _, rest = line.partition(" ")
            word, _, args = rest.partition(" ")
            command = word.upper()
            if command == "UID":
                word, _, args = args.partition(" ")
                command = "UID " + word.upper()
            self.obey(tag, command, args)

    def obey(self, tag, command, args):
        if times("drop", command):
            log("S: dropped")
            raise Ended
        if FAULTS.get("silent") == command:
            log("S: silent")
            while self.sock.recv(65536):
                pass
            raise Ended
        if FAULTS.get("endless") == command:
            while True:
                self.send(b"x" * 65536)
        name, _, text = FAULTS.get("answer", "").partition(":")
        if name == command:
            self.send(text.replace("\\r\\n", "\r\n").replace("TAG", tag))
            return
        handler = getattr(self, "do_" + command.lower().replace(" ", "_"), None)
        answer = handler(args, tag) if handler else "BAD what is that?"
        if times("drop-after", command):
            log("S: dropped after")
            raise Ended
        if answer is not None:
            self.send(f"{tag} {answer}\r\n", FAULTS.get("drip") == command)

    # ---- any state

    def do_capability(self, args, tag):
        self.send(f"* CAPABILITY {self.capabilities()}\r\n")
        return "OK done"

    def do_noop(self, args, tag):
        if self.folder:
            self.news()
        return "OK done"

    def do_logout(self, args, tag):
        self.send(f"* BYE\r\n{tag} OK bye\r\n")
        raise Ended

    def do_starttls(self, args, tag):
        return "NO not today"

    def login(self):
        for fault, code in (("login-no", "AUTHENTICATIONFAILED"), ("login-later", "UNAVAILABLE")):
            if at_most(int(FAULTS.get(fault, 0)), fault):
                return f"NO [{code}] not now"
        log("S: logged in")
        return "OK logged in"

    def do_login(self, args, tag):
        return self.login()

    def do_authenticate(self, args, tag):
        if len(args.split()) < 2:
            self.send("+ \r\n")
            base64.b64decode(self.line())
        return self.login()

    # ---- folders

    def do_enable(self, args, tag):
        if "qresync" not in FAULTS:
            return "BAD what is that?"
        self.qresync = "QRESYNC" in args
        self.send(f"* ENABLED {args}\r\n")
        return "OK enabled"

    def do_list(self, args, tag):
        if "*" not in args:
            self.send('* LIST (\\Noselect) "/" ""\r\n')
            return "OK done"
        for name in FOLDERS:
            self.send(f'* LIST ({SPECIAL.get(name, "")}) "/" "{name}"\r\n')
        return "OK done"

    @staticmethod
    def unquote(text):
        text = text.strip()
        return text[1:-1].replace('\\"', '"') if text.startswith('"') else text

    def do_select(self, args, tag):
        name = self.unquote(re.sub(r" \(CONDSTORE\)$", "", args))
        path = os.path.join(ROOT, "mail", name)
        if name not in FOLDERS and os.path.isdir(path):
            FOLDERS[name] = Folder(name)
        if "select-no" in FAULTS or name not in FOLDERS:
            self.folder = None
            return "NO [NONEXISTENT] no such folder"
        with LOCK:
            self.folder = FOLDERS[name].look()
            self.known = len(self.folder.mails)
            COUNTS["SELECT " + name] = COUNTS.get("SELECT " + name, 0) + 1
            if "anew" in FAULTS and name == "INBOX" and COUNTS["SELECT INBOX"] == 2:
                self.folder.uidvalidity += 1
                self.folder.mails.reverse()
                for uid, mail in enumerate(self.folder.mails, 1):
                    mail.uid = uid
            self.send(f"* {self.known} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Deleted)\r\n"
                      f"* OK [UIDVALIDITY {self.folder.uidvalidity}] valid\r\n"
                      f"* OK [UIDNEXT {self.folder.next}] next\r\n")
            if "qresync" in FAULTS:
                self.send(f"* OK [HIGHESTMODSEQ {self.folder.modseq}] highest\r\n")
        dump()
        return "OK [READ-WRITE] selected"

    def do_examine(self, args, tag):
        answer = self.do_select(args, tag)
        return answer.replace("READ-WRITE", "READ-ONLY")

    def do_create(self, args, tag):
        name = self.unquote(args)
        if name in FOLDERS:
            return "NO it exists"
        FOLDERS[name] = Folder(name)
        dump()
        return "OK made"

    def do_subscribe(self, args, tag):
        return "OK subscribed"

    def do_status(self, args, tag):
        name = self.unquote(args.rpartition(" (")[0])
        if name not in FOLDERS:
            return "NO [NONEXISTENT] no such folder"
        with LOCK:
            f = FOLDERS[name].look()
        modseq = f" HIGHESTMODSEQ {f.modseq}" if "MODSEQ" in args else ""
        self.send(f'* STATUS "{name}" (MESSAGES {len(f.mails)} UIDNEXT {f.next} UIDVALIDITY {f.uidvalidity}{modseq})\r\n')
        return "OK done"

    # ---- messages

    @staticmethod
    def set(text):
        found = set()
        for piece in text.split(","):
            a, _, b = piece.partition(":")
            found |= set(range(int(a), int(b or a) + 1))
        return found

    def chosen(self, text):
        top = self.folder.mails[-1].uid if self.folder.mails else 0
        wanted = set()
        for piece in text.split(","):
            a, _, b = piece.partition(":")
            first = top if a == "*" else int(a)
            last = first if not b else top if b == "*" else int(b)
            low, high = min(first, last), max(first, last)
            wanted |= {m.uid for m in self.folder.mails if low <= m.uid <= high}
        return [m for m in list(self.folder.mails) if m.uid in wanted]

    def do_uid_search(self, args, tag):
        with LOCK:
            self.folder.look()
            found = self.folder.mails
            uids = re.search(r"UID (\S+)", args)
            if uids:
                found = self.chosen(uids.group(1))
            ids = re.findall(r'HEADER Message-ID "?([^\s")]+)', args, re.I)
            if ids:
                found = [m for m in found if any(b"<" + i.encode() in m.data for i in ids)]
            sizes = re.search(r"LARGER (\d+) SMALLER (\d+)", args)
            if sizes:
                found = [m for m in found if int(sizes.group(1)) < m.size < int(sizes.group(2))]
            self.send("* SEARCH" + "".join(f" {m.uid}" for m in found) + "\r\n")
        self.news()
        return "OK done"

    def do_idle(self, args, tag):
        self.send("+ idling\r\n")
        while True:
            if "noise" in FAULTS:
                self.send("* OK still here\r\n")
            else:
                self.news()
            try:
                line = self.line(0.05)
                log("C: " + line)
                break
            except socket.timeout:
                pass
        self.sock.settimeout(None)
        return "OK idled"


def serve(sock):
    try:
        Session(sock).run()
    except (Ended, OSError):
        pass
    finally:
        sock.close()
        log("S: closed")


def main():
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", int(FAULTS.get("port", 0))))
    server.listen(20)
    path = os.path.join(ROOT, "port")
    with open(path + ".new", "w") as out:
        out.write(str(server.getsockname()[1]))
    os.rename(path + ".new", path)
    for folder in FOLDERS.values():
        folder.look()
    dump()
    threading.Thread(target=end_with_parent, args=(900,), daemon=True).start()
    while True:
        sock, _ = server.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(sock,), daemon=True).start()


main()
