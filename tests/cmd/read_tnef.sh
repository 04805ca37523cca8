# Outlook's winmail.dat: the text and the files inside it.
. "$(dirname "$0")/../lib.sh"

grep -qs '^OPENLETTER_TNEF:BOOL=ON' "${BUILD_DIR:-$(dirname "$OPENLETTER")}/CMakeCache.txt" ||
	skip "the program was built without OPENLETTER_TNEF"

python3 - <<'PYTHON'
"""A mail that is a TNEF stream (MS-OXTNEF) and no more, and one whose stream is damaged in the middle."""
import base64
import struct


def attribute(level, tag, data):
    return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


stream = struct.pack("<IH", 0x223E9F78, 1)
stream += attribute(1, 0x00089006, struct.pack("<I", 0x10000))          # version
stream += attribute(1, 0x00069007, struct.pack("<II", 1252, 0))         # code page
stream += attribute(1, 0x0002800C, b"We will answer by 31 October.\r\n\r\n> Will you?\r\n\0")
stream += attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
stream += attribute(2, 0x00018010, b"..\\annex.pdf\0")
stream += attribute(2, 0x0006800F, b"%PDF-1.4")
head = ("From: Jane Roe <jane@example.com>\r\nDate: Mon, 6 Oct 2025 10:00:00 +0200\r\nSubject: Re: questions\r\n"
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n")
open("tnef.eml", "wb").write(head.encode() + base64.encodebytes(stream))
for i in range(6, len(stream), 7):
    damaged = bytearray(stream)
    damaged[i] ^= 0xFF
    open(f"damaged-{i:03}.eml", "wb").write(head.encode() + base64.encodebytes(bytes(damaged)))
PYTHON
expect_exit 0 openletter read --json tnef.eml
expect_json .reply_text 'We will answer by 31 October.' out
expect_json .promised_date 2025-10-31 out
expect_json '.attachments[0].type' application/ms-tnef out
expect_json '.attachments[1] | .name, .size' '..\annex.pdf
8' out
mkdir damaged && mv damaged-*.eml damaged
expect_exit 0 openletter read --json damaged
expect_equal "$(find damaged -name '*.eml' | wc -l)" "$(wc -l <out)" "each damaged one gives a reading"
