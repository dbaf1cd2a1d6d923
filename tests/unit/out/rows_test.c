/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <hdf5.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include "out/rows.h"

static const char *const PATH = "rows_test.h5";

struct row {
    double cost;
    int32_t product;
    uint32_t orders;
};

static const struct out_column COLUMN[] = {
    {"product", "1", "index", OUT_I32, offsetof(struct row, product)},
    {"cost", "EUR", "cost of the period", OUT_F64, offsetof(struct row, cost)},
    {"orders", "1", "orders placed", OUT_U32, offsetof(struct row, orders)},
};
enum { COLUMNS = 3, ROWS = 10000 };

static void read_back(const char *path, hid_t type, void *to)
{
    hid_t file = H5Fopen(PATH, H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t set = H5Dopen2(file, path, H5P_DEFAULT);

    assert_true(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, to) >= 0);
    H5Dclose(set);
    H5Fclose(file);
}

static void write_rows(void)
{
    static struct row row[ROWS];
    struct base_err err = {0};
    struct out_h5 *f = out_h5_create(PATH, &err);

    for (int32_t i = 0; i < ROWS; i++)
        row[i] = (struct row){.cost = i / 4.0, .product = i % 7, .orders = (uint32_t)i};
    struct out_rows *t = out_rows_open(f, "/kpi", "test", COLUMN, COLUMNS, 1, sizeof *row);
    out_rows_append(t, row, 3);
    out_rows_append(t, row + 3, ROWS - 3);
    out_rows_close(t);
    out_h5_finish(f);
}

static void each_column_holds_its_own_values(void **state)
{
    static double cost[ROWS];
    static int32_t product[ROWS];

    (void)state;
    write_rows();
    read_back("/kpi/cost", H5T_NATIVE_DOUBLE, cost);
    read_back("/kpi/product", H5T_NATIVE_INT32, product);
    for (int32_t i = 0; i < ROWS; i++) {
        assert_true(cost[i] == i / 4.0);
        assert_int_equal(product[i], i % 7);
    }
    unlink(PATH);
}

static void key_columns_are_dimension_scales_of_the_others(void **state)
{
    (void)state;
    write_rows();
    hid_t file = H5Fopen(PATH, H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t key = H5Dopen2(file, "/kpi/product", H5P_DEFAULT);
    hid_t cost = H5Dopen2(file, "/kpi/cost", H5P_DEFAULT);
    assert_true(H5DSis_attached(cost, key, 0) > 0);
    H5Dclose(cost);
    H5Dclose(key);
    H5Fclose(file);
    unlink(PATH);
}

static void a_column_is_found_by_name_and_read_as_a_number(void **state)
{
    const struct row row = {.cost = 2.5, .product = -3, .orders = 4000000000U};
    const struct out_column *orders = out_column_find(COLUMN, COLUMNS, "orders");

    (void)state;
    assert_non_null(orders);
    assert_true(out_column_value(orders, &row) == 4e9);
    assert_true(out_column_value(&COLUMN[0], &row) == -3.0);
    assert_true(out_column_value(&COLUMN[1], &row) == 2.5);
    assert_null(out_column_find(COLUMN, COLUMNS, "order"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_column_holds_its_own_values),
        cmocka_unit_test(key_columns_are_dimension_scales_of_the_others),
        cmocka_unit_test(a_column_is_found_by_name_and_read_as_a_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
