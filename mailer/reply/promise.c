#include "reply/promise.h"

void promise_find(struct reading *r)
{
	(void)r;
}
