#include "try.h"

static void check(const char *language, const struct trial_case *cases, size_t n)
{
	struct trial t = {.options = {.language = language}};

	trial_start(&t);
	trial_table(&t, cases, n);
	trial_end(&t);
}

#define CHECK(language, cases) check((language), (cases), sizeof(cases) / sizeof *(cases))

static void test_sentence(void **state)
{
	static const struct trial_case en[] = {
		{"{{ signatories | map: 'org' | sentence }}",
			"Amnesty North, Bread & Water and Ćwir"},
		{"{{ 'a,b' | split: ',' | sentence }}", "a and b"},
		{"{{ 'a' | sentence }}{{ recipient.title | sentence }}", "a"},
		{"{{ 'a,, ,b,c' | split: ',' | sentence: 'or' }}", "a, b or c"},
		{"{{ list | sentence: 2 }}", "ERROR t:1:11: the filter `sentence`: the word "
					     "between the last two must be text"},
	};
	static const struct {
		const char *language, *wanted;
	} three[] = {{"en-US", "a, b, and c"}, {"en_US", "a, b, and c"}, {"fr", "a, b et c"},
		{"de-AT", "a, b und c"}, {"es", "a, b y c"}, {"pt-BR", "a, b e c"},
		{"ar", "a وb وc"}, {"he", "a, b ו-c"}, {"tr", "a, b ve c"}, {"ru", "a, b и c"},
		{"ja", "a、b、c"}, {"zh", "a、b和c"}, {"tlh", "a, b and c"}, {"no", "a, b og c"},
		{"zh-TW", "a、b和c"}, {"fil", "a, b, at c"}, {"th", "a b และc"}};
	static const struct trial_case es[] = {
		{"{{ 'Ana,Inés' | split: ',' | sentence }}", "Ana e Inés"},
		{"{{ 'Ana,Hierro' | split: ',' | sentence }}", "Ana y Hierro"},
		{"{{ 'Ana,Hilda' | split: ',' | sentence }}", "Ana e Hilda"},
	};
	static const struct trial_case he[] = {
		{"{{ 'דן,רות' | split: ',' | sentence }}", "דן ורות"},
	};

	(void)state;
	CHECK("en", en);
	CHECK("es", es);
	CHECK("he", he);
	for (size_t i = 0; i < sizeof three / sizeof *three; i++)
		CHECK(three[i].language,
			((struct trial_case[]){
				{"{{ 'a,b,c' | split: ',' | sentence }}", three[i].wanted}}));
}

