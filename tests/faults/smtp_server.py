#!/usr/bin/env python3
"""smtp_server.py: an SMTP server that behaves as badly as a test wants, and keeps honest books.

Every message that it accepts is one line of the record, written before the answer leaves: envelope,
SHA-256 and size of the bytes (dots undone), Message-ID, the connection. What a client said is in the
transcript, so that a test can look for what must not have been said.

    smtp_server.py --record FILE [--port N] [--port-file FILE] [--transcript FILE] [--script FILE]
                   [--offer WORD ...] [--no-pipelining] [--cert FILE --key FILE] [--smtps]
                   [--login USER:PASSWORD] [--token TOKEN[,NEXT...]] [--sasl MECHANISMS] [--most N] [--most-how 421|close]
                   [--at-once N] [--keep DIR] [--delay-ms N] [--seconds N]

The script is a JSON list of rules. A rule is tried at its place and does its work the first `times`
times (default: always) that it fits, after `skip` fitting times:

    {"at": "greeting|ehlo|starttls|auth|mail|rcpt|data|body|dot|rset|quit",
     "match": "regex on the command's argument", "skip": 0, "times": 1,
     "reply": "450 4.2.0 later",       an answer in place of the usual one ("\\r\\n" is added)
     "raw": "bytes",                   the same, exactly as written
     "close": true,                    hang up after that (without "reply": at once)
     "accept": true,                   at "dot": the message counts as accepted before all else
     "hang": SECONDS,                  silence first
     "until": "NAME",                  silence first, until there is a file NAME beside the record
     "drip": SECONDS,                  a byte of the answer every SECONDS
     "flood": N}                       N bytes of continuation lines without an end

"body" is the first line of a message; it knows "close" only. That a silence has begun is told in the transcript, as
"(silent)". It stops by itself after --seconds, or with its parent.
"""
import argparse
import hashlib
import json
import os
import re
import socket
import ssl
import sys
import threading
import time


