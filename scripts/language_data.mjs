// Writes mailer/liquid/language_data.c from the CLDR that node's Intl carries:
//
//	node scripts/language_data.mjs >mailer/liquid/language_data.c
//	clang-format -i mailer/liquid/language_data.c
//
// What Intl does not have, ordinals in digits, stands here: they are those of CLDR's rule-based
// number formats ("digits-ordinal", masculine), or of the language's own spelling where CLDR has
// none; "#." is CLDR's for all others. The rules are those of mailer/liquid/language_ordinal.c.

const tags = `en en-AU en-CA en-IE en-IN en-NZ en-US en-ZA fr fr-BE fr-CA fr-CH de de-AT de-CH es
es-419 es-MX pt pt-PT ar he tr ru it it-CH nl nl-BE sv da nb nn fi pl cs sk uk bg hr sl ro el hu lt
lv et ca id vi hi ja zh zh-Hant ko af am az be bn bs cy eu fa fil fo fy ga gd gl gu hy is ka kk km kn
ky lb lo mk mn mr ms mt ne pa sq sr sr-Latn sw ta te th ur uz zu as eo ha ig jv ku ml my or ps rm sc sd
si so tk yo`.split(/\s+/);

const ordinals = {
	en: ['ENGLISH', '#st|#nd|#rd|#th'], fr: ['FIRST', '#er|#e'], es: ['SAME', '#.º'],
	'es-MX': ['SAME', '#º.'], pt: ['SAME', '#º'], 'pt-PT': ['SAME', '#.º'], gl: ['SAME', '#.º'],
	it: ['SAME', '#º'], ru: ['SAME', '#-й'], uk: ['SAME', '#-й'],
	be: ['BELARUSIAN', '#-і|#-ы'], nl: ['SAME', '#e'], fy: ['SAME', '#e'],
	sv: ['SWEDISH', '#:a|#:e'], bg: ['BULGARIAN', '#-ви|#-ри|#-ми|#-ти'],
	mk: ['BULGARIAN', '#-ви|#-ри|#-ми|#-ти'], ro: ['FIRST', 'primul|al #-lea'],
	el: ['SAME', '#ος'], ca: ['CATALAN', '#r|#n|#t|#è'], id: ['SAME', 'ke-#'],
	ms: ['SAME', 'ke-#'], fil: ['SAME', 'ika-#'], vi: ['SAME', 'thứ #'],
	th: ['SAME', 'ที่ #'], km: ['SAME', 'ទី#'], lo: ['SAME', 'ທີ່ #'], ja: ['SAME', '第#'],
	zh: ['SAME', '第#'], ko: ['SAME', '#번째'], hi: ['HINDI', '#ला|#रा|#था|#ठा|#वाँ'],
	mr: ['HINDI', '#ला|#रा|#था|#वा|#वा'], gu: ['HINDI', '#લો|#જો|#થો|#ઠ્ઠો|#મો'],
	bn: ['BENGALI', '#ম|#য়|#র্থ|#ষ্ঠ|#তম'], te: ['SAME', '#వ'], kn: ['SAME', '#ನೇ'],
	ga: ['SAME', '#ú'], gd: ['GAELIC', '#d|#na|#s|#mh'], am: ['SAME', '#ኛ'],
	hy: ['FIRST', '#-ին|#-րդ'], kk: ['KAZAKH', '#-шы|#-ші'],
	az: ['AZERI', '#-ci|#-cü|#-cı|#-cu'], ka: ['GEORGIAN', '#-ლი|მე-#|#-ე'],
	af: ['AFRIKAANS', '#ste|#de'], eo: ['SAME', '#-a'],
};

// A language of each rule; the others are found by what they do.
const plurals = {
	ONE: 'en', NONE: 'ja', ONE_MANY: 'es', ZERO_ONE_MANY: 'fr', ZERO_ONE: 'hi', BELOW_TWO: 'hy',
	WHOLE_ZERO_ONE: 'pa', DANISH: 'da', ICELANDIC: 'is', SINHALA: 'si', FILIPINO: 'fil',
	HEBREW: 'he', ARABIC: 'ar', RUSSIAN: 'ru', CROATIAN: 'hr', POLISH: 'pl', CZECH: 'cs',
	ROMANIAN: 'ro', SLOVENIAN: 'sl', LITHUANIAN: 'lt', LATVIAN: 'lv', MALTESE: 'mt', IRISH: 'ga',
	GAELIC: 'gd', WELSH: 'cy',
};

const counts = [...Array(1001).keys(), 1e6, 2e6, 1000001];
for (let i = 0; i < 30; i++)
	for (let f = 1; f < 130; f++) counts.push(Number(`${i}.${f}`), Number(`${i}.0${f}`));
const signature = (tag) => {
	const rules = new Intl.PluralRules(tag);
	return counts.map((n) => rules.select(n)).join();
};
const rules = new Map(Object.entries(plurals).map(([rule, tag]) => [signature(tag), rule]));

const date = (month, day) => new Date(Date.UTC(2026, month, day));
// Plain English is that of Britain.
const locale = (tag) => (tag === 'en' ? 'en-GB' : tag);
const format = (tag, options) => new Intl.DateTimeFormat(
	locale(tag), { calendar: 'gregory', timeZone: 'UTC', ...options });
const part = (tag, options, d, type) =>
	format(tag, options).formatToParts(d).filter((p) => p.type === type).map((p) => p.value).join();
