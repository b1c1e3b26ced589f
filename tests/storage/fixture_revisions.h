/* fixture_revisions.h - a training "mp" with judged sessions, by one word each
 *
 * Version "one" is published; the questionnaire asks about the relevance of the material (q1)
 * and about the instructor (q3). The evaluation of session "s" is "es", its block "bs".
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_REVISIONS_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_REVISIONS_H

#include "contract/revision_cases.h"
#include "fixture_trainings.h"

/* fixture_revisions_open - checked fixture; today is 2026-07-01, everything above is there */
void fixture_revisions_open(void);

/* add_judged_session - one of a version, held on a day, evaluation open to the end of 2026
 * and
 * `invited` ballots that nobody has used */
void add_judged_session(const char *word, const char *version, const char *on, int invited);
/* add_judgements - `count` people give q1 and q3 these scores; ballots are used up by as many */
struct scores {
    int q1, q3;
};
void add_judgements(const char *session, int count, struct scores scores);
/* close_judged - of a session, before its last day */
void close_judged(const char *session);
/* answer_next - whoever of the session has a ballot left answers with these scores, as the server
 * does it, in two round trips; the last answer may take a third one */
void answer_next(const char *session, struct scores scores);
/* judge - revisions_judge in a unit of work of its own */
enum outcome judge(const char *session);

/* revision_case_count - cases of "mp" in a state; NULL: in any
 * the_case - the only one of a dimension */
int64_t revision_case_count(const char *state);
struct uuid the_case(const char *dimension);
struct revision_case read_case(struct uuid id);
/* resolve_by_version - the case of a dimension as if it had been resolved on a day by a version */
void resolve_by_version(const char *dimension, const char *version, const char *on);

#endif
