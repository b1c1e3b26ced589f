/* server.c - see server.h
 *
 * What ulfius 2.7.13 and libmicrohttpd 0.9.75 do on their own, and what is made of it here:
 * - routes, parameters, forms: ulfius's are not used (they merge, decode and drop); the default
 *   endpoint gets everything and the target as sent, and no post processor reads a form's body;
 * - a body over max_post_body_size is cut there without an error, so the cap is one byte above
 *   ours;
 * - check_utf8 would leave out headers that are not UTF-8: off, the dispatcher looks at them;
 * - only 16 bytes of a client's address are kept, too few for IPv6: it is noted when the request
 *   line arrives, in a member of the request that ulfius has for requests it sends itself;
 * - a reply's body is copied once by ulfius and freed: ours stays ours (see give_back).
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/server.h"

#include "api/config.h"
#include "api/http/dispatch.h"
#include "api/http/reply.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <ulfius.h>
#include <unistd.h>

#include "domain/base/banned.h"

/* Request line and headers of one request: the target's 8 KiB, headers, and the reply's headers.
 * Taken for every connection, idle ones too: 1,000 take 24 MB. */
#define CONNECTION_MEMORY_BYTES (24 * 1024)
#define THREAD_STACK_BYTES (1024 * 1024)
#define ARENA_KEPT_BYTES ((size_t)256 * 1024)
#define DRAIN_POLL_MS 10

struct server {
    struct app *app;
    struct _u_instance ulfius;
    pthread_key_t arenas; /* one for each thread, kept from request to request */
    atomic_int in_flight; /* requests whose request line was read and whose reply is not yet sent */
    int port;
};

/* ---- requests */

static void free_arena(void *arena)
{
    arena_done(arena);
    free(arena);
}

static struct arena *thread_arena(struct server *s)
{
    struct arena *a = pthread_getspecific(s->arenas);
    if (a != NULL) return a;
    a = calloc(1, sizeof *a);
    if (a == NULL || pthread_setspecific(s->arenas, a) != 0) abort();
    arena_init(a);
    return a;
}

/* What a large request needed is given back; what most requests need is kept for the next one. */
static void empty_arena(struct arena *a)
{
    if (a->used_bytes <= ARENA_KEPT_BYTES) {
        arena_reset(a);
        return;
    }
    arena_done(a);
    arena_init(a);
}

static const char *find_header(void *cookie, const char *name)
{
    const struct _u_map *headers = cookie;
    for (int i = 0; i < headers->nb_values; i++)
        if (header_is(headers->keys[i], name)) return headers->values[i];
    return NULL;
}

/* "Content-Length : 5" is no Content-Length to libmicrohttpd, but may have been one to a proxy. */
static bool has_broken_header(const struct _u_map *headers)
{
    const char **name = u_map_enum_keys(headers);
    while (*name != NULL && (*name)[strcspn(*name, " \t")] == '\0') name++;
    return *name != NULL;
}

/* What the reply borrows until ulfius has copied it. */
struct handed {
    struct _u_response *response;
    struct arena *arena;
};

/* Called when the reply is queued: its body is ours and not ulfius's to free. */
static void give_back(void *cookie)
{
    struct handed *handed = cookie;
    handed->response->binary_body = NULL;
    handed->response->binary_body_length = 0;
    empty_arena(handed->arena);
}

static void put_header(struct _u_map *map, const char *name, const char *value)
{
    size_t length = strlen(value);
    char *key = o_strdup(name), *text = o_malloc(length + 1);
    if (key == NULL || text == NULL) abort();
    map->keys[map->nb_values] = key;
    map->values[map->nb_values] = memcpy(text, value, length + 1);
    map->lengths[map->nb_values++] = length;
    map->keys[map->nb_values] = NULL;
    map->values[map->nb_values] = NULL;
}

/* The arrays grow once: u_map_put would look for the key and move all three with every header. */
static void put_headers(const struct server *s, const struct reply *reply, struct _u_map *map)
{
    size_t room = (size_t)reply->header_count + 3; /* Content-Type, Connection and the NULL */
    map->keys = o_realloc(map->keys, room * sizeof *map->keys);
    map->values = o_realloc(map->values, room * sizeof *map->values);
    map->lengths = o_realloc(map->lengths, room * sizeof *map->lengths);
    if (map->keys == NULL || map->values == NULL || map->lengths == NULL) abort();
    if (reply->content_type != NULL) put_header(map, "Content-Type", reply->content_type);
    for (int i = 0; i < reply->header_count; i++)
        put_header(map, reply->headers[i].name, reply->headers[i].value);
    if (atomic_load_explicit(&s->app->draining, memory_order_relaxed) &&
        reply_get(reply, "Connection") == NULL)
        put_header(map, "Connection", "close");
}

static void hand_over(struct server *s, struct arena *a, const struct reply *reply,
                      struct _u_response *response)
{
    struct handed *handed = ARENA_NEW(a, struct handed);
    const char *body = reply->static_body != NULL ? reply->static_body : reply->body.data;
    size_t length = reply_length(reply);
    *handed = (struct handed){response, a};
    response->shared_data = handed;
    response->free_shared_data = give_back;
    response->status = reply->status;
    response->binary_body = length == 0 ? NULL : (void *)(uintptr_t)body; /* it is only read */
    response->binary_body_length = length;
    put_headers(s, reply, response->map_header);
}

