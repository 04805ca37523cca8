// imapflow.cjs PORT USER PASSWORD N: fetches all mails of INBOX, and checks that there are N.
const { ImapFlow } = require("imapflow");

async function main([port, user, pass, n]) {
	const client = new ImapFlow({
		host: "localhost", port: Number(port), secure: true, auth: { user, pass }, logger: false,
	});
	await client.connect();
	const lock = await client.getMailboxLock("INBOX");
	let count = 0, bytes = 0;
	for await (const mail of client.fetch("1:*", { uid: true, source: true })) {
		count++;
		bytes += mail.source.length;
	}
	lock.release();
	await client.logout();
	if (count !== Number(n)) throw new Error(`${count} mails, expected ${n}`);
	console.log(`${count} mails, ${bytes} bytes`);
}

main(process.argv.slice(2)).catch((e) => { console.error(e); process.exit(1); });
