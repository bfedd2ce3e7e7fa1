"""Each worker acknowledges a job when it has done it, and one loses power after the effect."""
import asyncio

total = 0  # @new-total


async def worker(name, broker):
    global total
    while True:
        job = await broker.get()  # @take
        print(f"{name} takes job {job}")  # @takes
        try:
            await asyncio.sleep(2)  # @before
            total += job  # @effect
            print(f"{name} adds {job}: total {total}")  # @adds
            await asyncio.sleep(2)  # @after
            broker.task_done()  # @ack
        except asyncio.CancelledError:
            broker.put_nowait(job)
            raise


async def client(broker, w1, w2):
    for job in range(1, 5):
        broker.put_nowait(job)  # @send
    await asyncio.sleep(7)  # @until-cut
    print("w1 loses power")  # @power
    w1.cancel()  # @cut
    await asyncio.sleep(6)  # @until-end
    print(f"the total is {total}")  # @total
    w2.cancel()  # @close


def set_up(loop):
    broker = asyncio.PriorityQueue()  # @broker
    w1 = worker("w1", broker)  # @w1
    w2 = worker("w2", broker)
    w1 = loop.create_task(w1)
    w2 = loop.create_task(w2)
    return w1, w2, loop.create_task(client(broker, w1, w2))  # @spawn-client


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop), return_exceptions=True))
