"""Unit tests for the vaccine fridge monitor."""
import sqlite3
import tempfile
import unittest
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

from coldchain.monitor import Alarm, FridgeMonitor, ReadingRejected
from coldchain.storage import ReadingStore, StorageUnavailable

START = datetime(2024, 4, 2, 6, 0)


class FridgeMonitorTest(unittest.TestCase):
    def setUp(self):
        self.pager = mock.Mock(spec_set=["send"])
        self.monitor = FridgeMonitor(
            low=2.0, high=8.0, grace=timedelta(minutes=10), pager=self.pager
        )

    def feed(self, *values, step=timedelta(minutes=5)):
        alarms = []
        for i, value in enumerate(values):
            alarm = self.monitor.reading("fridge-2", value, START + i * step)
            if alarm:
                alarms.append(alarm)
        return alarms

    def test_no_alarm_inside_limits(self):
        self.assertEqual([], self.feed(2.0, 4.5, 8.0))
        self.pager.send.assert_not_called()

    def test_short_excursion_is_tolerated(self):
        self.assertEqual([], self.feed(4.0, 9.5, 5.0))

    def test_alarm_after_grace_period(self):
        alarms = self.feed(4.0, 9.0, 9.2, 9.4)

        self.assertEqual(1, len(alarms))
        self.assertIsInstance(alarms[0], Alarm)
        self.assertEqual("fridge-2", alarms[0].device)
        self.assertAlmostEqual(9.4, alarms[0].value)
        self.pager.send.assert_called_once_with(alarms[0])

    def test_alarm_is_raised_only_once_per_excursion(self):
        self.assertEqual(1, len(self.feed(9, 9, 9, 9, 9, 9)))

    def test_too_cold_is_an_alarm_too(self):
        alarms = self.feed(1.5, 1.2, 0.8)
        self.assertEqual(["low"], [a.kind for a in alarms])

    def test_implausible_values_are_rejected(self):
        for value in (-60.0, 85.0, float("nan")):
            with self.subTest(value=value):
                with self.assertRaises(ReadingRejected):
                    self.monitor.reading("fridge-2", value, START)

    def test_pager_failure_keeps_alarm_pending(self):
        self.pager.send.side_effect = ConnectionError("pager gateway")

        self.feed(9, 9, 9)

        self.assertEqual(["fridge-2"], [a.device for a in self.monitor.pending])


class ReadingStoreTest(unittest.TestCase):
    def setUp(self):
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.path = Path(tmp.name) / "readings.db"
        self.store = ReadingStore(self.path)
        self.addCleanup(self.store.close)

    def test_round_trip(self):
        self.store.add("fridge-2", 4.2, START)
        self.store.add("fridge-3", 5.0, START)

        self.assertEqual([(START, 4.2)], self.store.readings("fridge-2"))

    def test_device_name_with_quote(self):
        name = "fridge '; DROP TABLE readings; --"
        self.store.add(name, 4.2, START)

        self.assertEqual([(START, 4.2)], self.store.readings(name))

    def test_close_twice_is_harmless(self):
        self.store.close()
        self.store.close()

        with self.assertRaises(StorageUnavailable):
            self.store.readings("fridge-2")

    def test_locked_database_is_reported(self):
        other = sqlite3.connect(self.path)
        self.addCleanup(other.close)
        other.execute("BEGIN EXCLUSIVE")

        with self.assertRaises(StorageUnavailable):
            self.store.add("fridge-2", 4.2, START)


if __name__ == "__main__":
    unittest.main()
