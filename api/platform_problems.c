/* platform_problems.c - /problems: the catalogue of errors.yaml for people and for programs
 *
 * The address in every problem's `type` leads here. Texts of problems are templates; what a reply
 * would fill in is shown as an ellipsis.
 * Tests: tests/api/test_platform.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/platform_operations.h"

#include "api/docs_assets.h"

#include <string.h>

#include "domain/base/banned.h"

#define PAGE_POLICY                                                                                \
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "  \
    "frame-ancestors 'none'"
#define PAGE_BYTES_FIRST 8192
#define PAGE_BYTES_MAX 1048576
#define ELLIPSIS "\xe2\x80\xa6"

/* ---- JSON */

/* {0}, {1}, {2} as an ellipsis. */
static const char *shown(struct arena *a, const char *text)
{
    struct strbuf out;
    strbuf_init(&out, a, strlen(text) + 1, 2 * strlen(text) + 16);
    for (; *text != '\0'; text++) {
        bool place = text[0] == '{' && text[1] >= '0' && text[1] <= '9' && text[2] == '}';
        if (place) strbuf_text(&out, ELLIPSIS);
        else strbuf_char(&out, *text);
        if (place) text += 2;
    }
    return out.data;
}

static struct bilingual_text bilingual(struct arena *a, const char *id, const char *en)
{
    struct bilingual_text text = {0};
    RECORD_PUT(&text, BILINGUAL_TEXT, id, shown(a, id));
    RECORD_PUT(&text, BILINGUAL_TEXT, en, shown(a, en));
    return text;
}

static struct problem_type problem_type_of(struct arena *a, const struct problem_definition *d)
{
    struct problem_type type = {0};
    RECORD_PUT(&type, PROBLEM_TYPE, code, d->code);
    RECORD_PUT(&type, PROBLEM_TYPE, type, arena_printf(a, "/problems/%s", d->code));
    RECORD_PUT(&type, PROBLEM_TYPE, status, d->status);
    RECORD_PUT(&type, PROBLEM_TYPE, title, bilingual(a, d->title_id, d->title_en));
    RECORD_PUT(&type, PROBLEM_TYPE, detail, bilingual(a, d->detail_id, d->detail_en));
    RECORD_PUT(&type, PROBLEM_TYPE, remedy, bilingual(a, d->remedy_id, d->remedy_en));
    return type;
}

static struct rule_type rule_type_of(struct arena *a, const struct rule_definition *d)
{
    struct rule_type type = {0};
    RECORD_PUT(&type, RULE_TYPE, rule, d->name);
    RECORD_PUT(&type, RULE_TYPE, detail, bilingual(a, d->detail_id, d->detail_en));
    return type;
}

static struct problem_catalogue *catalogue(struct arena *a)
{
    struct problem_catalogue *c = ARENA_NEW(a, struct problem_catalogue);
    c->problems.items = ARENA_ARRAY(a, PROBLEM_CODE_COUNT, struct problem_type);
    c->rules.items = ARENA_ARRAY(a, VIOLATION_RULE_COUNT, struct rule_type);
    for (int i = 1; i < PROBLEM_CODE_COUNT; i++)
        c->problems.items[c->problems.count++] = problem_type_of(a, &problem_definitions[i]);
    for (int i = 1; i < VIOLATION_RULE_COUNT; i++)
        c->rules.items[c->rules.count++] = rule_type_of(a, &rule_definitions[i]);
    record_mark(c, FIELD_PROBLEM_CATALOGUE_problems, true);
    record_mark(c, FIELD_PROBLEM_CATALOGUE_rules, true);
    return c;
}

/* ---- HTML */

static void html_text(struct strbuf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '<') strbuf_text(out, "&lt;");
        else if (*text == '&') strbuf_text(out, "&amp;");
        else if (*text == '"') strbuf_text(out, "&quot;");
        else strbuf_char(out, *text);
    }
}

static const char *stylesheet(void)
{
    for (int i = 0; i < docs_asset_count; i++)
        if (strcmp(docs_assets[i].file, "page.css") == 0) return docs_assets[i].name;
    return "";
}

/* `up` leads from the page to the root of the server: "" or "../" */
static void begin_page(struct strbuf *out, const char *title, const char *up)
{
    strbuf_text(out, "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<title>");
    html_text(out, title);
    strbuf_printf(out, "</title>\n<link rel=\"stylesheet\" href=\"%sdocs/%s\">\n", up,
                  stylesheet());
    strbuf_text(out, "</head>\n<body>\n<article>\n");
}

