/* rooms: campaign base */
/*
 * Any text as an address. What is accepted must be safe in an envelope: one @ outside quotes, no
 * control, no blank, a domain in ASCII; and be the same when it is read again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool is_so)
{
	if (!is_so)
		abort();
}

static void check(const struct address *a)
{
	const char *why;
	struct address again;

	for (const unsigned char *p = (const unsigned char *)a->email; *p; p++)
		require(*p > ' ' && *p != 0x7F);
	for (const unsigned char *p = (const unsigned char *)a->name; *p; p++)
		require(*p >= ' ' && *p != 0x7F);
	for (const char *p = address_domain(a->email); *p; p++)
		require((unsigned char)*p < 0x80 && !strchr("<>()[];,:@\" ", *p));
	require(*address_domain(a->email) != '\0');
	require(strlen(a->email) <= 254);
	require(address_parse(a->email, &again, &why) == 0);
	require(strcmp(again.email, a->email) == 0);
	char *key = address_key(a->email), *same = address_key(again.email);
	require(strcmp(key, same) == 0);
	free(key);
	free(same);
	address_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	const char *why = NULL;
	struct address a;

	memcpy(text, data, size);
	text[size] = '\0';
	if (address_parse(text, &a, &why) == 0)
		check(&a);
	else
		require(why != NULL);
	address_release(&a);
	if (address_parse_named(text, &a, &why) == 0)
		check(&a);
	else
		require(why != NULL);
	address_release(&a);
	char *key = address_key(text), *again = address_key(key);
	require(key && again);
	free(key);
	free(again);
	free(text);
	return 0;
}
