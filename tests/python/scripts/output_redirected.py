"""Standard output is replaced and redirected."""
import asyncio
import contextlib
import io
import sys


async def main():
    kept = io.StringIO()
    with contextlib.redirect_stdout(kept):
        print("inside")
        await asyncio.sleep(0.1)
    print(repr(kept.getvalue()))
    before, sys.stdout = sys.stdout, io.StringIO()
    print("lost")
    sys.stdout = before
    print("back")


asyncio.run(main())
