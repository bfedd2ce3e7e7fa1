"""The package as a program: `-m package`."""
import asyncio
import sys

from . import VALUE
from .inner.deep import relative


async def main():
    print(sys.argv[1:], __name__, __package__, VALUE)
    print(await relative())


asyncio.run(main())
if "fail" in sys.argv:
    raise ValueError("asked for")