static void test_localdate(void **state)
{
	static const struct {
		const char *language, *long_date, *full_date;
	} dates[] = {
		{"en", "1 March 2026", "Sunday, 1 March 2026"},
		{"en-US", "March 1, 2026", "Sunday, March 1, 2026"},
		{"fr", "1er mars 2026", "dimanche 1er mars 2026"},
		{"de", "1. März 2026", "Sonntag, 1. März 2026"},
		{"es", "1 de marzo de 2026", "domingo, 1 de marzo de 2026"},
		{"pt", "1 de março de 2026", "domingo, 1 de março de 2026"},
		{"ar", "1 مارس 2026", "الأحد، 1 مارس 2026"},
		{"he", "1 במרץ 2026", "יום ראשון, 1 במרץ 2026"},
		{"tr", "1 Mart 2026", "1 Mart 2026 Pazar"},
		{"ru", "1 марта 2026\u202Fг.", "воскресенье, 1 марта 2026\u202Fг."},
		{"it", "1 marzo 2026", "domenica 1 marzo 2026"},
		{"pl", "1 marca 2026", "niedziela, 1 marca 2026"},
		{"hu", "2026. március 1.", "2026. március 1., vasárnap"},
		{"ja", "2026年3月1日", "2026年3月1日日曜日"},
		{"ko", "2026년 3월 1일", "2026년 3월 1일 일요일"},
		{"fi", "1. maaliskuuta 2026", "sunnuntai 1. maaliskuuta 2026"},
		{"fa", "۱ مارس ۲۰۲۶", "یکشنبه ۱ مارس ۲۰۲۶"},
		{"eu", "2026(e)ko martxoaren 1(a)", "2026(e)ko martxoaren 1(a), igandea"},
		{"de-Latn-LU", "1. März 2026", "Sonntag, 1. März 2026"},
		{"zh_TW", "2026年3月1日", "2026年3月1日 星期日"},
		{"sr-Latn-RS", "1. mart 2026.", "nedelja, 1. mart 2026."},
		{"sr", "1. март 2026.", "недеља, 1. март 2026."},
		{"tl-PH", "Marso 1, 2026", "Linggo, Marso 1, 2026"},
		{"nn-NO", "1. mars 2026", "søndag 1. mars 2026"},
	};
	static const struct trial_case others[] = {
		{"{{ '2026-03-01' | localdate: 'short' }}", "01.03.2026"},
		{"{{ '2026-03-01' | localdate: '%A, %d. %B %Y %H:%M %%' }}",
			"Sonntag, 01. März 2026 00:00 %"},
		{"{{ recipient.title | localdate }}{{ '' | localdate }}", ""},
		{"{{ 'soon' | localdate }}", "ERROR t:1:13: the filter `localdate`: \"soon\" is no "
					     "date; write YYYY-MM-DD"},
		{"{{ '2026-03-01' | localdate: 'wide' }}",
			"ERROR t:1:19: the filter `localdate`: the style is \"long\", \"full\", "
			"\"medium\", \"short\" or a pattern such as \"%A %d %B\""},
	};

	static const struct trial_case russian[] = {
		{"{{ '2026-03-01' | localdate: '%B %Y, %b' }}", "март 2026, март"},
		{"{{ '2026-03-01' | localdate: '%-d %B %Y, %a' }}", "1 марта 2026, вс"},
		{"{{ '2026-03-01' | localdate: 'medium' }}", "1 мар. 2026\u202Fг."},
		{"{{ '2026-03-01' | localdate: '%^B, %x, %c' }}",
			"МАРТ, 01.03.2026, 1 мар. 2026\u202Fг. 00:00:00"},
		{"{{ '2026-03-01' | localdate: '%' }}{{ '2026-03-01' | localdate: '%-' }}", "%%-"},
	};
	static const struct trial_case finnish[] = {
		{"{{ '2026-03-01' | localdate: '%A' }} {{ '2026-03-01' | localdate: '%A %e.%m.' }}",
			"sunnuntai sunnuntaina  1.03."},
	};
	static const struct trial_case persian[] = {
		{"{{ '2026-03-01' | localdate: '%d %B %Y, 5' }}", "۰۱ مارس ۲۰۲۶, 5"},
	};

	(void)state;
	CHECK("ru", russian);
	CHECK("fi", finnish);
	CHECK("fa", persian);
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
		CHECK(dates[i].language,
			((struct trial_case[]){
				{"{{ '2026-03-01' | localdate }}", dates[i].long_date},
				{"{{ '2026-03-01' | localdate: 'full' }}", dates[i].full_date}}));
	CHECK("de", others);
}

/* The categories of a language for many counts, as letters: z o t f m x. */
static void plurals(const char *language, const char *wanted)
{
	static const char template[] =
		"{% assign ns = '0,1,2,3,5,10,11,12,21,22,100,101,102,111,1000000,1.5' "
		"| split: ',' %}{% for n in ns %}{{ n | pluralize: zero: 'z', one: "
		"'o', two: 't', few: 'f', many: 'm', other: 'x' }}{% endfor %}";

	CHECK(language, ((struct trial_case[]){{template, wanted}}));
}

