"""Classes whose `__repr__` raises, prints, is slow, or leaves."""
import asyncio
import sys
import time


class Raises:
    def __repr__(self):
        raise ValueError("no repr")


class Prints:
    def __repr__(self):
        print("repr is called")
        return "Prints()"


class Slow:
    def __repr__(self):
        time.sleep(0.2)
        return "Slow()"


class Leaves:
    def __repr__(self):
        sys.exit(9)


class NoText:
    def __repr__(self):
        return 3


class Deep:
    def __repr__(self):
        return repr(Deep())


class Busy:
    def __repr__(self):
        return str(sum(range(3_000_000)))


async def main():
    raises, prints, slow, leaves, no_text, deep, busy = Raises(), Prints(), Slow(), Leaves(), NoText(), Deep(), Busy()
    for value in [raises, prints, slow, leaves, no_text, deep, busy] * 3:
        await asyncio.sleep(0)
    print(repr(prints), type(value).__name__)
    try:
        repr(raises)
    except ValueError as error:
        print(error)
    return raises


asyncio.run(main())
