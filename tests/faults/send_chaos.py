#!/usr/bin/env python3
"""send_chaos.py [--seed X] [--seconds S]: a server that errs at random, and a sender that is killed now and then.

Any answer may be late, in pieces, of several lines, another one, none, a part of it, or the last one. Whatever happened,
in the end

    every letter is sent, rejected or uncertain; what the server accepted is sent or uncertain     (L)
    no letter was accepted twice                                                                   (T)
    its bytes and its whole envelope are those of the journal                                      (W)

A round is a campaign of its own, with the number X + 0, 1, 2 ..., which chooses everything: 8 of them, or as many as S
seconds allow. Exit 1 with the findings when one does not hold.
"""
import argparse
import hashlib
import random
import re
import signal
import socket
import struct
import sys
import threading
import time

import sending

LETTERS = 60
ROUNDS = 8
RUNS = 25  # afterwards the server errs no more, so that a round ends


class Gone(Exception):
    """The connection has ended, by either side."""


class Server:
    """Its books, and one thread for each connection."""

    def __init__(self, dice):
        self.dice, self.calm = dice, False
        self.pipelining = dice.random() < 0.7
        self.books, self.lock = [], threading.Lock()
        self.sock = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.sock.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                sock, _ = self.sock.accept()
            except OSError:
                return
            threading.Thread(target=Dialogue(self, sock, self.dice.random()).run, daemon=True).start()


class Dialogue:
    def __init__(self, server, sock, seed):
        self.server, self.sock, self.dice = server, sock, random.Random(seed)
        self.buffer, self.sender, self.recipients = b"", None, []
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def chance(self):
        """From 0 to 1; a server that is calm has always 1."""
        return 1.0 if self.server.calm else self.dice.random()

    def hang_up(self):
        if self.dice.random() < 0.5:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    def more(self):
        data = self.sock.recv(self.dice.choice([65536, 65536, 100, 7]))
        if not data:
            raise Gone
        self.buffer += data

    def line(self):
        while b"\n" not in self.buffer:
            self.more()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.strip()

    def put(self, data):
        x = self.chance()
        while x < 0.2 and len(data) > 1:
            n = self.dice.randint(1, len(data) - 1)
            self.sock.sendall(data[:n])
            data = data[n:]
            time.sleep(0.0005)
        if 0.2 <= x < 0.25:
            time.sleep(self.dice.random() * 0.02)
        self.sock.sendall(data)

    def answer(self, usual):
        """The usual answer or another; whether it was of the usual kind."""
        x = self.chance()
        if x < 0.02:
            self.put(b"45%d 4.3.0 later\r\n" % self.dice.randint(0, 2))
        elif x < 0.035:
            self.put(b"55%d 5.1.1 never\r\n" % self.dice.choice([0, 1, 3, 4]))
        elif x < 0.045:
            self.put(b"421 4.3.2 bye\r\n")
            self.hang_up()
        elif x < 0.055:
            self.hang_up()
        elif x < 0.065:
            self.put(self.dice.choice([b"what?\r\n", b"354 hm\r\n"]))
        elif x < 0.07:
            self.put(usual[:self.dice.randint(0, len(usual) - 1)])
            self.hang_up()
        else:
            self.put((usual[:3] + b"-more\r\n" if x < 0.1 else b"") + usual)
        return x >= 0.07

    def body(self):
        data = b"\r\n" + self.buffer
        while b"\r\n.\r\n" not in data:
            if self.chance() < 0.01:
                self.hang_up()
            self.buffer = b""
            self.more()
            data += self.buffer
        body, self.buffer = data.split(b"\r\n.\r\n", 1)
        return b"\r\n".join(line[1:] if line.startswith(b".") else line
                            for line in (body[2:] + b"\r\n").split(b"\r\n"))

    def data(self):
        if not self.recipients and self.dice.random() < 0.5:
            self.put(b"503 5.5.1 no valid recipients\r\n")
            return
        if not self.answer(b"354 go on\r\n"):
            return
        body, sender, recipients = self.body(), self.sender, self.recipients
        self.sender, self.recipients = None, []
        x = self.chance()
        if not recipients:
            self.put(b"554 5.5.1 no valid recipients\r\n")
        elif x < 0.05:
            self.put(self.dice.choice([b"451 4.3.0 later\r\n", b"554 5.6.0 no\r\n"]))
        else:
            self.enter(body, sender, recipients)
            self.accepted(x)

    def enter(self, body, sender, recipients):
        message_id = re.search(rb"^message-id:\s*<([^>]*)>", body, re.I | re.M)
        with self.server.lock:
            self.server.books.append({
                "from": sender, "to": recipients, "sha256": hashlib.sha256(body).hexdigest(),
                "message_id": message_id.group(1).decode("ascii", "replace") if message_id else None,
                "bare": bool(re.search(rb"(?<!\r)\n|\r(?!\n)", body)),
                "longest": max(len(line) for line in body.split(b"\r\n"))})

    def accepted(self, x):
        ok = b"250 2.0.0 accepted\r\n"
        if x < 0.07:
            self.hang_up()
        self.put(b"thanks\r\n" if x < 0.08 else ok[:9] if x < 0.09 else ok + b"421 4.3.2 bye\r\n" if x < 0.1 else
                 ok + b"250 again\r\n" if x < 0.11 else ok)
        if 0.08 <= x < 0.1:
            self.hang_up()

    def command(self, line):
        verb, path = line[:4].upper(), re.search(rb"<(.*?)>", line)
        if verb == b"EHLO":
            self.put(b"250-mx\r\n250 " + (b"PIPELINING" if self.server.pipelining else b"HELP") + b"\r\n")
        elif verb == b"MAIL" and self.sender is None:
            if self.answer(b"250 2.1.0 ok\r\n"):
                self.sender, self.recipients = path.group(1).decode(), []
        elif verb == b"RCPT" and self.sender is not None:
            if self.answer(b"250 2.1.5 ok\r\n"):
                self.recipients.append(path.group(1).decode())
        elif verb == b"DATA":
            self.data()
        elif verb == b"RSET":
            if self.answer(b"250 2.0.0 ok\r\n"):
                self.sender, self.recipients = None, []
        elif verb == b"QUIT":
            self.put(b"221 2.0.0 bye\r\n")
            raise Gone
        else:
            self.put(b"503 5.5.1 not now\r\n")

    def run(self):
        try:
            if not self.answer(b"220 mx ESMTP\r\n"):
                raise Gone
            while True:
                self.command(self.line())
        except (Gone, OSError):
            self.sock.close()


