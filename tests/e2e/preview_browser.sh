#!/usr/bin/env bash
# The page of `preview -o`, from disk, in headless Chromium: it filters, opens letters (also one that is
# read from right to left), marks values, says nothing on the console and asks for nothing but its own
# files. Pictures are left in $PREVIEW_PICTURES when that is set.
. "$(dirname "$0")/../lib.sh"

command -v chromedriver >/dev/null && command -v chromium >/dev/null || skip "there is no chromium with its driver"
export OPENLETTER_NOW=2025-09-26T09:00:00+02:00

mkdir c && cd c || exit 1
cat >campaign.cfg <<'CFG'
campaign = { id = "assurances-2025"; title = "Accountability <b>in</b> Karsa"; deadline = "2025-10-11"; timezone = "Europe/Brussels"; language = "en"; };
letter = { template = "letter.md"; from = "Joint Letter <letters@example.org>"; reply_to = "letters@example.org"; layout = "layout.html"; };
recipients = "recipients.csv"; signatories = "signatories.csv";
demands = ( { id = "suspend"; title = "Suspend"; text = "Suspend the business."; } );
CFG
cat >letter.md <<'MD'
Subject: Questions to {{ recipient.org }}
Attachment: annex.txt

Dear {{ recipient.name | default: "friends" }},

1. {{ demands[0].text }}

![logo](cid:logo.png) [remote](https://example.net/) {{ recipient.note }}
MD
cat >letter.ar.md <<'MD'
Subject: أسئلة إلى {{ recipient.org }}

السيد {{ recipient.name }}،

نكتب إليكم بشأن الأسئلة.
MD
cat >layout.html <<'HTML'
<!DOCTYPE html>
<html lang="{{ letter.language | default: "en" }}"><head><meta charset="utf-8"><title>x</title></head>
<body><img src="https://example.net/tracker.png" alt="remote">{{ content }}</body></html>
HTML
sed -i 's/ lang="[^>]*>/ lang="en">/' layout.html
echo annexed >annex.txt
base64 -d >logo.png <<<iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
{
	echo email,name,org,language,note
	echo 'ar@example.com,محمد علي,شركة المثال,ar,'
	echo 'evil@example.com,"<img src=x onerror=alert(1)>","</script><script>alert(1)</script>",,"<script>parent.document.title=1</script>"'
	echo "long@example.com,Lena,Organisation $(printf 'with a very long name %.0s' 1 2 3 4),,"
	seq 1 2500 | sed 's/.*/r&@example.com,Person &,Company &,,Note &/'
} >recipients.csv
printf 'name,org\nAda,One\n' >signatories.csv
cd ..
expect_exit 0 openletter preview -q -C c -o site

set -m
chromedriver --port=0 >driver.log 2>&1 &
driver=$!
set +m
# The browser is the driver's child, in the driver's process group.
at_exit "kill -- -$driver 2>/dev/null; wait $driver 2>/dev/null"

cat >browse.py <<'PYTHON'
import base64, json, os, sys, time, urllib.request

port, site = sys.argv[1], "file://" + os.path.abspath(sys.argv[2])
failures = 0

def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=240) as answer:
        return json.load(answer)["value"]

def check(what, ok, got=""):
    global failures
    print(("ok: " if ok else "FAILED: ") + what + ("" if ok else f": {got!r}"))
    failures += not ok

end = time.monotonic() + 240
while True:
    try:
        if call("GET", "/status")["ready"]:
            break
    except OSError:
        pass
    if time.monotonic() > end:
        sys.exit("chromedriver does not answer")
    time.sleep(0.05)

capabilities = {"alwaysMatch": {
    "browserName": "chrome",
    "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
    "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": ["--headless=new", "--no-sandbox",
        "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--window-size=1400,900",
        "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={os.getcwd()}/profile"]}}}
session = "/session/" + call("POST", "/session", {"capabilities": capabilities})["sessionId"]

def js(code, *args):
    return call("POST", session + "/execute/sync", {"script": code, "args": list(args)})

def until(what, code, run=js):
    stop = time.monotonic() + 120
    while not run("return " + code):
        if time.monotonic() > stop:
            check(what, False, run("return document.body.innerText.slice(0, 500)"))
            return
        time.sleep(0.02)
    check(what, True)

def picture(name, width=1400, height=900):
    folder = os.environ.get("PREVIEW_PICTURES")
    call("POST", session + "/window/rect", {"width": width, "height": height})
    if folder:
        os.makedirs(folder, exist_ok=True)
        time.sleep(0.3)
        open(f"{folder}/{name}.png", "wb").write(base64.b64decode(call("GET", session + "/screenshot")))

def type_filter(text):
    js("""const f = document.getElementById("filter"); f.value = arguments[0];
          f.dispatchEvent(new Event("input"));""", text)

