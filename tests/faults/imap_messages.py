"""What imap_server.py does with the mails of the selected folder: FETCH, COPY, MOVE, EXPUNGE."""
import re

from imap_folders import FAULTS, FOLDERS, LOCK, dump, log


class Ended(Exception):
    """The connection is dropped."""


class Messages:
    """Commands of a session; it has the folder, and says what it is sent."""

    def number(self, mail):
        return self.folder.mails.index(mail) + 1

    def do_uid_fetch(self, args, tag):
        which, _, what = args.partition(" ")
        with LOCK:
            mails = self.chosen(which)
        since = re.search(r"CHANGEDSINCE (\d+)", what)
        if since:
            if "VANISHED" in what:
                if not self.qresync:
                    return "BAD QRESYNC was not enabled"
                asked = self.set(which)
                gone = [u for u, at in self.folder.vanished if at > int(since.group(1)) and u in asked]
                if gone:
                    self.send(f"* VANISHED (EARLIER) {','.join(map(str, gone))}\r\n")
            mails = [m for m in mails if m.modseq > int(since.group(1))]
        body = re.search(r"BODY(\.PEEK)?\[(HEADER(?:\.FIELDS \([^)]*\))?)?\](?:<(\d+)\.(\d+)>)?", what)
        if not body:
            for m in mails:
                self.send(f"* {self.number(m)} FETCH (UID {m.uid} RFC822.SIZE {m.size}{m.ids()}"
                          f" MODSEQ ({m.modseq}))\r\n")
            return "OK done"
        for i, m in enumerate(mails):
            if not body.group(1):
                m.flags.add("\\Seen")
            if FAULTS.get("refuse") == str(m.uid):
                return "NO the disk is bad"
            if FAULTS.get("garbage") == str(m.uid):
                self.send("* ((((\x01 FETCH nonsense {3}\r\n")
                continue
            if FAULTS.get("vanish") == str(m.uid):
                with LOCK:
                    self.folder.remove(m)
                continue
            self.content(m, body.group(2), int(body.group(3) or 0), int(body.group(4) or m.size))
            if "expunge" in FAULTS and i == 0 and len(mails) > 1:
                with LOCK:
                    gone = self.folder.mails[0]
                    self.folder.remove(gone)
                    self.known = len(self.folder.mails)
                log(f"S: expunged {gone.uid}")
                self.send("* 1 EXPUNGE\r\n")
                mails = [x for x in mails if x is not gone or x is m]
        return "OK done"

    def content(self, m, part, start, n):
        """One mail, from `start`, or its header."""
        header = m.data.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
        pieces = [header] if part else m.part(start, n)
        length = len(header) if part else max(0, min(n, m.size - start))
        name = f"BODY[{part or ''}]" + (f"<{start}>" if n != m.size else "")
        if part and "FIELDS" in part:
            wanted = part.partition("(")[2].rstrip(")").upper().encode()
            lines = [x for x in header.split(b"\r\n") if x.upper().startswith(wanted + b":")]
            pieces = [b"".join(x + b"\r\n" for x in lines) + b"\r\n"]
            length = len(pieces[0])
        first, last = (f"UID {m.uid} ", "") if "uid-last" not in FAULTS else ("FLAGS () ", f" UID {m.uid}")
        size = FAULTS.get("literal", length)
        self.send(f"* {self.number(m)} FETCH ({first}{name} {{{size}}}\r\n")
        for i, piece in enumerate(pieces):
            if FAULTS.get("short") == str(m.uid):
                self.send(piece[:len(piece) // 2])
                log("S: broke off")
                raise Ended
            self.send(piece)
        self.send(f"{last})\r\n")
        if "literal" in FAULTS:
            while True:
                self.send(b"y" * 65536)

    def copy(self, args, move):
        which, _, name = args.partition(" ")
        name = self.unquote(name)
        if "quota" in FAULTS:
            return "NO [OVERQUOTA] the box is full"
        if "gone" in FAULTS:
            return "OK no such message"
        if name not in FOLDERS:
            return "NO [TRYCREATE] no such folder"
        with LOCK:
            mails = self.chosen(which)
            if not mails:
                return "OK nothing there"
            new = [FOLDERS[name].add(m.data).uid for m in mails]
            uids = ",".join(str(m.uid) for m in mails)
            code = f"[COPYUID 77 {uids} {','.join(map(str, new))}]"
            if "no-uidplus" in FAULTS:
                code = ""
            if move:
                self.expunge(mails, f"* OK {code} moved\r\n")
                code = ""
        dump()
        return f"OK {code} done"

    def expunge(self, mails, first=""):
        """Done before a word is sent: a client that is gone makes no half of a MOVE."""
        words = first
        for m in mails:
            words += f"* VANISHED {m.uid}\r\n" if self.qresync else f"* {self.number(m)} EXPUNGE\r\n"
            self.folder.remove(m)
        self.known = len(self.folder.mails)
        dump()
        self.send(words)

    def do_uid_copy(self, args, tag):
        return self.copy(args, False)

    def do_uid_move(self, args, tag):
        return self.copy(args, True)

    def do_uid_store(self, args, tag):
        which, _, rest = args.partition(" ")
        with LOCK:
            for m in self.chosen(which):
                m.flags |= set(re.findall(r"\\\w+", rest))
                self.folder.changed(m)
        dump()
        return "OK stored"

    def do_expunge(self, args, tag):
        self.expunge([m for m in self.folder.mails if "\\Deleted" in m.flags])
        return "OK expunged everything"

    def do_uid_expunge(self, args, tag):
        with LOCK:
            self.expunge([m for m in self.chosen(args) if "\\Deleted" in m.flags])
        return "OK expunged"
