"""A worker is killed while it runs job 3. What the next worker does depends on when a job is acknowledged."""
import os
import signal
import subprocess
import time
from pathlib import Path

from celery import Celery

journal = Path(os.environ["JOURNAL"])  # an empty file
app = Celery("bakery", broker=os.environ["BROKER"])
app.conf.worker_prefetch_multiplier = 1  # a worker doesn't collect jobs that it can't begin
if os.environ["BROKER"].startswith("redis"):  # by default, a job is delivered again after an hour
    app.conf.broker_transport_options = {
        "visibility_timeout": 5, "unacked_restore_interval": 1, "unacked_restore_throttle": 1,
        "unacked_mutex_expire": 2}


def count(words):
    return journal.read_text().count(words)


def note(line):
    with journal.open("a") as file:
        file.write(line + "\n")
    return count(line)


def add(number, case):
    is_killed = note(f"takes {number}, {case}") == 1 and number == 3
    time.sleep(3600 if is_killed and "before" in case else 0)
    note(f"adds {number}, {case}")
    time.sleep(3600 if is_killed and "after" in case else 0)
    note(f"ends {number}, {case}")


early = app.task(add, name="early", acks_late=False)  # acknowledged when it starts, which is the default
late = app.task(add, name="late", acks_late=True)  # acknowledged when it is done
CASES = [(task, f"{task.name} ack, killed {when} adding") for task in (early, late) for when in ("before", "after")]


def acknowledged():
    workers = app.control.inspect().active() or {}
    return sum(job["acknowledged"] for jobs in workers.values() for job in jobs)


def work_until(is_time):
    command = ["celery", "-q", "-A", "real-celery", "worker", "-c", "4"]
    worker = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        while not is_time():
            time.sleep(0.1)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)  # the worker and its four processes, as in a power cut


if __name__ == "__main__":
    for number in (1, 2, 4, 3):
        for task, case in CASES:
            task.delay(number, case)
    work_until(lambda: count("takes 3") == 4 and count("adds 3") == 2 and acknowledged() == 2)
    work_until(lambda: count("ends") == 14)  # of 16 jobs: two were acknowledged before the worker was killed
    for _, case in CASES:
        total = sum(number * count(f"adds {number}, {case}") for number in (1, 2, 3, 4))
        print(f"{case}: total {total}, runs of job 3: {count(f'takes 3, {case}')}")
