/*
 * Text of replies and names on its way to the public: no address is left, nor a known token, and
 * what is shown holds no control characters. rooms: report
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/token.h"
#include "report/public.h"
#include "report/values.h"

static void check(const char *text, size_t n)
{
	static const char token[] = "7h3kq2m9xw4tzn5p";
	char found[TOKEN_SIZE];
	size_t offset = 0;

	for (size_t i = 1; i + 1 < n; i++)
		if (text[i] == '@' && ascii_is_alnum(text[i - 1]) && ascii_is_alnum(text[i + 1]))
			abort();
	while (token_next(text, n, &offset, found))
		if (strcmp(found, token) == 0)
			abort();
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct public_text p = {.removed = "[-]"};
	struct str out = STR_INIT;
	struct arena arena = {0};

	public_text_token(&p, "7h3kq2m9xw4tzn5p");
	public_text_add(&p, &out, (const char *)data, size, true);
	check(str_c(&out), out.len);
	values_blocks(&arena, str_c(&out));
	public_text_holds(str_c(&out), "answer the demand");
	arena_release(&arena);
	str_release(&out);
	public_text_release(&p);
	return 0;
}
