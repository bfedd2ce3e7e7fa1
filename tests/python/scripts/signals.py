"""Signal handlers of the loop and of `signal`."""
import asyncio
import os
import signal


async def main():
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, stop.set)
    loop.call_later(0.1, os.kill, os.getpid(), signal.SIGUSR1)
    await asyncio.wait_for(stop.wait(), 5)
    print("SIGUSR1 by the loop")
    loop.remove_signal_handler(signal.SIGUSR1)
    signal.signal(signal.SIGUSR2, lambda *_: print("SIGUSR2 by signal"))
    os.kill(os.getpid(), signal.SIGUSR2)
    await asyncio.sleep(0)


def alarm(*_):
    raise TimeoutError("alarm")


asyncio.run(main())
signal.signal(signal.SIGALRM, alarm)
signal.setitimer(signal.ITIMER_REAL, 0.1)
try:
    n = 0
    while True:
        n += 1
except TimeoutError as error:
    print(error)
print("goes on")