def send_all(campaign, server, dice):
    """Runs, some of them ended, until every letter is decided. Whether that came."""
    for runs in range(2 * RUNS):
        server.calm = runs >= RUNS
        if dice.random() < 0.3 and not server.calm:
            process = campaign.start("--wait")
            time.sleep(dice.random() * 0.6)
            process.send_signal(dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT]))
            process.communicate(timeout=sending.LIMIT)
        else:
            campaign.run()
        counts = campaign.counts()
        if counts and not set(counts) & {"queued", "deferred", "sending"}:
            return True
        time.sleep(0.2)
    return False


def play(seed):
    """One round: what was wrong."""
    dice = random.Random(seed)
    where, server = sending.folder("chaos"), Server(dice)
    copy = dice.random() < 0.3
    campaign = sending.Campaign(
        where, n=LETTERS,
        send='connections = %d; retry = "%s";' % (dice.choice([1, 3, 8]), ", ".join(["1s"] * 9)),
        template="Subject: x\n%s\n{{ recipient.name }}\n%s%s\n" % (
            "Cc: copy@example.com\n" if copy else "", ".\n" * dice.randint(0, 3), "x" * dice.randint(0, 300)))
    campaign.configure("smtp://127.0.0.1:%d" % server.port)
    wrong = [] if send_all(campaign, server, dice) else ["letters are left: %s" % campaign.counts()]
    server.sock.shutdown(socket.SHUT_RDWR)  # else the thread that accepts keeps it open
    server.sock.close()
    for entry in server.books:
        if copy and entry["to"][1:] != ["copy@example.com"]:
            wrong.append("W: it was accepted for %s" % entry["to"])
        entry["to"] = entry["to"][:1]
    wrong += sending.compare(campaign.letters(), server.books)
    if sum(campaign.counts().values()) != LETTERS:
        wrong.append("L: letters %s" % campaign.counts())
    sending.remove(where)
    return ["round %d: %s" % (seed, w) for w in wrong]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    p.add_argument("--seconds", type=float)
    args = p.parse_args()
    end, rounds, wrong = time.monotonic() + (args.seconds or 0), 0, []
    while rounds < ROUNDS if args.seconds is None else time.monotonic() < end:
        wrong += play(args.seed + rounds)
        rounds += 1
    print("seed %d: %d rounds, %d findings" % (args.seed, rounds, len(wrong)))
    for line in wrong:
        print("  " + line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
