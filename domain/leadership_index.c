/* leadership_index.c - see leadership_index.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/leadership_index.h"

#include "domain/leadership_disclosure.h"

#include "domain/base/banned.h"

#define FULL 10000 /* 100 % in hundredths */

void leadership_index_period(int64_t year, struct date today, struct leadership_index_filter *ret)
{
    struct date first = {0}, last = {0};
    (void)!date_from_civil((struct civil){(int32_t)year, 1, 1}, &first);
    (void)!date_from_civil((struct civil){(int32_t)year, 12, 31}, &last);
    RECORD_PUT(ret, LEADERSHIP_INDEX_FILTER, first_day, first);
    RECORD_PUT(ret, LEADERSHIP_INDEX_FILTER, last_day, last);
    RECORD_PUT(ret, LEADERSHIP_INDEX_FILTER, as_of, today.days < last.days ? today : last);
    RECORD_PUT(ret, LEADERSHIP_INDEX_FILTER, rows, LEADERSHIP_INDEX_MAX_ROWS + 1);
}

/* ---- one row */

static int64_t divide(int64_t part, int64_t whole)
{
    return (2 * part + whole) / (2 * whole);
}

/* What nobody has to reach is reached. */
static int64_t share(int64_t part, int64_t whole)
{
    return whole > 0 ? divide(FULL * part, whole) : FULL;
}

/* A weighted mean on its way. */
struct mean {
    int64_t sum, weights;
};

static void weigh(struct mean *mean, int64_t term, int64_t weight)
{
    mean->sum += term * weight;
    mean->weights += weight;
}

static void put_own(const struct leadership_sums *sums, struct mean *mean,
                    struct leadership_index_row *ret)
{
    int64_t hours = share(sums->counted_jp, sums->leaders * sums->floor_jp);
    int64_t part = share(sums->counted_activities, sums->leaders * sums->participation_target);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, own_jp, sums->own_jp);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, own_hours, hours);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, activities, sums->activities);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, participation, part);
    weigh(mean, hours, sums->own_hours_weight);
    weigh(mean, part, sums->participation_weight);
}

static void put_team(const struct leadership_sums *sums, bool shown, struct mean *mean,
                     struct leadership_index_row *ret)
{
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, team_with_floor, sums->team_with_floor);
    if (!shown || sums->team_with_floor == 0) return;
    int64_t compliance = share(sums->team_compliant, sums->team_with_floor);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, team_compliance, compliance);
    weigh(mean, compliance, sums->team_compliance_weight);
}

static void put_timeliness(const struct leadership_sums *sums, struct mean *mean,
                           struct leadership_index_row *ret)
{
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, observations_due, sums->observations_due);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, observations_in_time, sums->observations_in_time);
    if (sums->observations_due == 0) return;
    int64_t timeliness = share(sums->observations_in_time, sums->observations_due);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, timeliness, timeliness);
    weigh(mean, timeliness, sums->timeliness_weight);
}

static void put_whose(const struct leadership_sums *sums, struct leadership_index_row *ret)
{
    *ret = (struct leadership_index_row){0};
    if (RECORD_HAS(sums, LEADERSHIP_SUMS, leader_id)) {
        RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, leader_id, sums->leader_id);
        RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, leader_name, sums->leader_name);
    }
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, unit_id, sums->unit_id);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, unit_name, sums->unit_name);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, leaders, sums->leaders);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, people_below, sums->people_below);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, own_hours_weight, sums->own_hours_weight);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, participation_weight, sums->participation_weight);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, team_compliance_weight, sums->team_compliance_weight);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, timeliness_weight, sums->timeliness_weight);
}

void leadership_index_row(const struct leadership_sums *sums, bool team_shown,
                          struct leadership_index_row *ret)
{
    bool shown = sums->people_below >= sums->min_unit_size;
    struct mean mean = {0};
    put_whose(sums, ret);
    RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, figures,
               shown ? LEADERSHIP_FIGURES_SHOWN : LEADERSHIP_FIGURES_TOO_FEW_PEOPLE);
    if (!shown) return;
    put_own(sums, &mean, ret);
    put_team(sums, team_shown, &mean, ret);
    put_timeliness(sums, &mean, ret);
    if (mean.weights > 0) /* else all the weight lies on what cannot be measured */
        RECORD_PUT(ret, LEADERSHIP_INDEX_ROW, index, divide(mean.sum, mean.weights));
}

/* ---- the report */

void leadership_index_make(struct arena *a, const struct leadership_facts *facts, int64_t year,
                           struct leadership_index *ret)
{
    const struct leadership_sums_list *sums = &facts->sums;
    int64_t min_size = facts->units.count > 0 ? facts->units.items[0].min_unit_size : 0;
    struct list teams = leadership_disclosure_make(a, &facts->units, min_size);
    bool truncated = sums->count > LEADERSHIP_INDEX_MAX_ROWS;
    struct leadership_index_row_list data = {.count = truncated ? LEADERSHIP_INDEX_MAX_ROWS
                                                                : sums->count};
    data.items = ARENA_ARRAY(a, data.count + 1, struct leadership_index_row);
    for (size_t i = 0; i < data.count; i++) {
        const struct leadership_sums *row = &sums->items[i];
        bool shown = leadership_disclosure_shows(&teams, row->unit_id);
        leadership_index_row(row, shown, &data.items[i]);
    }
    *ret = (struct leadership_index){0};
    RECORD_PUT(ret, LEADERSHIP_INDEX, year, year);
    RECORD_PUT(ret, LEADERSHIP_INDEX, truncated, truncated);
    RECORD_PUT(ret, LEADERSHIP_INDEX, data, data);
}
