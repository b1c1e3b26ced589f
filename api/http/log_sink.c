/* log_sink.c - see log_sink.h
 *
 * A write(2) for every line costs a read by id a twentieth of its CPU; nine lines share one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/log_sink.h"

#include "api/http/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "domain/base/banned.h"

struct log_sink {
    int fd;
    atomic_uint_fast64_t dropped;
    pthread_t thread;
    pthread_mutex_t lock; /* everything below */
    pthread_cond_t held;  /* `length` is no longer 0, or the sink ends */
    bool holds, ends;
    int64_t written_ms;
    size_t length, lines;
    char bytes[LOG_LINE_BYTES];
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct log_sink *log_sink_new(int fd)
{
    struct log_sink *sink = calloc(1, sizeof *sink);
    if (sink == NULL) abort();
    sink->fd = fd;
    pthread_mutex_init(&sink->lock, NULL);
    pthread_cond_init(&sink->held, NULL);
    return sink;
}

uint64_t log_sink_dropped(const struct log_sink *sink)
{
    return atomic_load_explicit(&sink->dropped, memory_order_relaxed);
}

/* One write: the kernel keeps it whole in a pipe (at most PIPE_BUF bytes), a file or a socket. */
static void write_whole(struct log_sink *sink, const char *bytes, size_t length, size_t lines)
{
    ssize_t written;
    do {
        written = write(sink->fd, bytes, length);
    } while (written < 0 && errno == EINTR);
    if (written != (ssize_t)length)
        atomic_fetch_add_explicit(&sink->dropped, lines, memory_order_relaxed);
}

/* Lock held. */
static void write_held(struct log_sink *sink)
{
    if (sink->length > 0) write_whole(sink, sink->bytes, sink->length, sink->lines);
    sink->length = 0;
    sink->lines = 0;
    sink->written_ms = now_ms();
}

/* Lock held. */
static void hold_line(struct log_sink *sink, const char *line, size_t length, bool at_once)
{
    if (sink->length + length > sizeof sink->bytes) write_held(sink);
    memcpy(sink->bytes + sink->length, line, length);
    sink->length += length;
    sink->lines++;
    if (at_once || now_ms() - sink->written_ms >= LOG_SINK_HOLD_MS) write_held(sink);
    else if (sink->lines == 1) pthread_cond_signal(&sink->held);
}

void log_sink_put(struct log_sink *sink, const char *line, size_t length, bool at_once)
{
    if (length > LOG_LINE_BYTES) abort();
    pthread_mutex_lock(&sink->lock);
    if (sink->holds) hold_line(sink, line, length, at_once);
    else write_whole(sink, line, length, 1);
    pthread_mutex_unlock(&sink->lock);
}

/* Sleeps until something is held, lets more come, writes. */
static void *write_later(void *cookie)
{
    struct log_sink *sink = cookie;
    const struct timespec pause = {.tv_nsec = LOG_SINK_HOLD_MS * 1000000L};
    pthread_mutex_lock(&sink->lock);
    while (!sink->ends) {
        while (sink->length == 0 && !sink->ends) pthread_cond_wait(&sink->held, &sink->lock);
        pthread_mutex_unlock(&sink->lock);
        nanosleep(&pause, NULL);
        pthread_mutex_lock(&sink->lock);
        write_held(sink);
    }
    pthread_mutex_unlock(&sink->lock);
    return NULL;
}

bool log_sink_hold(struct log_sink *sink)
{
    bool started = pthread_create(&sink->thread, NULL, write_later, sink) == 0;
    pthread_mutex_lock(&sink->lock);
    sink->holds = started;
    pthread_mutex_unlock(&sink->lock);
    return started;
}

void log_sink_free(struct log_sink *sink)
{
    if (sink == NULL) return;
    pthread_mutex_lock(&sink->lock);
    bool holds = sink->holds;
    sink->ends = true;
    pthread_cond_signal(&sink->held);
    pthread_mutex_unlock(&sink->lock);
    if (holds) pthread_join(sink->thread, NULL);
    pthread_cond_destroy(&sink->held);
    pthread_mutex_destroy(&sink->lock);
    free(sink);
}