static void test_pluralize(void **state)
{
	static const struct trial_case en[] = {
		{"{{ 1 | pluralize: 'day', 'days' }} {{ 0 | pluralize: 'day', 'days' }}",
			"day days"},
		{"{{ signatories | pluralize: 'name', 'names' }}", "names"},
		{"{{ 1 | pluralize: other: 'x' }}", "x"},
		{"{{ 1 | pluralize }}",
			"ERROR t:1:8: the filter `pluralize`: the forms of the word are "
			"missing: pluralize: \"demand\", \"demands\""},
	};
	static const struct trial_case ar[] = {
		{"{% for n in (0..3) %}{{ n | pluralize: '0', '1', '2', '3-10', '11-99', 'x' }} {% "
		 "endfor "
		 "%}{{ 11 | pluralize: '0', '1', '2', '3-10', '11-99', 'x' }} {{ 100 | pluralize: "
		 "'0', '1', "
		 "'2', '3-10', '11-99', 'x' }}",
			"0 1 2 3-10 11-99 x"},
	};

	/* Numbers that no integer or no printed float is. */
	static const struct trial_case russian[] = {
		{"{{ 100000000000000000000000000000000021 | pluralize: 'o', 'f', 'm' }}", "o"},
		{"{{ 90000000000000000000000000000000000000005 | pluralize: 'o', 'f', 'm' }}", "m"},
		{"{{ -3 | pluralize: 'o', 'f', 'm' }}{{ '3.0' | pluralize: 'o', 'f', 'm' }}", "ff"},
	};
	/* With a form for zero, without one, and with one form for all. */
	static const struct trial_case latvian[] = {
		{"{% for n in (0..2) %}{{ n | pluralize: 'z', 'o', 'x' }}{{ n | pluralize: 'o', "
		 "'x' }}{{ n | pluralize: 'a' }}{% endfor %}",
			"zxaooaxxa"},
	};
	static const struct trial_case danish[] = {
		{"{{ 0.000001 | pluralize: 'o', 'x' }}{{ 1.00 | pluralize: 'o', 'x' }}", "oo"},
		{"{{ 0.0 | pluralize: 'o', 'x' }}{{ 123456.5 | pluralize: 'o', 'x' }}", "xx"},
	};

	(void)state;
	CHECK("en", en);
	CHECK("ar", ar);
	CHECK("ru", russian);
	CHECK("da", danish);
	CHECK("lv", latvian);
	/*             0 1 2 3 5 10 11 12 21 22 100 101 102 111 1e6 1.5 */
	plurals("en", "xoxxxxxxxxxxxxxx");
	plurals("fr", "ooxxxxxxxxxxxxmo");
	plurals("es", "xoxxxxxxxxxxxxmx");
	plurals("ar", "zotfffmmmmxxxmxx");
	plurals("he", "xotxxxxxxxxxxxxx");
	plurals("ru", "moffmmmmofmofmmx");
	plurals("pl", "moffmmmmmfmmfmmx");
	plurals("cs", "xoffxxxxxxxxxxxm");
	plurals("ja", "xxxxxxxxxxxxxxxx");
	plurals("sl", "xotfxxxxxxxotxxf");
	plurals("is", "xoxxxxxxoxxoxxxx");
	plurals("fil", "oooooooooooooooo");
	plurals("cy", "zotfxxxxxxxxxxxx");
	plurals("ga", "xotffmxxxxxxxxxx");
	plurals("mt", "fotfffmmxxxxxmxx");
	plurals("hy", "ooxxxxxxxxxxxxxo");
}

