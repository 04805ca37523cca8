#!/usr/bin/env python3
"""mails.py FOLDER N [TO]: N answers of 4 KB as files of a Maildir's FOLDER (new/)."""
import random
import sys

folder, n = sys.argv[1], int(sys.argv[2])
to = sys.argv[3] if len(sys.argv) > 3 else "letters@example.org"
words = "we have read your letter and thank you for it our policy on suppliers is under review".split()
random.seed(1)
for i in range(n):
    text, line = [], ""
    while sum(map(len, text)) < 3300:
        line = " ".join(random.choice(words) for _ in range(11))
        text.append(line.capitalize() + ".\n" + ("\n" if random.random() < 0.2 else ""))
    with open(f"{folder}/{1700000000 + i}.M{i:07}P1.bench", "w") as out:
        out.write(f"Return-Path: <boss@acme.test>\nReceived: from mx.acme.test by mx.example.org"
                  f" with ESMTP id {i:08x}\n\tfor <{to}>; Thu, 9 Oct 2025 10:00:00 +0000\n"
                  f"Message-ID: <bench-{i}@acme.test>\nDate: Thu, 9 Oct 2025 10:00:00 +0000\n"
                  f"From: Boss <boss@acme.test>\nTo: Joint Letter <{to}>\n"
                  f"Subject: Re: Questions to Acme\nMIME-Version: 1.0\n"
                  f"Content-Type: text/plain; charset=utf-8\n\nDear all,\n\nDemand {i % 3 + 1}: see {i}.\n\n"
                  + "".join(text) + "\nKind regards\nBoss\n")
