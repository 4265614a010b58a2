/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Models elsewhere: a chat client for servers that speak OpenAI's /v1/chat/completions (OpenAI,
 * OpenRouter, Ollama, llama.cpp, vLLM, LM Studio …).
 *
 * What may leave the machine is decided by the endpoint that the caller fills, and by nothing else:
 * no proxy of the environment, no .netrc, no cookie has a say. A request goes to the named address
 * or nowhere; a redirect to another one is an error. With `offline`, every address must be
 * a loopback one, and no name is asked of a name server.
 *
 * The key is sent in one header. It is in no error text, whatever the server answers, and in no
 * log; it goes over plain HTTP only to this machine, unless `plain_key` says otherwise.
 */
#ifndef IDIO_AGENT_AGENT_H
#define IDIO_AGENT_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/json.h"

/* ---- once ------------------------------------------------------------------------------------ */
/* Starts libcurl, with the allocator gate as its memory. Any number of times, from any thread; the
 * calls below do it themselves. MISSING when the library cannot be used. */
int idio_agent_init(struct idio_err *err) IDIO_MUST_CHECK;

/* ---- keys ------------------------------------------------------------------------------------ */
#define IDIO_KEY_MAX 4096

/* The key in a file: a regular one of this user that nobody else may read (DENIED else), one line.
 * Free it with idio_key_free, which wipes it. */
int idio_key_read(const char *path, char **ret, struct idio_err *err) IDIO_MUST_CHECK;
char *idio_key_free(char *key);
/* Puts "[key]" for every occurrence of the key in the text of an error, also of what was cut to
 * fit. NULL or "": nothing. */
void idio_key_redact(const char *key, struct idio_err *err);

/* ---- where ----------------------------------------------------------------------------------- */
/* All pointers are borrowed; NULL where there is none. */
struct idio_endpoint {
    /* "https://api.openai.com/v1": the base, to which "/chat/completions" is added ("/v1" before it
     * when there is no path at all), or the whole address of that call. http or https. */
    const char *url;
    const char *model;
    const char *key;       /* bearer token */
    const char *proxy;     /* curl's form; not used for this machine's own addresses */
    const char *no_proxy;  /* hosts without it, separated by commas */
    const char *ca_file;   /* certificates to trust instead of the system's */
    bool offline;          /* loopback addresses only, no name server, no proxy */
    bool plain_key;        /* the key may go over plain HTTP to another machine */
    bool no_stream_usage;  /* the server refuses `stream_options` */
    bool completion_limit; /* it wants `max_completion_tokens`, not `max_tokens` */
    int connect_ms;        /* 10 s; 0 in these three: as long as it takes */
    int idle_ms;           /* 5 min without a byte in either direction */
    int total_ms;          /* 0; all tries together */
    int retries;        /* 3: on 408, 409, 429, 5xx and failed connections, before any text came */
    int backoff_ms;     /* 500: the first wait, which doubles; a server's Retry-After goes first */
    int backoff_max_ms; /* 60 s: whoever asks for more patience than that is given up */
    size_t reply_max;   /* 32 MiB, decompressed */
};
void idio_endpoint_init(struct idio_endpoint *e); /* the numbers above, all else empty */

/* Says whether the address could be used, without using it: as idio_chat would. */
int idio_endpoint_check(const struct idio_endpoint *e, struct idio_err *err) IDIO_MUST_CHECK;

/* ---- what ------------------------------------------------------------------------------------ */
enum idio_chat_role { IDIO_CHAT_SYSTEM, IDIO_CHAT_USER, IDIO_CHAT_ASSISTANT };
struct idio_chat_message {
    enum idio_chat_role role;
    const char *text;
};

/* A piece of the answer, whole characters. What it returns when it is not OK ends the call. */
typedef int (*idio_chat_take)(void *self, const char *text, size_t n, struct idio_err *err);

struct idio_chat_request {
    const struct idio_chat_message *messages;
    size_t count;
    int64_t max_tokens; /* 0: the server's own limit */
    double temperature; /* below 0: the server's own */
    int64_t seed;       /* below 0: none */
    /* JSON schema that the answer is to follow (name: "answer"). A wish: check the answer. */
    const struct idio_json *schema;
    bool stream;
    idio_chat_take on_text; /* may be NULL; once with all when nothing was streamed */
    void *self;
};

enum idio_chat_finish {
    IDIO_CHAT_STOP,     /* the model was done */
    IDIO_CHAT_LENGTH,   /* cut by a limit of tokens */
    IDIO_CHAT_FILTERED, /* cut by the server's filter */
    IDIO_CHAT_OTHER     /* something else, or the server did not say */
};
struct idio_chat_result {
    char *text; /* of the answer, without the server's separate "reasoning"; may be "" */
    size_t len;
    enum idio_chat_finish finish;
    int64_t prompt_tokens, completion_tokens; /* -1: the server did not say */
    unsigned tries;
};

/*
 * Sends the messages and waits for the answer. Cancellation is seen within 200 ms, also while
 * waiting for a retry.
 *
 * INVALID: endpoint or request cannot be sent. DENIED: `offline` or `plain_key` forbids it, or the
 * server refuses the key. TIMEOUT, CANCELLED, LIMIT (reply_max), NOMEM. UPSTREAM: everything that
 * the server or the way to it did wrong; the text has the server's own words, cut.
 */
int idio_chat(const struct idio_endpoint *e, const struct idio_chat_request *r,
              const struct idio_ctx *ctx, struct idio_chat_result *ret,
              struct idio_err *err) IDIO_MUST_CHECK;
void idio_chat_result_release(struct idio_chat_result *r);

#endif
