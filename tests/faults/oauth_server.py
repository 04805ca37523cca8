#!/usr/bin/env python3
"""oauth_server.py --tokens FILE --log FILE --port-file FILE [--seconds N]: whom access tokens belong to (RFC 7662).

A line of FILE is "TOKEN USER [N]": with N the token is good for N questions, then it has expired. The file is
read again for each question, so a test can take a token away. The log has a line a question: "good" or
"bad", and the token. It stops by itself after --seconds, or with its parent.
"""
import argparse
import http.server
import json
import os
import sys
import threading
import urllib.parse

from smtp_server import end_with_parent


class Tokens:
    def __init__(self, path, log):
        self.path, self.log = path, log
        self.used = {}
        self.lock = threading.Lock()

    def owner(self, token):
        with self.lock:
            user = None
            for line in open(self.path):
                words = line.split()
                if words and words[0] == token:
                    self.used[token] = self.used.get(token, 0) + 1
                    if len(words) < 3 or self.used[token] <= int(words[2]):
                        user = words[1]
            with open(self.log, "a") as log:
                log.write("%s %s\n" % ("good" if user else "bad", token))
            return user


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        token = urllib.parse.parse_qs(body).get("token", [""])[0]
        user = self.server.tokens.owner(token)
        answer = {"active": True, "username": user} if user else {"active": False}
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        pass


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--tokens", required=True)
    p.add_argument("--log", required=True)
    p.add_argument("--port-file", required=True)
    p.add_argument("--seconds", type=int, default=1200)
    args = p.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.tokens = Tokens(args.tokens, args.log)
    with open(args.port_file + ".new", "w") as f:
        f.write("%d\n" % server.server_address[1])
    os.rename(args.port_file + ".new", args.port_file)
    threading.Thread(target=end_with_parent, args=(args.seconds,), daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
