"""Transports and protocols, and `sock_recv`."""
import asyncio
import socket


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        print("made")

    def data_received(self, data):
        self.transport.write(data[::-1])

    def connection_lost(self, error):
        print("lost", error)


async def main():
    loop = asyncio.get_running_loop()
    one, other = socket.socketpair()
    one.setblocking(False)
    transport, _ = await loop.create_connection(Echo, sock=other)
    await loop.sock_sendall(one, b"abc")
    print(await loop.sock_recv(one, 10))
    one.close()
    await asyncio.sleep(0.05)
    transport.close()
    left, right = socket.socketpair()
    loop.add_reader(left, lambda: (print("readable", left.recv(1)), loop.remove_reader(left)))
    right.send(b"x")
    await asyncio.sleep(0.05)
    left.close(), right.close()


asyncio.run(main())
