# The keys of every JSON line, in their order, and each in the manual: programs of others read them.
. "$(dirname "$0")/../lib.sh"

keys() { # name, the keys that are wanted, jq path, file
	local key
	expect_equal "$2" "$(jq -c "$3 | keys_unsorted" "$4" | sort -u | tr -d '"[]')" "the keys of $1"
	for key in ${2//,/ }; do
		grep -qF "*$key*" "$project_root/docs/openletter-json.5.scd" || fail "\"$key\" of $1 is not in openletter-json(5)"
	done
}

export OPENLETTER_NOW=2025-09-26T09:00:00+02:00
expect_exit 0 openletter init camp
cd camp || exit 1

expect_exit 0 openletter preview --json
keys preview "ref,recipient,signatory,subject,message_id,size,sha256" . "$TMP/out"
keys "a preview's recipient" "email,name,org" .recipient "$TMP/out"

expect_exit 0 openletter send --yes --json
keys "an outcome" "event,ref,email,state,code,enhanced,text,attempt,at" 'select(.event == "letter")' "$TMP/out"
keys "the summary" "event,total,queued,sending,sent,deferred,rejected,uncertain" 'select(.event == "summary")' "$TMP/out"
expect_equal summary "$(tail -n 1 "$TMP/out" | jq -r .event)" "the summary comes last"
expect_equal "2025-09-26T09:00:00+02:00" "$(head -n 1 "$TMP/out" | jq -r .at)" "times are RFC 3339, in the campaign's zone"

letter=$(grep -l "^To: .*h.brandt" outbox/new/* | head -n 1)
header() { tr -d '\r' <"$letter" | sed -n "s/^$1: //p"; }
mkdir -p inbox/{tmp,new,cur}
cat >inbox/new/1.reply <<MAIL
From: Helena Brandt <h.brandt@northfield.example.com>
To: letters@example.org
Subject: Re: $(header Subject)
Date: Wed, 1 Oct 2025 10:00:00 +0200
Message-ID: <answer-1@northfield.example.com>
In-Reply-To: $(header Message-ID)
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

2. You will have our plan by 31 October 2025.

--x
Content-Type: application/pdf; name=plan.pdf
Content-Disposition: attachment; filename=plan.pdf
Content-Transfer-Encoding: base64

JVBERi0=
--x--
MAIL
cat >inbox/new/2.bounce <<MAIL
From: MAILER-DAEMON@mx.example.net
To: letters@example.org
Subject: Undelivered Mail Returned to Sender
Date: Wed, 1 Oct 2025 10:01:00 +0200
Message-ID: <bounce-1@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=y

--y
Content-Type: text/plain

I could not deliver your message.

--y
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; contact@calder.example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--y
Content-Type: message/rfc822

$(tr -d '\r' <"$(grep -l "^To: .*calder" outbox/new/* | head -n 1)")
--y--
MAIL

export OPENLETTER_NOW=2025-10-02T09:00:00+02:00
expect_exit 0 openletter watch --once --json
reply_keys="reply,sha256,message_id,date,from,subject,class,filing,letters,demands,promised_date,bounce,quarantined"
keys "a watched mail" "$reply_keys" . "$TMP/out"
cp "$TMP/out" "$TMP/watched"
expect_exit 0 openletter replies --json
keys "a reply" "$reply_keys" . "$TMP/out"
expect_same "$TMP/watched" "$TMP/out"
keys "a reply's letters" "ref,rung,evidence" '.letters[]' "$TMP/out"
keys "a reply's demands" "id,start,end,quote,reason" '.demands[]' "$TMP/out"
keys "a reply's bounce" "recipient,action,status,diagnostic" 'select(.bounce) | .bounce' "$TMP/out"
expect_json 'select(.class == "reply") | "\(.promised_date) \(.bounce) \(.quarantined)"' "2025-10-31 null false" "$TMP/out"

expect_exit 0 openletter status --json
keys status "campaign,letters,replies,demands" . "$TMP/out"
keys "status' campaign" "id,title,deadline" .campaign "$TMP/out"
keys "status' letters" "total,queued,sending,sent,deferred,rejected,uncertain,bounced" .letters "$TMP/out"
keys "status' replies" "total,reply,auto_reply,bounce,unsorted,contested,pending" .replies "$TMP/out"
keys "status' demands" "id,title,target,deadline,overdue,position,pending,conversation,replies" '.demands[]' "$TMP/out"
expect_equal 1 "$(wc -l <"$TMP/out")" "status is one line"

expect_exit 0 openletter read --json inbox
keys "a mail that is read" \
	"file,class,message_id,from,to,subject,date,text,reply_text,bounce,promised_date,attachments,quarantined" . "$TMP/out"
keys "its bounce" "recipient,action,status,smtp_code,diagnostic,permanent" 'select(.bounce) | .bounce' "$TMP/out"
keys "its attachments" "name,type,size" '.attachments[]' "$TMP/out"

# What the other commands print.
expect_exit 0 openletter check --json
keys check "recipients,targets,signatories,demands,letters,largest,suppressed,servers,problems" . "$TMP/out"
expect_exit 0 openletter show A2025-1 --json
keys "a letter" "ref,kind,email,name,org,signatory,subject,message_id,size,sha256,verified,state,attempts,code,enhanced,text,sent_at,next_at,bounced,bounce_status,bounce_text,conversation" . "$TMP/out"
expect_exit 0 openletter show A2025-4 --json
expect_json '[.name, .org, .signatory] | map(tostring) | join(",")' "null,Calder Data Centres,null" "$TMP/out"
expect_exit 0 openletter show disclose --json
keys "a demand's history" "demand,target,at,kind,letter,reply,position,basis,date,quote,by,text" . "$TMP/out"
expect_exit 0 openletter extend disclose --until 2025-10-31 --json
keys "a deadline" "id,demand,target,date,basis,by,note,reply,at,undone" . "$TMP/out"
expect_exit 0 openletter file 1 --demand disclose --as partial --json
keys "a filed reply" "$reply_keys" . "$TMP/out"
expect_exit 0 openletter publish 1 --json
keys "a publication" "reply,publication,target,by,at" . "$TMP/out"
expect_exit 0 openletter report -o site --json
keys "a report" "out,written,unchanged,removed" . "$TMP/out"
expect_exit 0 openletter suppress a@example.org -q
expect_exit 0 openletter suppress --json
keys "a suppressed address" "email,reason,by,at" . "$TMP/out"
expect_exit 0 openletter remind --dry-run --json
keys "a plan" "event,target,due,why,email,follows,demands,days_overdue,level" . "$TMP/out"
expect_exit 0 openletter log --json
keys "an event" "seq,at,actor,kind,letter,reply,demand,target,detail,hash" . "$TMP/out"
expect_exit 0 openletter log --verify --json
keys "the chain" "ok,events,bad_seq,reason,head" . "$TMP/out"
expect_exit 0 openletter init ../other --json
keys "a new campaign" "dir,deadline,files" . "$TMP/out"
expect_exit 0 openletter export json
keys "the export" "campaign,letters,replies,demands,judgements,deadlines,suppressed,events" . "$TMP/out"
keys "the export's letters" "ref,kind,email,name,org,signatory,subject,message_id,sha256,state,attempts,code,enhanced,text,sent_at,bounced,conversation" '.letters[]' "$TMP/out"
expect_json '[.letters[] | .name, .org, .signatory, .subject] | index("")' null "$TMP/out"
keys "the export's replies" "$reply_keys,reply_text,publication,received_at" '.replies[]' "$TMP/out"
keys "the export's judgements" "demand,target,position,reply,quote,by,at,undone_at,undone_by" '.judgements[]' "$TMP/out"
keys "the export's deadlines" "date,demand,target,basis,reply,note,by,at,undone_at" '.deadlines[]' "$TMP/out"
