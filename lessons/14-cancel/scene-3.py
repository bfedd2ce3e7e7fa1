"""`except` puts the item back when its round is cancelled: late, and not lost."""
import asyncio


async def one_round(queue, kept):
    item = queue.pop(0)  # @take
    print(f"took {item}")  # @took
    work = 3 if item == 2 else 1  # @work
    try:  # @guard
        await asyncio.sleep(work)  # @sleep
    except asyncio.CancelledError:
        print(f"{item} goes back")  # @back
        queue.append(item)
        raise  # not kept to itself: the round still ends here
    else:  # @safe
        kept.append(item)  # @keep


async def main(queue):
    kept = []  # @kept
    for _ in range(3):
        work = one_round(queue, kept)  # @round
        try:
            await asyncio.wait_for(work, 2)  # @limit
        except asyncio.TimeoutError:
            print("timeout")  # @timeout
    print(f"kept {kept}, left {queue}")  # @said


def set_up(loop):
    queue = [1, 2, 3]  # @queue
    return loop.create_task(main(queue))  # @main


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
