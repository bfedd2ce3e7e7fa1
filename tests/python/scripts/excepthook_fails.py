"""The program's hook for uncaught exceptions fails itself."""
import asyncio
import atexit
import sys


def hook(kind, error, traceback):
    print("hook", kind.__name__)
    raise KeyError("in the hook")


async def main():
    await asyncio.sleep(1)
    raise ValueError("in main")


sys.excepthook = hook
atexit.register(lambda: print("last", repr(sys.last_value), sys.last_type, sys.last_traceback is not None))
asyncio.run(main())
