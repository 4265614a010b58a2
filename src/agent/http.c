/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One POST over libcurl, and nothing of what libcurl would do by itself: no redirects, no proxy
 * from the environment, no cookies, no .netrc, no signals, no other protocols. TLS is verified,
 * always.
 *
 * The multi interface is used for one transfer, because only there the waiting is ours: the clocks
 * are looked at every 50 ms, and leaving is immediate (the easy interface calls back once a second
 * when nothing moves, and waits for a name server's answer to the end).
 *
 * What runs inside curl's callbacks keeps its error in the transfer; curl only learns that it is to
 * stop.
 */
#include <ctype.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "agent/agent_internal.h"
#include "base/clock.h"
#include "idio_config.h"

static const char *const where = "agent.http";

enum { HEAD_MAX = 256 << 10, SECOND_MS = 1000, LONG_AGO_MS = 24 * 60 * 60 * SECOND_MS };

struct transfer {
    const struct idio_http *http;
    struct idio_http_reply *reply;
    struct idio_err *err;
    CURL *easy;
    struct curl_slist *headers, *pins;
    struct idio_http_watch watch;
    char words[CURL_ERROR_SIZE]; /* curl's own */
    int status;                  /* of a callback: IDIO_OK, IDIO_HTTP_ENOUGH or an error */
    size_t head, body;           /* bytes so far */
    curl_off_t sent;
    bool seen; /* the head has been read */
};

/* The gate's functions in the shape that curl wants. */
static void *gate_malloc(size_t n)
{
    return idio_realloc(NULL, n ? n : 1, 1);
}

static void *gate_realloc(void *p, size_t n)
{
    return idio_realloc(p, n ? n : 1, 1);
}

static void *gate_calloc(size_t count, size_t size)
{
    return idio_alloc(count, size);
}

int idio_agent_init(struct idio_err *err)
{
    CURLcode code;

    /* Counted and safe from any thread when the library says so (7.84 and later on Linux). */
    if (!(curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_THREADSAFE)) {
        idio_fail(err, IDIO_E_MISSING, where, "libcurl %s cannot start in threads",
                  curl_version_info(CURLVERSION_NOW)->version);
        return idio_hint(err, IDIO_E_MISSING, "install libcurl 7.87 or later");
    }
    code = curl_global_init_mem(CURL_GLOBAL_DEFAULT, gate_malloc, idio_free, gate_realloc,
                                idio_strdup, gate_calloc);
    if (code == CURLE_OUT_OF_MEMORY)
        return idio_nomem(err, where);
    if (code != CURLE_OK)
        return idio_fail(err, IDIO_E_MISSING, where, "libcurl does not start: %s",
                         curl_easy_strerror(code));
    return IDIO_OK;
}

bool idio_http_may_pass(long status)
{
    const long timeout = 408, conflict = 409, busy = 429, internal = 500, not_made = 501,
               version = 505, end = 600;

    return status == timeout || status == conflict || status == busy ||
           (status >= internal && status < end && status != not_made && status != version);
}

/* ---- what curl calls ------------------------------------------------------------------------- */
/* The last gate of `offline`: whatever named it, this is the address that is about to be used. */
static curl_socket_t open_socket(void *self, curlsocktype purpose, struct curl_sockaddr *a)
{
    struct transfer *t = self;

    (void)purpose;
    if (t->http->endpoint->offline && !idio_loopback_sockaddr(&a->addr)) {
        t->status = idio_fail(t->err, IDIO_E_DENIED, where,
                              "offline: %s leads to an address that is not this machine",
                              t->http->address->shown);
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static void read_type(struct transfer *t)
{
    char *type = NULL;
    size_t n = 0;

    if (curl_easy_getinfo(t->easy, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK || !type)
        return;
    while (type[n] && type[n] != ';' && !isspace((unsigned char)type[n]) &&
           n < sizeof t->reply->type - 1) {
        t->reply->type[n] = (char)tolower((unsigned char)type[n]);
        n++;
    }
    t->reply->type[n] = '\0';
}

static void read_head(struct transfer *t)
{
    curl_off_t after = 0;

    if (t->seen)
        return;
    t->seen = true;
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &t->reply->status);
    curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &after);
    if (after > 0)
        t->reply->retry_after_ms =
            (after < LONG_AGO_MS / SECOND_MS ? after * SECOND_MS : LONG_AGO_MS);
    read_type(t);
}

/* Known only when the exchange is over. */
static void read_moved(struct transfer *t)
{
    char *moved = NULL;

    if (curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &moved) == CURLE_OK && moved &&
        strlen(moved) < sizeof t->reply->moved)
        memcpy(t->reply->moved, moved, strlen(moved) + 1);
}

static int too_much(struct transfer *t, const char *what, size_t max)
{
    return idio_fail(t->err, IDIO_E_LIMIT, where, "%s: the answer's %s has more than %zu bytes",
                     t->http->address->shown, what, max);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the type is curl's */
static size_t take_head(char *p, size_t size, size_t count, void *self)
{
    struct transfer *t = self;
    size_t n = size * count;

    (void)p;
    t->watch.last = idio_clock_ms();
    t->head += n;
    if (t->status == IDIO_OK && t->head > HEAD_MAX)
        t->status = too_much(t, "head", HEAD_MAX);
    return t->status == IDIO_OK ? n : 0;
}

static size_t take_body(char *p, size_t size, size_t count, void *self)
{
    struct transfer *t = self;
    size_t n = size * count, max = t->http->endpoint->reply_max;

    t->watch.last = idio_clock_ms();
    read_head(t);
    if (t->status != IDIO_OK)
        return CURL_WRITEFUNC_ERROR;
    if (n > max - t->body) {
        t->status = too_much(t, "body", max);
    } else {
        t->body += n;
        t->status = t->http->on_data(t->http->self, t->reply, p, n, t->err);
    }
    return t->status == IDIO_OK ? n : CURL_WRITEFUNC_ERROR;
}

/* Sending counts as movement too. */
static int see_progress(void *self, curl_off_t to_get, curl_off_t got, curl_off_t to_send,
                        curl_off_t sent)
{
    struct transfer *t = self;

    (void)to_get, (void)got, (void)to_send;
    if (sent != t->sent)
        t->watch.last = idio_clock_ms();
    t->sent = sent;
    return 0;
}

/* ---- what is asked --------------------------------------------------------------------------- */
static bool add(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    if (longer)
        *list = longer;
    return longer != NULL;
}

static bool add_headers(struct transfer *t)
{
    const char *key = t->http->endpoint->key;
    char line[IDIO_KEY_MAX + 32];
    bool ok;

    /* The empty Expect keeps curl from asking before it sends a large body. */
    ok = add(&t->headers, "Content-Type: application/json") &&
         add(&t->headers, "Accept: application/json, text/event-stream") &&
         add(&t->headers, "Expect:");
    if (ok && key && *key) {
        snprintf(line, sizeof line, "Authorization: Bearer %s", key);
        ok = add(&t->headers, line);
        explicit_bzero(line, sizeof line);
    }
    if (ok && t->http->address->pins[0])
        ok = add(&t->pins, t->http->address->pins);
    return ok;
}

/* Sets one option unless an earlier one failed. */
#define SET(option, value)                                       \
    do {                                                         \
        if (code == CURLE_OK)                                    \
            code = curl_easy_setopt(t->easy, (option), (value)); \
    } while (0)

static CURLcode set_trust(struct transfer *t)
{
    const struct idio_endpoint *e = t->http->endpoint;
    CURLcode code = CURLE_OK;

    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (e->ca_file && *e->ca_file)
        SET(CURLOPT_CAINFO, e->ca_file);
    return code;
}

static CURLcode set_way(struct transfer *t)
{
    const struct idio_endpoint *e = t->http->endpoint;
    const struct idio_address *a = t->http->address;
    bool proxy = e->proxy && *e->proxy && !a->loopback && !e->offline;
    CURLcode code = CURLE_OK;

    SET(CURLOPT_URL, a->url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, proxy ? e->proxy : ""); /* "": none, whatever the environment says */
    SET(CURLOPT_NOPROXY, proxy && e->no_proxy ? e->no_proxy : "");
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (t->pins)
        SET(CURLOPT_RESOLVE, t->pins);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, t);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_QUICK_EXIT, 1L); /* leaving does not wait for a name server */
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)(e->connect_ms > 0 ? e->connect_ms : LONG_AGO_MS));
    return code;
}

