"""Exception groups, `except*`, notes and causes."""
import asyncio


async def fail(error, after):
    await asyncio.sleep(after)
    raise error


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(ValueError("v"), 1))
            group.create_task(fail(OSError("o"), 1))
            group.create_task(fail(KeyError("late"), 2))
    except* ValueError as errors:
        print("values", errors.exceptions)
    except* OSError as errors:
        print("os", errors.exceptions)
    try:
        try:
            await fail(TypeError("first"), 0)
        except TypeError as error:
            error.add_note("a note")
            raise RuntimeError("second") from error
    except RuntimeError as error:
        print(repr(error.__cause__), error.__cause__.__notes__)


asyncio.run(main())
