"""`atexit`, `__del__` at the end, and a status."""
import asyncio
import atexit
import sys


class Last:
    def __del__(self):
        print("deleted")


kept = Last()
atexit.register(print, "first registered")


@atexit.register
def late():
    print("last registered")
    asyncio.run(asyncio.sleep(0.1))
    print("a loop at exit")


asyncio.run(asyncio.sleep(0.1))
sys.stderr.write("an error line\n")
sys.exit(5)