static CURLcode set_callbacks(struct transfer *t)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_ERRORBUFFER, t->words);
    SET(CURLOPT_HEADERFUNCTION, take_head);
    SET(CURLOPT_HEADERDATA, t);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, t);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, see_progress);
    SET(CURLOPT_XFERINFODATA, t);
    return code;
}

static CURLcode set_exchange(struct transfer *t)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDS, t->http->body.p);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->http->body.n);
    SET(CURLOPT_HTTPHEADER, t->headers);
    SET(CURLOPT_USERAGENT, "idiolect/" IDIO_VERSION);
    /* Asks for none, and undoes what is sent all the same. */
    SET(CURLOPT_ACCEPT_ENCODING, "identity");
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* one request: more gains nothing */
    return code;
}

/* ---- what became of it ----------------------------------------------------------------------- */
static int distrust(struct transfer *t, const char *words)
{
    idio_fail(t->err, IDIO_E_UPSTREAM, where, "%s: its certificate is not to be trusted: %s",
              t->http->address->shown, words);
    return idio_hint(t->err, IDIO_E_UPSTREAM,
                     "if the server is yours, name the file with its authority's certificate");
}

static int judge(struct transfer *t, CURLcode code)
{
    char words[IDIO_QUOTE_SIZE];
    const char *text = t->words[0] ? t->words : curl_easy_strerror(code);
    const char *shown = t->http->address->shown;

    if (t->status == IDIO_HTTP_ENOUGH)
        return IDIO_OK;
    if (t->status < 0)
        return t->status;
    /* Several of curl's codes may stand for memory that ran out; then there is none here either. */
    if (idio_quote(t->http->endpoint->key, text, strlen(text), words) < 0)
        return idio_nomem(t->err, where);
    switch (code) {
    case CURLE_OK:
        read_head(t); /* an answer without a body */
        read_moved(t);
        return IDIO_OK;
    case CURLE_OUT_OF_MEMORY:
        return idio_nomem(t->err, where);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return distrust(t, words);
    case CURLE_OPERATION_TIMEDOUT:
        t->reply->again = true;
        return idio_fail(t->err, IDIO_E_TIMEOUT, where, "%s: no connection in %d ms", shown,
                         t->http->endpoint->connect_ms);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
        t->reply->again = true;
        break;
    default:
        break;
    }
    return idio_fail(t->err, IDIO_E_UPSTREAM, where, "%s: %s", shown, words);
}

