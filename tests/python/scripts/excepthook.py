"""A program with its own `sys.excepthook`."""
import asyncio
import sys
import traceback


def hook(kind, error, trace):
    names = [frame.name for frame in traceback.extract_tb(trace) if "excepthook" in frame.filename]
    print("hook:", kind.__name__, error, names)


sys.excepthook = hook


async def main():
    raise ValueError("for the hook")


asyncio.run(main())
