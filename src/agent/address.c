/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses: what an endpoint's URL means, and whether it is this machine.
 *
 * Reading is curl's own parser, so that what is judged is what is connected to ("http://127.1",
 * "http://2130706433" and "http://a@b" have fooled many a second parser).
 *
 * Offline, a name is looked up in what this machine knows by itself, localhost and the hosts file,
 * and never asked of a name server: the question alone would leave the machine. All its addresses
 * must be loopback ones; they are pinned, so that nobody resolves the name a second time, and the
 * socket's address is checked again when it is opened (http.c). 0.0.0.0 means this machine to Linux
 * and something else to others, and is refused.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "agent/agent_internal.h"
#include "base/fs.h"

static const char *const where = "agent.address";

enum { HOSTS_MAX = 1 << 20, IPV4_LOOPBACK = 127 };

/* ---- loopback -------------------------------------------------------------------------------- */
static bool loopback4(const struct in_addr *a)
{
    return ntohl(a->s_addr) >> 24 == IPV4_LOOPBACK;
}

static bool loopback6(const struct in6_addr *a)
{
    return IN6_IS_ADDR_LOOPBACK(a) ||
           (IN6_IS_ADDR_V4MAPPED(a) && a->s6_addr[sizeof a->s6_addr - 4] == IPV4_LOOPBACK);
}

bool idio_loopback_sockaddr(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET)
        return loopback4(&((const struct sockaddr_in *)(const void *)a)->sin_addr);
    if (a->sa_family == AF_INET6)
        return loopback6(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
    return false;
}

enum host_kind { HOST_NAME, HOST_LOOPBACK, HOST_ANY, HOST_OTHER };

static enum host_kind kind_of(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;

    if (inet_pton(AF_INET, host, &v4) == 1)
        return loopback4(&v4) ? HOST_LOOPBACK : v4.s_addr == INADDR_ANY ? HOST_ANY : HOST_OTHER;
    if (inet_pton(AF_INET6, host, &v6) == 1)
        return loopback6(&v6)                 ? HOST_LOOPBACK
               : IN6_IS_ADDR_UNSPECIFIED(&v6) ? HOST_ANY
                                              : HOST_OTHER;
    return HOST_NAME;
}

/* RFC 6761: localhost and what ends with .localhost is this machine. */
static bool is_localhost(const char *host)
{
    static const char name[] = "localhost";
    size_t n = strlen(host), m = sizeof name - 1;

    return n >= m && strcasecmp(host + n - m, name) == 0 && (n == m || host[n - m - 1] == '.');
}

/* ---- reading --------------------------------------------------------------------------------- */
static CURLUcode get_part(CURLU *u, CURLUPart what, char **ret)
{
    const CURLUcode code =
        curl_url_get(u, what, ret, what == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0);

    switch (code) {
    case CURLUE_NO_USER:
    case CURLUE_NO_PASSWORD:
    case CURLUE_NO_OPTIONS:
    case CURLUE_NO_QUERY:
    case CURLUE_NO_FRAGMENT:
    case CURLUE_NO_ZONEID:
        return CURLUE_OK;
    default:
        return code;
    }
}

static int bad_part(CURLUcode code, struct idio_err *err)
{
    if (code == CURLUE_OUT_OF_MEMORY)
        return idio_nomem(err, where);
    idio_fail(err, IDIO_E_INVALID, where, "the endpoint's address cannot be read: %s",
              curl_url_strerror(code));
    return idio_hint(err, IDIO_E_INVALID, "write it like http://localhost:11434/v1");
}

/* What was read off a URL; curl's memory. */
struct parts {
    char *url, *scheme, *user, *password, *host, *zone, *port, *path;
};

static CURLUcode get_parts(CURLU *u, struct parts *p)
{
    const struct {
        CURLUPart what;
        char **to;
    } all[] = {{CURLUPART_URL, &p->url},   {CURLUPART_SCHEME, &p->scheme},
               {CURLUPART_USER, &p->user}, {CURLUPART_PASSWORD, &p->password},
               {CURLUPART_HOST, &p->host}, {CURLUPART_ZONEID, &p->zone},
               {CURLUPART_PORT, &p->port}, {CURLUPART_PATH, &p->path}};
    CURLUcode code = CURLUE_OK;

    for (size_t i = 0; i < sizeof all / sizeof *all && code == CURLUE_OK; i++)
        code = get_part(u, all[i].what, all[i].to);
    return code;
}

static void free_parts(struct parts *p)
{
    char *const all[] = {p->url,  p->scheme, p->user, p->password,
                         p->host, p->zone,   p->port, p->path};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        curl_free(all[i]);
}

/* Without brackets, zone and final dot. */
static void put_host(struct idio_address *a, const char *host)
{
    size_t n = strlen(host);

    if (n > 1 && host[0] == '[' && host[n - 1] == ']') {
        host++;
        n -= 2;
    } else if (n > 1 && host[n - 1] == '.') {
        n--;
    }
    memcpy(a->host, host, n);
    a->host[n] = '\0';
}

