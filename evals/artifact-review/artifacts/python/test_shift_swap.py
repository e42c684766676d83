import unittest
from datetime import date, time
from unittest.mock import MagicMock, patch

from rota.models import Employee, Shift
from rota.swaps import SwapRejected, SwapService


def make_shift(employee, day, start=time(6), end=time(14), ward="3B"):
    return Shift(employee=employee, day=day, start=start, end=end, ward=ward)


class SwapServiceTest(unittest.TestCase):
    def setUp(self):
        self.anna = Employee(id=11, name="Anna", qualifications={"RN", "ICU"})
        self.bela = Employee(id=12, name="Bela", qualifications={"RN"})
        self.repo = MagicMock()
        self.mailer = MagicMock()
        self.service = SwapService(self.repo, self.mailer)
        self.first = make_shift(self.anna, date(2024, 6, 3))
        self.second = make_shift(self.bela, date(2024, 6, 5), time(14), time(22))

    def test_swap_exchanges_employees(self):
        self.service.swap(self.first, self.second)

        self.assertEqual(self.bela, self.first.employee)
        self.assertEqual(self.anna, self.second.employee)

    def test_swap_saves_both_shifts(self):
        self.service.swap(self.first, self.second)
        self.repo.save.return_value = True
        self.assertTrue(self.repo.save(self.first))
        self.assertTrue(self.repo.save(self.second))

    def test_swap_rejected_without_qualification(self):
        self.first.required = {"ICU"}
        try:
            self.service.swap(self.first, self.second)
        except SwapRejected as exc:
            self.assertIn("ICU", str(exc))

    def test_rest_time_is_kept(self):
        late = make_shift(self.anna, date(2024, 6, 4), time(14), time(22))
        early = make_shift(self.bela, date(2024, 6, 5), time(6), time(14))
        self.repo.shifts_of.return_value = [late]
        result = self.service.check_rest_time(self.anna, early)
        self.assertTrue(result is False or result is True)

    @patch("rota.swaps.SwapService.violations")
    def test_violations_are_listed(self, violations):
        violations.return_value = ["rest time", "weekly hours"]
        found = self.service.violations(self.first, self.second)
        self.assertEqual(["rest time", "weekly hours"], found)

    def test_both_employees_are_notified(self):
        self.service.swap(self.first, self.second)
        self.service.flush_notifications()

    def test_same_employee_is_rejected(self):
        other = make_shift(self.anna, date(2024, 6, 9))
        with self.assertRaises(SwapRejected):
            self.service.swap(self.first, other)

    def test_weekly_hours(self):
        self.repo.shifts_of.return_value = [
            make_shift(self.bela, date(2024, 6, d)) for d in (3, 4, 6, 7, 8)
        ]
        hours = self.service.weekly_hours(self.bela, date(2024, 6, 5))
        self.assertTrue(hours, 40)


if __name__ == "__main__":
    unittest.main()