static void test_ordinal(void **state)
{
	static const char template[] = "{{ 1 | ordinal }} {{ 2 | ordinal }} {{ 11 | ordinal }} {{ "
				       "22 | ordinal }} {{ 103 | ordinal }}";
	static const struct {
		const char *language, *wanted;
	} cases[] = {{"en", "1st 2nd 11th 22nd 103rd"}, {"fr", "1er 2e 11e 22e 103e"},
		{"de", "1. 2. 11. 22. 103."}, {"es", "1.º 2.º 11.º 22.º 103.º"},
		{"sv", "1:a 2:a 11:e 22:a 103:e"}, {"ru", "1-й 2-й 11-й 22-й 103-й"},
		{"ja", "第1 第2 第11 第22 第103"}, {"hi", "1ला 2रा 11वाँ 22वाँ 103वाँ"},
		{"az", "1-ci 2-ci 11-ci 22-ci 103-cü"}, {"gd", "1d 2na 11d 22mh 103mh"},
		{"af", "1ste 2de 11de 22ste 103de"}, {"ka", "1-ლი მე-2 მე-11 22-ე მე-103"},
		{"bn", "১ম ২য় ১১তম ২২তম ১০৩তম"},
		{"ro", "primul al 2-lea al 11-lea al 22-lea al 103-lea"}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK(cases[i].language, ((struct trial_case[]){{template, cases[i].wanted}}));
}

/* A cell that is blank stays blank; one that holds words must not become "0th". */
static void test_no_count(void **state)
{
	static const struct trial_case cases[] = {
		{"[{{ nil | ordinal }}{{ '' | ordinal }}]", "[]"},
		{"{{ nil | pluralize: 'day', 'days' }}", "days"},
		{"{{ '21' | ordinal }} {{ '-3' | ordinal }} {{ ' 2.0 ' | ordinal }}",
			"21st -3rd 2nd"},
		{"{{ '1.5' | pluralize: 'day', 'days' }}", "days"},
		{"{{ 'first' | ordinal }}",
			"ERROR t:1:14: the filter `ordinal`: \"first\" is no number"},
		{"{{ '1,000' | ordinal }}",
			"ERROR t:1:14: the filter `ordinal`: \"1,000\" is no number"},
		{"{{ '-' | ordinal }}", "ERROR t:1:10: the filter `ordinal`: \"-\" is no number"},
		{"{{ '1.' | pluralize: 'day', 'days' }}",
			"ERROR t:1:11: the filter `pluralize`: \"1.\" is no number"},
	};

	(void)state;
	CHECK("en", cases);
}

static void test_lines(void **state)
{
	static const struct trial_case cases[] = {
		{"{{ 'one two three four' | wrap: 10 }}", "one two\nthree four"},
		{"{{ '> quoted words here\n> more' | wrap: 12 }}",
			"> quoted\n> words here\n> more"},
		{"{{ '  1. item that is long\n- b' | wrap: 14 }}",
			"  1. item that\n     is long\n- b"},
		{"{{ 'averyverylongword x' | wrap: 10 }}", "averyverylongword\nx"},
		{"{{ '日本語日本語日本語' | wrap: 12 }}", "日本語日本語\n日本語"},
		{"{{ 'see https://example.org/a/b?c=d-e/f, or (www.example.org/g/h)' | wrap: 12 }}",
			"see\nhttps://example.org/a/b?c=d-e/f,\nor\n(www.example.org/g/h)"},
		{"{{ 'to press-office@long-name.example' | wrap: 12 }}",
			"to\npress-office@long-name.example"},
		{"{{ '日本語https://example.org/a/b日本語の文' | wrap: 12 }}",
			"日本語\nhttps://example.org/a/b\n日本語の文"},
		{"{{ 'and/or either-or' | wrap: 10 }}", "and/or\neither-or"},
		{"{{ 'a\n\n  b' | wrap }}", "a\n\n  b"},
		{"{{ 'x' | wrap: 5 }}",
			"ERROR t:1:10: the filter `wrap`: the width must be between 10 "
			"and 10000"},
		{"{{ 'a\n\nb' | indent: 2 }}", "  a\n\n  b"},
		{"{{ 'a\nb' | indent: '> ' }}", "> a\n> b"},
		{"{{ 'a' | indent }}", "    a"},
		{"{{ 'x' | isolate }}{{ nil | isolate }}", "\xE2\x81\xA8x\xE2\x81\xA9"},
	};

	(void)state;
	CHECK("en", cases);
}

static void test_case_by_language(void **state)
{
	static const struct trial_case tr[] = {
		{"{{ 'istanbul' | upcase }} {{ 'ISPARTA' | downcase }} {{ 'izmir' | capitalize }}",
			"İSTANBUL ısparta İzmir"},
	};
	static const struct trial_case en[] = {
		{"{{ 'istanbul ß ŉ' | upcase }} {{ 'İI ΑΣ' | downcase }} {{ 'ǆ ÉTÉ' | capitalize "
		 "}}",
			"ISTANBUL SS ʼN i̇i ασ ǅ été"},
	};

	(void)state;
	CHECK("tr", tr);
	CHECK("en", en);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentence),
		cmocka_unit_test(test_localdate),
		cmocka_unit_test(test_pluralize),
		cmocka_unit_test(test_ordinal),
		cmocka_unit_test(test_no_count),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_case_by_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
