#!/usr/bin/env python3
"""make.py DIR: writes hostile mails into DIR, one family a file.

Each goes against one thing that parsers of mail get wrong: recursion, quadratic time, missing bounds,
broken encodings. All are made here, so that no file of many megabytes is kept.
"""
import base64
import pathlib
import sys

HEAD = b"From: Jane Roe <jane@example.com>\r\nTo: letters@example.org\r\nSubject: Re: hostile\r\nDate: Fri, 26 Sep 2025 09:00:00 +0200\r\nMessage-ID: <h@example.com>\r\n"
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe answer stands here.\r\n"


def multiparts(n):
    out = [HEAD, b"MIME-Version: 1.0\r\n"]
    for i in range(n):
        out.append(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i))
    out.append(TEXT)
    return b"".join(out)


def messages(n):
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1 + b"Subject: x\r\nContent-Type: message/rfc822\r\n\r\n" * n + TEXT


def alternatives(n):
    """Multiparts that all have the same boundary: each level ends where the next begins."""
    out = [HEAD]
    for _ in range(n):
        out.append(b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n")
    return b"".join(out) + TEXT + b"\r\n--x--\r\n" * n


def nested_base64(n):
    inner = HEAD + TEXT
    for _ in range(n):
        inner = (HEAD + b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                 base64.encodebytes(inner))
        if len(inner) > 8_000_000:
            break
    return inner


def part(kind, body):
    return HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + body


MAILS = {
    "comments-in-from": b"From: " + b"(" * 105_000 + b" <jane@example.com>\r\nSubject: x\r\n\r\nThe answer stands here.\r\n",
    "comments-in-to-closed": HEAD.replace(b"To: ", b"To: " + b"(" * 100_000 + b")" * 100_000) + TEXT,
    "comments-in-type": HEAD + b"Content-Type: text/plain " + b"(" * 105_000 + b"\r\n\r\nThe answer stands here.\r\n",
    "groups-in-to": HEAD.replace(b"To: ", b"To: " + b"a:" * 100_000) + TEXT,
    "angles-in-references": HEAD + b"References: " + b"<" * 200_000 + b"\r\n" + TEXT,
    "nested-messages": messages(28_000),
    "nested-multiparts": multiparts(20_000),
    "same-boundary": alternatives(3_000),
    "nested-base64": nested_base64(60),
    "semicolons": HEAD + b"Content-Type: text/plain" + b";" * 2_000_000 + b"\r\n\r\nThe answer stands here.\r\n",
    "parameters": HEAD + b"Content-Type: text/plain" + b"".join(b"; name*%d*=x%%20" % i for i in range(20_000)) + b"\r\n\r\nThe answer stands here.\r\n",
    "many-headers": HEAD + b"".join(b"X-H%d: v\r\n" % i for i in range(100_000)) + TEXT,
    "one-header-folded": HEAD + b"X-Long: a\r\n" + b" folded\r\n" * 300_000 + TEXT,
    "many-received": HEAD + b"Received: by a.test for <x@example.org>; now\r\n" * 50_000 + TEXT,
    "many-parts": HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\npart\r\n" * 100_000 + b"--x--\r\n",
    "no-boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\n--there\r\nThe answer stands here.\r\n",
    "boundary-never-met": HEAD + b"Content-Type: multipart/mixed; boundary=never\r\n\r\nThe answer stands here.\r\n",
    "boundary-prefixes": HEAD + b"Content-Type: multipart/mixed; boundary=aaaa\r\n\r\n" + b"--aaaaX\r\n" * 300_000,
    "broken-base64": part(b"text/plain\r\nContent-Transfer-Encoding: base64", b"VGhlIGFuc3dlciBzdGFuZHMgaGVyZS4=" + b"!\xff=\x00" * 200_000),
    "broken-qp": part(b"text/plain\r\nContent-Transfer-Encoding: quoted-printable", b"The answer stands here.\r\n" + b"=\r=ZZ==\n=4" * 300_000),
    "unknown-charset": part(b"text/plain; charset=x-nobody-knows//TRANSLIT", b"The answer stands here. \xff\xfe\x80\r\n" * 1000),
    "utf-7": part(b"text/plain; charset=utf-7", b"The answer stands here. +ADw-script+AD4- " + b"+AAAA" * 100_000),
    "iso-2022": part(b"text/plain; charset=iso-2022-jp", b"The answer stands here. " + b"\x1b$B" * 200_000),
    "utf-16-cut": part(b"text/plain; charset=utf-16", "The answer stands here.".encode("utf-16") + b"\xd8" * 99_999),
    "nul-bytes": (HEAD + TEXT).replace(b"answer", b"ans\x00wer") + b"\x00" * 1_000_000,
    "nul-headers": HEAD.replace(b"Jane", b"Ja\x00ne").replace(b"hostile", b"ho\x00stile") + TEXT,
    "encoded-words": HEAD.replace(b"hostile", b"=?utf-8?b?4p" * 40_000) + TEXT,
    "encoded-words-closed": HEAD.replace(b"hostile", b"=?utf-8?q?=1b]0;x=07?= " * 10_000) + TEXT,
    "tags": part(b"text/html", b"The answer stands here. " + b"<a b='>" * 100_000 + b"<" * 300_000),
    "tags-unclosed": part(b"text/html", b"The answer stands here. " + b"<!--" * 200_000 + b"<script>" * 100_000),
    "hidden-nested": part(b"text/html", b"The answer stands here. " + b"<div style='display:none'>" * 100_000),
    "hidden-then-open": part(b"text/html", b"The answer stands here. <div style='display:none'>" + b"<a b=\"" * 400_000),
    "tags-far-end": part(b"text/html", b"The answer stands here. " + b"< " * 1_000_000 + b">"),
    "hidden-far-end": part(b"text/html", b"The answer stands here. <div style='display:none'>" + b"< " * 1_000_000 + b">"),
    "hidden-many": part(b"text/html", b"The answer stands here. " + b"<p style='display:none'><b>x</b></p>" * 60_000),
    "blockquotes": part(b"text/html", b"The answer stands here. " + b"<blockquote>x" * 100_000),
    "entities": part(b"text/html", b"The answer stands here. " + b"&#x110000;&#0;&amp" * 100_000),
    "quote-marks": part(b"text/plain", b"The answer stands here.\r\n" + b">" * 2_000_000),
    "quote-levels": part(b"text/plain", b"The answer stands here.\r\n\r\n" + b"".join(b">" * (i % 900) + b" x\r\n" for i in range(4_000))),
    "attributions": part(b"text/plain", b"The answer stands here.\r\n\r\n" + b"On 26 Sep 2025 at 9:00 Jane <a@example.com> wrote:\r\n" * 60_000),
    "attribution-starts": part(b"text/plain", b"The answer stands here.\r\n\r\n" + b"On 26 Sep 2025 wrote\r\n" * 150_000),
    "header-blocks": part(b"text/plain", b"The answer stands here.\r\n\r\n" + b"From: a\r\nSent: b\r\nSubject: c\r\n" * 80_000),
    "fences": part(b"text/plain", b"The answer stands here.\r\n" + b"```\r\n" * 500_001),
    "colons": part(b"text/plain", b"The answer stands here.\r\n" + b"a:\r\n" * 900_000),
    "addresses": part(b"text/plain", b"The answer stands here. " + b" ".join(b"a%d@example.com" % i for i in range(150_000))),
    "address-characters": part(b"text/plain", b"The answer stands here. " + b"_" * 4_000_000),
    "message-ids": part(b"text/plain", b"The answer stands here. " + b"<a@b " * 500_000),
    "dates": part(b"text/plain", b"We will answer by " + b"31 by " * 30_000 + b".\r\nThe answer stands here.\r\n"),
    "report-recipients": part(b"multipart/report; report-type=delivery-status; boundary=x", b"--x\r\n\r\nThe answer stands here.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a.test\r\n\r\n" + b"Final-Recipient: rfc822; a@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" * 30_000 + b"--x--\r\n"),
    "report-words": b"From: MAILER-DAEMON@example.com\r\nSubject: Undelivered Mail\r\n\r\nThe answer stands here.\r\n" + b"postmaster@example.com 550 " * 100_000,
    "long-line": part(b"text/plain", b"The answer stands here. " + b"x" * 8_000_000),
    "one-byte": b"x",
    "only-line-ends": b"\r\n" * 1_000_000,
    "only-nul": b"\x00" * 1_000_000,
    "empty": b"",
}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, mail in MAILS.items():
        (folder / f"{name}.eml").write_bytes(mail)
    print(len(MAILS))


if __name__ == "__main__":
    main()