class Rules:
    """The script, shared by all connections."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.rules = json.load(open(path)) if path else []
        self.seen = [0] * len(self.rules)

    def find(self, place, text):
        with self.lock:
            for i, rule in enumerate(self.rules):
                if rule["at"] != place or not re.search(rule.get("match", ""), text):
                    continue
                self.seen[i] += 1
                past = self.seen[i] - rule.get("skip", 0)
                if past > 0 and past <= rule.get("times", 1 << 60):
                    return rule
        return None


class Books:
    """What was accepted, and what was said."""

    def __init__(self, args):
        self.lock = threading.Lock()
        self.record = os.open(args.record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.transcript = None
        if args.transcript:
            self.transcript = os.open(args.transcript, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.keep = args.keep
        self.count = 0

    def accept(self, connection, envelope_from, envelope_to, body):
        message_id = re.search(rb"^message-id:\s*<([^>]*)>", body, re.I | re.M)
        entry = {
            "from": envelope_from,
            "to": envelope_to,
            "sha256": hashlib.sha256(body).hexdigest(),
            "size": len(body),
            "message_id": message_id.group(1).decode("ascii", "replace") if message_id else None,
            "bare": bool(re.search(rb"(?<!\r)\n|\r(?!\n)", body)),
            "longest": max(len(line) for line in body.split(b"\r\n")),
            "connection": connection,
        }
        with self.lock:
            self.count += 1
            entry["n"] = self.count
            if self.keep:
                with open(os.path.join(self.keep, "%d.eml" % self.count), "wb") as f:
                    f.write(body)
            os.write(self.record, (json.dumps(entry) + "\n").encode())

    def said(self, connection, line):
        if self.transcript is not None:
            with self.lock:
                os.write(self.transcript, b"%d %s\n" % (connection, line.rstrip(b"\r\n")))


class Gone(Exception):
    """The connection has ended, by either side."""


class Dialogue:
    def __init__(self, server, sock, number):
        self.server, self.args, self.sock, self.number = server, server.args, sock, number
        self.buffer = b""
        self.secure = self.args.smtps
        self.messages = 0
        self.sender, self.recipients = None, []

    # -- bytes

    def more(self):
        try:
            data = self.sock.recv(65536)
        except OSError:
            raise Gone
        if not data:
            raise Gone
        self.buffer += data

    def line(self):
        while b"\n" not in self.buffer:
            self.more()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line + b"\n"

    def put(self, data):
        try:
            self.sock.sendall(data)
        except OSError:
            raise Gone

    def wait(self, seconds, name=None):
        """Silence, ended by the client's hanging up too."""
        until = time.monotonic() + seconds
        path = name and os.path.join(os.path.dirname(self.args.record), name)
        self.server.books.said(self.number, b"(silent)")
        self.sock.settimeout(0.05)
        while time.monotonic() < until and not (path and os.path.exists(path)):
            try:
                data = self.sock.recv(65536)
                if not data:
                    raise Gone
                self.buffer += data
            except (socket.timeout, ssl.SSLWantReadError):
                pass
            except OSError:
                raise Gone
        self.sock.settimeout(None)

    def say(self, text):
        self.put(text.encode() + b"\r\n")

    def answer(self, place, argument, usual, before=None):
        """The usual answer or what the script wants instead. True: the usual one was given."""
        rule = self.server.rules.find(place, argument)
        if rule is None:
            if before:
                before()
            if self.args.delay_ms:
                time.sleep(self.args.delay_ms / 1000)
            self.say(usual)
            return True
        if before and rule.get("accept"):
            before()
        if rule.get("hang") or rule.get("until"):
            self.wait(rule.get("hang", 600), rule.get("until"))
        if "flood" in rule:
            line = b"250-" + b"x" * 996 + b"\r\n"
            for _ in range(rule["flood"] // len(line)):
                self.put(line)
        reply = None
        if "raw" in rule:
            reply = rule["raw"].encode("latin-1")
        elif "reply" in rule:
            reply = rule["reply"].encode("latin-1") + b"\r\n"
        elif not rule.get("close") and not rule.get("flood"):
            reply = usual.encode() + b"\r\n"
            if before and not rule.get("accept"):
                before()
        if reply is not None and rule.get("drip"):
            for i in range(len(reply)):
                self.put(reply[i:i + 1])
                time.sleep(rule["drip"])
        elif reply is not None:
            self.put(reply)
        if rule.get("close"):
            raise Gone
        return reply is not None and reply[:1] in b"23"

    # -- commands

    def hello(self, argument):
        args = self.args
        offers = list(args.offer)
        if not args.no_pipelining:
            offers.append("PIPELINING")
        if args.cert and not self.secure:
            offers.append("STARTTLS")
        if (args.login or args.token) and (self.secure or not args.cert):
            offers.append("AUTH " + (args.sasl or ("OAUTHBEARER XOAUTH2" if args.token else "PLAIN LOGIN")))
        lines = ["mx.example.net"] + offers
        text = "\r\n".join("250%s%s" % ("-" if i + 1 < len(lines) else " ", line)
                           for i, line in enumerate(lines))
        self.answer("ehlo", argument, text)

    def starttls(self):
        if not self.answer("starttls", "", "220 go on"):
            return
        try:
            self.sock = self.server.tls.wrap_socket(self.sock, server_side=True)
        except (OSError, ssl.SSLError):
            raise Gone
        self.secure = True
        self.buffer = b""

    def auth(self, argument):
        words = argument.split(" ")
        blob = words[1] if len(words) > 1 else None
        if blob is None:
            self.say("334 ")
            blob = self.line().decode("latin-1").strip()
            self.server.books.said(self.number, blob.encode())
        import base64
        try:
            text = base64.b64decode(blob).decode("utf-8", "replace")
        except ValueError:
            text = ""
        good = self.args.login and text == "\0" + self.args.login.replace(":", "\0", 1)
        token = self.server.token()
        if token and ("Bearer " + token + "\x01") in text:
            good = True
            self.server.used_token()
        self.server.books.said(self.number, b"(decoded) " + text.encode().replace(b"\0", b" "))
        self.answer("auth", argument, "235 2.7.0 welcome" if good else "535 5.7.8 not you")

    def body(self):
        """The bytes up to CR LF . CR LF; nothing else ends them."""
        data = b"\r\n"  # what stands before the first line
        while True:
            data += self.buffer
            self.buffer = b""
            end = data.find(b"\r\n.\r\n")
            if end >= 0:
                self.buffer = data[end + 5:]
                data = data[2:end + 2] if end >= 2 else data[2:end + 2]
                break
            rule = self.server.rules.find("body", "") if len(data) > 2 else None
            if rule:
                raise Gone
            self.more()
        return b"\r\n".join(line[1:] if line.startswith(b".") else line
                            for line in data.split(b"\r\n"))

    def data(self):
        if not self.recipients:
            self.say("503 5.5.1 no valid recipients")
            return
        if not self.answer("data", "", "354 go on"):
            return
        body = self.body()
        envelope = (self.sender, list(self.recipients))
        self.sender, self.recipients = None, []

        def accept():
            self.server.books.accept(self.number, envelope[0], envelope[1], body)

        self.answer("dot", " ".join(envelope[1]), "250 2.0.0 accepted", accept)
        self.messages += 1

    def command(self, line):
        text = line.decode("latin-1").strip()
        verb = text.split(" ", 1)[0].upper()
        argument = text[len(verb):].strip()
        path = re.match(r"(?:FROM|TO):<([^>]*)>", argument, re.I)
        if self.args.most and self.messages >= self.args.most and verb == "MAIL":
            if self.args.most_how == "421":
                self.say("421 4.7.0 enough on this connection")
            raise Gone
        if verb in ("EHLO", "HELO"):
            self.hello(argument)
        elif verb == "STARTTLS":
            self.starttls()
        elif verb == "AUTH":
            self.auth(argument)
        elif verb == "MAIL" and path:
            if self.sender is not None:
                self.say("503 5.5.1 nested MAIL command")
            elif self.answer("mail", argument, "250 2.1.0 ok"):
                self.sender = path.group(1)
        elif verb == "RCPT" and path:
            if self.sender is None:
                self.say("503 5.5.1 need MAIL first")
            elif self.answer("rcpt", argument, "250 2.1.5 ok"):
                self.recipients.append(path.group(1))
        elif verb == "DATA":
            self.data()
        elif verb == "RSET":
            self.sender, self.recipients = None, []
            self.answer("rset", "", "250 2.0.0 ok")
        elif verb == "NOOP":
            self.say("250 2.0.0 ok")
        elif verb == "QUIT":
            self.answer("quit", "", "221 2.0.0 bye")
            raise Gone
        else:
            self.say("500 5.5.2 what?")

    def run(self):
        try:
            if not self.server.enter(self.args.at_once):
                self.say("421 4.7.0 too many connections")
                raise Gone
            if self.args.smtps:
                self.sock = self.server.tls.wrap_socket(self.sock, server_side=True)
            self.answer("greeting", "", "220 mx.example.net ESMTP")
            while True:
                line = self.line()
                self.server.books.said(self.number, line)
                self.command(line)
        except (Gone, OSError, ssl.SSLError):
            pass
        finally:
            self.server.leave()
            try:
                self.sock.close()
            except OSError:
                pass


class Server:
    def __init__(self, args):
        self.args = args
        self.rules = Rules(args.script)
        self.books = Books(args)
        self.tokens = args.token.split(",") if args.token else []
        self.tls = None
        self.open = 0
        if args.cert:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(args.cert, args.key)
        self.sock = socket.create_server(("127.0.0.1", args.port), backlog=256)
        port = self.sock.getsockname()[1]
        if args.port_file:
            with open(args.port_file + ".new", "w") as f:
                f.write("%d\n" % port)
            os.rename(args.port_file + ".new", args.port_file)
        else:
            print(port, flush=True)

    def enter(self, most):
        """One more connection: whether it is one of so many."""
        with self.books.lock:
            self.open += 1
            return not most or self.open <= most

    def leave(self):
        with self.books.lock:
            self.open -= 1

    def token(self):
        """The token that is good now."""
        return self.tokens[0] if self.tokens else None

    def used_token(self):
        """It expires with its use, when there is another."""
        if len(self.tokens) > 1:
            self.tokens.pop(0)

    def run(self):
        number = 0
        while True:
            sock, _ = self.sock.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number += 1
            threading.Thread(target=Dialogue(self, sock, number).run, daemon=True).start()


def end_with_parent(seconds):
    """No server outlives the test that started it, nor its time."""
    parent, until = os.getppid(), time.monotonic() + seconds
    while os.getppid() == parent and time.monotonic() < until:
        time.sleep(0.5)
    os._exit(0)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--record", required=True)
    p.add_argument("--port", type=int, default=0)
    p.add_argument("--port-file")
    p.add_argument("--transcript")
    p.add_argument("--script")
    p.add_argument("--offer", action="append", default=[])
    p.add_argument("--no-pipelining", action="store_true")
    p.add_argument("--cert")
    p.add_argument("--key")
    p.add_argument("--smtps", action="store_true")
    p.add_argument("--login")
    p.add_argument("--token")
    p.add_argument("--sasl")
    p.add_argument("--most", type=int)
    p.add_argument("--most-how", default="421")
    p.add_argument("--at-once", type=int)
    p.add_argument("--keep")
    p.add_argument("--delay-ms", type=int, default=0)
    p.add_argument("--seconds", type=int, default=900)
    args = p.parse_args()
    threading.Thread(target=end_with_parent, args=(args.seconds,), daemon=True).start()
    Server(args).run()


if __name__ == "__main__":
    sys.exit(main())
