#include "reply/tnef.h"

void tnef_read(struct reading *r, const struct parts *parts, struct str *text)
{
	(void)r;
	(void)parts;
	(void)text;
}
