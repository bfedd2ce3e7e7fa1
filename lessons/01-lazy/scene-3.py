"""Without an await neither of them runs: two calls, and no line of `greet`."""
import asyncio


async def greet(name):
    print(f"hello from {name}")  # @hello


async def main():
    early = greet("early")  # @early
    late = greet("late")  # @late
    print("two coroutines made")  # @made
    del late  # Python warns: it was never awaited  # @thrown-away
    print("main ends")  # @ends


if __name__ == "__main__":
    asyncio.run(main())  # @main
