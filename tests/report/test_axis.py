import pytest

from couple.report.axis import linear_axis, log_axis


def written(axis):
    return [tick.text for tick in axis.ticks]


def test_an_axis_begins_and_ends_at_round_numbers_around_what_it_holds():
    axis = linear_axis([0.62, 1.13], 100.0, 300.0)
    assert (axis.low, axis.high) == (0.6, 1.2)
    assert written(axis) == ["0.6", "0.8", "1.0", "1.2"]
    assert [tick.at for tick in axis.ticks] == [100.0, 166.7, 233.3, 300.0]


@pytest.mark.parametrize(
    ("numbers", "ticks"),
    [
        ([1.0, 5.0], ["1", "2", "3", "4", "5"]),
        ([-0.31, 0.4], ["−0.4", "−0.2", "0.0", "0.2", "0.4"]),
        ([0.0, 1.0], ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        ([0.0, 90.0], ["0", "25", "50", "75", "100"]),
        ([2.0], ["2.00", "2.25"]),
    ],
)
def test_ticks_are_round_and_have_as_many_decimals_as_they_need(numbers, ticks):
    assert written(linear_axis(numbers, 0.0, 1.0)) == ticks


def test_an_axis_may_run_upwards():
    axis = linear_axis([1.0, 5.0], 150.0, 0.0)
    assert [axis.at(number) for number in (1, 3, 5)] == [150.0, 75.0, 0.0]


def test_what_lies_beyond_stands_at_the_end():
    axis = linear_axis([0.0, 1.0], 0.0, 100.0)
    assert (axis.at(-3), axis.at(7)) == (0.0, 100.0)


def test_equal_ratios_are_equal_distances_on_a_logarithmic_axis():
    axis = log_axis([3.0, 700.0], 0.0, 300.0)
    assert (axis.low, axis.high) == (2.0, 1000.0)
    assert axis.at(20) - axis.at(2) == pytest.approx(axis.at(200) - axis.at(20), abs=0.11)
    assert written(axis) == ["10", "100", "1,000"]


def test_a_short_logarithmic_axis_is_written_at_every_round_number():
    assert written(log_axis([90.0, 1170.0], 0.0, 1.0)) == ["50", "100", "200", "500", "1,000", "2,000"]
    assert written(log_axis([5.0], 0.0, 1.0)) == ["5", "10"]
    assert written(log_axis([0.003, 0.004], 0.0, 1.0)) == ["0.002", "0.005"]


def test_nothing_has_no_place_on_a_logarithmic_axis():
    with pytest.raises(ValueError, match="above zero"):
        log_axis([0.0, 5.0], 0.0, 1.0)
