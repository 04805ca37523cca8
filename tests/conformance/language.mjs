// language.mjs OPENLETTER PAGE TABLE: compares what openletter knows of languages with the CLDR that
// node's Intl carries, by rendering templates, and the forms that PAGE tells of. The languages are those that PAGE, the manual page on
// templates, lists; TABLE is the source that names its version of CLDR.
//
// A difference that is meant is in `meant` below, with its reason: there the test wants what
// openletter does instead. With another version of CLDR than the table's, facts that have changed
// are shown, and the test fails only when they are more than 3 of 100.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [openletter, page, table] = process.argv.slice(2);

const meant = {
	british: 'plain English is that of Britain, where CLDR has that of the United States',
	gregorian: 'dates are Gregorian, as deadlines in settings are, where CLDR has the Persian or ' +
		'Buddhist calendar',
	year: 'short dates have the whole year, where CLDR has two digits: a letter is kept for years',
	first: 'French counts the first day of a month, 1er, which CLDR has no pattern for',
	e: 'Spanish y is e before í and not before hio, as the Academy has it; CLDR looks at hia and hie only',
	ordinal: 'CLDR has one category where the endings of the numbers differ',
	hundred: 'Georgian hundreds are written with მე-, as all that end in ასი; CLDR has them with the rest',
};

const tags = readFileSync(page, 'utf8').match(/^\tLanguages: ([^.]*)\./m)?.[1].split(/,\s+/) ?? [];
const version = readFileSync(table, 'utf8').match(/CLDR (\d+)/)[1];
const unknown = tags.filter((tag) => !Intl.DateTimeFormat.supportedLocalesOf(tag).length);
if (unknown.length) throw new Error(`node knows no ${unknown}`);

const iso = (d) => d.toISOString().slice(0, 10);
const date = (month, day) => new Date(Date.UTC(2026, month, day));
const week = Array.from({ length: 7 }, (_, i) => date(2, 1 + i)); // from a Sunday
const days = [...Array(12).keys()].flatMap((m) => [date(m, 1), date(m, 5), date(m, 12 + m)]);
const numbers = [...Array(201).keys(), 1000, 1001, 1002, 1000000, 1000001, 2000000, 3400000, 0.1,
	0.2, 0.3, 0.4, 0.5, 0.6, 0.11, 0.12, 0.21, 1.1, 1.2, 1.3, 1.4, 1.5, 1.9, 1.01, 1.02, 1.11, 1.21,
	2.1, 2.4, 2.5, 10.1, 10.5, 11.1, 11.11, 21.1, 21.5, 100.5, 0.111, 1.021, 5.121];
const forms = ['zero', 'one', 'two', 'few', 'many', 'other'];

const locale = (tag) => (tag === 'en' ? 'en-GB' : tag);
const formatter = (tag, options) => new Intl.DateTimeFormat(
	locale(tag), { calendar: 'gregory', timeZone: 'UTC', ...options });

function* dateFacts(tag) {
	const why = { en: 'british', fa: 'gregorian', th: 'gregorian' }[tag];
	const year = new Intl.NumberFormat(tag, { useGrouping: false }).format(2026);
	for (const style of ['long', 'full', 'medium', 'short']) {
		const f = formatter(tag, { dateStyle: style });
		for (const d of [...days, ...week]) {
			let reason = why;
			const wanted = f.formatToParts(d).map(({ type, value }, i, parts) => {
				if (type === 'year' && value !== year) {
					reason = 'year';
					return year;
				}
				const inWords = parts.some((p) => p.type === 'month' && /\p{L}/u.test(p.value));
				if (type === 'day' && /^fr\b/.test(tag) && inWords && value === '1') {
					reason = 'first';
					return '1er';
				}
				return value;
			}).join('');
			yield { name: `${style} ${iso(d)}`, reason, wanted,
				template: `{{ "${iso(d)}" | localdate: "${style}" }}` };
		}
	}
}

function* nameFacts(tag) {
	const why = tag === 'en' ? 'british' : undefined;
	const kinds = [
		['%B', 'month', { month: 'long' }], ['%b', 'month', { month: 'short' }],
		['%A', 'weekday', { weekday: 'long' }], ['%a', 'weekday', { weekday: 'short' }]];
	for (const [directive, type, options] of kinds) {
		const dates = type === 'month' ? days.filter((_, i) => i % 3 === 1) : week;
		const part = (f, d) => f.formatToParts(d).find((p) => p.type === type).value;
		const length = Object.values(options)[0];
		// In a date, %B of which is that of the long style.
		const inDate = formatter(tag, directive === '%B' ? { dateStyle: 'long' } :
			{ year: 'numeric', month: length, day: 'numeric', ...options });
		const alone = formatter(tag, options);
		for (const d of dates) {
			yield { name: `${directive} alone ${iso(d)}`, reason: why, wanted: part(alone, d),
				template: `{{ "${iso(d)}" | localdate: "${directive}" }}` };
			yield { name: `${directive} in a date ${iso(d)}`, reason: why, wanted: part(inDate, d),
				template: `{{ "${iso(d)}" | localdate: "${directive}|%e" | split: "|" | first }}` };
		}
	}
}

