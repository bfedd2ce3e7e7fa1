"""The virtual clock itself: python3 tests/python/virtual_loop_test.py"""

import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

VIRTUAL_LOOP = pathlib.Path(__file__).with_name("virtual_loop.py")


def printed(body):
    """What a twin with this `main` prints."""
    with tempfile.TemporaryDirectory() as folder:
        twin = pathlib.Path(folder) / "twin.py"
        head = "import asyncio\nfrom asyncio import create_task, sleep\n"
        twin.write_text(head + textwrap.dedent(body))
        command = [sys.executable, str(VIRTUAL_LOOP), str(twin)]
        return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()


class VirtualClock(unittest.TestCase):
    def test_equal_deadlines_fire_in_the_order_in_which_they_were_armed(self):
        lines = printed(
            """
            async def late(i):
                await sleep(1)
                print(i)
            async def main():
                tasks = [create_task(late(i)) for i in range(8)]
                for task in tasks:
                    await task
            """
        )
        self.assertEqual(lines, [f"1\t{i}" for i in range(8)] + ["1\t# finished"])

    def test_a_moment_reached_by_two_routes_is_one_moment(self):
        lines = printed(
            """
            async def nap(name, *lengths):
                for length in lengths:
                    await sleep(length)
                print(name)
            async def main():
                # As floats, 0.7 + 0.1 < 0.8 and 0.1 + 0.2 > 0.3. Armed first, each whole sleep is first.
                naps = [nap("0.8", 0.8), nap("0.7 + 0.1", 0.7, 0.1), nap("0.3", 0.3), nap("0.1 + 0.2", 0.1, 0.2)]
                tasks = [create_task(each) for each in naps]
                for task in tasks:
                    await task
            """
        )
        self.assertEqual(lines[:2], ["0.3\t0.3", "0.3\t0.1 + 0.2"])
        self.assertEqual(lines[2:4], ["0.8\t0.8", "0.8\t0.7 + 0.1"])

    def test_deadlines_a_nanosecond_apart_are_two_moments(self):
        lines = printed(
            """
            async def nap(length):
                await sleep(length)
                print("up")
            async def main():
                one, two = create_task(nap(0.000000002)), create_task(nap(0.000000001))
                await one
                await two
            """
        )
        self.assertEqual(lines, ["0.000000001\tup", "0.000000002\tup", "0.000000002\t# finished"])

    def test_a_cancelled_timer_does_not_move_the_clock(self):
        lines = printed(
            """
            async def main():
                task = create_task(sleep(100))
                await sleep(1)
                task.cancel()
            """
        )
        self.assertEqual(lines, ["1\t# finished"])

    def test_days_pass_in_one_jump(self):
        self.assertEqual(printed("async def main(): await sleep(1_000_000)"), ["1000000\t# finished"])

    def test_a_blocking_sleep_moves_the_clock_and_makes_timers_late(self):
        lines = printed(
            """
            import time
            async def ticker():
                for _ in range(2):
                    await sleep(1)
                    print("tick")
            async def blocks():
                time.sleep(2.5)
                print("done")
            async def main():
                one, two = create_task(ticker()), create_task(blocks())
                await one
                await two
            """
        )
        self.assertEqual(lines, ["2.5\tdone", "2.5\ttick", "3.5\ttick", "3.5\t# finished"])

    def test_tasks_that_nobody_can_wake_are_named(self):
        lines = printed(
            """
            async def left(): await asyncio.Event().wait()
            async def main():
                create_task(left(), name="right")
                await left()
            """
        )
        self.assertEqual(lines, ["0\t# stalled: main, right"])

    def test_a_lock_that_only_its_own_thread_could_release_ends_the_run(self):
        lines = printed(
            """
            import threading
            async def hold(lock):
                with lock:
                    print("holds the lock")
                    await sleep(1)
            async def main():
                lock = threading.Lock()
                create_task(hold(lock))
                await hold(lock)
            """
        )
        self.assertEqual(lines, ["0\tholds the lock", "0\t# frozen"])

    def test_a_busy_wait_ends(self):
        lines = printed(
            """
            async def main():
                while True:
                    await sleep(0)
            """
        )
        self.assertEqual(lines, ["0\t# livelock"])


if __name__ == "__main__":
    unittest.main()
