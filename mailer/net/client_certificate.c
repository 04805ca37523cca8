#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "net/client_certificate.h"

enum { FILE_MAX = 1 << 20, CHAIN_MAX = 16 };

static int read_pem(const char *name, const char *path, struct str *text, gnutls_datum_t *pem_r,
	struct err *err)
{
	struct err why;

	/* A buffer that moved would leave a copy of the key behind. */
	str_reserve(text, FILE_MAX);
	if (file_read(path, FILE_MAX, text, &why) < 0)
		return err_set(err, ERR_INPUT, "%s: %s", name, why.text);
	*pem_r = (gnutls_datum_t){(unsigned char *)text->p, (unsigned)text->len};
	return 0;
}

/* The first certificate of a file: those that follow vouch for it. */
static int read_certificate(const char *path, gnutls_x509_crt_t *cert_r, struct err *err)
{
	struct str text = STR_INIT;
	gnutls_datum_t pem;
	gnutls_x509_crt_t chain[CHAIN_MAX];
	unsigned n = CHAIN_MAX;
	int rc = read_pem("cert_file", path, &text, &pem, err);

	if (rc == 0) {
		int code = gnutls_x509_crt_list_import(chain, &n, &pem, GNUTLS_X509_FMT_PEM, 0);
		for (unsigned i = 1; code > 0 && i < n; i++)
			gnutls_x509_crt_deinit(chain[i]);
		if (code > 0)
			*cert_r = chain[0];
		else
			rc = err_set(err, ERR_INPUT,
				"cert_file: %s: there is no certificate in PEM form in it (%s)",
				path, gnutls_strerror(code));
	}
	str_wipe(&text);
	return rc;
}

static int read_key(const char *path, gnutls_x509_privkey_t *key_r, struct err *err)
{
	struct str text = STR_INIT;
	gnutls_datum_t pem;
	int rc = read_pem("key_file", path, &text, &pem, err);

	if (rc == 0) {
		gnutls_x509_privkey_init(key_r);
		int code = gnutls_x509_privkey_import2(*key_r, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
		if (code < 0) {
			bool locked = strstr(str_c(&text), "ENCRYPTED") != NULL;
			gnutls_x509_privkey_deinit(*key_r);
			rc = err_set(err, ERR_INPUT, "key_file: %s: %s (%s)", path,
				locked ? "the key has a passphrase, which nobody is asked for "
					 "here; expected a key without one"
				       : "there is no private key in PEM form in it",
				gnutls_strerror(code));
		}
	}
	str_wipe(&text);
	return rc;
}

static bool belong_together(gnutls_x509_crt_t cert, gnutls_x509_privkey_t key)
{
	unsigned char ids[2][64];
	size_t sizes[2] = {sizeof ids[0], sizeof ids[1]};
	unsigned flags = GNUTLS_KEYID_USE_SHA256;

	return gnutls_x509_crt_get_key_id(cert, flags, ids[0], &sizes[0]) == 0 &&
	       gnutls_x509_privkey_get_key_id(key, flags, ids[1], &sizes[1]) == 0 &&
	       sizes[0] == sizes[1] && memcmp(ids[0], ids[1], sizes[0]) == 0;
}

static int check_dates(gnutls_x509_crt_t cert, const char *path, int64_t now, struct err *err)
{
	int64_t from = gnutls_x509_crt_get_activation_time(cert);
	int64_t until = gnutls_x509_crt_get_expiration_time(cert);
	struct str when = STR_INIT;

	if (now >= from && now <= until)
		return 0;
	clock_add_rfc3339(&when, now < from ? from : until);
	err_set(err, ERR_INPUT, "cert_file: %s: the certificate %s %s; %s", path,
		now < from ? "is not valid before" : "expired at", str_c(&when),
		now < from ? "check the clock of this machine" : "expected a new one");
	str_release(&when);
	return -1;
}

int client_certificate_check(
	const char *cert_file, const char *key_file, int64_t now, struct err *err)
{
	gnutls_x509_crt_t cert = NULL;
	gnutls_x509_privkey_t key;
	int rc;

	if (read_certificate(cert_file, &cert, err) < 0)
		return -1;
	rc = read_key(key_file, &key, err);
	if (rc == 0) {
		if (!belong_together(cert, key))
			rc = err_set(err, ERR_INPUT,
				"key_file: %s: it is not the key of the certificate in %s",
				key_file, cert_file);
		gnutls_x509_privkey_deinit(key);
	}
	if (rc == 0)
		rc = check_dates(cert, cert_file, now, err);
	gnutls_x509_crt_deinit(cert);
	return rc;
}
