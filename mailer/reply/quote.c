#include "base/str.h"
#include "reply/quote.h"

void quote_strip(struct reading *r)
{
	r->reply_text = r->text;
	r->reply_text_len = r->text_len;
}
