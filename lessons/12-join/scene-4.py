"""`tea` fails, so the group cancels the other two tasks, and `main` fails as well."""
import asyncio


async def prepare(what, secs):
    print(f"{what} starts")  # @starts
    await asyncio.sleep(secs)  # @sleep
    if what == "tea":
        raise RuntimeError("the kettle is broken")  # @panic
    print(f"{what} done")  # @done


async def main():
    async with asyncio.TaskGroup() as group:  # @join
        group.create_task(prepare("tea", 1))  # @tea
        group.create_task(prepare("rice", 2))  # @rice
        group.create_task(prepare("soup", 3))  # @soup
    print("dinner is served")  # @served


if __name__ == "__main__":
    asyncio.run(main())  # @main
