#include "liquid/filter.h"
#include "liquid/moment.h"

static int apply_date(struct call *c, struct liquid_value *r)
{
	struct liquid_value format;
	struct moment m;
	bool clock;
	struct str *tmp = &c->context->tmp;

	*r = c->input;
	if (call_text(c, c->args[0], &format) < 0)
		return -1;
	if (format.text.n == 0 || !moment_of(c->input, &m, &clock))
		return 0;
	c->context->impure = c->context->impure || clock;
	tmp->max = c->context->limits.captured_bytes;
	str_reset(tmp);
	moment_format(tmp, &m, format.text.p, format.text.n);
	return call_result(c, r);
}

const struct filter filters_date[] = {
	{.name = "date", .apply = apply_date, .min = 1, .max = 1},
	{.name = NULL},
};
