from couple.report.course import course

A, B, C, D = (0.0, 0.0), (1.0, 0.5), (2.0, 0.0), (3.0, 9.0)


def test_a_line_runs_through_all_its_points():
    assert course([A, B, C]) == "M0 0L1 0.5L2 0"
    assert course([A, B, C], closed=True) == "M0 0L1 0.5L2 0Z"


def test_a_line_breaks_where_a_point_is_unknown():
    assert course([A, B, None, C, D]) == "M0 0L1 0.5M2 0L3 9"
    assert course([A, None, C, None]) == ""


def test_a_ring_with_a_gap_is_a_line_around_it():
    assert course([A, None, C, D], closed=True) == "M2 0L3 9L0 0"
    assert course([None, B, C, None, D], closed=True) == "M1 0.5L2 0"
    assert course([A, None, C, None], closed=True) == ""


def test_few_points_enclose_nothing():
    assert course([A, B], closed=True) == "M0 0L1 0.5"
    assert course([A], closed=True) == course([], closed=True) == course([None]) == ""