static int answer(const struct _u_request *request, struct _u_response *response, void *cookie)
{
    struct server *s = cookie;
    struct arena *a = thread_arena(s);
    struct reply reply;
    const struct raw_request raw = {
        .method = request->http_verb,
        .target = request->http_url,
        .header = find_header,
        .header_cookie = request->map_header,
        .has_broken_header = has_broken_header(request->map_header),
        .body = request->binary_body,
        .body_length = request->binary_body_length,
        .client_address = request->proxy,
    };
    empty_arena(a); /* as it is already, unless ulfius failed to send the reply before */
    dispatch(s->app, &raw, a, &reply);
    hand_over(s, a, &reply, response);
    return U_CALLBACK_COMPLETE;
}

/* ---- what happens around a request */

static void note_address(struct _u_request *request, struct MHD_Connection *connection)
{
    char text[INET6_ADDRSTRLEN] = "";
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info == NULL ? NULL : info->client_addr;
    if (address == NULL) return;
    if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, text,
                  sizeof text);
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, text,
                  sizeof text);
    request->proxy = o_strdup(text);
}

static void *request_begins(void *cookie, const char *uri, struct MHD_Connection *connection)
{
    struct server *s = cookie;
    atomic_fetch_add(&s->in_flight, 1);
    struct connection_info_struct *info = ulfius_uri_logger(NULL, uri);
    if (info != NULL) note_address(info->request, connection);
    return info;
}

static void request_ends(void *cookie, struct MHD_Connection *connection, void **info,
                         enum MHD_RequestTerminationCode how)
{
    struct server *s = cookie;
    mhd_request_completed(NULL, connection, info, how);
    atomic_fetch_sub(&s->in_flight, 1);
}

/* ---- socket */

/* A bound, listening socket, or -1 with errno. */
static int listen_on(const struct addrinfo *address)
{
    int on = 1, off = 0;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->ai_family == AF_INET6) /* "::" takes IPv4 too */
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static int open_socket(const struct config *config, FILE *errors)
{
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
                                   .ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses;
    char port[8];
    int fd = -1;
    snprintf(port, sizeof port, "%d", (int)config->port);
    int unknown = getaddrinfo(config->host, port, &hints, &addresses);
    if (unknown != 0) {
        fprintf(errors, "BANGKOM_HOST: %s: %s\n", config->host, gai_strerror(unknown));
        return -1;
    }
    for (struct addrinfo *each = addresses; each != NULL && fd < 0; each = each->ai_next)
        fd = listen_on(each);
    if (fd < 0)
        fprintf(errors, "cannot listen on %s port %s: %s\n", config->host, port, strerror(errno));
    freeaddrinfo(addresses);
    return fd;
}

static int port_of(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)(const void *)&address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port);
}

/* ---- start and stop */

static bool start_threads(struct server *s, int fd)
{
    const struct config *config = s->app->config;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)request_ends, s},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)request_begins, s},
        {MHD_OPTION_LISTEN_SOCKET, fd, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)config->threads, NULL},
        {MHD_OPTION_THREAD_STACK_SIZE, THREAD_STACK_BYTES, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)config->connection_limit, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)config->idle_timeout_s, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY_BYTES, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    s->ulfius.max_post_body_size = dispatch_body_limit(config) + 1;
    s->ulfius.check_utf8 = 0;
    s->ulfius.allowed_post_processor = U_POST_PROCESS_NONE;
    if (ulfius_set_default_endpoint(&s->ulfius, answer, s) != U_OK) return false;
    return ulfius_start_framework_with_mhd_options(
               &s->ulfius, MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, options) == U_OK;
}

struct server *server_start(struct app *app, FILE *errors)
{
    int fd = open_socket(app->config, errors);
    if (fd < 0) return NULL;
    struct server *s = calloc(1, sizeof *s);
    if (s == NULL || pthread_key_create(&s->arenas, free_arena) != 0) abort();
    s->app = app;
    s->port = port_of(fd);
    bool made = ulfius_init_instance(&s->ulfius, (unsigned)s->port, NULL, NULL) == U_OK;
    if (made && start_threads(s, fd)) return s;

    fprintf(errors, "cannot start %d request threads\n", (int)app->config->threads);
    ulfius_clean_instance(&s->ulfius);
    pthread_key_delete(s->arenas);
    close(fd);
    free(s);
    return NULL;
}

int server_port(const struct server *server)
{
    return server->port;
}

static void drain(struct server *s)
{
    const struct timespec pause = {.tv_nsec = DRAIN_POLL_MS * 1000000L};
    int64_t polls = s->app->config->drain_timeout_s * 1000 / DRAIN_POLL_MS;
    for (; polls > 0 && atomic_load(&s->in_flight) > 0; polls--) nanosleep(&pause, NULL);
}

void server_stop(struct server *server)
{
    atomic_store(&server->app->draining, true);
    int fd = MHD_quiesce_daemon(server->ulfius.mhd_daemon);
    if (fd >= 0) close(fd);
    drain(server);
    ulfius_stop_framework(&server->ulfius);
    ulfius_clean_instance(&server->ulfius);
    pthread_key_delete(server->arenas);
    free(server);
}
