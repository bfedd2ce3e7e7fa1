"""A loop without tasks, and one whose task waits for a signal. Both can be woken only from outside."""
import asyncio
import os
import signal
import subprocess
import sys


async def main():
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, stop.set)
    subprocess.Popen([sys.executable, "-c", f"import os; os.kill({os.getpid()}, {int(signal.SIGUSR1)})"])
    await stop.wait()
    print("SIGUSR1 came")


asyncio.run(main())
loop = asyncio.new_event_loop()
signal.signal(signal.SIGALRM, lambda *_: loop.call_soon_threadsafe(loop.stop))
signal.setitimer(signal.ITIMER_REAL, 0.1)
loop.run_forever()
loop.close()
print("SIGALRM came")