static enum outcome reply_page(struct request *rq, struct strbuf *out)
{
    strbuf_text(out, "</article>\n</body>\n</html>\n");
    if (out->overflow) return problem_raise(rq->problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
    reply_header(rq, "Content-Security-Policy", PAGE_POLICY);
    reply_header(rq, "Vary", "Accept");
    return reply_text(rq, 200, "text/html; charset=utf-8", out->data, out->length);
}

static void put_element(struct strbuf *out, const char *element, const char *text)
{
    strbuf_printf(out, "<%s>", element);
    html_text(out, text);
    strbuf_printf(out, "</%s>\n", element);
}

static void put_row(struct strbuf *out, const char *first_cell, const struct bilingual_text *texts)
{
    strbuf_printf(out, "<tr><td>%s</td><td lang=\"id\">", first_cell);
    html_text(out, texts->id);
    strbuf_text(out, "</td><td lang=\"en\">");
    html_text(out, texts->en);
    strbuf_text(out, "</td></tr>\n");
}

static enum outcome reply_catalogue_page(struct request *rq, const struct problem_catalogue *c)
{
    struct strbuf out;
    strbuf_init(&out, rq->arena, PAGE_BYTES_FIRST, PAGE_BYTES_MAX);
    begin_page(&out, "Daftar masalah / Problems", "");
    put_element(&out, "h1", "Daftar masalah / Problems");
    strbuf_text(&out, "<table>\n<tr><th>code</th><th>Bahasa Indonesia</th><th>English</th></tr>\n");
    for (size_t i = 0; i < c->problems.count; i++) {
        const struct problem_type *p = &c->problems.items[i];
        put_row(&out,
                arena_printf(rq->arena, "<a href=\"problems/%s\">%s</a> %d", p->code, p->code,
                             (int)p->status),
                &p->title);
    }
    strbuf_text(&out, "</table>\n");
    put_element(&out, "h2", "errors[].rule");
    strbuf_text(&out, "<table>\n<tr><th>rule</th><th>Bahasa Indonesia</th><th>English</th></tr>\n");
    for (size_t i = 0; i < c->rules.count; i++)
        put_row(&out, c->rules.items[i].rule, &c->rules.items[i].detail);
    strbuf_text(&out, "</table>\n");
    return reply_page(rq, &out);
}

/* What it means, why it happens, what to do, in one language. */
static void put_section(struct strbuf *out, const struct problem_type *p, bool english)
{
    strbuf_printf(out, "<section lang=\"%s\">\n", english ? "en" : "id");
    put_element(out, "h2", english ? p->title.en : p->title.id);
    put_element(out, "p", english ? p->detail.en : p->detail.id);
    put_element(out, "h3", english ? "What to do" : "Yang perlu dilakukan");
    put_element(out, "p", english ? p->remedy.en : p->remedy.id);
    strbuf_text(out, "</section>\n");
}

static enum outcome reply_problem_page(struct request *rq, const struct problem_type *p)
{
    struct strbuf out;
    bool english = rq->language == LANGUAGE_EN;
    strbuf_init(&out, rq->arena, PAGE_BYTES_FIRST, PAGE_BYTES_MAX);
    begin_page(&out, p->code, "../");
    strbuf_text(&out, "<p><a href=\"../problems\">Daftar masalah / Problems</a></p>\n");
    put_element(&out, "h1", p->code);
    strbuf_printf(&out, "<p>HTTP %d</p>\n", (int)p->status);
    put_section(&out, p, english);
    put_section(&out, p, !english);
    return reply_page(rq, &out);
}

/* ---- operations */

static bool wants_page(const struct request *rq)
{
    return strcmp(rq->reply_type, "text/html") == 0;
}

enum outcome platform_problems(struct request *rq, struct platform_problems_call *in)
{
    const struct problem_catalogue *all = catalogue(rq->arena);
    (void)in;
    if (wants_page(rq)) return reply_catalogue_page(rq, all);
    reply_header(rq, "Vary", "Accept");
    return reply_record(rq, &problem_catalogue_record, all, -1);
}

enum outcome platform_problem(struct request *rq, struct platform_problem_call *in)
{
    for (int i = 1; i < PROBLEM_CODE_COUNT; i++) {
        if (strcmp(problem_definitions[i].code, in->path.code) != 0) continue;
        struct problem_type type = problem_type_of(rq->arena, &problem_definitions[i]);
        if (wants_page(rq)) return reply_problem_page(rq, &type);
        reply_header(rq, "Vary", "Accept");
        return reply_record(rq, &problem_type_record, &type, -1);
    }
    return problem_raise(rq->problem, PROBLEM_NOT_FOUND, NULL, NULL, NULL);
}
