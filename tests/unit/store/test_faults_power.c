/* The store on a machine that loses its power (S6). */
#include "life.h"

/* The power fails at each write and sync; unsynced writes are gone, or there in any order. */
static void power_loss_loses_nothing_that_was_committed(void **state)
{
	long runs = 0;

	(void)state;
	for (unsigned seed = 0; seed <= 4; seed++) {
		for (long at = 1 + seed;; at += seed ? 5 : 1) {
			char shm[112];
			fresh_folder();
			fault.kinds = FAULT_WRITE | FAULT_SYNC;
			fault.at = at;
			fault.rc = SQLITE_IOERR;
			struct store *store = live();
			/* The machine is dead: nothing that closing does reaches the disk. */
			store_close(store);
			bool hit = fault.hit;
			lose_power(seed * 7919 + (seed ? (unsigned)at : 0));
			snprintf(shm, sizeof shm, "%s-shm", path);
			unlink(shm);
			check_after(true, "power loss at", at);
			remove_folder();
			runs++;
			if (!hit)
				break;
		}
	}
	assert_true(runs > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(power_loss_loses_nothing_that_was_committed),
	};

	faulty_register();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
