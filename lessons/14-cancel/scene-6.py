"""The limit ends the waiting alone: the round is a task and goes on."""
import asyncio


async def one_round(queue, kept):
    item = await queue.get()  # @take
    print(f"took {item}")  # @took
    work = 3 if item == 2 else 1  # @work
    await asyncio.sleep(work)  # @sleep
    kept.append(item)  # @keep


async def main(queue):
    kept = []  # @kept
    for _ in range(3):
        work = one_round(queue, kept)  # @round
        work = asyncio.create_task(work)  # @spawn-round
        _, late = await asyncio.wait([work], timeout=2)  # @limit
        if late:
            print("timeout")  # @timeout
    print(f"kept {kept}")  # @said


def set_up(loop):
    queue = asyncio.Queue()  # @queue
    for item in (1, 2, 3):
        queue.put_nowait(item)
    return loop.create_task(main(queue))  # @main


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
