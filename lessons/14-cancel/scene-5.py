"""The item is kept before the work begins: a cancel at the sleep loses none."""
import asyncio


async def one_round(queue, kept):
    item = await queue.get()  # @take
    print(f"took {item}")  # @took
    kept.append(item)  # @keep
    work = 3 if item == 2 else 1  # @work
    await asyncio.sleep(work)  # @sleep


async def main(queue):
    kept = []  # @kept
    for _ in range(3):
        work = one_round(queue, kept)  # @round
        try:
            await asyncio.wait_for(work, 2)  # @limit
        except asyncio.TimeoutError:
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
