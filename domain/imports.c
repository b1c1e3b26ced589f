/* imports.c - see imports.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/imports.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "domain/base/text.h"
#include "domain/import_codes.h"
#include "domain/key_index.h"
#include "domain/nip.h"

#include "domain/base/banned.h"

void imports_find(struct import_row *row, struct import_finding finding)
{
    if (!finding.warning) row->refused = true;
    if (row->finding_count < IMPORT_MAX_FINDINGS) row->findings[row->finding_count++] = finding;
}

void imports_map_fault(const struct import_fault *fault, struct import_row *ret_row)
{
    *ret_row = (struct import_row){0};
    imports_find(ret_row, (struct import_finding){
                              .rule = fault->rule, .pointer = fault->pointer, .arg = fault->arg});
}

/* What is being mapped. */
struct mapping {
    struct arena *arena;
    const struct import_source *source;
    struct date today;
    struct import_row *row;
};

enum importance { REFUSES, WARNS };

static void find(struct mapping *m, enum import_key key, enum violation_rule rule, const char *arg,
                 enum importance importance)
{
    imports_find(m->row, (struct import_finding){.rule = rule,
                                                 .pointer = import_key_pointers[key],
                                                 .arg = arg,
                                                 .warning = importance == WARNS});
}

/* The text of a member, or NULL: missing or empty. */
static const char *said(const struct mapping *m, enum import_key key)
{
    const char *text = m->source->texts[key];
    return text == NULL || *text == '\0' ? NULL : text;
}

/* ---- members that are kept as they are */

