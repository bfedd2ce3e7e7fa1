"""`main` never awaits the second task, so no code gets its exception."""
import asyncio


async def read(record):
    await asyncio.sleep(1)  # @sleep
    if record == 2:
        raise ValueError("record 2 is damaged")  # @fails
    return record * 10  # @ok


async def load(record):
    value = await read(record)  # @read
    print(f"loaded {value}")  # @loaded
    return value


async def main():
    first = load(1)  # @first
    second = load(2)  # @second
    third = load(3)  # @third
    first = asyncio.create_task(first)
    second = asyncio.create_task(second)
    third = asyncio.create_task(third)
    total = 0  # @zero
    for task in (first, third):
        try:
            value = await task  # @await
            total += value  # @add
        except ValueError as error:
            print(f"main got: {error}")  # @got
        except asyncio.CancelledError:
            print("the task has no result")  # @no-result
    print(f"total {total}")  # @total


if __name__ == "__main__":
    asyncio.run(main())  # @main
