"""A task group cancels the other tasks when one of them fails."""
import asyncio


async def read(record):
    secs = 2 if record == 3 else 1
    await asyncio.sleep(secs)  # @sleep
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
    try:
        async with asyncio.TaskGroup() as group:  # @await
            tasks = [group.create_task(work) for work in (first, second, third)]
        print(f"total {sum(task.result() for task in tasks)}")  # @total
    except* ValueError as group:
        print(f"main got: {group.exceptions[0]}")  # @got


if __name__ == "__main__":
    asyncio.run(main())  # @main
