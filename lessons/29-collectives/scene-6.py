"""The same work on eight ranks."""
import asyncio

MESSAGE = 0.5


async def helper(inbox, outbox):
    work = await inbox.get()
    await asyncio.sleep(work)  # @work
    await asyncio.sleep(MESSAGE)  # @answer-takes
    await outbox.put(work)  # @answer


async def job(ranks):
    loop = asyncio.get_running_loop()
    start = loop.time()
    share = 8 // ranks  # @share
    await asyncio.sleep(2)  # @serial
    answers = asyncio.Queue(8)
    tasks = []
    for _ in range(1, ranks):
        outbox = asyncio.Queue(1)
        task = loop.create_task(helper(outbox, answers))  # @spawn
        tasks.append(task)
        await asyncio.sleep(MESSAGE)  # @message-takes
        await outbox.put(share)  # @message
    await asyncio.sleep(share)  # @own
    for _ in range(1, ranks):
        await answers.get()  # @gather
    print(f"ranks: {ranks}, seconds: {loop.time() - start:g}")  # @measured


async def main():
    await job(8)  # @job8


def set_up(loop):
    return loop.create_task(main())  # @spawn-main


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
