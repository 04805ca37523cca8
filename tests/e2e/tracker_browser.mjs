// tracker_browser.mjs CHROMIUM NPM_FOLDER BASE [SHOTS_PREFIX]: walks the site at BASE (file: or http:) from
// index.html over every link. Prints a line a check; exit 1 when one failed. With SHOTS_PREFIX pictures of
// the main pages are kept.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [chromium_path, npm, base, shots] = process.argv.slice(2);
const require = createRequire(npm + '/');
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const over_http = base.startsWith('http:');
const patience = 240000; // ms, on a machine of any load

let failures = 0;
function check(good, text) {
	console.log((good ? 'ok: ' : 'FAILED: ') + text);
	if (!good) failures++;
}

const browser = await chromium.launch({
	executablePath: chromium_path,
	args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
	timeout: patience,
});
const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
context.setDefaultTimeout(patience);
context.setDefaultNavigationTimeout(patience);
const page = await context.newPage();
const messages = [], requests = [];
page.on('console', (m) => messages.push(page.url() + ': ' + m.text()));
page.on('pageerror', (e) => messages.push(page.url() + ': ' + e.message));
page.on('dialog', (d) => { messages.push(page.url() + ': dialog ' + d.message()); d.dismiss(); });
// A request that the next page cuts off (the icon, mostly) did not fail.
page.on('requestfailed', (r) => {
	if (r.failure()?.errorText !== 'net::ERR_ABORTED') messages.push('failed: ' + r.url() + ' ' + r.failure()?.errorText);
});
page.on('response', (r) => { if (over_http && r.status() >= 400) messages.push(r.status() + ' ' + r.url()); });
page.on('request', (r) => requests.push(r.url()));

// Every page, by the links from the front page; those to JSON and the feed are fetched, not opened.
const pages = [], others = new Set(), seen = new Set(['index.html']), todo = ['index.html'];
while (todo.length > 0) {
	const name = todo.shift();
	await page.goto(base + name, { waitUntil: 'load' });
	pages.push(name);
	const found = await page.evaluate(() => ({
		links: [...document.querySelectorAll('a[href]')].map((a) => a.href),
		scripts: document.querySelectorAll('script').length,
		handlers: [...document.querySelectorAll('*')].filter((e) =>
			[...e.attributes].some((a) => a.name.startsWith('on') || /^\s*(javascript|data):/i.test(a.value))).length,
		styled: getComputedStyle(document.body).marginTop === '0px',
		policy: document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content || '',
		title: document.title,
		headings: document.querySelectorAll('h1').length,
	}));
	if (found.scripts + found.handlers > 0) check(false, name + ' holds scripts');
	if (!found.styled) check(false, name + ' has no style sheet');
	if (!found.policy.startsWith("default-src 'none'")) check(false, name + ' has no content security policy');
	if (!found.title || found.headings !== 1) check(false, name + ' has no title or not one heading of the first level');
	for (const link of found.links) {
		if (!link.startsWith(base)) { check(false, name + ' links to ' + link); continue; }
		const [path, fragment] = link.slice(base.length).split('#');
		const target = path || name;
		if (!/\.html$/.test(target)) { others.add(target); continue; }
		if (!seen.has(target)) { seen.add(target); todo.push(target); }
		if (fragment) {
			const probe = await context.newPage();
			await probe.goto(base + target);
			if (!(await probe.$('[id="' + fragment + '"]'))) check(false, name + ': nothing is at ' + link);
			await probe.close();
		}
	}
}
check(pages.length >= 12, pages.length + ' pages are linked: ' + pages.join(' '));
check(others.has('feed.xml') && others.has('status.json'), 'the feed and the data are linked');
if (over_http)
	for (const name of others) {
		const answer = await context.request.get(base + name);
		check(answer.ok(), name + ' is there');
	}

// No page is wider than a telephone, in the light or in the dark.
const wider = [];
for (const width of [320, 390]) {
	await page.setViewportSize({ width, height: 800 });
	for (const name of pages) {
		await page.goto(base + name);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		if (wide > width) wider.push(`${name} is ${wide} wide on a telephone of ${width}`);
	}
}
check(wider.length === 0, 'every page fits a telephone' + (wider.length ? ': ' + wider.join('; ') : ''));

// Accessibility. The style sheets of pages from disk cannot be read by scripts, so over http only.
if (over_http) {
	const violations = [];
	for (const [scheme, width] of [['light', 1200], ['dark', 1200], ['light', 360]]) {
		await page.emulateMedia({ colorScheme: scheme });
		await page.setViewportSize({ width, height: 900 });
		for (const name of pages) {
			await page.goto(base + name);
			await page.evaluate(axe);
			const result = await page.evaluate(() => axe.run(document, { preload: false }));
			for (const v of result.violations)
				violations.push(`${name} (${scheme}, ${width}): ${v.id}: ${v.help}: ` +
					v.nodes.slice(0, 3).map((n) => n.html + ' ' + n.any.map((a) => a.message).join('; ')).join(' | '));
			if (result.passes.length < 10) violations.push(name + ': axe ran no rules');
		}
	}
	await page.emulateMedia({ colorScheme: 'light' });
	check(violations.length === 0, 'axe-core finds nothing' + (violations.length ? ':\n' + violations.join('\n') : ''));
}

// The keyboard: the first stop skips to the content, the next ones are its links.
await page.setViewportSize({ width: 1200, height: 900 });
await page.goto(base + 'index.html');
await page.keyboard.press('Tab');
check(await page.evaluate(() => document.activeElement.matches('a.skip') &&
	document.activeElement.getBoundingClientRect().left >= 0), 'the first key shows the link to the content');
await page.keyboard.press('Enter');
await page.keyboard.press('Tab');
check(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)),
	'from there the keyboard goes on in the content');

// On paper.
const pdf = await page.pdf({ format: 'A4' });
check(pdf.length > 10000 && pdf.subarray(0, 5).toString() === '%PDF-', 'prints, ' + pdf.length + ' bytes of PDF');

if (shots) {
	for (const [kind, width, scheme] of [['wide', 1200, 'light'], ['phone', 390, 'light'], ['dark', 1200, 'dark']]) {
		await page.emulateMedia({ colorScheme: scheme });
		await page.setViewportSize({ width, height: 900 });
		for (const name of pages) {
			if (kind === 'dark' && name !== 'index.html') continue;
			await page.goto(base + name);
			await page.screenshot({ path: `${shots}-${kind}-${name.replace(/\W+/g, '_')}.png`, fullPage: true });
		}
	}
}

const outside = requests.filter((url) => !url.startsWith(base));
check(outside.length === 0, 'no request went elsewhere' + (outside.length ? ': ' + outside.join(' ') : ''));
check(messages.length === 0, 'nothing was said on the console' + (messages.length ? ':\n' + messages.join('\n') : ''));
await browser.close();
process.exit(failures ? 1 : 0);