function* listFacts(tag) {
	const f = new Intl.ListFormat(locale(tag), { type: 'conjunction', style: 'long' });
	const lists = [['A'], ['A', 'B'], ['A', 'B', 'C'], ['A', 'B', 'C', 'D'], ['Ana', 'Inés'],
		['Ana', 'Eva', 'Hilda'], ['Ana', 'Hierro'], ['ג', 'ד'], ['ג', 'ד', 'ה'], ['Ana', 'Íñigo'],
		['Ana', 'hioides']];
	for (const names of lists) {
		let wanted = f.format(names), reason;
		if (/^es\b/.test(tag) && /^(Íñ|hio)/.test(names[1] ?? '')) {
			reason = 'e';
			wanted = names.join(/^Í/.test(names[1]) ? ' e ' : ' y ');
		}
		yield { name: `list ${names}`, reason, wanted,
			template: `{{ "${names}" | split: "," | sentence }}` };
	}
}

function* pluralFacts(tag) {
	const rules = new Intl.PluralRules(tag);
	const own = forms.filter((form) => rules.resolvedOptions().pluralCategories.includes(form));
	const named = forms.map((form) => `${form}: "${form}"`).join(', ');
	for (const n of numbers) {
		const wanted = rules.select(n);
		yield { name: `form of ${n}`, wanted, template: `{{ ${n} | pluralize: ${named} }}` };
		yield { name: `place of ${n}`, wanted,
			template: `{{ ${n} | pluralize: ${own.map((form) => `"${form}"`).join(', ')} }}` };
	}
}

// Numbers of one category have one affix: that of the first number.
function* ordinalFacts(tag) {
	const rules = new Intl.PluralRules(tag, { type: 'ordinal' });
	const first = new Map();
	for (let n = 1; n <= 201; n++) {
		const category = rules.select(n);
		if (!first.has(category)) first.set(category, n);
		yield { name: `ordinal of ${n}, which is ${category}`, sameAs: [first.get(category), n],
			template: `{{ ${n} | ordinal }}` };
	}
}

function digits(tag, n) {
	return new Intl.NumberFormat(tag, { useGrouping: false }).format(n);
}

// What stands of a language where CLDR has one category: the endings, by number.
const endings = {
	bg: (n) => (n % 100 > 10 && n % 100 < 20 ? '-ти' :
		{ 1: '-ви', 2: '-ри', 7: '-ми', 8: '-ми' }[n % 10] ?? '-ти'),
	af: (n) => (n % 100 >= 2 && n % 100 < 20 && n % 100 !== 8 ? 'de' : 'ste'),
};

function wantedOrdinal(tag, fact, lines) {
	const [first, n] = fact.sameAs;
	if (endings[tag]) {
		fact.reason = 'ordinal';
		return digits(tag, n) + endings[tag](n);
	}
	if (tag === 'ka' && n % 100 === 0) {
		fact.reason = 'hundred';
		return `მე-${n}`;
	}
	return lines.get(first).replace(digits(tag, first), digits(tag, n));
}

function compare(tag) {
	const facts = [...dateFacts(tag), ...nameFacts(tag), ...listFacts(tag), ...pluralFacts(tag),
		...ordinalFacts(tag)];
	writeFileSync('facts', facts.map((f) => f.template).join('\n'));
	const got = execFileSync(openletter, ['render', '--language', tag, 'facts'],
		{ encoding: 'utf8' }).split('\n');
	if (got.length < facts.length) throw new Error(`${tag}: ${got.length} lines`);
	const lines = new Map(facts.flatMap((f, i) => (f.sameAs ? [[f.sameAs[1], got[i]]] : [])));
	return facts.map((f, i) => {
		const wanted = f.sameAs ? wantedOrdinal(tag, f, lines) : f.wanted;
		return { ...f, wanted, got: got[i], agrees: got[i] === wanted };
	});
}

// "- *one, few, other*: hr, ..." of the page; regions stand with their languages.
function pageForms() {
	const known = new Map();
	for (const [, own, who] of readFileSync(page, 'utf8').matchAll(/^\t- \*([a-z, ]+)\*: (.*)$/gm))
		for (const tag of who.split(', ')) known.set(tag, own);
	return known;
}

let agree = 0, differ = 0;
const known = pageForms();
for (const tag of tags) {
	const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
	const wanted = forms.filter((form) => pluralCategories.includes(form)).join(', ');
	const told = known.get(tag) ?? known.get(tag.split('-')[0]) ?? known.get('all others');
	if (told === wanted) {
		agree++;
	} else {
		differ++;
		console.log(`${tag}: the page has the forms ${told}; CLDR: ${wanted}`);
	}
}
const reasons = new Map();
for (const tag of tags) {
	let shown = 0;
	for (const f of compare(tag)) {
		if (!f.agrees) {
			differ++;
			if (++shown <= 10)
				console.log(`${tag}: ${f.name}: ${JSON.stringify(f.got)}; CLDR: ${JSON.stringify(f.wanted)}`);
		} else if (f.reason) {
			reasons.set(f.reason, (reasons.get(f.reason) ?? 0) + 1);
		} else {
			agree++;
		}
	}
}
for (const [reason, n] of reasons) console.log(`${n} meant to differ: ${meant[reason]}`);
console.log(`CLDR ${process.versions.cldr}, ${tags.length} languages: ${agree} facts agree, ` +
	`${differ} differ`);
const here = process.versions.cldr.split('.')[0];
if (here !== version) console.log(`the table is of CLDR ${version}, this node of ${here}`);
process.exit(tags.length === 0 || agree === 0 || differ > (here === version ? 0 : 0.03 * agree) ? 1 : 0);
