BEGIN TRANSACTION;
CREATE TABLE blob_pieces (sha256 TEXT NOT NULL REFERENCES blobs, piece BIGINT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (sha256, piece));
CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL);
INSERT INTO "blobs" VALUES('854ed0ec035f9db89813b323a50339e409736e43c1c3510f2474681e4b4edbbe',X'656D61696C2C6E616D652C6F72670A75314064312E6578616D706C652E636F6D2C4E616D6520312C4F726720310A75324064322E6578616D706C652E636F6D2C4E616D6520322C4F726720320A75334064332E6578616D706C652E636F6D2C4E616D6520332C4F726720330A75344064342E6578616D706C652E636F6D2C4E616D6520342C4F726720340A75354064352E6578616D706C652E636F6D2C4E616D6520352C4F726720350A75364064362E6578616D706C652E636F6D2C4E616D6520362C4F726720360A');
INSERT INTO "blobs" VALUES('d0ddf4d8236b6acbd94d616dae9ca37970b1422c27e6f5d8ea05904a1655bad5',X'6E616D652C6F72670A412E205369676E65722C4578616D706C6520556E696F6E0A');
INSERT INTO "blobs" VALUES('6745d17c009554e215f57a370ee8bb02cb1925c5a09fdde5e68bf0cc59d41f12',X'63616D706169676E203D207B206964203D2022666F726D223B207469746C65203D2022466F726D2074776F223B20646561646C696E65203D2022323033302D30312D3031223B2074696D657A6F6E65203D2022555443223B207D3B0A6C6574746572203D207B2074656D706C617465203D20226C65747465722E747874223B2066726F6D203D2022556E696F6E203C6C657474657273406578616D706C652E6F72673E223B207265706C795F746F203D20226C657474657273406578616D706C652E6F7267223B207D3B0A726563697069656E7473203D2022726563697069656E74732E637376223B207369676E61746F72696573203D20227369676E61746F726965732E637376223B0A64656D616E6473203D2028207B206964203D20226F6E65223B207469746C65203D20224F6E65223B2074657874203D2022446F206F6E65207468696E672E223B207D20293B0A73656E64203D207B2075726C203D20226D61696C6469723A6F7574223B207D3B0A696E626F78203D207B2075726C203D20226D61696C6469723A696E223B207D3B0A');
INSERT INTO "blobs" VALUES('3c8ec8802bac9bac9587f0fbd0cba183d277c69131d17164505193b6d4aa6fa6',X'5375626A6563743A20546F207B7B20726563697069656E742E6F7267207D7D0A0A44656172207B7B20726563697069656E742E6E616D65207D7D2C20706C6561736520646F206F6E65207468696E672E0A');
CREATE TABLE commands (reply INTEGER PRIMARY KEY REFERENCES replies);
CREATE TABLE daybook (id INTEGER PRIMARY KEY, actor TEXT NOT NULL, lines BLOB NOT NULL);
INSERT INTO "daybook" VALUES(1,'send',X'690600000000000000');
CREATE TABLE deadlines (id INTEGER PRIMARY KEY, date TEXT NOT NULL, demand TEXT, target TEXT, basis TEXT NOT NULL, judge TEXT NOT NULL, note TEXT, reply BIGINT REFERENCES replies, at BIGINT NOT NULL, undone_at BIGINT NOT NULL DEFAULT 0, undone_by TEXT);
CREATE TABLE edition_files (edition BIGINT NOT NULL REFERENCES editions, rank BIGINT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES blobs, PRIMARY KEY (edition, rank)) WITHOUT ROWID;
INSERT INTO "edition_files" VALUES(1,0,'campaign.cfg','6745d17c009554e215f57a370ee8bb02cb1925c5a09fdde5e68bf0cc59d41f12');
INSERT INTO "edition_files" VALUES(1,1,'letter.txt','3c8ec8802bac9bac9587f0fbd0cba183d277c69131d17164505193b6d4aa6fa6');
INSERT INTO "edition_files" VALUES(1,2,'recipients.csv','854ed0ec035f9db89813b323a50339e409736e43c1c3510f2474681e4b4edbbe');
INSERT INTO "edition_files" VALUES(1,3,'signatories.csv','d0ddf4d8236b6acbd94d616dae9ca37970b1422c27e6f5d8ea05904a1655bad5');
CREATE TABLE editions (id INTEGER PRIMARY KEY, date BIGINT NOT NULL, settings TEXT NOT NULL);
INSERT INTO "editions" VALUES(1,1795625180,'campaign.id="form"
campaign.title="Form two"
campaign.timezone="UTC"
campaign.language="en"
campaign.deadline="2030-01-01"
letter.template="letter.txt"
letter.from="Union <letters@example.org>"
letter.reply_to="letters@example.org"
letter.plus_address="true"
letter.mode="joint"
lists.recipients="recipients.csv"
lists.signatories="signatories.csv"
demand.id="one"
demand.title="One"
demand.text="Do one thing."
');
CREATE TABLE events (seq INTEGER PRIMARY KEY, at BIGINT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, letter TEXT, reply BIGINT, demand TEXT, target TEXT, detail TEXT, hash TEXT NOT NULL);
INSERT INTO "events" VALUES(1,1795625180,'send','queued',NULL,NULL,NULL,NULL,'6 letters of edition 1','34d5224b632b550ceddd644e2a590ec32aa5b9318f33a909f3a6b4e008d4c47f');
INSERT INTO "events" VALUES(2,1795625180,'send','frozen',NULL,NULL,NULL,NULL,'edition 1, 4 files; SHA-256 d7cff00dbea2c0787e29dbf739cfb1535f06504e2439149e3fa9a1e8f5a8bd1a','0c295b13c40abe89dd4773983ec39c53ef4b21df89370e31bf795fc1fd663613');
INSERT INTO "events" VALUES(3,1795625180,'send','sent','FORM-1',NULL,NULL,NULL,'delivered','aaa68ed1d00d9f21b36667200ce71c4352f72bd70ef94da0e1c78544c6bdcb91');
INSERT INTO "events" VALUES(4,1795625180,'send','sent','FORM-2',NULL,NULL,NULL,'delivered','1e143e37d738b259bec46436eb873f198f8e42df79adb28f8b5625cce3257423');
INSERT INTO "events" VALUES(5,1795625180,'watch','received','FORM-1',1,NULL,NULL,'reply from u1@d1.example.com, filed: In-Reply-To names letter FORM-1 to u1@d1.example.com; SHA-256 38677d093e1e2919c90b613234d0ee9d2ac865445a80a2ea7deb9697b56ddb43','0a544512342ebb1b68fcafe9c1c5921a89795b0b7793967aeeaa99902f525043');
INSERT INTO "events" VALUES(6,1795625180,'watch','conversation','FORM-1',1,NULL,NULL,'replied','9d80cad420f969904db1be6e72b512359c81229243bf5fe707e3f1c44fe992a4');
CREATE TABLE filings (reply BIGINT NOT NULL REFERENCES replies, revision BIGINT NOT NULL, filing BIGINT NOT NULL, class TEXT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, PRIMARY KEY (reply, revision)) WITHOUT ROWID;
INSERT INTO "filings" VALUES(1,0,0,'reply',1795625180,'watch');
CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), store TEXT NOT NULL, generation BIGINT NOT NULL, event_seq BIGINT NOT NULL, event_hash TEXT NOT NULL);
INSERT INTO "head" VALUES(1,'aa1ebc74c57c185eee5fc392856046e1',7,6,'9d80cad420f969904db1be6e72b512359c81229243bf5fe707e3f1c44fe992a4');
CREATE TABLE judgements (id INTEGER PRIMARY KEY, demand TEXT NOT NULL, target TEXT NOT NULL, position TEXT NOT NULL, reply BIGINT REFERENCES replies, quote TEXT, judge TEXT NOT NULL, at BIGINT NOT NULL, undone_at BIGINT NOT NULL DEFAULT 0, undone_by TEXT);
CREATE TABLE letter_counts (state INTEGER PRIMARY KEY, n BIGINT NOT NULL);
INSERT INTO "letter_counts" VALUES(-2,6);
INSERT INTO "letter_counts" VALUES(-1,0);
INSERT INTO "letter_counts" VALUES(0,1);
INSERT INTO "letter_counts" VALUES(1,0);
INSERT INTO "letter_counts" VALUES(2,2);
INSERT INTO "letter_counts" VALUES(3,1);
INSERT INTO "letter_counts" VALUES(4,1);
INSERT INTO "letter_counts" VALUES(5,1);
CREATE TABLE letters (id INTEGER PRIMARY KEY, ref TEXT NOT NULL COLLATE NOCASE, key TEXT NOT NULL, edition BIGINT NOT NULL, list BIGINT, kind TEXT NOT NULL, level BIGINT NOT NULL, recipient_row BIGINT NOT NULL, signatory_row BIGINT NOT NULL, recipient_key TEXT NOT NULL, domain TEXT NOT NULL, email TEXT NOT NULL, name TEXT, org TEXT NOT NULL, signatory TEXT, message_id TEXT NOT NULL, token TEXT NOT NULL, subject TEXT, envelope_from TEXT, size BIGINT NOT NULL, sha256 TEXT NOT NULL, created_at BIGINT NOT NULL, state BIGINT NOT NULL DEFAULT 0, attempts BIGINT NOT NULL DEFAULT 0, next_at BIGINT NOT NULL DEFAULT 0, code BIGINT NOT NULL DEFAULT 0, enhanced TEXT, text TEXT, updated_at BIGINT NOT NULL, sent_at BIGINT NOT NULL DEFAULT 0, bounced BIGINT NOT NULL DEFAULT 0, bounce_status TEXT, bounce_text TEXT, bounced_at BIGINT NOT NULL DEFAULT 0, conversation BIGINT NOT NULL DEFAULT 0);
INSERT INTO "letters" VALUES(1,'FORM-1','form/first/u1@d1.example.com',1,1,'first',0,0,-1,'u1@d1.example.com','d1.example.com','u1@d1.example.com','Name 1','Org 1',NULL,'vph8fspdwwtxd1xb47w6kapt@example.org','x43n5kbgwc7vqv0f','To Org 1','letters@example.org',392,'5795e3cf8aa13b49bf022ce92edd1e65a5e7d128b96225b5c0907715725d3383',1795625180,2,1,0,0,NULL,'delivered',1795625180,1795625180,0,NULL,NULL,0,2);
INSERT INTO "letters" VALUES(2,'FORM-2','form/first/u2@d2.example.com',1,1,'first',0,1,-1,'u2@d2.example.com','d2.example.com','u2@d2.example.com','Name 2','Org 2',NULL,'pmyzz2qmemdkgkwqae3gvpm6@example.org','0hhbkjhqqe8enagd','To Org 2','letters@example.org',392,'4e72a42058875f34f0b6907b4270508ee96f0b707eec018c59a6f571bc7a4fac',1795625180,2,1,0,0,NULL,'delivered',1795625180,1795625180,0,NULL,NULL,0,0);
INSERT INTO "letters" VALUES(3,'FORM-3','form/first/u3@d3.example.com',1,1,'first',0,2,-1,'u3@d3.example.com','d3.example.com','u3@d3.example.com','Name 3','Org 3',NULL,'5b55xhwvnygy7j6z5ezsxber@example.org','zp21qahzpz7vx6aa','To Org 3','letters@example.org',392,'edbbb9733cd6b07f371f34fbeb992653c25ccc41d1c89bd97e35aeaff1092539',1795625180,3,1,1900000000,450,NULL,'later',1795625180,0,0,NULL,NULL,0,0);
INSERT INTO "letters" VALUES(4,'FORM-4','form/first/u4@d4.example.com',1,1,'first',0,3,-1,'u4@d4.example.com','d4.example.com','u4@d4.example.com','Name 4','Org 4',NULL,'11s3c0tbgw11dn9zfdh91wg8@example.org','8wa4jhdfkym6zvgm','To Org 4','letters@example.org',392,'a48cf312181a775a86645f452c71ef8c44eb2d6dfc825738deaec395d8410a8e',1795625180,4,1,0,550,'5.1.1','no such user',1795625180,0,0,NULL,NULL,0,0);
INSERT INTO "letters" VALUES(5,'FORM-5','form/first/u5@d5.example.com',1,1,'first',0,4,-1,'u5@d5.example.com','d5.example.com','u5@d5.example.com','Name 5','Org 5',NULL,'vzadecrgx43ybxq300r5qj2b@example.org','z0r4p9zgdr61fhta','To Org 5','letters@example.org',392,'8b5af8e1924fc0cb73fe84e3c40899bb87f827ab4450f2b742e2cf49c518ffd8',1795625180,5,0,0,0,NULL,'in doubt',1795625180,0,0,NULL,NULL,0,0);
INSERT INTO "letters" VALUES(6,'FORM-6','form/first/u6@d6.example.com',1,1,'first',0,5,-1,'u6@d6.example.com','d6.example.com','u6@d6.example.com','Name 6','Org 6',NULL,'q1ywt5q2rb4gq1rn3gy988pa@example.org','jh8jtw5a92ftx3ej','To Org 6','letters@example.org',392,'4547da0a2f38ff078f44decc78222b220b5cb4fe9ce0100ef33102e61e235e4d',1795625180,0,0,0,0,NULL,NULL,1795625180,0,0,NULL,NULL,0,0);
CREATE TABLE links (reply BIGINT NOT NULL REFERENCES replies, demand TEXT NOT NULL, target TEXT NOT NULL, pending BIGINT NOT NULL, PRIMARY KEY (reply, demand, target)) WITHOUT ROWID;
INSERT INTO "links" VALUES(1,'one','Org 1',1);
CREATE TABLE lists (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE);
INSERT INTO "lists" VALUES(1,'854ed0ec035f9db89813b323a50339e409736e43c1c3510f2474681e4b4edbbe');
CREATE TABLE mailboxes (id INTEGER PRIMARY KEY, source TEXT NOT NULL, folder TEXT NOT NULL, uidvalidity BIGINT NOT NULL DEFAULT 0, last_uid BIGINT NOT NULL DEFAULT 0, modseq BIGINT NOT NULL DEFAULT 0, UNIQUE (source, folder));
INSERT INTO "mailboxes" VALUES(1,'maildir:in','',0,0,0);
CREATE TABLE messages (mailbox BIGINT NOT NULL REFERENCES mailboxes, uidvalidity BIGINT NOT NULL, uid BIGINT NOT NULL, name TEXT NOT NULL, reply BIGINT NOT NULL REFERENCES replies, PRIMARY KEY (mailbox, uidvalidity, uid, name)) WITHOUT ROWID;
INSERT INTO "messages" VALUES(1,0,0,'1.x',1);
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('secret',X'BD2938EC993CF763B44E28693840DA59FB011DB36846F27633165A23C162B84A');
INSERT INTO "meta" VALUES('send.transport',X'6D61696C6469723A6F7574');
CREATE TABLE objects (source TEXT NOT NULL, object TEXT NOT NULL, reply BIGINT NOT NULL REFERENCES replies, PRIMARY KEY (source, object)) WITHOUT ROWID;
CREATE TABLE plans (id INTEGER PRIMARY KEY, mailbox BIGINT NOT NULL REFERENCES mailboxes, uidvalidity BIGINT NOT NULL, uid BIGINT NOT NULL, name TEXT NOT NULL, reply BIGINT NOT NULL, action BIGINT NOT NULL, folder TEXT NOT NULL, tries BIGINT NOT NULL DEFAULT 0, note TEXT, done_at BIGINT NOT NULL DEFAULT 0, UNIQUE (mailbox, uidvalidity, uid, name, action, folder));
CREATE TABLE publications (id INTEGER PRIMARY KEY, reply BIGINT NOT NULL REFERENCES replies, state BIGINT NOT NULL, text TEXT, judge TEXT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE replies (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, message_id TEXT, date BIGINT NOT NULL, from_name TEXT, from_email TEXT, subject TEXT, class TEXT NOT NULL, filing BIGINT NOT NULL, archive_name TEXT, size BIGINT NOT NULL, received_at BIGINT NOT NULL, text TEXT, reply_text TEXT, reply_start BIGINT, reply_end BIGINT, promised_date TEXT, bounce_recipient TEXT, bounce_action TEXT, bounce_status TEXT, bounce_diagnostic TEXT, quarantined BIGINT NOT NULL, same_id BIGINT NOT NULL, publication BIGINT NOT NULL DEFAULT 0, revision BIGINT NOT NULL DEFAULT 0, pending BIGINT NOT NULL DEFAULT 0);
INSERT INTO "replies" VALUES(1,'38677d093e1e2919c90b613234d0ee9d2ac865445a80a2ea7deb9697b56ddb43','r1@d1.example.com',1795600800,NULL,'u1@d1.example.com','Re: To Org 1','reply',0,'cur/38677d093e1e2919c90b613234d0ee9d2ac865445a80a2ea7deb9697b56ddb43:2,S',224,1795625180,'We shall do one thing.
',NULL,0,23,NULL,NULL,NULL,NULL,NULL,0,0,0,0,1);
CREATE TABLE reply_demands (reply BIGINT NOT NULL, revision BIGINT NOT NULL, rank BIGINT NOT NULL, demand TEXT NOT NULL, start_at BIGINT NOT NULL, end_at BIGINT NOT NULL, quote TEXT, reason TEXT, PRIMARY KEY (reply, revision, rank)) WITHOUT ROWID;
INSERT INTO "reply_demands" VALUES(1,0,0,'one',0,0,NULL,'all open demands of the letter');
CREATE TABLE reply_letters (reply BIGINT NOT NULL, revision BIGINT NOT NULL, rank BIGINT NOT NULL, letter BIGINT NOT NULL REFERENCES letters, rung BIGINT NOT NULL, evidence TEXT, moves_to BIGINT NOT NULL, bounces BIGINT NOT NULL, PRIMARY KEY (reply, revision, rank)) WITHOUT ROWID;
INSERT INTO "reply_letters" VALUES(1,0,0,1,2,'In-Reply-To names letter FORM-1 to u1@d1.example.com',2,0);
CREATE TABLE suppressed (key TEXT PRIMARY KEY, email TEXT NOT NULL, reason TEXT, judge TEXT NOT NULL, at BIGINT NOT NULL) WITHOUT ROWID;
CREATE INDEX letters_answered ON letters (org, conversation) WHERE conversation > 0;
CREATE INDEX letters_queued ON letters (id) WHERE state = 0;
CREATE INDEX letters_sending ON letters (id) WHERE state = 1;
CREATE INDEX letters_due ON letters (next_at, id) WHERE state = 3;
CREATE INDEX letters_rejected ON letters (id) WHERE state = 4;
CREATE INDEX letters_uncertain ON letters (id) WHERE state = 5;
CREATE INDEX letters_bounced ON letters (id) WHERE bounced = 1;
CREATE INDEX replies_message_id ON replies (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX replies_learned ON replies (lower(from_email)) WHERE revision > 0;
CREATE INDEX replies_kind ON replies (class, filing, quarantined, pending);
CREATE INDEX replies_filing ON replies (filing);
CREATE INDEX replies_promise ON replies (promised_date) WHERE promised_date IS NOT NULL;
CREATE INDEX replies_pending ON replies (number) WHERE pending = 1;
CREATE INDEX reply_letters_letter ON reply_letters (letter, reply);
CREATE INDEX reply_demands_demand ON reply_demands (demand, reply);
CREATE INDEX judgements_place ON judgements (demand, target);
CREATE INDEX judgements_reply ON judgements (reply) WHERE reply IS NOT NULL;
CREATE INDEX deadlines_reply ON deadlines (reply) WHERE reply IS NOT NULL;
CREATE INDEX publications_reply ON publications (reply, id);
CREATE INDEX events_letter ON events (letter) WHERE letter IS NOT NULL;
CREATE INDEX events_reply ON events (reply) WHERE reply IS NOT NULL;
CREATE INDEX events_demand ON events (demand) WHERE demand IS NOT NULL;
CREATE INDEX events_rare ON events (kind) WHERE kind NOT IN ('sent', 'deferred');
CREATE INDEX plans_open ON plans (mailbox, uid, name, action, id) WHERE done_at = 0;
CREATE UNIQUE INDEX letters_ref ON letters (ref);
CREATE UNIQUE INDEX letters_key ON letters (key);
CREATE UNIQUE INDEX letters_message_id ON letters (message_id);
CREATE UNIQUE INDEX letters_token ON letters (token);
CREATE INDEX letters_recipient ON letters (recipient_key);
CREATE INDEX letters_domain ON letters (domain);
CREATE INDEX letters_org ON letters (org);
CREATE TRIGGER letters_added AFTER INSERT ON letters BEGIN UPDATE letter_counts SET n = n + 1 WHERE state = NEW.state; END;
CREATE TRIGGER letters_target AFTER INSERT ON letters WHEN (SELECT count(*) FROM (SELECT 1 FROM letters WHERE org = NEW.org LIMIT 2) AS some) = 1 BEGIN UPDATE letter_counts SET n = n + 1 WHERE state = -2; END;
CREATE TRIGGER letters_retarget AFTER UPDATE OF org ON letters WHEN OLD.org <> NEW.org BEGIN UPDATE letter_counts SET n = n - (NOT EXISTS (SELECT 1 FROM letters WHERE org = OLD.org)) + ((SELECT count(*) FROM (SELECT 1 FROM letters WHERE org = NEW.org LIMIT 2) AS some) = 1) WHERE state = -2; END;
CREATE TRIGGER letters_moved AFTER UPDATE OF state ON letters WHEN OLD.state <> NEW.state BEGIN UPDATE letter_counts SET n = n - 1 WHERE state = OLD.state; UPDATE letter_counts SET n = n + 1 WHERE state = NEW.state; END;
CREATE TRIGGER letters_bounce AFTER UPDATE OF bounced ON letters WHEN OLD.bounced <> NEW.bounced BEGIN UPDATE letter_counts SET n = n + NEW.bounced - OLD.bounced WHERE state = -1; END;
COMMIT;
PRAGMA application_id = 1869378674;
PRAGMA user_version = 2;
