"""Both ranks send first, and there is no room for a message."""
import asyncio


async def rank0(outbox, inbox):
    await outbox.put("rank 0")  # @send0
    await outbox.join()
    print("rank 0 has sent its name")  # @sent0
    name = await inbox.get()  # @receive0
    inbox.task_done()
    print(f"rank 0 receives {name}")  # @receives0


async def rank1(outbox, inbox):
    await outbox.put("rank 1")  # @send1
    await outbox.join()
    print("rank 1 has sent its name")  # @sent1
    name = await inbox.get()  # @receive1
    inbox.task_done()
    print(f"rank 1 receives {name}")  # @receives1


def set_up(loop):
    to0 = asyncio.Queue(1)  # @to0
    to1 = asyncio.Queue(1)  # @to1
    return (
        loop.create_task(rank0(to1, to0)),  # @spawn-rank0
        loop.create_task(rank1(to0, to1)),  # @spawn-rank1
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))  # does not return
