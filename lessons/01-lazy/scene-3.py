"""Calls `greet` twice."""
import asyncio


async def greet(name):
    print(f"hello from {name}")  # @hello


async def main():
    early = greet("early")  # @early
    late = greet("late")  # @late
    print("two coroutines made")  # @made
    del late  # @drop
    print("main ends")  # @ends


if __name__ == "__main__":
    asyncio.run(main())  # @main
