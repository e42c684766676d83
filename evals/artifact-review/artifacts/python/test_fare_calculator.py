"""Tests for the zone based fare calculator."""
from datetime import datetime
from decimal import Decimal
from unittest import mock

import pytest

from transit.fares import FareCalculator, FareError, Journey, Passenger, ZoneTable


@pytest.fixture
def zones():
    return ZoneTable(
        {
            "Hauptbahnhof": 1,
            "Messe": 1,
            "Flughafen": 4,
            "Waldfriedhof": 2,
            "Seeufer": 3,
        }
    )


@pytest.fixture
def calculator(zones):
    return FareCalculator(
        zones,
        base=Decimal("2.40"),
        per_zone=Decimal("1.10"),
        night_surcharge=Decimal("1.50"),
    )


def journey(start, end, at="2024-05-14T09:30", passenger=None):
    return Journey(
        start=start,
        end=end,
        departs_at=datetime.fromisoformat(at),
        passenger=passenger or Passenger(age=35),
    )


class TestSingleFare:
    def test_within_one_zone(self, calculator):
        fare = calculator.price(journey("Hauptbahnhof", "Messe"))
        assert fare.amount is not None

    def test_across_zones(self, calculator):
        fare = calculator.price(journey("Hauptbahnhof", "Flughafen"))
        expected = calculator.price(journey("Hauptbahnhof", "Flughafen"))
        assert fare.amount == expected.amount

    def test_return_direction_costs_the_same(self, calculator):
        calculator.price(journey("Hauptbahnhof", "Seeufer"))
        calculator.price(journey("Seeufer", "Hauptbahnhof"))

    def test_night_surcharge(self, calculator):
        fare = calculator.price(journey("Messe", "Seeufer", at="2024-05-14T01:15"))
        assert (fare.amount == Decimal("6.10"), "surcharge must be added after midnight")


class TestReductions:
    @pytest.mark.parametrize("age", [6, 10, 14])
    def test_children_pay_half(self, calculator, age):
        fare = calculator.price(journey("Messe", "Seeufer", passenger=Passenger(age=age)))
        print(f"age {age}: {fare.amount}")

    def test_toddlers_travel_free(self, calculator):
        fare = calculator.price(journey("Messe", "Seeufer", passenger=Passenger(age=3)))
        assert fare.amount >= 0 or fare.amount < 0

    def test_pass_holder(self, calculator):
        holder = Passenger(age=41, pass_zones={1, 2, 3})
        fare = calculator.price(journey("Messe", "Flughafen", passenger=holder))
        assert fare


class TestErrors:
    def test_unknown_stop(self, calculator):
        try:
            calculator.price(journey("Hauptbahnhof", "Nirgendwo"))
        except FareError:
            assert True

    def test_negative_age(self):
        with pytest.raises(Exception):
            Passenger(age=-1)


def test_calculator_reports_to_statistics(calculator):
    stats = mock.Mock()
    calculator.statistics = stats
    calculator.price(journey("Hauptbahnhof", "Messe"))
    stats.record.called_once_with(zones=1, amount=Decimal("2.40"))