const list = (f, n) => Array.from({ length: n }, (_, i) => f(i)).join('|');
const months = (tag, options) => list((m) => part(tag, options, date(m, 10), 'month'), 12);
// 1 March 2026 is a Sunday.
const weekdays = (tag, options) => list((d) => part(tag, options, date(2, 1 + d), 'weekday'), 7);

const quote = (s) => (/[A-Za-z{}]/.test(s) ? `{${s}}` : s);

function pattern(tag, style, names) {
	const parts = format(tag, { dateStyle: style }).formatToParts(date(2, 5));
	const two = (value, letter) => (Array.from(value).length === 2 ? letter + letter : letter);
	const isNumber = (value) => /^\p{Nd}+$/u.test(value);
	return parts.map(({ type, value }) => {
		if (type === 'literal' || type === 'era') return quote(value);
		if (type === 'year') return 'y';
		if (type === 'day') return two(value, 'd');
		if (type === 'weekday') {
			const all = weekdays(tag, { dateStyle: style });
			if (all === names.weekdays) return 'A';
			if (all === names.weekdays_alone) return 'E';
		}
		if (type === 'month' && isNumber(value)) return two(value, 'M');
		if (type === 'month') {
			const all = months(tag, { dateStyle: style });
			if (all === names.months) return 'B';
			if (all === names.months_short) return 'b';
		}
		throw new Error(`${tag} ${style}: ${type} ${value}`);
	}).join('');
}

function joins(tag) {
	const f = new Intl.ListFormat(locale(tag), { type: 'conjunction', style: 'long' });
	const between = (...names) => {
		const parts = f.formatToParts(names);
		if (parts[0].type !== 'element' || parts.at(-1).type !== 'element')
			throw new Error(`${tag}: text around a list`);
		return parts.filter((p) => p.type === 'literal').map((p) => p.value);
	};
	// Hebrew letters, so that Hebrew has no hyphen.
	const [two] = between('א', 'ב'), three = between('א', 'ב', 'ג'), four = between('א', 'ב', 'ג', 'ד');
	if (new Set([three[0], four[0], four[1]]).size !== 1 || three[1] !== four[2])
		throw new Error(`${tag}: commas differ`);
	return { comma: three[0], two, last: three[1] };
}

function entry(tag) {
	const l = { tag };
	const day = { day: 'numeric', year: 'numeric' };
	l.months = months(tag, { dateStyle: 'long' });
	l.months_alone = months(tag, { month: 'long' });
	l.months_short = months(tag, { ...day, month: 'short' });
	l.months_short_alone = months(tag, { month: 'short' });
	l.weekdays = weekdays(tag, { ...day, month: 'long', weekday: 'long' });
	l.weekdays_alone = weekdays(tag, { weekday: 'long' });
	l.weekdays_short = weekdays(tag, { ...day, month: 'short', weekday: 'short' });
	l.weekdays_short_alone = weekdays(tag, { weekday: 'short' });
	for (const style of ['long', 'full', 'medium', 'short'])
		l[`${style}_date`] = pattern(tag, style, l);
	for (const kind of ['months', 'weekdays']) {
		if (l[`${kind}_short_alone`] === l[`${kind}_short`]) delete l[`${kind}_short_alone`];
		for (const more of ['alone', 'short'])
			if (l[`${kind}_${more}`] === l[kind]) delete l[`${kind}_${more}`];
	}
	if (tag.split('-')[0] === 'fr') l.first_day = 'er';
	const digits = Array.from(new Intl.NumberFormat(tag, { useGrouping: false }).format(1234567890));
	digits.unshift(digits.pop());
	if (digits[0] !== '0') l.digits = digits.join('');
	Object.assign(l, joins(tag));
	if (tag.split('-')[0] === 'es') l.joining = 'JOINING_SPANISH';
	if (tag === 'he') l.joining = 'JOINING_HEBREW';
	const rule = rules.get(signature(tag));
	if (!rule) throw new Error(`${tag}: unknown plurals`);
	if (rule !== 'ONE') l.plurals = `PLURAL_${rule}`;
	const [ordinalRule, forms] = ordinals[tag] ?? ordinals[tag.split('-')[0]] ?? ['SAME', '#.'];
	if (ordinalRule !== 'SAME') l.ordinals = `ORDINAL_${ordinalRule}`;
	l.ordinal = forms;
	return l;
}

const text = (s) => JSON.stringify(s).replace(/[\u00a0\u2000-\u200f\u2028-\u202f]/g, (c) =>
	[...new TextEncoder().encode(c)].map((b) => `\\${b.toString(8)}`).join(''));

console.log(`/* clang-format and scripts/language_data.mjs made this: change it there. */
#include "liquid/language.h"

/* Facts of Unicode's CLDR ${process.versions.cldr} (unicode.org/cldr; by ICU ${process.versions.icu}), Gregorian calendar. */
const struct language languages[] = {`);
for (const tag of tags) {
	const l = entry(tag);
	const fields = Object.entries(l).map(([name, value]) =>
		`.${name} = ${/^(JOINING|PLURAL|ORDINAL)_/.test(value) ? value : text(value)}`);
	console.log(`\t{${fields.join(',\n\t\t')}},`);
}
console.log('};\nconst size_t language_count = sizeof languages / sizeof *languages;');
