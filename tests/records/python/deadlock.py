import asyncio


async def transfer(first, second):
    async with first:
        await asyncio.sleep(1)
        async with second:
            print("done")


async def main():
    checking, savings = asyncio.Lock(), asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(transfer(checking, savings), name="alice")
        group.create_task(transfer(savings, checking), name="bob")


asyncio.run(main())
