"""A `__repr__` that raises what ends a program, and prints part of a line. Nobody calls it here."""
import asyncio


class Odd:
    def __init__(self, error):
        self.error = error

    def __repr__(self):
        print("printed by a repr", end="")
        raise self.error


async def main():
    values = [Odd(KeyboardInterrupt()), Odd(SystemExit(4)), Odd(GeneratorExit())]
    for value in values:
        print("before", end=" ")
        await asyncio.sleep(1)
        print("after")


asyncio.run(main())
