// compose.cjs DIR N KIND: the same letter by nodemailer's MailComposer, already merged; prints seconds of CPU.
const fs = require("fs");
const MailComposer = require("nodemailer/lib/mail-composer");
const [folder, count, kind] = process.argv.slice(2);
const text = fs.readFileSync(folder + "/text", "utf8");
const html = kind === "markdown" ? fs.readFileSync(folder + "/html.txt", "utf8") : undefined;
const attachments = kind === "attachment" ?
	[{ filename: "annex.pdf", content: fs.readFileSync(folder + "/annex.pdf"), contentType: "application/pdf" }] : undefined;

(async () => {
	let size = 0;
	const begin = process.cpuUsage();
	for (let i = 0; i < Number(count); i++) {
		const mail = new MailComposer({
			from: "Joint Letter <letters@example.org>", replyTo: "letters+0123456789abcdef@example.org",
			to: { name: "Zoë Person " + i, address: "r" + i + "@example.com" },
			subject: "Four requests to Größe & Söhne", date: new Date(1758870000000),
			messageId: "<" + i + "abcdefghijklmnop@example.org>",
			text: "Dear Zoë Person " + i + ",\n\n" + text, html, attachments, newline: "\r\n",
		});
		size += (await mail.compile().build()).length;
	}
	const used = process.cpuUsage(begin);
	console.log(((used.user + used.system) / 1e6).toFixed(6) + " " + size);
})();
