/* compose_openletter DIR N: composes N letters of the campaign in DIR, merging included; prints
 * seconds of CPU. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "letter/letter.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	static const uint8_t secret[32] = {1};
	struct source source = source_folder(argv[1]);
	struct problems problems = {0};
	struct campaign campaign;
	struct letter letter = {0};
	struct letter_id id;
	struct err err;
	size_t bytes = 0, n = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

	campaign_load(&campaign, argv[1], &source, true, &problems);
	struct composer *x =
		composer_new(&campaign, LETTER_FIRST, 1758870000, secret, sizeof secret, &problems);
	if (x == NULL || problems.errors) {
		fprintf(stderr, "%s\n", problems.count ? problems.items[0].text : "no composer");
		return 1;
	}
	double begin = now();
	for (size_t i = 0; i < n; i++) {
		letter_nth(&campaign, i % letter_count(&campaign), &id);
		if (composer_write(x, &id, &letter, &err) < 0) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		bytes += letter.bytes.len;
	}
	printf("%.6f %zu\n", now() - begin, bytes);
	return 0;
}