def in_frame(code):
    frame = call("POST", session + "/element", {"using": "css selector", "value": "#frame iframe"})
    call("POST", session + "/frame", {"id": frame})
    try:
        return js(code)
    finally:
        call("POST", session + "/frame", {"id": None})

try:
    call("POST", session + "/url", {"url": site + "/index.html"})
    until("the whole list is there", 'document.getElementById("summary").textContent.startsWith("2,503 letters")')
    check("a page of the list has 100 rows", js('return document.querySelectorAll("#rows li").length') == 100)
    check("the title is text", js('return document.getElementById("title").textContent') == "Accountability <b>in</b> Karsa")
    check("warnings come first", "Saturday" in js('return document.getElementById("warnings").innerText') or
          "weekend" in js('return document.getElementById("warnings").innerText'), js('return document.getElementById("warnings").innerText'))
    picture("list")
    js('document.getElementById("next-page").click()')
    check("the next page", js('return document.getElementById("page").textContent') == "2 / 26")

    type_filter("company r1777@")
    until("the filter finds one", 'document.querySelectorAll("#rows li").length === 1')
    js('document.querySelector("#rows a").click()')
    until("the letter opens", 'document.getElementById("text").textContent.includes("Dear Person 1777,")')
    check("its subject", js('return document.getElementById("subject").textContent') == "Questions to Company 1777")
    check("its place", js('return document.getElementById("position").textContent') == "1780 of 2,503",
          js('return document.getElementById("position").textContent'))
    check("its attachment", "annex.txt" in js('return document.getElementById("files").innerText'))
    check("the mail is linked", js('return document.getElementById("eml").getAttribute("href")') == "A2025-1780.eml")
    until("the HTML side", "document.readyState === 'complete' && document.body.innerText.includes('Dear Person 1777,')", in_frame)
    check("the frame is sandboxed", js('return document.querySelector("iframe").getAttribute("sandbox")') == "")
    check("the inline image is there", in_frame("return document.querySelector('img[alt=logo]').naturalWidth") == 1)
    check("the remote one is not", in_frame("return document.querySelector('img[alt=remote]').naturalWidth") == 0)
    check("no marks at first", js('return document.querySelectorAll("#text mark").length') == 0)
    js('document.getElementById("marks").click()')
    until("marks on request", '[...document.querySelectorAll("#text mark")].map((m) => m.textContent).join("|") === "Person 1777|Suspend the business.|Note 1777"')
    until("marks in the HTML", "[...document.querySelectorAll('mark')].some((m) => m.textContent === 'Person 1777')", in_frame)
    picture("letter")
    picture("phone", 400, 800)
    js('document.getElementById("back").click()')
    until("back to the list", 'document.getElementById("letter").hidden')
    picture("phone-list", 400, 800)
    call("POST", session + "/window/rect", {"width": 1400, "height": 900})

    type_filter("شركة")
    until("an Arabic name is found", 'document.querySelectorAll("#rows li").length === 1')
    js('document.querySelector("#rows a").click()')
    until("the Arabic letter opens", 'document.getElementById("text").textContent.includes("محمد علي")')
    check("its text runs from the right", js('return getComputedStyle(document.getElementById("text")).direction') == "rtl")
    picture("arabic")

    type_filter("evil")
    until("the hostile one is found", 'document.querySelectorAll("#rows li").length === 1')
    js('document.querySelector("#rows a").click()')
    until("it opens as text", 'document.getElementById("text").textContent.includes("<img src=x onerror=alert(1)>")')
    check("nothing of it runs", js("return document.title").startswith("A2025-2"), js("return document.title"))
    until("the hostile one's HTML side", "document.readyState === 'complete' && document.body.innerText.includes('alert(1)')", in_frame)
    check("no script in the frame", in_frame("return document.querySelectorAll('script, img[src=x]').length") == 0)

    type_filter("")
    js('document.getElementById("only-warned").click()')
    until("letters with warnings", 'document.querySelectorAll("#rows li").length === 1')

    events = [json.loads(e["message"])["message"] for e in call("POST", session + "/se/log", {"type": "performance"})]
    urls = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
    # chrome: is the browser's own first page, which a page from disk cannot even name.
    other = sorted(u for u in urls if not u.startswith((site + "/", "data:", "chrome:")))
    # The layout's tracker is refused by the frame's policy before anything is asked for.
    check("no request but for its own files", other == [], other)
    log = [e["message"] for e in call("POST", session + "/se/log", {"type": "browser"})]
    refused = [m for m in log if "tracker.png" in m and "Content Security Policy" in m]
    check("nothing on the console but that refusal", [m for m in log if m not in refused] == [], log)
finally:
    call("DELETE", session)
sys.exit(failures > 0)
PYTHON
port() { sed -n 's/.*started successfully on port \([0-9]*\).*/\1/p' driver.log; }
has_port() { [ -n "$(port)" ]; }
wait_for has_port
LIMIT=800 expect_exit 0 python3 browse.py "$(port)" site
sed 's/^/  /' out
