"""Calls `greet` twice."""
import asyncio


async def greet(name):
    print(f"hello from {name}")  # @hello


async def main():
    early = greet("early")  # @early
    late = greet("late")  # @late
    early = asyncio.create_task(early)  # @spawn-early
    late = asyncio.create_task(late)  # @spawn-late
    print("two coroutines made")  # @made
    await late  # @await
    print("main ends")  # @ends


if __name__ == "__main__":
    asyncio.run(main())  # @main
