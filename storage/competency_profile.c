/* competency_profile.c - see competency_profile.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/competency_profile.h"

#include "storage/competency_profile_sql.h"

#include "domain/base/banned.h"

enum outcome competency_profile_load(struct uow *u, struct ref employee_id, struct date as_of,
                                     struct profile_facts *ret)
{
    struct profile_subject *subject = ARENA_NEW(uow_arena(u), struct profile_subject);
    struct profile_subject_in who = {0};
    struct profile_requirements_in what = {0};
    struct profile_evidence_in which = {0};
    struct row_set requirements = {0}, evidence = {0};
    RECORD_PUT(&who, PROFILE_SUBJECT_IN, employee_id, employee_id);
    RECORD_PUT(&who, PROFILE_SUBJECT_IN, as_of, as_of);
    RECORD_PUT(&what, PROFILE_REQUIREMENTS_IN, employee_id, employee_id);
    RECORD_PUT(&what, PROFILE_REQUIREMENTS_IN, as_of, as_of);
    RECORD_PUT(&which, PROFILE_EVIDENCE_IN, employee_id, employee_id);
    uow_want(u, &sql_profile_subject, &who, subject, NULL);
    uow_want_rows(u, &sql_profile_requirements, &what, &requirements);
    uow_want_rows(u, &sql_profile_evidence, &which, &evidence);
    TRY(uow_sync(u));
    *ret = (struct profile_facts){.subject = subject,
                                  .as_of = as_of,
                                  .requirements = requirements.items,
                                  .requirement_count = requirements.count,
                                  .evidence = evidence.items,
                                  .evidence_count = evidence.count};
    return OUTCOME_OK;
}