static int take_parts(const struct parts *p, struct idio_address *a, struct idio_err *err)
{
    bool https = strcmp(p->scheme, "https") == 0, six;
    const char *usual = https ? "443" : "80";
    int n;

    if (!https && strcmp(p->scheme, "http") != 0)
        return idio_fail(err, IDIO_E_INVALID, where,
                         "the endpoint's address begins with neither http:// nor https://");
    if (p->user || p->password) {
        idio_fail(err, IDIO_E_INVALID, where, "the endpoint's address holds a user name");
        return idio_hint(err, IDIO_E_INVALID, "keys come from the environment or a file");
    }
    if (strlen(p->url) >= sizeof a->url || strlen(p->host) >= sizeof a->host ||
        strlen(p->port) >= sizeof a->port)
        return idio_fail(err, IDIO_E_INVALID, where,
                         "the endpoint's address is longer than %d bytes", IDIO_URL_MAX - 1);
    memcpy(a->url, p->url, strlen(p->url) + 1);
    memcpy(a->port, p->port, strlen(p->port) + 1);
    put_host(a, p->host);
    a->https = https;
    /* Behind a zone stands an interface, which is never the loopback one for loopback addresses. */
    a->loopback = !p->zone && (kind_of(a->host) == HOST_LOOPBACK || is_localhost(a->host));
    six = strchr(a->host, ':') != NULL;
    n = snprintf(a->shown, sizeof a->shown, "%s://%s%s%s%s%s%s", p->scheme, six ? "[" : "", a->host,
                 six ? "]" : "", strcmp(a->port, usual) == 0 ? "" : ":",
                 strcmp(a->port, usual) == 0 ? "" : a->port, p->path);
    if (n < 0 || (size_t)n >= sizeof a->shown)
        return idio_fail(err, IDIO_E_INVALID, where, "the endpoint's address is too long");
    return IDIO_OK;
}

static int take_url(CURLU *u, struct idio_address *a, struct idio_err *err)
{
    struct parts p = {0};
    CURLUcode code = get_parts(u, &p);
    int status = code == CURLUE_OK ? take_parts(&p, a, err) : bad_part(code, err);

    free_parts(&p);
    return status;
}

static int parse(const char *url, CURLU **ret, struct idio_err *err)
{
    CURLU *u = curl_url();
    CURLUcode code;

    if (!u)
        return idio_nomem(err, where);
    code = curl_url_set(u, CURLUPART_URL, url, 0);
    if (code == CURLUE_OK)
        code = curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
    if (code != CURLUE_OK) {
        curl_url_cleanup(u);
        return bad_part(code, err);
    }
    *ret = u;
    return IDIO_OK;
}

int idio_address_read(const char *url, struct idio_address *ret, struct idio_err *err)
{
    struct idio_address a = {0};
    CURLU *u = NULL;
    int status = parse(url, &u, err);

    if (status < 0)
        return status;
    status = take_url(u, &a, err);
    curl_url_cleanup(u);
    if (status == IDIO_OK)
        *ret = a;
    return status;
}

int idio_address_chat(struct idio_address *a, struct idio_err *err)
{
    static const char call[] = "/chat/completions", version[] = "/v1";
    char *path = NULL, whole[IDIO_URL_MAX];
    struct idio_address changed = {0};
    CURLU *u = NULL;
    int status = parse(a->url, &u, err), n;
    CURLUcode code;

    if (status < 0)
        return status;
    code = curl_url_get(u, CURLUPART_PATH, &path, 0);
    if (code == CURLUE_OK) {
        size_t len = strlen(path);

        while (len > 0 && path[len - 1] == '/')
            len--;
        if (len >= sizeof call - 1 &&
            strncmp(path + len - (sizeof call - 1), call, sizeof call - 1) == 0)
            len -= sizeof call - 1;
        n = snprintf(whole, sizeof whole, "%.*s%s%s", (int)len, path, len > 0 ? "" : version, call);
        code = n > 0 && (size_t)n < sizeof whole ? curl_url_set(u, CURLUPART_PATH, whole, 0)
                                                 : CURLUE_BAD_PATH;
    }
    status = code == CURLUE_OK ? take_url(u, &changed, err) : bad_part(code, err);
    curl_free(path);
    curl_url_cleanup(u);
    if (status == IDIO_OK)
        *a = changed;
    return status;
}

bool idio_address_same_place(const struct idio_address *a, const struct idio_address *b)
{
    return a->https == b->https && strcasecmp(a->host, b->host) == 0 &&
           strcmp(a->port, b->port) == 0;
}

/* ---- offline --------------------------------------------------------------------------------- */
static int refuse(const struct idio_address *a, const char *why, struct idio_err *err)
{
    idio_fail(err, IDIO_E_DENIED, where, "offline: %s is not this machine (%s)", a->host, why);
    return idio_hint(err, IDIO_E_DENIED,
                     "use an address like http://127.0.0.1:11434, or leave out offline");
}

static struct idio_slice word(struct idio_slice *rest)
{
    struct idio_slice w;
    size_t n = 0;

