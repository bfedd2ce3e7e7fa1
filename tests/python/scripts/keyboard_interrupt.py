"""Ctrl+C while the loop waits: `main` is cancelled, and the exception leaves the program."""
import asyncio
import os
import signal


async def main():
    asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGINT)
    try:
        await asyncio.sleep(10)
    finally:
        print("cleaning up")


asyncio.run(main())