static const struct text_member {
    enum import_key key;
    int field; /* of imported_employee */
    size_t offset;
    size_t max;
    enum text_format format;
    const char *format_name;
    enum importance importance;
} text_members[] = {
#define MEMBER(key, name, max, format, word, importance)                                           \
    {                                                                                              \
        IMPORT_KEY_##key, FIELD_IMPORTED_EMPLOYEE_##name,                                          \
            offsetof(struct imported_employee, name), max, TEXT_FORMAT_##format, word, importance  \
    }
    MEMBER(id, external_id, 100, EXTERNAL_ID, "external-id", REFUSES),
    MEMBER(nama, name, 200, LINE, "line", REFUSES),
    MEMBER(gelarDepan, front_title, 50, LINE, "line", WARNS),
    MEMBER(gelarBelakang, back_title, 50, LINE, "line", WARNS),
    MEMBER(golRuangAkhirId, rank_code, 10, CODE, "code", WARNS),
    MEMBER(emailGov, email, 200, EMAIL, "email", WARNS),
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* NULL when it does not fit; then a finding says why. */
static const char *checked(struct mapping *m, const struct text_member *t)
{
    const char *text = said(m, t->key);
    if (text == NULL) return NULL;
    if (utf8_length(text) > t->max) {
        find(m, t->key, RULE_MAX_LENGTH, arena_printf(m->arena, "%zu", t->max), t->importance);
        return NULL;
    }
    if (text_has_format(text, t->format)) return text;
    find(m, t->key, RULE_FORMAT, t->format_name, t->importance);
    return NULL;
}

static void map_text(struct mapping *m, const struct text_member *t)
{
    struct imported_employee *e = &m->row->employee;
    if (m->source->texts[t->key] == NULL) return;
    const char *text = checked(m, t);
    if (text != NULL) {
        *(const char **)(void *)((char *)e + t->offset) = text;
        record_mark(e, t->field, true);
    }
    /* An empty key or name is one that the system forgot to fill in, not one to be cleared. */
    else if (said(m, t->key) == NULL && t->importance == WARNS)
        record_mark(e, t->field, false);
}

static const struct date_member {
    enum import_key key;
    int field;
    size_t offset;
} date_members[] = {
#define DATE_MEMBER(key, name)                                                                     \
    {                                                                                              \
        IMPORT_KEY_##key, FIELD_IMPORTED_EMPLOYEE_##name, offsetof(struct imported_employee, name) \
    }
    DATE_MEMBER(tglLahir, birth_date),
    DATE_MEMBER(tmtGolAkhir, rank_since),
    DATE_MEMBER(tmtJabatan, position_since),
};

static void map_date(struct mapping *m, const struct date_member *d)
{
    struct imported_employee *e = &m->row->employee;
    const char *text = said(m, d->key);
    struct date *to = (struct date *)(void *)((char *)e + d->offset);
    if (m->source->texts[d->key] == NULL) return;
    if (text == NULL) record_mark(e, d->field, false);
    else if (date_parse_dmy(text, to) || date_parse(text, to)) record_mark(e, d->field, true);
    else find(m, d->key, RULE_FORMAT, "dd-mm-yyyy", WARNS);
}

/* ---- members that mean something else */

static void map_sex(struct mapping *m)
{
    const char *text = said(m, IMPORT_KEY_jenisKelamin);
    if (text == NULL) return;
    enum sex sex = import_code_sex(text);
    if (sex == 0) find(m, IMPORT_KEY_jenisKelamin, RULE_ENUM, "M, F", WARNS);
    else RECORD_PUT(&m->row->employee, IMPORTED_EMPLOYEE, sex, sex);
}

static void map_head(struct mapping *m)
{
    const char *text = m->source->texts[IMPORT_KEY_kepalaUnit];
    bool heads;
    if (text == NULL) return;
    if (import_code_yes(text, &heads))
        RECORD_PUT(&m->row->employee, IMPORTED_EMPLOYEE, heads_unit, heads);
    else find(m, IMPORT_KEY_kepalaUnit, RULE_ENUM, "true, false", WARNS);
}

/* statusPegawai says it in a word, jenisPegawaiId only where it is a code of the list. */
static void map_kind(struct mapping *m)
{
    const char *status = said(m, IMPORT_KEY_statusPegawai);
    const char *code = said(m, IMPORT_KEY_jenisPegawaiId);
    enum employee_kind kind = status == NULL ? 0 : import_code_status(status);
    if (kind == 0 && code != NULL) kind = import_code_employee(code);
    if (kind != 0) RECORD_PUT(&m->row->employee, IMPORTED_EMPLOYEE, kind, kind);
}

static const char *without_spaces(struct arena *a, const char *text)
{
    char *copy = arena_copy(a, text, strlen(text)), *to = copy;
    for (const char *from = copy; *from != '\0'; from++)
        if (*from != ' ') *to++ = *from;
    *to = '\0';
    return copy;
}

static void map_nip(struct mapping *m)
{
    struct imported_employee *e = &m->row->employee;
    const char *text = said(m, IMPORT_KEY_nipBaru);
    if (text == NULL) return;
    const char *nip = without_spaces(m->arena, text);
    m->row->likely_kind = import_nip_kind(nip);
    struct nip_bearer bearer = {
        .kind = e->kind != 0 ? e->kind : m->row->likely_kind, .sex = e->sex, .today = m->today};
    struct nip_findings errors = nip_errors(nip, &bearer);
    for (size_t i = 0; i < errors.count; i++)
        find(m, IMPORT_KEY_nipBaru, errors.rules[i], NULL, REFUSES);
    if (errors.count == 0) RECORD_PUT(e, IMPORTED_EMPLOYEE, nip, nip);
}

/* ---- unit and position */

static const struct text_member unit_key = {.key = IMPORT_KEY_unorId,
                                            .max = 100,
                                            .format = TEXT_FORMAT_EXTERNAL_ID,
                                            .format_name = "external-id",
                                            .importance = REFUSES};
static const struct text_member unit_name = {.key = IMPORT_KEY_unorNama,
                                             .max = 200,
                                             .format = TEXT_FORMAT_LINE,
                                             .format_name = "line",
                                             .importance = WARNS};
static const struct text_member parent_key = {.key = IMPORT_KEY_unorIndukId,
                                              .max = 100,
                                              .format = TEXT_FORMAT_EXTERNAL_ID,
                                              .format_name = "external-id",
                                              .importance = WARNS};
static const struct text_member parent_name = {.key = IMPORT_KEY_unorIndukNama,
                                               .max = 200,
                                               .format = TEXT_FORMAT_LINE,
                                               .format_name = "line",
                                               .importance = WARNS};

static void map_unit(struct mapping *m)
{
    struct import_row_unit *unit = &m->row->unit;
    unit->key = checked(m, &unit_key);
    if (unit->key == NULL) return;
    unit->name = checked(m, &unit_name);
    unit->parent_key = checked(m, &parent_key);
    unit->parent_name = checked(m, &parent_name);
    /* SIASN writes the topmost unit as its own parent. */
    if (unit->parent_key != NULL && strcmp(unit->parent_key, unit->key) == 0)
        unit->parent_key = NULL;
}

static const struct text_member position_name = {.key = IMPORT_KEY_jabatanNama,
                                                 .max = 200,
                                                 .format = TEXT_FORMAT_LINE,
                                                 .format_name = "line",
                                                 .importance = WARNS};
static const struct text_member echelon = {.key = IMPORT_KEY_eselonId,
                                           .max = 10,
                                           .format = TEXT_FORMAT_CODE,
                                           .format_name = "code",
                                           .importance = WARNS};

/* Which member holds the key, by kind of position; the kind, where it is not said, by which one is
 * there. */
static const struct position_member {
    enum position_kind kind;
    struct text_member member;
} position_members[] = {
#define POSITION_MEMBER(kind, name)                                                                \
    {                                                                                              \
        kind,                                                                                      \
        {                                                                                          \
            .key = IMPORT_KEY_##name, .max = 100, .format = TEXT_FORMAT_EXTERNAL_ID,               \
            .format_name = "external-id", .importance = WARNS                                      \
        }                                                                                          \
    }
    POSITION_MEMBER(POSITION_KIND_STRUCTURAL, jabatanStrukturalId),
    POSITION_MEMBER(POSITION_KIND_FUNCTIONAL, jabatanFungsionalId),
    POSITION_MEMBER(POSITION_KIND_GENERAL, jabatanFungsionalUmumId),
};

static enum position_kind position_kind(struct mapping *m)
{
    const char *code = said(m, IMPORT_KEY_jenisJabatanId);
    enum position_kind kind = code == NULL ? 0 : import_code_position(code);
    if (code != NULL && kind == 0)
        find(m, IMPORT_KEY_jenisJabatanId, RULE_ENUM, "1, 2, 3, 4", WARNS);
    for (size_t i = 0; kind == 0 && i < COUNT(position_members); i++)
        if (said(m, position_members[i].member.key) != NULL) kind = position_members[i].kind;
    return kind == 0 ? POSITION_KIND_GENERAL : kind;
}

/* The key of the kind, or any; a position that has but a name is known by that. */
static const char *position_key(struct mapping *m, enum position_kind kind, const char *name)
{
    const char *any = NULL;
    for (size_t i = 0; i < COUNT(position_members); i++) {
        const char *key = checked(m, &position_members[i].member);
        if (key != NULL && (any == NULL || position_members[i].kind == kind)) any = key;
    }
    if (any != NULL || name == NULL) return any;
    return arena_printf(m->arena, "nama-%d-%016" PRIx64, (int)kind, key_hash(name));
}

static void map_position(struct mapping *m)
{
    struct import_row_position *position = &m->row->position;
    position->said = m->source->texts[IMPORT_KEY_jabatanNama] != NULL;
    for (size_t i = 0; i < COUNT(position_members); i++)
        if (said(m, position_members[i].member.key) != NULL) position->said = true;
    if (!position->said) return;
    position->kind = position_kind(m);
    position->name = checked(m, &position_name);
    position->key = position_key(m, position->kind, position->name);
    if (position->kind == POSITION_KIND_STRUCTURAL) position->echelon_code = checked(m, &echelon);
}

void imports_map(struct arena *a, const struct import_source *source, struct date today,
                 struct import_row *ret_row)
{
    *ret_row = (struct import_row){.likely_kind = EMPLOYEE_KIND_PNS};
    struct mapping m = {.arena = a, .source = source, .today = today, .row = ret_row};
    for (size_t i = 0; i < COUNT(text_members); i++) map_text(&m, &text_members[i]);
    for (size_t i = 0; i < COUNT(date_members); i++) map_date(&m, &date_members[i]);
    map_sex(&m);
    map_head(&m);
    map_kind(&m);
    map_nip(&m);
    map_unit(&m);
    map_position(&m);
    if (!RECORD_HAS(&ret_row->employee, IMPORTED_EMPLOYEE, nip) &&
        !RECORD_HAS(&ret_row->employee, IMPORTED_EMPLOYEE, external_id) && !ret_row->refused)
        find(&m, IMPORT_KEY_nipBaru, RULE_REQUIRED, NULL, REFUSES);
}
