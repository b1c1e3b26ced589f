/* import_codes.c - see import_codes.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/import_codes.h"

#include <ctype.h>
#include <string.h>

#include "domain/base/banned.h"

struct code {
    const char *text; /* lower case; NULL ends a list */
    int value;
};

static const struct code sexes[] = {
    {"m", SEX_MALE},
    {"l", SEX_MALE},
    {"laki-laki", SEX_MALE},
    {"pria", SEX_MALE},
    {"male", SEX_MALE},
    {"f", SEX_FEMALE},
    {"p", SEX_FEMALE},
    {"perempuan", SEX_FEMALE},
    {"wanita", SEX_FEMALE},
    {"female", SEX_FEMALE},
    {NULL, 0},
};
static const struct code positions[] = {
    {"1", POSITION_KIND_STRUCTURAL},
    {"2", POSITION_KIND_FUNCTIONAL},
    {"3", POSITION_KIND_DUAL},
    {"4", POSITION_KIND_GENERAL},
    {NULL, 0},
};
static const struct code statuses[] = {
    {"pns", EMPLOYEE_KIND_PNS},   {"cpns", EMPLOYEE_KIND_CPNS}, {"calon pns", EMPLOYEE_KIND_CPNS},
    {"pppk", EMPLOYEE_KIND_PPPK}, {"p3k", EMPLOYEE_KIND_PPPK},  {NULL, 0},
};
/* 6 and 7: central PNS lent out; 15: regional PNS; 16 to 19: those lent out. */
static const struct code employees[] = {
    {"6", EMPLOYEE_KIND_PNS},  {"7", EMPLOYEE_KIND_PNS},
    {"15", EMPLOYEE_KIND_PNS}, {"16", EMPLOYEE_KIND_PNS},
    {"17", EMPLOYEE_KIND_PNS}, {"18", EMPLOYEE_KIND_PNS},
    {"19", EMPLOYEE_KIND_PNS}, {NULL, 0},
};
enum { NO = 1, YES = 2 };
static const struct code answers[] = {
    {"true", YES}, {"1", YES},    {"ya", YES}, {"y", YES}, {"yes", YES}, {"", NO},  {"false", NO},
    {"0", NO},     {"tidak", NO}, {"t", NO},   {"n", NO},  {"no", NO},   {NULL, 0},
};
static const struct code unit_words[] = {
    {"pemerintah", UNIT_KIND_INSTITUTION}, {"kementerian", UNIT_KIND_INSTITUTION},
    {"dinas", UNIT_KIND_AGENCY},           {"badan", UNIT_KIND_AGENCY},
    {"sekretariat", UNIT_KIND_AGENCY},     {"inspektorat", UNIT_KIND_AGENCY},
    {"satuan", UNIT_KIND_AGENCY},          {"bidang", UNIT_KIND_DIVISION},
    {"bagian", UNIT_KIND_DIVISION},        {"subbagian", UNIT_KIND_SUBDIVISION},
    {"subbidang", UNIT_KIND_SUBDIVISION},  {"seksi", UNIT_KIND_SUBDIVISION},
    {"kecamatan", UNIT_KIND_SUBDISTRICT},  {"kelurahan", UNIT_KIND_VILLAGE},
    {"desa", UNIT_KIND_VILLAGE},           {NULL, 0},
};

/* Whether `length` bytes of text are the code, but for case. */
static bool is_code(const char *code, const char *text, size_t length)
{
    if (strlen(code) != length) return false;
    for (size_t i = 0; i < length; i++)
        if (tolower((unsigned char)text[i]) != code[i]) return false;
    return true;
}

static int find(const struct code *list, const char *text, size_t length)
{
    while (list->text != NULL && !is_code(list->text, text, length)) list++;
    return list->value;
}

enum sex import_code_sex(const char *text)
{
    return (enum sex)find(sexes, text, strlen(text));
}

enum position_kind import_code_position(const char *text)
{
    return (enum position_kind)find(positions, text, strlen(text));
}

enum employee_kind import_code_status(const char *text)
{
    return (enum employee_kind)find(statuses, text, strlen(text));
}

enum employee_kind import_code_employee(const char *text)
{
    return (enum employee_kind)find(employees, text, strlen(text));
}

bool import_code_yes(const char *text, bool *ret)
{
    int answer = find(answers, text, strlen(text));
    if (answer == 0) return false;
    *ret = answer == YES;
    return true;
}

enum unit_kind import_unit_kind(const char *name)
{
    int kind = find(unit_words, name, strcspn(name, " "));
    return kind == 0 ? UNIT_KIND_OTHER : (enum unit_kind)kind;
}

enum employee_kind import_nip_kind(const char *nip)
{
    if (strlen(nip) < 14) return EMPLOYEE_KIND_PNS;
    int month = (nip[12] - '0') * 10 + (nip[13] - '0');
    return month < 1 || month > 12 ? EMPLOYEE_KIND_PPPK : EMPLOYEE_KIND_PNS;
}
