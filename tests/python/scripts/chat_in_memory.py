"""A little program: rooms, members, a heartbeat, a shutdown in order."""
import asyncio


class Room:
    def __init__(self):
        self.members = {}

    def join(self, name):
        self.members[name] = asyncio.Queue()
        return self.members[name]

    async def send(self, sender, text):
        for name, inbox in self.members.items():
            if name != sender:
                await inbox.put(f"{sender}: {text}")


async def member(room, name, texts, done):
    inbox = room.join(name)

    async def listen():
        while True:
            print(f"[{name}] {await inbox.get()}")

    listener = asyncio.create_task(listen())
    try:
        for text in texts:
            await asyncio.sleep(len(text))
            await room.send(name, text)
        await done.wait()
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
        print(name, "leaves")


async def heartbeat():
    while True:
        await asyncio.sleep(4)
        print("beat")


async def main():
    room, done = Room(), asyncio.Event()
    beat = asyncio.create_task(heartbeat())
    members = [asyncio.create_task(member(room, n, t, done)) for n, t in {"ada": ["hi", "bye"], "bob": ["hello"]}.items()]
    await asyncio.sleep(9)
    done.set()
    await asyncio.wait(members)
    beat.cancel()


asyncio.run(main())
