#include "folder.h"

#include <sys/wait.h>

static void transactions_are_whole(void **state)
{
	(void)state;
	struct store *store = must_open(STORE_CREATE);
	set_meta(store, "a", "1");
	/* Rolled back. */
	assert_int_equal(store_begin(store, &err), 0);
	set_meta(store, "a", "2");
	assert_string_equal(meta_of(store, "a"), "2");
	store_rollback(store);
	assert_string_equal(meta_of(store, "a"), "1");
	/* Only the outermost commit counts. */
	assert_int_equal(store_begin(store, &err), 0);
	assert_int_equal(store_begin(store, &err), 0);
	set_meta(store, "a", "3");
	assert_int_equal(store_commit(store, &err), 0);
	store_rollback(store);
	assert_string_equal(meta_of(store, "a"), "1");
	/* A rollback within dooms the whole. */
	assert_int_equal(store_begin(store, &err), 0);
	set_meta(store, "a", "4");
	assert_int_equal(store_begin(store, &err), 0);
	store_rollback(store);
	assert_int_equal(store_commit(store, &err), -1);
	assert_string_equal(meta_of(store, "a"), "1");
	/* And afterwards all is well. */
	set_meta(store, "a", "5");
	assert_string_equal(meta_of(store, "a"), "5");
	assert_int_equal(store_commit(store, &err), -1);
	/* Closing rolls back. */
	assert_int_equal(store_begin(store, &err), 0);
	set_meta(store, "a", "6");
	store_close(store);
	store = must_open(STORE_READ);
	assert_string_equal(meta_of(store, "a"), "5");
	store_close(store);
}

/* Runs f in a child, which says on the pipe that it has begun and waits for the end of another. */
struct child {
	pid_t pid;
	int begun, end;
};

static struct child start_child(void (*f)(void))
{
	int begun[2], end[2];
	char c;
	struct child child;

	assert_int_equal(pipe(begun), 0);
	assert_int_equal(pipe(end), 0);
	child.pid = fork();
	if (child.pid == 0) {
		close(end[1]);
		f();
		if (write(begun[1], "x", 1) == 1 && read(end[0], &c, 1) == 0)
			_exit(0);
		_exit(1);
	}
	close(begun[1]);
	close(end[0]);
	child.begun = begun[0];
	child.end = end[1];
	assert_int_equal(read(child.begun, &c, 1), 1);
	return child;
}

static void end_child(struct child *child)
{
	int status;

	close(child->begun);
	close(child->end);
	assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
	assert_int_equal(status, 0);
}

static void hold_write_lock(void)
{
	struct store *store = must_open(STORE_WRITE);

	if (store_begin(store, &err) < 0 || store_meta_set(store, "a", "9", 1, &err) < 0)
		_exit(1);
}

static void hold_send_lock(void)
{
	if (store_lock(must_open(STORE_WRITE), "send", &err) < 0)
		_exit(1);
}

static void waits_for_another_process_and_names_it(void **state)
{
	char pid[32];

	(void)state;
	struct store *store = must_open(STORE_CREATE);
	set_meta(store, "a", "1");
	struct child child = start_child(hold_write_lock);
	store_set_wait(store, 50);
	assert_int_equal(store_meta_set(store, "a", "2", 1, &err), -1);
	assert_int_equal(err.kind, ERR_TEMPORARY);
	snprintf(pid, sizeof pid, "process %d ", (int)child.pid);
	if (strstr(err.text, pid) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", err.text, pid);
	/* Reading goes on meanwhile, and sees nothing of what is not committed. */
	assert_string_equal(meta_of(store, "a"), "1");
	end_child(&child);
	set_meta(store, "a", "3");
	assert_string_equal(meta_of(store, "a"), "3");
	store_close(store);
}

static void locks_are_exclusive_and_end_with_the_process(void **state)
{
	char pid[32];

	(void)state;
	struct store *store = must_open(STORE_CREATE);
	struct child child = start_child(hold_send_lock);
	assert_int_equal(store_lock(store, "send", &err), -1);
	assert_int_equal(err.kind, ERR_TEMPORARY);
	snprintf(pid, sizeof pid, "process %d ", (int)child.pid);
	assert_non_null(strstr(err.text, pid));
	assert_int_equal(store_lock(store, "watch", &err), 0);
	end_child(&child);
	assert_int_equal(store_lock(store, "send", &err), 0);
	assert_int_equal(store_lock(store, "send", &err), 0);
	store_close(store);
	store = must_open(STORE_WRITE);
	assert_int_equal(store_lock(store, "send", &err), 0);
	store_close(store);
	assert_int_equal(store_open("", STORE_EMPTY, &store, &err), 0);
	assert_int_equal(store_lock(store, "send", &err), 0);
	store_close(store);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, folder_setup, folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(transactions_are_whole),
		TEST(waits_for_another_process_and_names_it),
		TEST(locks_are_exclusive_and_end_with_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