static int multi_failed(struct transfer *t, CURLMcode code)
{
    if (code == CURLM_OUT_OF_MEMORY)
        return idio_nomem(t->err, where);
    return idio_fail(t->err, IDIO_E_BUG, where, "%s: %s", t->http->address->shown,
                     curl_multi_strerror(code));
}

static int run(struct transfer *t, CURLM *multi)
{
    int running = 1, left = 0, status;
    CURLMcode code = curl_multi_add_handle(multi, t->easy);
    CURLMsg *message;

    while (code == CURLM_OK) {
        code = curl_multi_perform(multi, &running);
        if (code != CURLM_OK || running == 0)
            break;
        if ((status = idio_http_watch(&t->watch, t->http->address->shown, t->err)) < 0)
            return status;
        code = curl_multi_poll(multi, NULL, 0, IDIO_HTTP_SLICE_MS, NULL);
    }
    if (code != CURLM_OK)
        return multi_failed(t, code);
    message = curl_multi_info_read(multi, &left);
    return judge(t, message ? message->data.result : CURLE_OUT_OF_MEMORY);
}

int idio_http_post(const struct idio_http *h, struct idio_http_reply *ret, struct idio_err *err)
{
    struct transfer t = {.http = h,
                         .reply = ret,
                         .err = err,
                         .watch = {.cancel = h->cancel,
                                   .deadline = h->deadline,
                                   .idle_ms = h->endpoint->idle_ms,
                                   .last = idio_clock_ms()}};
    CURLM *multi = curl_multi_init();
    CURLcode code;
    int status;

    *ret = (struct idio_http_reply){0};
    t.easy = curl_easy_init();
    if (!multi || !t.easy || !add_headers(&t)) {
        status = idio_nomem(err, where);
    } else if ((code = set_way(&t)) == CURLE_OK && (code = set_trust(&t)) == CURLE_OK &&
               (code = set_exchange(&t)) == CURLE_OK && (code = set_callbacks(&t)) == CURLE_OK) {
        status = run(&t, multi);
    } else if (code == CURLE_OUT_OF_MEMORY) {
        status = idio_nomem(err, where);
    } else {
        status = idio_fail(err, IDIO_E_UNSUPPORTED, where, "libcurl %s: %s",
                           curl_version_info(CURLVERSION_NOW)->version, curl_easy_strerror(code));
    }
    if (multi && t.easy)
        curl_multi_remove_handle(multi, t.easy);
    curl_easy_cleanup(t.easy);
    curl_multi_cleanup(multi);
    curl_slist_free_all(t.headers);
    curl_slist_free_all(t.pins);
    return status;
}