    *rest = idio_slice_trim(*rest);
    while (n < rest->n && !isspace((unsigned char)rest->p[n]))
        n++;
    w = idio_slice(rest->p, n);
    *rest = idio_slice(rest->p + n, rest->n - n);
    return w;
}

/* Adds an address to the pins; they are full at 1 KB, which is far more than loopback has. */
static bool pin(struct idio_address *a, const char *number)
{
    bool six = strchr(number, ':') != NULL;
    size_t at = strlen(a->pins), room = sizeof a->pins - at;
    int n;

    if (at == 0)
        n = snprintf(a->pins, room, "%s:%s:%s%s%s", a->host, a->port, six ? "[" : "", number,
                     six ? "]" : "");
    else
        n = snprintf(a->pins + at, room, ",%s%s%s", six ? "[" : "", number, six ? "]" : "");
    if (n > 0 && (size_t)n < room)
        return true;
    a->pins[at] = '\0';
    return false;
}

/* One line of the hosts file: number, name, other names, comment. */
static int hosts_line(struct idio_address *a, struct idio_slice line, struct idio_err *err)
{
    const char *comment = line.n > 0 ? memchr(line.p, '#', line.n) : NULL;
    char number[64];
    struct idio_slice first, name;

    if (comment)
        line.n = (size_t)(comment - line.p);
    first = word(&line);
    if (first.n == 0 || first.n >= sizeof number)
        return IDIO_OK;
    memcpy(number, first.p, first.n);
    number[first.n] = '\0';
    while ((name = word(&line)).n > 0) {
        if (name.n != strlen(a->host) || strncasecmp(name.p, a->host, name.n) != 0)
            continue;
        if (kind_of(number) != HOST_LOOPBACK)
            return refuse(a, "the hosts file gives it another address", err);
        if (!pin(a, number))
            return refuse(a, "the hosts file has too many addresses for it", err);
        break;
    }
    return IDIO_OK;
}

static int look_up(struct idio_address *a, const char *hosts_path, struct idio_err *err)
{
    char *text = NULL;
    size_t n = 0, at = 0;
    int status = idio_fs_read(hosts_path, HOSTS_MAX, &text, &n, err);

    if (status == IDIO_E_NOMEM)
        return status;
    if (status < 0)
        return refuse(a, "it is a name, and there is no hosts file that can be read", err);
    while (at < n && status == IDIO_OK) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t len = end ? (size_t)(end - text) - at : n - at;

        status = hosts_line(a, idio_slice(text + at, len), err);
        at += len + 1;
    }
    idio_free(text);
    if (status == IDIO_OK && a->pins[0] == '\0')
        return refuse(a, "the hosts file does not name it, and no name server is asked", err);
    return status;
}

int idio_address_offline(struct idio_address *a, const char *hosts_path, struct idio_err *err)
{
    enum host_kind kind = kind_of(a->host);

    a->pins[0] = '\0';
    if (is_localhost(a->host))
        return pin(a, "127.0.0.1") && pin(a, "::1") ? IDIO_OK : refuse(a, "too long", err);
    if (a->loopback)
        return IDIO_OK;
    if (kind == HOST_NAME)
        return look_up(a, hosts_path, err);
    return refuse(a, kind == HOST_ANY ? "write 127.0.0.1 or [::1]" : "not a loopback address", err);
}

int idio_endpoint_address(const struct idio_endpoint *e, struct idio_address *ret,
                          struct idio_err *err)
{
    struct idio_address a = {0};
    int status;

    if (!e->url || !*e->url || !e->model || !*e->model)
        return idio_fail(err, IDIO_E_INVALID, where, "the endpoint has no %s",
                         e->url && *e->url ? "model" : "address");
    if ((status = idio_agent_init(err)) < 0 || (status = idio_key_check(e->key, err)) < 0 ||
        (status = idio_address_read(e->url, &a, err)) < 0 ||
        (status = idio_address_chat(&a, err)) < 0)
        return status;
    if (e->offline && (status = idio_address_offline(&a, "/etc/hosts", err)) < 0)
        return status;
    if (e->key && *e->key && !a.https && !a.loopback && !e->offline && !e->plain_key) {
        idio_fail(err, IDIO_E_DENIED, where, "%s would get the key in the clear", a.shown);
        return idio_hint(err, IDIO_E_DENIED, "use https, or allow it for this endpoint");
    }
    *ret = a;
    return IDIO_OK;
}

void idio_endpoint_init(struct idio_endpoint *e)
{
    *e = (struct idio_endpoint){.connect_ms = 10 * 1000,
                                .idle_ms = 5 * 60 * 1000,
                                .retries = 3,
                                .backoff_ms = 500,
                                .backoff_max_ms = 60 * 1000,
                                .reply_max = (size_t)32 << 20};
}

int idio_endpoint_check(const struct idio_endpoint *e, struct idio_err *err)
{
    struct idio_address a;
    int status = idio_endpoint_address(e, &a, err);

    if (status < 0)
        idio_key_redact(e->key, err);
    return status;
}
